//! What somebody looks for: words that must be there, words that must not, and how each of them may be written.

use std::{num::NonZeroUsize, ops::Range};

use super::{
    letters::folded,
    lexemes::quoted,
    slips::{one_slip, slips},
    split::{Word, neighbours, parts, words},
    stems::stems,
};

/// A beginning of fewer letters is the beginning of too many words.
const SHORTEST_BEGINNING: usize = 3;

/// More than anybody types.
const MOST_WORDS: usize = 10;

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

/// A query, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// All of it, folded.
    typed: String,
    with: Vec<Phrase>,
    without: Vec<Phrase>,
}

/// Words that belong together: a quoted phrase, or what was written without a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    terms: Vec<Term>,
    is_quoted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    word: Word,
    /// Of what it may be an inflection.
    stems: Vec<String>,
    /// Whether it may be the beginning of a word: somebody is still typing.
    is_open: bool,
}

impl Wanted {
    /// Reads `report "last year" -draft`. Quotes that are not closed end with the query.
    pub fn read(query: &str) -> Self {
        let mut wanted = Self { typed: folded(query.trim()), ..Self::default() };
        let (mut rest, mut left) = (query.trim(), MOST_WORDS);
        while !rest.is_empty() && left > 0 {
            let (is_without, after) = rest.strip_prefix('-').map_or((false, rest), |after| (true, after));
            let (is_quoted, written, after) = if let Some(after) = after.strip_prefix('"') {
                let (written, after) = after.split_once('"').unwrap_or((after, ""));
                (true, written, after)
            } else {
                // A path is the words of its folders.
                let end = after.find(|letter: char| letter.is_whitespace() || "/\"".contains(letter));
                let (written, after) = after.split_at(end.unwrap_or(after.len()));
                (false, written, after.strip_prefix('/').unwrap_or(after))
            };
            rest = after.trim_start();
            let is_open = rest.is_empty() && !is_quoted && !is_without;
            let phrase = Phrase::read(written, is_quoted, is_open, left);
            left -= phrase.terms.len().min(left);
            if !phrase.terms.is_empty() {
                if is_without { &mut wanted.without } else { &mut wanted.with }.push(phrase);
            }
        }
        wanted
    }

    /// Whether no word must be there.
    pub fn is_empty(&self) -> bool {
        self.with.is_empty()
    }

    /// The query for the index, as PostgreSQL reads a tsquery. `None`: there is nothing to look for.
    pub fn to_tsquery(&self, closeness: Closeness) -> Option<String> {
        let with = self.with.iter().map(|phrase| phrase.to_tsquery(closeness));
        let without = self.without.iter().filter(|phrase| !phrase.is_looked_for());
        let without = without.map(|phrase| format!("!({})", phrase.to_tsquery(Closeness::Words)));
        let all: Vec<String> = with.chain(without).collect();
        (!all.is_empty()).then(|| all.join(" & "))
    }

    /// Any of the words, to rank texts by how often they stand there.
    pub fn to_rank(&self) -> String {
        self.terms().map(|term| format!("({})", term.to_tsquery(Closeness::Words))).collect::<Vec<_>>().join(" | ")
    }

    /// The words as they are in a text, each by itself: where they stand tells where to look.
    pub fn lexemes(&self) -> Vec<Vec<String>> {
        self.terms().map(Term::lexemes).collect()
    }

    /// Phrases that the index only knows by their words, with whether they must be there or must not.
    pub fn looked_for(&self) -> Vec<(&Phrase, bool)> {
        let with = self.with.iter().map(|phrase| (phrase, true));
        let without = self.without.iter().map(|phrase| (phrase, false));
        with.chain(without).filter(|(phrase, _)| phrase.is_looked_for()).collect()
    }

    /// What belongs together, each for the names of folders.
    pub fn to_folder_tsqueries(&self) -> Vec<String> {
        self.with.iter().map(|phrase| phrase.to_tsquery(Closeness::FolderBeginnings)).collect()
    }

    /// The same query without those of [`Self::to_folder_tsqueries`] that have their bit in `covered`.
    pub fn without_covered(&self, covered: u32) -> Self {
        let rest = self.with.iter().enumerate().filter(|(number, _)| covered >> number & 1 == 0);
        let with = rest.map(|(_, phrase)| phrase.clone()).collect();
        Self { typed: self.typed.clone(), with, without: self.without.clone() }
    }

    /// What names begin with that begin as the query.
    pub fn beginning(&self) -> &str {
        &self.typed
    }

    /// Letters that stand in names, word by word.
    pub fn names(&self) -> Vec<String> {
        self.terms().map(|term| term.word.text.clone()).collect()
    }

    /// For words that do not stand in a text as they are: patterns of lexemes in which they stand, and slips of them.
    pub fn patterns(&self) -> Vec<(Vec<String>, Vec<String>)> {
        let pattern = |term: &Term| {
            let patterns =
                term.spellings().map(|text| if term.is_long() { format!("%{text}%") } else { text.to_owned() });
            (patterns.collect(), slips(&term.word.text).into_iter().collect())
        };
        self.terms().map(pattern).collect()
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.with.iter().flat_map(|phrase| &phrase.terms)
    }

