//! What somebody looks for: words that must be there, words that must not, and how each of them may be written.

use std::{
    collections::{BTreeSet, HashSet},
    num::NonZeroUsize,
    ops::Range,
};

use super::{
    conditions::{Conditions, OneOf, all},
    letters::folded,
    slips::slips,
    split::{Word, words},
    stems::stems,
    term::{Closeness, Term},
};

/// More than anybody types.
const MOST_WORDS: usize = 10;

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

    /// What the words of a document have to fulfil. `None`: there is nothing to look for.
    pub fn conditions(&self, closeness: Closeness) -> Option<Conditions> {
        let with: Vec<OneOf> = self.with.iter().flat_map(|phrase| phrase.conditions(closeness)).collect();
        let without = self.without.iter().filter(|phrase| !phrase.is_looked_for());
        let without: Vec<_> = without.map(|phrase| phrase.conditions(Closeness::Words)).collect();
        (!with.is_empty() || !without.is_empty()).then_some(Conditions { with, without })
    }

    /// Any of the words, as a tsquery, to rank texts by how often they occur there.
    pub fn to_rank(&self) -> String {
        let any: Vec<String> = self.terms().map(|term| all(&term.conditions(Closeness::Words))).collect();
        any.iter().map(|term| format!("({term})")).collect::<Vec<_>>().join(" | ")
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
        self.with.iter().map(|phrase| all(&phrase.conditions(Closeness::FolderBeginnings))).collect()
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

    /// For words that do not stand in a text as they are: patterns of lexemes in which they stand, and in which slips of them do.
    pub fn patterns(&self) -> Vec<(Vec<String>, Vec<String>)> {
        let pattern = |term: &Term| {
            let patterns =
                term.spellings().map(|text| if term.is_long() { format!("%{text}%") } else { text.to_owned() });
            (patterns.collect(), term.slips.iter().map(|slip| format!("%{slip}%")).collect())
        };
        self.terms().map(pattern).collect()
    }

    /// All words that differ from one of these by a slip.
    pub fn slips(&self) -> Vec<String> {
        let loose = self.with.iter().filter(|phrase| !phrase.is_quoted).flat_map(|phrase| &phrase.terms);
        loose.flat_map(|term| slips(&term.word.text)).collect::<BTreeSet<String>>().into_iter().collect()
    }

    /// The same query, with those of [`Self::slips`] that are known to stand anywhere.
    pub fn forgiving(&self, known: &HashSet<String>) -> Self {
        let mut forgiving = self.clone();
        for term in forgiving.with.iter_mut().filter(|phrase| !phrase.is_quoted).flat_map(|phrase| &mut phrase.terms) {
            term.slips = slips(&term.word.text).into_iter().filter(|slip| known.contains(slip)).collect();
        }
        forgiving
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.with.iter().flat_map(|phrase| &phrase.terms)
    }

    /// Whether only words are looked for, without quotes and without words that must not be there.
    pub fn is_plain(&self) -> bool {
        self.without.is_empty() && self.with.iter().all(|phrase| !phrase.is_quoted)
    }

    /// Which bytes of a text, where this word stands, are what was looked for, with which of the words it is. `stem` is the
    /// stem of the word in its text.
    pub fn hits(&self, text: &str, word: &Word, stem: Option<&str>) -> Vec<(usize, Range<usize>)> {
        let hits = self
            .terms()
            .enumerate()
            .flat_map(|(number, term)| term.hits(text, word, stem).into_iter().map(move |hit| (number, hit)));
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
            Term { stems, slips: Vec::new(), is_open: is_open && index == last, word }
        };
        Self { terms: found.into_iter().enumerate().map(term).collect(), is_quoted }
    }

    fn conditions(&self, closeness: Closeness) -> Vec<OneOf> {
        let terms = self.terms.iter().flat_map(|term| term.conditions(closeness));
        let tight = self.terms.windows(2).filter_map(|pair| match pair {
            [one, other] if closeness != Closeness::Slips => one.tight(other),
            _ => None,
        });
        terms.chain(tight).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(query: &str, text: &str) -> bool {
        let wanted = Wanted::read(query);
        let found: Vec<Word> = words(text).collect();
        wanted.looked_for().iter().all(|(phrase, is_there)| phrase.stands_in(&found) == *is_there)
    }

    fn tsquery(query: &str, closeness: Closeness) -> String {
        Wanted::read(query).conditions(closeness).unwrap().to_tsquery()
    }

    #[test]
    fn words_to_have_and_words_to_leave_out() {
        assert_eq!(tsquery("Q3 -v2", Closeness::Words), "('q3' | '@q3') & !(('v2' | '@v2'))");
        assert_eq!(tsquery("a/ü", Closeness::NameWords), "('@a') & ('@u' | '@ue')");
        assert!(Wanted::read(" - -x").is_empty());
        assert!(Wanted::read("").conditions(Closeness::Words).is_none());
    }

    #[test]
    fn who_still_types_has_not_come_to_the_end_of_the_last_word() {
        assert_eq!(tsquery("100 200", Closeness::Words), "('100' | '@100':*) & ('200':* | '@200':*)");
        assert_eq!(tsquery("\"100 200\"", Closeness::Words), "('100' | '@100':*) & ('200' | '@200':*)");
    }

    #[test]
    fn numbers_without_a_space_belong_together() {
        assert!(tsquery("INV-2024-00123", Closeness::Words).ends_with("& ('+inv 2024') & ('+2024 00123':*)"));
        assert!(!tsquery("E-Mail", Closeness::Words).contains('+'));
        assert!(!tsquery("INV-2024", Closeness::Slips).contains('+'));
    }

    #[test]
    fn scripts_without_gaps_are_asked_for_by_two_letters_and_looked_for_whole() {
        assert_eq!(tsquery("契約書", Closeness::Words), "('契約') & ('約書')");
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
            let wanted = Wanted::read(query).forgiving(&HashSet::from(["report".to_owned()]));
            words(text).flat_map(|word| wanted.hits(text, &word, None)).map(|(_, hit)| text[hit].to_owned()).collect()
        };
        assert_eq!(hits("vertrag", "Der Vertrag, die Mietverträge"), ["Vertrag", "Mietverträge"]);
        assert_eq!(hits("契約書", "今年の契約書類"), ["契約書"]);
        assert_eq!(hits("reprot 13", "The report of v2.13"), ["report", "13"]);
        assert_eq!(hits("a", "A banana"), ["A"]);
    }
}
