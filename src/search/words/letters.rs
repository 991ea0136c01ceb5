//! Letters as they are compared: without regard to case, accents and width, whatever the database's locale is.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What a word is written with. Vowel signs and the like belong to it, emoji do not.
pub fn is_letter(letter: char) -> bool {
    match letter {
        _ if letter.is_ascii() => letter.is_ascii_alphanumeric(),
        '\u{1F000}'..='\u{1FAFF}' => false,
        _ => letter.is_alphanumeric() || is_combining_mark(letter),
    }
}

/// What stands in a word without being seen: a soft hyphen, a place where a line may break.
pub fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Of a script that is written without spaces between its words, or whose words grow together with what follows.
pub fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}'           // Thai, Lao
        | '\u{1000}'..='\u{109f}'       // Burmese
        | '\u{1100}'..='\u{11ff}'       // Hangul by its parts
        | '\u{1780}'..='\u{17ff}'       // Khmer
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // Kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ac00}'..='\u{d7a3}'       // Hangul
        | '\u{20000}'..='\u{3ffff}')
}

/// Accents, and the points of Hebrew and Arabic. Marks that make another letter (of Kana, of Indian scripts, of Thai) stay.
fn is_accent(mark: char) -> bool {
    matches!(mark,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// The letters as they are compared.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_accent(*letter) && !is_unseen(*letter)).nfc() {
        for small in letter.to_lowercase() {
            match small {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'þ' => folded.push_str("th"),
                'ø' => folded.push('o'),
                'đ' | 'ð' => folded.push('d'),
                'ł' => folded.push('l'),
                'ħ' => folded.push('h'),
                'ŧ' => folded.push('t'),
                'ı' => folded.push('i'),
                'ς' => folded.push('σ'),
                _ => folded.push(small),
            }
        }
    }
    folded
}

/// The same with two letters for an umlaut, as on a keyboard without them: `Zürich` is `zuerich`. `None`: there is no umlaut.
pub fn spelled_out(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut found = false;
    let mut spelled = String::with_capacity(text.len() + 4);
    for letter in text.nfc() {
        let two = match letter {
            'ä' | 'Ä' => "ae",
            'ö' | 'Ö' | 'ø' | 'Ø' => "oe",
            'ü' | 'Ü' => "ue",
            'å' | 'Å' => "aa",
            _ => {
                spelled.push(letter);
                continue;
            }
        };
        found = true;
        spelled.push_str(two);
    }
    found.then(|| folded(&spelled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_width_do_not_matter_and_other_marks_do() {
        for (written, compared) in [
            ("Übergröße", "ubergrosse"),
            ("Ubergro\u{308}ße", "ubergrosse"),
            ("ПРИВЕТ", "привет"),
            ("ΟΔΟΣ", "οδοσ"),
            ("ＡＢＣ１２", "abc12"),
            ("ﬁle", "file"),
            ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("が", "が"),
            ("か\u{3099}", "が"),
            ("한국", "한국"),
            ("Betriebs\u{ad}kosten", "betriebskosten"),
        ] {
            assert_eq!(folded(written), compared, "{written}");
        }
    }

    #[test]
    fn umlauts_may_be_spelled_out() {
        assert_eq!(spelled_out("Zürich").as_deref(), Some("zuerich"));
        assert_eq!(spelled_out("Zu\u{308}rich").as_deref(), Some("zuerich"));
        assert_eq!(spelled_out("Zurich"), None);
        assert_eq!(spelled_out("Café"), None);
    }
}