    /// Whether only words are looked for, without quotes and without words that must not be there.
    pub fn is_plain(&self) -> bool {
        self.without.is_empty() && self.with.iter().all(|phrase| !phrase.is_quoted)
    }

    /// Which bytes of a text, where this word stands, are what was looked for, with which of the words it is. `stem` is the
    /// stem of the word in its text. `forgiving`: a slip is forgiven.
    pub fn hits(&self, text: &str, word: &Word, stem: Option<&str>, forgiving: bool) -> Vec<(usize, Range<usize>)> {
        let hits = self.terms().enumerate().flat_map(|(number, term)| {
            term.hits(text, word, stem, forgiving).into_iter().map(move |hit| (number, hit))
        });
        let mut hits: Vec<(usize, Range<usize>)> = hits.collect();
        hits.sort_by_key(|(_, hit)| (hit.start, usize::MAX - hit.end));
        hits.dedup_by(|(_, next), (_, kept)| next.start < kept.end);
        hits
    }
}

impl Phrase {
    fn read(written: &str, is_quoted: bool, is_open: bool, most: usize) -> Self {
        let found: Vec<Word> = words(written).take(most).collect();
        let last = found.len().saturating_sub(1);
        let term = |(index, word): (usize, Word)| {
            let stems = if is_quoted { Vec::new() } else { stems(written.get(word.place.clone()).unwrap_or_default()) };
            Term { stems, is_open: is_open && index == last, word }
        };
        Self { terms: found.into_iter().enumerate().map(term).collect(), is_quoted }
    }

    fn to_tsquery(&self, closeness: Closeness) -> String {
        let closeness = if self.is_quoted && closeness == Closeness::Slips { Closeness::Words } else { closeness };
        let terms = self.terms.iter().map(|term| format!("({})", term.to_tsquery(closeness)));
        let tight = self.terms.windows(2).filter_map(|pair| match pair {
            [one, other] if closeness != Closeness::Slips => one.tight(other),
            _ => None,
        });
        terms.chain(tight).collect::<Vec<_>>().join(" & ")
    }

    /// Whether the words have to be looked for in the text itself, next to each other.
    fn is_looked_for(&self) -> bool {
        self.is_quoted && self.terms.len() > 1
            || self.terms.iter().any(|term| term.word.is_unspaced && term.word.text.chars().count() > 2)
    }

    /// The words as they are in a text, each by itself.
    pub fn lexemes(&self) -> Vec<Vec<String>> {
        self.terms.iter().map(Term::lexemes).collect()
    }

    /// Whether it stands among these words.
    pub fn stands_in(&self, words: &[Word]) -> bool {
        let (Some(length), last) = (NonZeroUsize::new(self.terms.len()), self.terms.len().saturating_sub(1)) else {
            return true;
        };
        words.windows(length.get()).any(|window| {
            let mut pairs = self.terms.iter().zip(window).enumerate();
            pairs.all(|(index, (term, word))| term.is(word, index == 0, index == last))
        })
    }
}

