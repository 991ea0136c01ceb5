//! The notes of an OpenDocument: footnotes, comments, speaker notes.

use super::Reader;
use crate::readers::{sink::Sink, structure::Note};

/// A note: its author or number, and its text.
pub struct Aside {
    pub note: Note,
    pub of: String,
    pub text: String,
    /// In the name of who has written it.
    pub is_of: bool,
}

impl Reader<'_> {
    pub(super) fn begin(&mut self, note: Note) {
        self.aside = Some(Aside { note, of: String::new(), text: String::new(), is_of: false });
    }

    pub(super) fn of(&mut self, is_of: bool) {
        if let Some(aside) = &mut self.aside {
            aside.is_of = is_of;
        }
    }

    pub(super) fn end_aside(&mut self) {
        let Some(aside) = self.aside.take() else { return };
        match aside.note {
            Note::Foot => {
                let label = (self.notes.len() + 1).to_string();
                self.draft.push(&format!("[{label}]"));
                self.notes.push((label, aside.text));
            }
            Note::Comment => self.draft.remark(&aside.of, &aside.text),
            note => self.draft.note(note, "", &aside.text),
        }
    }
}
