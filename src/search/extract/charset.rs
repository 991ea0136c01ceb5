//! Bytes to letters, without asking anybody which letters they are.

/// What Windows-1252 puts where Latin-1 has control characters (0x80 to 0x9F).
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// By the mark at the beginning (UTF-8, UTF-16), else UTF-8 if it is that, else Windows-1252, as browsers do.
pub fn decode(bytes: &[u8]) -> String {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            // Cut within the last letter, because a long text is not read to its end.
            Err(error) if error.error_len().is_none() => {
                String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
            }
            Err(_) => bytes.iter().map(|byte| windows(*byte)).collect(),
        },
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_of_a_word_is_read() {
        for bytes in [&b"\xff\xfeM\0\xfc\0"[..], b"\xfe\xff\0M\0\xfc", b"\xef\xbb\xbfM\xc3\xbc", b"M\xc3\xbc", b"M\xfc"]
        {
            assert_eq!(decode(bytes), "Mü", "{bytes:?}");
        }
        assert_eq!(decode(b"\x80 5"), "€ 5");
        assert_eq!(decode(b"ab\xc3"), "ab", "cut within a letter");
    }
}