impl Term {
    fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.word.text.as_str()).chain(self.word.spelled.as_deref())
    }

    fn is_long(&self) -> bool {
        self.word.text.chars().count()
            >= if self.word.text.is_ascii() { SHORTEST_BEGINNING } else { SHORTEST_BEGINNING - 1 }
    }

    fn to_tsquery(&self, closeness: Closeness) -> String {
        if self.word.is_unspaced {
            return self.run(closeness);
        }
        let mut any: Vec<String> = Vec::new();
        let word = |sign: &str, text: &str| quoted(&format!("{sign}{text}"));
        let beginning = |sign: &str, text: &str| word(sign, text) + if self.is_long() { ":*" } else { "" };
        for text in self.spellings() {
            match closeness {
                Closeness::NameWords => any.push(word("@", text)),
                Closeness::NameBeginnings => any.push(beginning("@", text)),
                Closeness::FolderBeginnings => any.push(beginning("/", text)),
                _ => {
                    any.push(if self.is_open { beginning("", text) } else { word("", text) });
                    any.push(beginning("@", text));
                }
            }
            if closeness == Closeness::Middles {
                any.push(beginning("", text));
                any.extend(self.is_long().then(|| beginning("~", text)));
            }
            if closeness == Closeness::Slips {
                any.extend(slips(text).iter().map(|slip| word("", slip)));
            }
        }
        for stem in &self.stems {
            match closeness {
                Closeness::NameWords => {}
                Closeness::NameBeginnings => any.push(word("@", stem)),
                Closeness::FolderBeginnings => any.push(word("/", stem)),
                _ => any.extend([word("", stem), word("=", stem)]),
            }
        }
        any.join(" | ")
    }

    /// Of a run without gaps each two neighbours; of a single letter what begins with it.
    fn run(&self, closeness: Closeness) -> String {
        let sign = match closeness {
            Closeness::NameWords | Closeness::NameBeginnings => "@",
            Closeness::FolderBeginnings => "/",
            Closeness::Words | Closeness::Middles | Closeness::Slips => "",
        };
        let all: Vec<String> = self.lexemes().iter().map(|two| quoted(&format!("{sign}{two}"))).collect();
        if self.word.text.chars().nth(1).is_none() { format!("{}:*", all.join("")) } else { all.join(" & ") }
    }

    /// As it is in a text.
    fn lexemes(&self) -> Vec<String> {
        if self.word.is_unspaced {
            let two: Vec<String> = neighbours(&self.word.text).map(str::to_owned).collect();
            let last = two.len().saturating_sub(1).max(1);
            return two.into_iter().take(last).collect();
        }
        let stems = self.stems.iter().flat_map(|stem| [stem.clone(), format!("={stem}")]);
        self.spellings().map(str::to_owned).chain(stems).collect()
    }

    /// What stands without a space between numbers and their like has to stand so in the document; `E-Mail` has not.
    fn tight(&self, next: &Self) -> Option<String> {
        let has_digits = |term: &Self| term.word.text.contains(char::is_numeric);
        let is_tight = next.word.is_tight && !self.word.is_unspaced && !next.word.is_unspaced;
        (is_tight && (has_digits(self) || has_digits(next))).then(|| {
            let pair = quoted(&format!("+{} {}", self.word.text, next.word.text));
            pair + if next.is_open { ":*" } else { "" }
        })
    }

    /// Whether it is this word of a text, being the first or the last of its phrase.
    fn is(&self, word: &Word, is_first: bool, is_last: bool) -> bool {
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

    fn hits(&self, text: &str, word: &Word, stem: Option<&str>, forgiving: bool) -> Vec<Range<usize>> {
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
                || forgiving && one_slip(&self.word.text, theirs)
        });
        if is_hit || stem == Some(&self.word.text) { vec![word.place.clone()] } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(query: &str, text: &str) -> bool {
        let wanted = Wanted::read(query);
        let found: Vec<Word> = words(text).collect();
        wanted.looked_for().iter().all(|(phrase, is_there)| phrase.stands_in(&found) == *is_there)
    }

    fn tsquery(query: &str, closeness: Closeness) -> String {
        Wanted::read(query).to_tsquery(closeness).unwrap()
    }

    #[test]
    fn words_to_have_and_words_to_leave_out() {
        assert_eq!(tsquery("Q3 -v2", Closeness::Words), "('q3' | '@q3') & !(('v2' | '@v2'))");
        assert_eq!(tsquery("a/ü", Closeness::NameWords), "('@a') & ('@u' | '@ue')");
        assert!(Wanted::read(" - -x").is_empty());
        assert!(Wanted::read("").to_tsquery(Closeness::Words).is_none());
    }

    #[test]
    fn who_still_types_has_not_come_to_the_end_of_the_last_word() {
        assert_eq!(tsquery("100 200", Closeness::Words), "('100' | '@100':*) & ('200':* | '@200':*)");
        assert_eq!(tsquery("\"100 200\"", Closeness::Words), "('100' | '@100':*) & ('200' | '@200':*)");
    }

    #[test]
    fn numbers_without_a_space_belong_together() {
        assert!(tsquery("INV-2024-00123", Closeness::Words).ends_with("& '+inv 2024' & '+2024 00123':*"));
        assert!(!tsquery("E-Mail", Closeness::Words).contains('+'));
        assert!(!tsquery("INV-2024", Closeness::Slips).contains('+'));
    }

    #[test]
    fn scripts_without_gaps_are_asked_for_by_two_letters_and_looked_for_whole() {
        assert_eq!(tsquery("契約書", Closeness::Words), "('契約' & '約書')");
        assert_eq!(tsquery("契約", Closeness::NameWords), "('@契約')");
        assert_eq!(tsquery("契", Closeness::Words), "('契':*)");
        assert!(stands("契約書", "今年の契約書類") && !stands("契約書", "契約と約書"));
    }

    #[test]
    fn a_phrase_stands_where_its_words_follow_each_other() {
        assert!(stands("\"last year\"", "in the last, year"));
        assert!(!stands("\"last year\"", "the year last"));
        assert!(!stands("x -\"last year\"", "x last year") && stands("x -\"last year\"", "x last long year"));
        assert!(stands("\"Zürich See\"", "Zuerich See") && stands("\"Zuerich See\"", "Zürich See"));
    }

    #[test]
    fn what_was_looked_for_is_shown_in_the_text() {
        let hits = |query: &str, text: &str| -> Vec<String> {
            let wanted = Wanted::read(query);
            words(text)
                .flat_map(|word| wanted.hits(text, &word, None, true))
                .map(|(_, hit)| text[hit].to_owned())
                .collect()
        };
        assert_eq!(hits("vertrag", "Der Vertrag, die Mietverträge"), ["Vertrag", "Mietverträge"]);
        assert_eq!(hits("契約書", "今年の契約書類"), ["契約書"]);
        assert_eq!(hits("reprot 13", "The report of v2.13"), ["report", "13"]);
        assert_eq!(hits("a", "A banana"), ["A"]);
    }
}
