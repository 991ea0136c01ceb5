//! What GitHub adds to Markdown: links that do not say so, titles of alerts, columns with a side, coloured code.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::addresses::linked;
use crate::previews::job::code;

/// After this time the rest of the code stays without colours.
const PATIENCE: Duration = Duration::from_secs(2);

pub struct Enriched<'a, I> {
    events: I,
    /// What comes before the next event.
    ready: VecDeque<Event<'a>>,
    /// In how many links.
    links: u32,
    columns: Vec<Alignment>,
    column: usize,
    is_head: bool,
    began: Instant,
}

impl<'a, I: Iterator<Item = Event<'a>>> Enriched<'a, I> {
    pub fn new(events: I) -> Self {
        Self {
            events,
            ready: VecDeque::new(),
            links: 0,
            columns: Vec::new(),
            column: 0,
            is_head: false,
            began: Instant::now(),
        }
    }

    fn text(&mut self, text: CowStr<'a>) -> Option<Event<'a>> {
        if self.links > 0 {
            return Some(Event::Text(text));
        }
        let pieces = linked(&text);
        if pieces.iter().all(|(target, _)| target.is_none()) {
            return Some(Event::Text(text));
        }
        for (target, piece) in pieces {
            let piece = Event::Text(CowStr::from(piece.to_owned()));
            match target {
                Some(target) => self.ready.extend([
                    Event::Start(Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: CowStr::from(target),
                        title: CowStr::Borrowed(""),
                        id: CowStr::Borrowed(""),
                    }),
                    piece,
                    Event::End(TagEnd::Link),
                ]),
                None => self.ready.push_back(piece),
            }
        }
        self.ready.pop_front()
    }

    /// A cell with its side, written here: the library would write a style.
    fn cell(&mut self, is_end: bool) -> Event<'a> {
        let name = if self.is_head { "th" } else { "td" };
        if is_end {
            self.column += 1;
            return html(format!("</{name}>"));
        }
        let side = match self.columns.get(self.column) {
            Some(Alignment::Left) => " align=\"left\"",
            Some(Alignment::Center) => " align=\"center\"",
            Some(Alignment::Right) => " align=\"right\"",
            _ => "",
        };
        html(format!("<{name}{side}>"))
    }

    /// A block of code as a whole, in the language that it names.
    fn code(&mut self, kind: &CodeBlockKind) -> Event<'a> {
        let mut text = String::new();
        for event in self.events.by_ref() {
            match event {
                Event::Text(piece) => text.push_str(&piece),
                Event::End(TagEnd::CodeBlock) => break,
                _ => {}
            }
        }
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase(),
            CodeBlockKind::Indented => String::new(),
        };
        let left = PATIENCE.saturating_sub(self.began.elapsed());
        let mut page = String::from("<pre><code>");
        for line in code::paint(&language, &text, left) {
            for (hue, piece) in line {
                let escaped = piece.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                match hue.class() {
                    "" => page.push_str(&escaped),
                    class => page.extend(["<span class=\"", class, "\">", &escaped, "</span>"]),
                }
            }
            page.push('\n');
        }
        page.push_str("</code></pre>\n");
        html(page)
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Enriched<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        if let Some(event) = self.ready.pop_front() {
            return Some(event);
        }
        let event = self.events.next()?;
        match event {
            Event::Text(text) => return self.text(text),
            Event::Start(Tag::CodeBlock(kind)) => return Some(self.code(&kind)),
            Event::Start(Tag::TableCell) => return Some(self.cell(false)),
            Event::End(TagEnd::TableCell) => return Some(self.cell(true)),
            Event::InlineMath(text) | Event::DisplayMath(text) => return Some(Event::Code(text)),
            Event::Start(Tag::BlockQuote(Some(kind))) => self.ready.push_back(title(kind)),
            Event::Start(Tag::Table(ref columns)) => self.columns.clone_from(columns),
            Event::Start(Tag::TableHead) => (self.is_head, self.column) = (true, 0),
            Event::End(TagEnd::TableHead) => self.is_head = false,
            Event::Start(Tag::TableRow) => self.column = 0,
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::MetadataBlock(_)) => self.links += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::MetadataBlock(_)) => {
                self.links = self.links.saturating_sub(1);
            }
            Event::InlineHtml(ref tag) if is_of_a_link(tag, "<a") => self.links += 1,
            Event::InlineHtml(ref tag) if is_of_a_link(tag, "</a") => self.links = self.links.saturating_sub(1),
            _ => {}
        }
        Some(event)
    }
}

fn is_of_a_link(tag: &str, start: &str) -> bool {
    let after = tag.get(start.len()..).and_then(|rest| rest.chars().next());
    tag.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
        && after.is_some_and(|letter| letter == '>' || letter.is_whitespace())
}

/// The parent, which knows the language of the site, says it in words.
fn title<'a>(kind: BlockQuoteKind) -> Event<'a> {
    let name = match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    };
    html(format!("<p class=\"markdown-alert-title\">{name}</p>\n"))
}

fn html<'a>(text: String) -> Event<'a> {
    Event::Html(CowStr::from(text))
}
