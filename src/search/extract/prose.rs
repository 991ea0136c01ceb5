//! Text that grows up to a bound: words, blanks and line ends, nothing else.

/// Collects text.
pub struct Prose {
    text: String,
    most: usize,
    /// What to put before the next word.
    gap: Option<char>,
}

impl Prose {
    pub fn new(most: usize) -> Self {
        Self { text: String::new(), most, gap: None }
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

    pub fn finish(self) -> String {
        self.text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_and_single_gaps_are_left() {
        let mut prose = Prose::new(100);
        prose.push("  a\0b\u{200b}c \t d\r\n\n");
        prose.push("e");
        assert_eq!(prose.finish(), "a bc d\ne");
    }

    #[test]
    fn it_never_grows_past_its_bound_nor_cuts_a_letter() {
        for most in 0..12 {
            let mut prose = Prose::new(most);
            prose.push("äöü 漢字 🦀🦀");
            assert!(prose.finish().len() <= most);
        }
    }
}
