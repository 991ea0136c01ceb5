//! What the index holds of a text and of a name. A sign before a lexeme tells what it is:
//!
//! | lexeme | what it is |
//! |---|---|
//! | `report` | a word; for scripts without gaps each two neighbours |
//! | `=report` | the stem of an inflected word |
//! | `+2024 00123` | two words without a space between them |
//! | `~vertrag` | what is left of a word from its second letter on, or from a later one |
//! | `@report` | a word of the name |
//! | `/report` | a word of the name of a folder |

use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
};

use super::{
    split::{Word, neighbours, parts, words},
    stems::Stems,
};

/// PostgreSQL keeps at most 1 MB of lexemes with their places in a tsvector, and 255 places of each.
const MOST_BYTES: usize = 1_000_000;
const MOST_PLACES: usize = 255;
const LAST_PLACE: u16 = 16_383;

/// More parts in one word are no parts: a checksum, a key.
const MOST_PARTS: usize = 4;

/// Words in a text that are worth looking into: compounds.
const LONG: usize = 9;

/// After so many blocks the language is told anew.
const TOLD_EVERY: u16 = 8;

/// What is left of a word is cut here: nobody types more from its middle.
const LONGEST_REST: usize = 32;

/// The lexemes of a text with the blocks in which they stand.
#[derive(Default)]
pub struct Lexemes {
    /// In the language of the last blocks.
    stems: Option<Stems>,
    places: HashMap<String, Vec<u16>>,
    bytes: usize,
    is_full: bool,
}

impl Lexemes {
    /// Adds those of a block; blocks come in order, from 1.
    pub fn add(&mut self, block: &str, number: u16) {
        // Told anew now and then: a text may go on in another language, but to tell takes as long as all the rest.
        let stems = self.stems.take().filter(|_| number % TOLD_EVERY != 1).unwrap_or_else(|| Stems::of(block));
        let mut seen = HashSet::new();
        let mut before: Option<Word> = None;
        for word in words(block) {
            let mut add = |lexeme: String| {
                if seen.insert(lexeme.clone()) {
                    self.place(lexeme, number);
                }
            };
            of_word(&word, &mut add);
            tight(before.as_ref(), &word, &mut add);
            let written = block.get(word.place.clone()).unwrap_or_default();
            if !word.is_unspaced
                && let Some(stem) = stems.stem(written, &word.text)
            {
                add(format!("={stem}"));
            }
            if word.text.chars().count() >= LONG && word.text.chars().all(char::is_alphabetic) && !word.is_unspaced {
                rests(&word.text, 3, 4, &mut add);
            }
            before = Some(word);
        }
        self.stems = Some(stems);
    }

    /// Whether something was left out, because the index takes no more of one document.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    fn place(&mut self, lexeme: String, number: u16) {
        let number = number.min(LAST_PLACE);
        if let Some(places) = self.places.get_mut(&lexeme) {
            if places.len() < MOST_PLACES && self.bytes + 2 < MOST_BYTES {
                places.push(number);
                self.bytes += 2;
            }
            return;
        }
        // With what aligns it, the number of its places, and the first of them.
        let bytes = lexeme.len() + 6;
        if self.bytes + bytes > MOST_BYTES {
            self.is_full = true;
            return;
        }
        self.bytes += bytes;
        self.places.insert(lexeme, vec![number]);
    }

    /// As PostgreSQL reads a tsvector.
    pub fn to_literal(&self) -> String {
        let mut literal = String::with_capacity(self.bytes * 3);
        for (lexeme, places) in &self.places {
            literal.push_str(&quoted(lexeme));
            for (index, place) in places.iter().enumerate() {
                let _ = write!(literal, "{}{place}", if index == 0 { ':' } else { ',' });
            }
            literal.push(' ');
        }
        literal
    }
}

/// The lexemes of a name, as PostgreSQL reads a tsvector.
pub fn name_to_literal(name: &str, is_folder: bool) -> String {
    of_name(name, is_folder).iter().map(|lexeme| quoted(lexeme)).collect::<Vec<_>>().join(" ")
}

