//! Text that grows up to a bound: words, blanks and line ends, nothing else.

use super::sink::{Mark, Sink};

/// Of a text that is longer than [`super::ENOUGH`].
const FULL: &str = "only the first 8 MB of its text are searched";

/// How many pages without text are noted.
pub const MOST_SCANS: usize = 1000;

/// Collects text.
pub struct Prose {
    text: String,
    most: usize,
    /// What to put before the next word.
    gap: Option<char>,
    left_out: Option<&'static str>,
    scans: Vec<i32>,
}

/// A text, and why not all of it is there if it is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub left_out: Option<String>,
    /// The pages, from 1, that show something and have no text of their own, as scans do; at most [`MOST_SCANS`] of them.
    pub scans: Vec<i32>,
}

impl Text {
    /// Adds more to its end, as far as it may grow.
    pub fn add(&mut self, parts: impl IntoIterator<Item = String>) {
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            if self.text.len() + part.len() >= super::ENOUGH {
                self.left_out.get_or_insert_with(|| FULL.to_owned());
                return;
            }
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(&part);
        }
    }
}

impl Prose {
    pub fn new(most: usize) -> Self {
        Self { text: String::new(), most, gap: None, left_out: None, scans: Vec::new() }
    }

    /// Whether more would be thrown away.
    pub fn is_full(&self) -> bool {
        self.text.len() >= self.most
    }

    /// Adds text as it comes. NUL cannot be stored, and nobody looks for other control characters.
    pub fn push(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => self.end_line(),
                letter if letter.is_whitespace() => self.blank(),
                // Marks that are not seen, among them those that a word processor puts into the middle of a word.
                '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
                letter if letter.is_control() => self.blank(),
                letter => self.put(letter),
            }
            if self.is_full() {
                return;
            }
        }
    }

    pub fn blank(&mut self) {
        self.gap = self.gap.or(Some(' '));
    }

    pub fn end_line(&mut self) {
        self.gap = Some('\n');
    }

    /// Says that something of the document is not in it, and why; the first reason counts.
    pub fn leave_out(&mut self, reason: &'static str) {
        self.left_out.get_or_insert(reason);
    }

    /// Notes that a page, from 1, has no text of its own.
    pub fn note_scan(&mut self, page: usize) {
        if let (Ok(page), true) = (i32::try_from(page), self.scans.len() < MOST_SCANS) {
            self.scans.push(page);
        }
    }

    /// How many pages are noted.
    pub fn scans(&self) -> usize {
        self.scans.len()
    }

    pub fn forget_scans_after(&mut self, before: usize) {
        self.scans.truncate(before);
    }

    pub fn finish(self) -> Text {
        let left_out = self.left_out.or_else(|| self.is_full().then_some(FULL));
        Text { left_out: left_out.map(str::to_owned), text: self.text, scans: self.scans }
    }

    fn put(&mut self, letter: char) {
        let gap = self.gap.take().filter(|_| !self.text.is_empty());
        let length = letter.len_utf8() + gap.map_or(0, char::len_utf8);
        if self.text.len() + length > self.most {
            // What would still fit would be half a word.
            self.most = self.text.len();
            return;
        }
        self.text.extend(gap);
        self.text.push(letter);
    }
}

impl Sink for Prose {
    fn push(&mut self, text: &str) {
        self.push(text);
    }

    fn end_line(&mut self) {
        self.end_line();
    }

    fn is_full(&self) -> bool {
        self.is_full()
    }

    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::LineBreak | Mark::Row => self.end_line(),
            Mark::Cell | Mark::Tab => self.blank(),
            Mark::Heading(_) | Mark::InTable(_) | Mark::About(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_and_single_gaps_are_left() {
        let mut prose = Prose::new(100);
        prose.push("  a\0b\u{200b}c \t d\r\n\n");
        prose.push("e");
        assert_eq!(prose.finish(), Text { text: "a bc d\ne".to_owned(), left_out: None, scans: Vec::new() });
    }

    #[test]
    fn it_never_grows_past_its_bound_nor_cuts_a_letter() {
        for most in 0..12 {
            let mut prose = Prose::new(most);
            prose.push("äöü 漢字 🦀🦀");
            let Text { text, left_out, .. } = prose.finish();
            assert!(text.len() <= most && left_out.is_some(), "{most}");
        }
    }
}
