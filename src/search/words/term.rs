//! A word of a query, with all the ways in which it may be written.

use std::ops::Range;

use super::{
    conditions::{Key, OneOf},
    split::{Word, neighbours, parts},
};

/// A beginning of fewer letters is the beginning of too many words.
const SHORTEST_BEGINNING: usize = 3;

/// How far the words of a document may differ from those of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closeness {
    /// All of them are words of the name.
    NameWords,
    /// Each of them is the beginning of a word of the name.
    NameBeginnings,
    /// The same, of a folder's name.
    FolderBeginnings,
    /// They stand in the name or the text, inflected perhaps.
    Words,
    /// They stand in the middle of words too.
    Middles,
    /// Whatever stands between them in the query, and with a slip in each.
    Slips,
}

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub(super) word: Word,
    /// Of what it may be an inflection.
    pub(super) stems: Vec<String>,
    /// Words that stand somewhere, and may have been meant.
    pub(super) slips: Vec<String>,
    /// Whether it may be the beginning of a word: somebody is still typing.
    pub(super) is_open: bool,
}

impl Term {
    pub(super) fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.word.text.as_str()).chain(self.word.spelled.as_deref())
    }

    pub(super) fn is_long(&self) -> bool {
        self.word.text.chars().count()
            >= if self.word.text.is_ascii() { SHORTEST_BEGINNING } else { SHORTEST_BEGINNING - 1 }
    }

    /// What has to be among the words of a document.
    pub(super) fn conditions(&self, closeness: Closeness) -> Vec<OneOf> {
        if self.word.is_unspaced {
            return self.run(closeness);
        }
        let mut any = OneOf::default();
        let word = |sign: &str, text: &str| Key::word(format!("{sign}{text}"));
        let beginning = |sign: &str, text: &str| Key { lexeme: format!("{sign}{text}"), is_beginning: self.is_long() };
        for text in self.spellings() {
            match closeness {
                Closeness::NameWords => any.add(word("@", text)),
                Closeness::NameBeginnings => any.add(beginning("@", text)),
                Closeness::FolderBeginnings => any.add(beginning("/", text)),
                _ => {
                    any.add(if self.is_open { beginning("", text) } else { word("", text) });
                    any.add(beginning("@", text));
                }
            }
            if closeness == Closeness::Middles {
                any.add(beginning("", text));
                if self.is_long() {
                    any.add(beginning("~", text));
                }
            }
            if closeness == Closeness::Slips {
                self.slips.iter().flat_map(|slip| meant(slip)).for_each(|key| any.add(key));
            }
        }
        for stem in &self.stems {
            match closeness {
                Closeness::NameWords => {}
                Closeness::NameBeginnings => any.add(word("@", stem)),
                Closeness::FolderBeginnings => any.add(word("/", stem)),
                _ => {
                    any.add(word("", stem));
                    any.add(word("=", stem));
                }
            }
        }
        vec![any]
    }

    /// Of a run without gaps each two neighbours; of a single letter what begins with it.
    fn run(&self, closeness: Closeness) -> Vec<OneOf> {
        let sign = match closeness {
            Closeness::NameWords | Closeness::NameBeginnings => "@",
            Closeness::FolderBeginnings => "/",
            Closeness::Words | Closeness::Middles | Closeness::Slips => "",
        };
        let is_beginning = self.word.text.chars().nth(1).is_none();
        let key = |two: String| Key { lexeme: format!("{sign}{two}"), is_beginning };
        self.lexemes().into_iter().map(|two| key(two).into()).collect()
    }

    /// As it is in a text.
    pub(super) fn lexemes(&self) -> Vec<String> {
        if self.word.is_unspaced {
            let two: Vec<String> = neighbours(&self.word.text).map(str::to_owned).collect();
            let last = two.len().saturating_sub(1).max(1);
            return two.into_iter().take(last).collect();
        }
        let stems = self.stems.iter().flat_map(|stem| [stem.clone(), format!("={stem}")]);
        self.spellings().map(str::to_owned).chain(stems).collect()
    }

    /// What stands without a space between numbers and their like has to stand so in the document; `E-Mail` has not.
    pub(super) fn tight(&self, next: &Self) -> Option<OneOf> {
        let has_digits = |term: &Self| term.word.text.contains(char::is_numeric);
        let is_tight = next.word.is_tight && !self.word.is_unspaced && !next.word.is_unspaced;
        (is_tight && (has_digits(self) || has_digits(next))).then(|| {
            let lexeme = format!("+{} {}", self.word.text, next.word.text);
            Key { lexeme, is_beginning: next.is_open }.into()
        })
    }

    /// Whether it is this word of a text, being the first or the last of its phrase.
    pub(super) fn is(&self, word: &Word, is_first: bool, is_last: bool) -> bool {
        let runs = self.word.is_unspaced && word.is_unspaced;
        let theirs = [Some(word.text.as_str()), word.spelled.as_deref()];
        self.spellings().any(|ours| {
            theirs.into_iter().flatten().any(|theirs| {
                ours == theirs
                    || is_first && is_last && runs && theirs.contains(ours)
                    || is_first && (runs && theirs.ends_with(ours) || parts(theirs).last() == Some(&ours))
                    || is_last
                        && ((runs || self.is_open) && theirs.starts_with(ours) || parts(theirs).first() == Some(&ours))
            })
        })
    }

    pub(super) fn hits(&self, text: &str, word: &Word, stem: Option<&str>) -> Vec<Range<usize>> {
        let written = text.get(word.place.clone()).unwrap_or_default();
        if self.word.is_unspaced {
            if !word.is_unspaced || !word.text.contains(&self.word.text) {
                return Vec::new();
            }
            let at = |(at, found): (usize, &str)| word.place.start + at..word.place.start + at + found.len();
            let hits: Vec<Range<usize>> = written.match_indices(&self.word.text).map(at).collect();
            return if hits.is_empty() { vec![word.place.clone()] } else { hits };
        }
        let theirs = [Some(word.text.as_str()), word.spelled.as_deref()];
        let is_hit = theirs.into_iter().flatten().any(|theirs| {
            self.spellings().any(|ours| ours == theirs || self.is_long() && theirs.contains(ours))
                || parts(theirs).iter().any(|part| *part == self.word.text)
                || self.stems.iter().any(|ours| ours == theirs || Some(ours.as_str()) == stem)
                || self.slips.iter().any(|slip| theirs.contains(slip.as_str()) || stem == Some(slip))
        });
        if is_hit || stem == Some(&self.word.text) { vec![word.place.clone()] } else { Vec::new() }
    }
}

/// A word that may have been meant: by itself, as the stem of one, or in a compound.
pub fn meant(slip: &str) -> [Key; 3] {
    [Key::word(slip.to_owned()), Key::word(format!("={slip}")), Key::beginning(format!("~{slip}"))]
}
