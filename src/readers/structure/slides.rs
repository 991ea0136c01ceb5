//! A presentation of today (ECMA-376, part 1, 19): slide after slide, in the order in which they are shown.

use quick_xml::events::BytesStart;

use super::{
    Note, Part,
    draft::{Draft, Style},
    word,
};
use crate::readers::{
    markup::{Step, attribute, prefixed_attribute, walk},
    office::Package,
    sink::{Mark, Sink},
};

/// Reads the main part `xml`, and the slides that it leads to.
pub fn read(package: &mut Package, path: &str, xml: &[u8], draft: &mut Draft) {
    let mut ids = Vec::new();
    walk(xml, |step| {
        if let Step::Open(tag) = step
            && tag.local_name().as_ref() == "sldId"
        {
            ids.extend(prefixed_attribute(tag, "id"));
        }
        true
    });
    let relations = package.relations(path);
    for id in ids {
        let Some(slide) = relations.iter().find(|relation| relation.id == id) else { continue };
        let xml = package.all_at(&slide.path);
        one(&xml, draft);
        let mut notes = String::new();
        for relation in package.relations(&slide.path) {
            match &*relation.kind {
                "notesSlide" => notes = notes_of(&package.all_at(&relation.path)),
                "comments" => draft.note(Note::Comment, "", &word::words(package, &relation.path)),
                _ => {}
            }
        }
        word::drawings(package, &slide.path, draft);
        draft.note(Note::Speaker, "", &notes);
        if draft.is_full() {
            return;
        }
    }
}

/// One slide.
fn one(xml: &[u8], draft: &mut Draft) {
    let mut reader =
        Reader { draft, shape: Shape::Free, item: None, is_text: false, is_about: false, shows: String::new() };
    walk(xml, |step| {
        match step {
            Step::Open(tag) => reader.open(tag),
            Step::Close(name) => reader.close(name),
            Step::Text(text) if reader.is_text && reader.shape != Shape::Silent => reader.draft.push(text),
            Step::Text(_) => {}
        }
        !reader.draft.is_full()
    });
    draft.end_line();
}

/// What the speaker has written; pages of notes also repeat the slide, its number and the like.
fn notes_of(xml: &[u8]) -> String {
    let (mut text, mut is_body, mut is_text) = (String::new(), false, false);
    walk(xml, |step| {
        match step {
            Step::Open(tag) => match tag.local_name().as_ref() {
                "sp" => is_body = false,
                "ph" => is_body = attribute(tag, "type").is_some_and(|kind| kind == "body"),
                "t" => is_text = true,
                "br" if is_body => text.push('\n'),
                _ => {}
            },
            Step::Close("t") => is_text = false,
            Step::Close("p") if is_body => text.push('\n'),
            Step::Text(words) if is_body && is_text => text.push_str(words),
            _ => {}
        }
        true
    });
    text
}

/// What a shape on a slide is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Title,
    /// A list, unless a paragraph says otherwise.
    Body,
    Free,
    /// Numbers of slides, dates, the same line on each.
    Silent,
}

struct Reader<'a> {
    draft: &'a mut Draft,
    shape: Shape,
    /// How deep in a list the paragraph is, and its number.
    item: Option<(u8, String)>,
    is_text: bool,
    /// In what is said about pictures, and what the next one shows.
    is_about: bool,
    shows: String,
}

impl Reader<'_> {
    fn open(&mut self, tag: &BytesStart) {
        match tag.local_name().as_ref() {
            "sld" => {
                let is_hidden = attribute(tag, "show").is_some_and(|show| matches!(&*show, "0" | "false"));
                self.draft.part(if is_hidden { Part::HiddenSlide } else { Part::Slide }, "");
            }
            "sp" | "graphicFrame" | "pic" => self.shape = Shape::Free,
            "ph" => {
                self.shape = match attribute(tag, "type").as_deref() {
                    Some("title" | "ctrTitle") => Shape::Title,
                    Some("sldNum" | "dt" | "ftr" | "hdr") => Shape::Silent,
                    None | Some("body" | "obj") => Shape::Body,
                    Some(_) => Shape::Free,
                }
            }
            "p" => self.item = (self.shape == Shape::Body).then(|| (0, String::new())),
            "pPr" => {
                let level = attribute(tag, "lvl").and_then(|level| level.parse().ok()).unwrap_or_default();
                if let Some((depth, _)) = &mut self.item {
                    *depth = level;
                }
                self.is_about = true;
            }
            "buNone" if self.is_about => self.item = None,
            "buChar" | "buAutoNum" | "buBlip" if self.is_about => _ = self.item.get_or_insert_default(),
            "t" => self.is_text = true,
            "br" => self.draft.mark(Mark::LineBreak),
            "tab" if !self.is_about => self.draft.mark(Mark::Tab),
            "tbl" => {
                self.shape = Shape::Free;
                self.draft.open_table();
            }
            "cNvPr" => self.shows = attribute(tag, "descr").unwrap_or_default(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.is_text = false,
            "pPr" => self.is_about = false,
            "p" => {
                if self.shape == Shape::Title && self.draft.take_name() {
                    return;
                }
                self.draft.style(match (self.shape, self.item.take()) {
                    (Shape::Title, _) => Style::Heading(1),
                    (_, Some((depth, number))) => Style::Item(depth, number),
                    (_, None) => Style::Plain,
                });
                self.draft.end_line();
            }
            "tc" => self.draft.end_cell(),
            "tr" => self.draft.end_row(),
            "tbl" => self.draft.close_table(),
            "pic" => {
                let words = std::mem::take(&mut self.shows);
                self.draft.picture(&words);
            }
            _ => {}
        }
    }
}
