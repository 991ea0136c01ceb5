//! Whether all characters of a name are visible. Two names that look the same but differ in something invisible are a
//! way to pass one document off as another, and a name of nothing but invisible characters cannot be clicked.
//!
//! Properties of Unicode decide what is invisible, not a list of our own: `Default_Ignorable_Code_Point` (zero-width
//! spaces, soft hyphens, Hangul fillers, tags, variation selectors) and the category `Cf` (Unicode Standard Annex
//! 44). Some of these have a visible effect in certain positions and are allowed there: what joins and separates
//! letters in Arabic and Indic scripts, what makes one emoji of several, what marks a direction beside letters that
//! have one.

use icu_properties::props::{
    BidiClass, BinaryProperty, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier,
    EnumeratedProperty, ExtendedPictographic, GeneralCategory, GeneralCategoryGroup, JoiningType,
    NoncharacterCodePoint, PrependedConcatenationMark,
};

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';
const AS_TEXT: char = '\u{fe0e}';
const AS_PICTURE: char = '\u{fe0f}';
/// The frame around a digit: 1️⃣.
const KEYCAP: char = '\u{20e3}';

/// Whether it contains a character that is invisible in its position.
pub fn hides_something(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    letters.iter().enumerate().any(|(place, &letter)| is_unseen(letter) && !works_at(&letters, place))
}

/// Whether it consists of blanks and invisible characters only.
pub fn is_blank(name: &str) -> bool {
    name.chars().all(|letter| is_gap(letter) || is_unseen(letter))
}

/// Whether it looks like a blank.
pub fn is_gap(letter: char) -> bool {
    // The Braille pattern without dots.
    letter.is_whitespace() || letter == '\u{2800}'
}

fn is_unseen(letter: char) -> bool {
    // The quickest answer for nearly all names.
    !letter.is_ascii()
        && (DefaultIgnorableCodePoint::for_char(letter)
            || NoncharacterCodePoint::for_char(letter)
            || GeneralCategory::for_char(letter) == GeneralCategory::Format
                && !PrependedConcatenationMark::for_char(letter))
}

/// Whether an invisible character changes how its neighbours look.
fn works_at(letters: &[char], place: usize) -> bool {
    let before = place.checked_sub(1).map(|place| letters[place]);
    let after = letters.get(place + 1).copied();
    match letters[place] {
        // Before a letter that joins, and after the sign that removes an Indic letter's vowel (RFC 5892, appendix
        // A.1). Persian writers put it wherever two parts of a word meet, also after a digit or a Latin word.
        NON_JOINER => {
            before.is_some_and(|before| is_virama(before) || after.is_some_and(joins) && is_part_of_a_word(before))
        }
        JOINER => before.is_some_and(|before| is_virama(before) || joins(before)) || is_within_emoji(letters, place),
        AS_TEXT | AS_PICTURE => before.is_some_and(|before| {
            // Digits, * and # are emoji only within a frame.
            Emoji::for_char(before) && (!before.is_ascii() || after == Some(KEYCAP))
        }),
        // Marks of direction turn nothing around, and are typed among letters that run from right to left.
        '\u{200e}' | '\u{200f}' | '\u{61c}' => letters.iter().any(|letter| runs_from_the_right(*letter)),
        // Forms of Mongolian letters.
        '\u{180b}'..='\u{180f}' => before.is_some_and(|before| matches!(before, '\u{1820}'..='\u{18aa}')),
        _ => false,
    }
}

fn is_part_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || joins(letter)
}

fn is_virama(letter: char) -> bool {
    CanonicalCombiningClass::for_char(letter) == CanonicalCombiningClass::Virama
}

/// A letter, or a mark on one, of a script whose letters join.
fn joins(letter: char) -> bool {
    let joining = JoiningType::for_char(letter);
    let is_of_words = GeneralCategoryGroup::Letter.contains(GeneralCategory::for_char(letter));
    match joining {
        JoiningType::DualJoining | JoiningType::RightJoining | JoiningType::LeftJoining | JoiningType::JoinCausing => {
            is_of_words
        }
        // Vowel signs on such a letter.
        JoiningType::Transparent => BidiClass::for_char(letter) == BidiClass::NonspacingMark && !is_unseen(letter),
        _ => false,
    }
}

fn is_within_emoji(letters: &[char], place: usize) -> bool {
    let mut before = letters[..place].iter().rev().copied();
    let first = before.next().filter(|letter| *letter != AS_PICTURE).or_else(|| before.next());
    first.is_some_and(|letter| ExtendedPictographic::for_char(letter) || EmojiModifier::for_char(letter))
        && letters.get(place + 1).is_some_and(|letter| ExtendedPictographic::for_char(*letter))
}

fn runs_from_the_right(letter: char) -> bool {
    !is_unseen(letter) && matches!(BidiClass::for_char(letter), BidiClass::RightToLeft | BidiClass::ArabicLetter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_eye_sees_is_found_wherever_it_stands() {
        for unseen in [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{180b}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{2060}',
            '\u{2064}',
            '\u{206a}',
            '\u{3164}',
            '\u{fe00}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{fdd0}',
            '\u{1fffe}',
            '\u{1d173}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e007f}',
            '\u{e0100}',
            '\u{e01ef}',
        ] {
            for name in [unseen.to_string(), format!("{unseen}a"), format!("a{unseen}b"), format!("a{unseen}")] {
                assert!(hides_something(&name), "{name:?}");
            }
        }
        assert!(hides_something("1\u{fe0f}.txt") && hides_something("می\u{200c}\u{200c}خواهم"));
    }

    #[test]
    fn what_does_visible_work_is_let_be() {
        for name in [
            "می\u{200c}خواهم.pdf",          // Persian: "I want"
            "روز\u{200c}ها",                // after a letter that does not join
            "۲۰\u{200c}ساله PDF\u{200c}ها", // after digits and Latin letters
            "ه\u{200d}",                    // an Arabic letter in its joining form
            "क्\u{200d}ष.txt",               // Devanagari
            "ශ්\u{200d}රී",                   // Sinhala
            "👩\u{200d}💻.png",
            "👩🏽\u{200d}🚀",
            "🏳\u{fe0f}\u{200d}🌈",
            "❤\u{fe0f} notes",
            "1\u{fe0f}\u{20e3}",
            "שלום\u{200f}.doc",
            "ᠠ\u{180b}",
            "Screenshot 10.00\u{202f}AM.png",
            "Übersicht – 2026 – 東京",
        ] {
            assert!(!hides_something(name), "{name:?}");
        }
    }

    #[test]
    fn blank_is_what_looks_so() {
        for name in ["", " ", "\u{a0}", "\u{2800}", "\u{200b}", "\u{3164}\u{3000}"] {
            assert!(is_blank(name), "{name:?}");
        }
        assert!(!is_blank("\u{a0}a"));
    }
}
