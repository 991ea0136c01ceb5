//! Inflected words: each is also known by its stem, in the language of what stands around it.

use std::collections::BTreeSet;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use whatlang::{Detector, Lang};

use super::letters::folded;

const KNOWN: [(Lang, Algorithm); 16] = [
    (Lang::Ara, Algorithm::Arabic),
    (Lang::Dan, Algorithm::Danish),
    (Lang::Nld, Algorithm::Dutch),
    (Lang::Eng, Algorithm::English),
    (Lang::Fin, Algorithm::Finnish),
    (Lang::Fra, Algorithm::French),
    (Lang::Deu, Algorithm::German),
    (Lang::Ell, Algorithm::Greek),
    (Lang::Hun, Algorithm::Hungarian),
    (Lang::Ita, Algorithm::Italian),
    (Lang::Nob, Algorithm::Norwegian),
    (Lang::Por, Algorithm::Portuguese),
    (Lang::Ron, Algorithm::Romanian),
    (Lang::Rus, Algorithm::Russian),
    (Lang::Spa, Algorithm::Spanish),
    (Lang::Swe, Algorithm::Swedish),
];

/// So much of a text tells its language.
const SAMPLE: usize = 600;

/// Shorter words have no inflection worth removing, and shorter stems say nothing.
const SHORTEST: usize = 4;

/// Makes stems in one language.
pub struct Stems(Option<Stemmer>);

impl Stems {
    /// In the language of this text; without one that is known, words have no stems.
    pub fn of(text: &str) -> Self {
        let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(end, _)| end);
        let detector = Detector::with_allowlist(KNOWN.iter().map(|(language, _)| *language).collect());
        let language = text.get(..end).and_then(|sample| detector.detect_lang(sample));
        let algorithm = language.and_then(|found| KNOWN.into_iter().find(|(language, _)| *language == found));
        Self(algorithm.map(|(_, algorithm)| Stemmer::create(algorithm)))
    }

    /// The stem of a word as it is written, if it has another than itself; folded.
    pub fn stem(&self, written: &str, compared: &str) -> Option<String> {
        stem(self.0.as_ref()?, written).filter(|stem| stem != compared)
    }
}

/// What a word of a query may be inflected from, in whatever language it is; without itself.
pub fn stems(written: &str) -> Vec<String> {
    let stems: BTreeSet<String> =
        KNOWN.iter().filter_map(|(_, algorithm)| stem(&Stemmer::create(*algorithm), written)).collect();
    stems.into_iter().collect()
}

fn stem(stemmer: &Stemmer, written: &str) -> Option<String> {
    if written.chars().count() < SHORTEST || !written.chars().all(char::is_alphabetic) {
        return None;
    }
    let small: String = written.nfc().flat_map(char::to_lowercase).collect();
    let stem = folded(&stemmer.stem(&small));
    (stem.chars().count() >= SHORTEST - 1).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_by_its_stem_in_the_language_of_its_text() {
        let german = Stems::of("Die Verträge mit den Lieferanten wurden im vergangenen Jahr nicht verlängert.");
        assert_eq!(german.stem("Verträge", "vertrage").as_deref(), Some("vertrag"));
        assert_eq!(german.stem("Vertrag", "vertrag"), None);
        let english = Stems::of("The invoices that were paid last year have been archived by the accountants.");
        assert_eq!(english.stem("invoices", "invoices").as_deref(), Some("invoic"));
        assert_eq!(Stems::of("契約書").stem("invoices", "invoices"), None);
    }

    #[test]
    fn a_word_of_a_query_has_the_stems_of_every_language() {
        assert!(stems("Verträge").contains(&"vertrag".to_owned()));
        assert!(stems("invoices").contains(&"invoic".to_owned()));
        assert!(stems("договоры").contains(&"договор".to_owned()));
        assert!(stems("Q3").is_empty() && stems("2024").is_empty());
    }
}
