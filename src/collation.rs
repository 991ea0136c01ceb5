//! The order of names in lists: that of Unicode (CLDR, root), in which Ä is sorted with A, and runs of digits by their value.
//! A name's place in it is a key that the database compares byte by byte, so that an index holds a folder in order.

use std::sync::OnceLock;

use icu_collator::{
    Collator, CollatorBorrowed, CollatorPreferences,
    options::{CollatorOptions, Strength},
    preferences::CollationNumericOrdering,
};

/// Begins every key, and separates it from the name after it; no name contains it.
const MARK: char = '\u{1}';

/// A key counts that far, in letters; the name after it distinguishes the rest. An index takes rows of 2,700 bytes, and
/// there are letters that the collation takes apart into eighteen.
const LONGEST: usize = 500;

/// What names are sorted by, compared byte by byte. No two names have the same.
pub fn key(name: &str) -> String {
    static BY_NAME: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let mut key = start(BY_NAME.get_or_init(|| collator(Strength::Tertiary)).as_ref(), name);
    key.push(MARK);
    key.push_str(name);
    key
}

/// How the keys begin of all names with the same letters, whatever their case and accents.
pub fn alike(name: &str) -> String {
    static BY_LETTERS: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let start = start(BY_LETTERS.get_or_init(|| collator(Strength::Primary)).as_ref(), name);
    if start.chars().count() > LONGEST { start } else { format!("{start}{MARK}") }
}

fn start(collator: Option<&CollatorBorrowed<'static>>, name: &str) -> String {
    let mut weights = Vec::new();
    if let Some(collator) = collator {
        let Ok(()) = collator.write_sort_key_to(name, &mut weights);
    }
    // A letter for each byte: their order is that of the bytes, also in UTF-8. There are no zeros (ICU, "sort keys").
    let letters = weights.into_iter().filter(|byte| *byte > 0).map(char::from);
    [MARK].into_iter().chain(letters.take(LONGEST)).collect()
}

/// `None` cannot be: the data is part of the program.
fn collator(strength: Strength) -> Option<CollatorBorrowed<'static>> {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(strength);
    Collator::try_new(preferences, options).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_order(names: &[&str]) {
        for pair in names.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn letters_with_accents_stand_with_their_letter() {
        in_order(&["Apfel", "Äpfel", "apfelbaum", "Zebra"]);
        in_order(&["etude", "étude", "Étude 2", "étui", "zèbre"]);
        in_order(&["Strasse", "Straße", "Strassen"]);
        in_order(&["„Angebot“", "(alt)", "[neu]", "2024", "Angebot", "альфа", "あさ", "アシ", "中"]);
        in_order(&["елка", "ёлка", "ель", "жук"]);
    }

    #[test]
    fn numbers_count_by_their_value() {
        in_order(&["file 2", "file 10", "file 100"]);
        in_order(&["02", "2", "0010", "10", "99999999999999999999", "100000000000000000000"]);
        in_order(&["v2.9", "v2.10"]);
    }

    #[test]
    fn no_two_names_have_the_same_key_and_alike_ones_begin_alike() {
        assert_ne!(key("a\u{200d}b"), key("ab"));
        for (one, other) in [("README.md", "readme.MD"), ("Äpfel", "apfel")] {
            assert!(key(one).starts_with(&alike(other)), "{one} {other}");
        }
        assert!(!key("readme.md.bak").starts_with(&alike("readme.md")));
    }

    #[test]
    fn the_longest_name_fits_into_an_index() {
        for name in ["\u{fdfa}".repeat(85), "𝕬".repeat(63), "ß".repeat(127), "a".repeat(255), "9".repeat(255)] {
            assert!(key(&name).len() < 1600, "{name}");
            assert!(key(&name).starts_with(&alike(&name)), "{name}");
        }
    }

    #[test]
    fn keys_stay_as_they_are() {
        // They are stored in databases: another version of the collation needs a migration that makes all of them again.
        let written: String = key("Äb 12").escape_unicode().collect();
        let expected = "\\u{1}\\u{2b}\\u{2d}\\u{4}\\u{10}\\u{e}\\u{1}\\u{45}\\u{96}\\u{7}\\u{1}\\u{dc}\\u{8}\\u{1}";
        assert_eq!(written, format!("{expected}\\u{{c4}}\\u{{62}}\\u{{20}}\\u{{31}}\\u{{32}}"));
    }
}
