//! Bytes as letters. Whoever wrote them mostly did not say in which encoding.

use std::borrow::Cow;

/// What windows-1252 has from 0x80 on; the rest of it is Latin-1 (WHATWG, Encoding).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Reads a text by its mark (UTF-8 or UTF-16), else as UTF-8, else as windows-1252, in which every byte means
/// something. Bytes that end in the middle of a letter lose that letter.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Cow::Owned(utf16(rest, u16::from_le_bytes));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Cow::Owned(utf16(rest, u16::from_be_bytes));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&bytes[..error.valid_up_to()]),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Whether this looks like text, by its first bytes: no letter in it that no text has.
pub fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return head.len() > 2;
    }
    let plain = |byte: &u8| matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | 0x1b) || *byte >= b' ';
    let cut = |error: std::str::Utf8Error| error.error_len().is_none();
    !head.is_empty() && head.iter().all(plain) && std::str::from_utf8(head).map_or_else(cut, |_| true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_in_the_encoding_that_it_has() {
        assert_eq!(decode("Größe".as_bytes()), "Größe");
        assert_eq!(decode(b"\xef\xbb\xbfa"), "a");
        assert_eq!(decode(b"Gr\xf6\xdfe in \x80"), "Größe in €");
        assert_eq!(decode(b"\xff\xfea\0\xf6\0"), "aö");
        assert_eq!(decode(b"\xfe\xff\0a"), "a");
        assert_eq!(decode("漢".as_bytes().split_last().unwrap().1), "");
    }

    #[test]
    fn text_is_told_from_other_bytes() {
        for text in ["FROM debian\n".as_bytes(), "漢".as_bytes(), &"漢".as_bytes()[..2]] {
            assert!(is_text(text));
        }
        for other in [&b""[..], b"\x7fELF\x02\x01\0", b"a\0b", b"\x89PNG"] {
            assert!(!is_text(other));
        }
    }
}