fn of_name(name: &str, is_folder: bool) -> Vec<String> {
    let mut lexemes = HashSet::new();
    let mut before: Option<Word> = None;
    for word in words(name) {
        let mut add = |lexeme: String| {
            lexemes.insert(lexeme);
        };
        of_word(&word, &mut |lexeme| {
            add(format!("@{lexeme}"));
            if is_folder {
                add(format!("/{lexeme}"));
            }
            add(lexeme);
        });
        tight(before.as_ref(), &word, &mut add);
        if !word.is_unspaced {
            rests(&word.text, 1, 2, &mut add);
        }
        before = Some(word);
    }
    let mut lexemes: Vec<String> = lexemes.into_iter().collect();
    lexemes.sort();
    lexemes
}

/// As PostgreSQL reads a lexeme.
pub fn quoted(lexeme: &str) -> String {
    format!("'{}'", lexeme.replace('\\', r"\\").replace('\'', "''"))
}

fn of_word(word: &Word, add: &mut impl FnMut(String)) {
    if word.is_unspaced {
        for two in neighbours(&word.text) {
            add(two.to_owned());
        }
        return;
    }
    add(word.text.clone());
    if let Some(spelled) = &word.spelled {
        add(spelled.clone());
    }
    let parts = parts(&word.text);
    if parts.len() <= MOST_PARTS {
        for part in parts {
            add(part.to_owned());
        }
    }
}

/// Two words without a space between them, whole and by the parts that touch each other: `+v2 13` and `+2 13`.
fn tight(before: Option<&Word>, word: &Word, add: &mut impl FnMut(String)) {
    let Some(before) = before.filter(|before| word.is_tight && !before.is_unspaced && !word.is_unspaced) else {
        return;
    };
    let ends = [Some(before.text.as_str()), parts(&before.text).last().copied()];
    let begins = [Some(word.text.as_str()), parts(&word.text).first().copied()];
    for end in ends.into_iter().flatten() {
        for begin in begins.into_iter().flatten() {
            add(format!("+{end} {begin}"));
        }
    }
}

/// What is left of a word from the letter `from` on, as long as at least `least` letters are left.
fn rests(word: &str, from: usize, least: usize, add: &mut impl FnMut(String)) {
    let letters: Vec<char> = word.chars().collect();
    for start in from..(letters.len() + 1).saturating_sub(least) {
        let rest = letters.get(start..).unwrap_or_default();
        add(std::iter::once('~').chain(rest.iter().copied().take(LONGEST_REST)).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_text(text: &str) -> Vec<String> {
        let mut lexemes = Lexemes::default();
        lexemes.add(text, 1);
        let mut lexemes: Vec<String> = lexemes.places.into_keys().collect();
        lexemes.sort();
        lexemes
    }

    #[test]
    fn a_text_is_known_by_its_words_and_what_is_in_them() {
        assert_eq!(of_text("v2.13 契約書"), ["+2 13", "+v2 13", "13", "2", "v", "v2", "契約", "書", "約書"]);
        assert_eq!(of_text("Zürich"), ["zuerich", "zurich"]);
        assert!(of_text("der Mietvertrag wird nicht von uns verlängert").contains(&"~vertrag".to_owned()));
    }

    #[test]
    fn a_name_is_known_by_the_letters_in_its_middle_too() {
        let lexemes = of_name("Changelog.md", false);
        for lexeme in ["changelog", "@changelog", "~hangelog", "@md", "+changelog md"] {
            assert!(lexemes.contains(&lexeme.to_owned()), "{lexeme}: {lexemes:?}");
        }
    }

    #[test]
    fn lexemes_are_written_with_the_blocks_in_which_they_stand() {
        let mut lexemes = Lexemes::default();
        lexemes.add("a", 1);
        lexemes.add("a", 2);
        assert_eq!(lexemes.to_literal(), "'a':1,2 ");
        assert_eq!(quoted(r"a'\"), r"'a''\\'");
    }

    #[test]
    fn what_is_too_much_for_the_index_is_told() {
        let mut lexemes = Lexemes::default();
        let text: Vec<String> = (0..100_000).map(|number| format!("number{number}")).collect();
        lexemes.add(&text.join(" "), 1);
        assert!(lexemes.is_full() && lexemes.bytes <= MOST_BYTES);
    }
}
