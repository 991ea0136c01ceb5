//! Markdown as HTML. HTML inside the Markdown is dropped, pictures from elsewhere become links; whatever comes out
//! is cleaned once more by the parent.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::charset;

/// So much of a document is read.
pub const BYTES: usize = 512 * 1024;
/// A longer page is not shown.
pub const HTML: usize = 1024 * 1024;

/// So deep may lists and quotations nest; what lies deeper stands at the last depth.
const DEEPEST: usize = 50;

/// The job.
///
/// # Errors
/// When a page of it would be too long.
pub fn run(_: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let html = render(&charset::decode(&bytes[..bytes.len().min(BYTES)]));
    if html.len() > HTML { Err("the page would be too long".to_owned()) } else { Ok(html.into_bytes()) }
}

/// Renders CommonMark with what GitHub adds.
pub fn render(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let events: Vec<Event> = Parser::new_ext(markdown, options).collect();
    let mut page = String::new();
    html::push_html(&mut page, Shallow::new(tame(name_headings(events).into_iter())));
    page
}

/// No HTML of strangers, no pictures from elsewhere.
fn tame<'a>(events: impl Iterator<Item = Event<'a>>) -> impl Iterator<Item = Event<'a>> {
    let mut as_links = Vec::new();
    events.filter_map(move |event| match event {
        Event::InlineHtml(tag) if is_line_break(&tag) => Some(Event::HardBreak),
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => None,
        Event::Start(Tag::Image { dest_url, title, id, .. }) => {
            as_links.push(is_elsewhere(&dest_url));
            let link_type = LinkType::Inline;
            Some(Event::Start(match as_links.last() {
                Some(true) => Tag::Link { link_type, dest_url, title, id },
                _ => Tag::Image { link_type, dest_url, title, id },
            }))
        }
        Event::End(TagEnd::Image) => {
            Some(Event::End(if as_links.pop() == Some(true) { TagEnd::Link } else { TagEnd::Image }))
        }
        other => Some(other),
    })
}

fn is_line_break(tag: &str) -> bool {
    let name = tag.trim_matches(|letter: char| matches!(letter, '<' | '>' | '/') || letter.is_whitespace());
    name.eq_ignore_ascii_case("br")
}

/// With a scheme, or on another host.
fn is_elsewhere(address: &str) -> bool {
    address.starts_with("//") || address.split(['/', '?', '#']).next().is_some_and(|first| first.contains(':'))
}

/// Headings can be linked to, as people know it from GitHub: `## The plan` is `#the-plan`.
fn name_headings(mut events: Vec<Event>) -> Vec<Event> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let mut at = 0;
    while at < events.len() {
        if let Event::Start(Tag::Heading { .. }) = events[at] {
            let inside = events[at..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
            let words: String = inside
                .filter_map(|event| match event {
                    Event::Text(text) | Event::Code(text) => Some(&**text),
                    _ => None,
                })
                .collect();
            let slug = slug(&words);
            let before = taken.entry(slug.clone()).and_modify(|count| *count += 1).or_default();
            let unique = if *before == 0 { slug } else { format!("{slug}-{before}") };
            if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
                *id = Some(CowStr::from(unique));
            }
        }
        at += 1;
    }
    events
}

fn slug(words: &str) -> String {
    let letters = words.trim().chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    letters.take(100).map(|letter| if letter == ' ' { '-' } else { letter }).flat_map(char::to_lowercase).collect()
}

fn is_of_a_table(end: TagEnd) -> bool {
    matches!(end, TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell)
}

/// Leaves out what nests too deep: the start and the end, not what stands in it. Tables do not nest, and stay whole.
struct Shallow<I> {
    events: I,
    depth: usize,
}

impl<I> Shallow<I> {
    fn new(events: I) -> Self {
        Self { events, depth: 0 }
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Shallow<I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let event = self.events.next()?;
            let too_deep = match &event {
                Event::Start(tag) => {
                    self.depth += 1;
                    self.depth > DEEPEST && !is_of_a_table(tag.to_end())
                }
                Event::End(end) => {
                    self.depth -= 1;
                    self.depth >= DEEPEST && !is_of_a_table(*end)
                }
                _ => false,
            };
            if !too_deep {
                return Some(event);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_html() {
        let page = render("# A plan\n\n- [x] one\n- two ~~three~~\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n## A plan\n");
        for wanted in ["<h1 id=\"a-plan\">", "<h2 id=\"a-plan-1\">", "<del>three</del>", "<table>", "type=\"checkbox\""]
        {
            assert!(page.contains(wanted), "{wanted} in {page}");
        }
    }

    #[test]
    fn html_in_it_is_dropped() {
        let page = render("a <b onclick=x>b</b><br>c\n\n<script>alert(1)</script>\n\n<div>\n\n**d**\n\n</div>\n");
        assert_eq!(page, "<p>a b<br />\nc</p>\n<p><strong>d</strong></p>\n");
    }

    #[test]
    fn pictures_from_elsewhere_are_links() {
        let page = render("![a](https://x.example/a.png) ![b](//x.example/b.png) ![c](c.png)");
        assert_eq!(page.matches("<a href").count(), 2, "{page}");
        assert_eq!(page.matches("<img").count(), 1, "{page}");
    }

    #[test]
    fn what_nests_for_ever_becomes_flat() {
        let page = render(&format!("{} end", "> ".repeat(20_000)));
        assert!(page.matches("<blockquote>").count() <= DEEPEST, "{}", page.len());
        assert!(page.contains("end"));
    }
}
