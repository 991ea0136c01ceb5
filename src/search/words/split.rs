//! Text in its words: letters and digits, everything else a gap. Texts, names and queries are split by this alone.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::letters::{folded, is_letter, is_unseen, is_unspaced, spelled_out};

/// Longer words are compared by their beginning.
pub const LONGEST: usize = 64;

/// A word, or a run of a script that has no gaps between its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is compared.
    pub text: String,
    /// The same with two letters for an umlaut, if it has one.
    pub spelled: Option<String>,
    /// Where it stands, in bytes.
    pub place: Range<usize>,
    /// Whether it follows the word before it without a space, as `2024` does in `INV-2024`.
    pub is_tight: bool,
    /// Of a script without gaps.
    pub is_unspaced: bool,
}

/// The words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    Split { text, at: 0, is_tight: false, ready: Vec::new() }
}

struct Split<'a> {
    text: &'a str,
    at: usize,
    is_tight: bool,
    /// Words of one stretch of letters that are still to be given, the last one first.
    ready: Vec<Word>,
}

impl Iterator for Split<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        loop {
            if let Some(word) = self.ready.pop() {
                return Some(word);
            }
            let rest = self.text.get(self.at..)?;
            let gap = rest.char_indices().find(|(_, letter)| belongs(*letter));
            let Some((start, first)) = gap else {
                self.at = self.text.len() + 1;
                return None;
            };
            if rest.get(..start).is_some_and(|gap| gap.contains(char::is_whitespace)) {
                self.is_tight = false;
            }
            let is_unspaced = is_unspaced(first);
            let stretch = rest.get(start..)?;
            let ends = |(_, letter): &(usize, char)| !belongs(*letter) || self::is_unspaced(*letter) != is_unspaced;
            let length = stretch.char_indices().find(ends).map_or(stretch.len(), |(end, _)| end);
            let place = self.at + start..self.at + start + length;
            self.at = place.end;
            self.take(place, is_unspaced);
        }
    }
}

impl Split<'_> {
    /// A letter may stand for several, with a gap among them (`½` is `1⁄2`).
    fn take(&mut self, place: Range<usize>, is_unspaced: bool) {
        let written = self.text.get(place.clone()).unwrap_or_default();
        let folded = folded(written);
        let spelled = spelled_out(written).filter(|_| !is_unspaced);
        for text in folded.split(|letter| !is_letter(letter)).filter(|text| !text.is_empty()) {
            let text = text.chars().take(if is_unspaced { usize::MAX } else { LONGEST }).collect();
            let (spelled, place) = (spelled.clone(), place.clone());
            self.ready.push(Word { text, spelled, place, is_tight: self.is_tight, is_unspaced });
            self.is_tight = true;
        }
        self.ready.reverse();
    }
}

/// Whether a letter, as it is written, is one of a word.
fn belongs(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    is_letter(letter) || is_unseen(letter) || [letter].into_iter().nfkd().any(is_letter)
}

/// The runs of letters and of digits in a word that has both.
pub fn parts(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<bool> = None;
    for (at, letter) in word.char_indices() {
        let is_digit = letter.is_numeric();
        if before.is_some_and(|before| before != is_digit) {
            parts.extend(word.get(start..at));
            start = at;
        }
        before = Some(is_digit);
    }
    if start > 0 {
        parts.extend(word.get(start..));
    }
    parts
}

/// Each two neighbours of a run without gaps, and its last letter.
pub fn neighbours(run: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    let end = move |index: usize, starts: &[usize]| starts.get(index + 2).copied().unwrap_or(run.len());
    (0..starts.len()).filter_map(move |index| run.get(*starts.get(index)?..end(index, &starts)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        words(text).map(|word| format!("{}{}", if word.is_tight { "+" } else { "" }, word.text)).collect()
    }

    #[test]
    fn everything_but_letters_and_digits_is_a_gap() {
        assert_eq!(split("INV-2024-00123 Umsatz/Gewinn"), ["inv", "+2024", "+00123", "umsatz", "+gewinn"]);
        assert_eq!(split("Q3_Forecast_v2.xlsx"), ["q3", "+forecast", "+v2", "+xlsx"]);
        assert_eq!(split("anna.schmidt@firma.de, E-Mail"), ["anna", "+schmidt", "+firma", "+de", "e", "+mail"]);
        assert_eq!(split("½ № 5 100€ 🎉"), ["1", "+2", "no", "5", "100"]);
        assert_eq!(split("Betriebs\u{ad}kosten नमस्ते"), ["betriebskosten", "नमस्ते"]);
        assert_eq!(split(""), Vec::<String>::new());
    }

    #[test]
    fn scripts_without_gaps_are_runs_of_their_own() {
        assert_eq!(split("2024年度報告abc 契約書"), ["2024", "+年度報告", "+abc", "契約書"]);
        assert_eq!(neighbours("契約書").collect::<Vec<_>>(), ["契約", "約書", "書"]);
        assert_eq!(neighbours("書").collect::<Vec<_>>(), ["書"]);
    }

    #[test]
    fn a_word_with_digits_has_parts() {
        assert_eq!(parts("v2"), ["v", "2"]);
        assert_eq!(parts("b2b"), ["b", "2", "b"]);
        assert!(parts("report").is_empty() && parts("2024").is_empty());
    }
}
