//! Bytes to letters, without asking anybody which letters they are.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many first bytes are searched for what a file says of its own encoding.
const DECLARED_WITHIN: usize = 1024;

/// How many of the first bytes show whether this is UTF-16.
const HEAD: usize = 4096;

/// How much is looked at to guess.
const GUESSED_FROM: usize = 64 * 1024;

/// By the mark at the beginning, by what the file says of itself, else UTF-8 if it is that, else what its bytes look like.
pub fn decode(bytes: &[u8]) -> String {
    let mut text = encoding_of(bytes).decode(bytes).0.into_owned();
    // Half a letter, because a long text is not always read to its end.
    if text.ends_with(char::REPLACEMENT_CHARACTER) {
        text.truncate(text.trim_end_matches(char::REPLACEMENT_CHARACTER).len());
    }
    text
}

/// Whether these first bytes are of a text, in whatever encoding.
pub fn is_text(head: &[u8]) -> bool {
    if head.is_empty() {
        return false;
    }
    if Encoding::for_bom(head).is_some() || unmarked_utf16(head).is_some() {
        return true;
    }
    // Tab, line feed, form feed, carriage return and escape (of ISO-2022-JP) occur in texts, the others do not.
    let strange = head.iter().filter(|byte| matches!(byte, 0..=8 | 0xb | 0xe..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    strange == 0
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = unmarked_utf16(&bytes[..bytes.len().min(HEAD)]) {
        return encoding;
    }
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    declared(&bytes[..bytes.len().min(DECLARED_WITHIN)]).unwrap_or_else(|| guessed(bytes))
}

/// The halves of its code units show it: in most scripts one of them is nearly always the same.
fn unmarked_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.as_chunks::<2>().0;
    if pairs.len() < 4 || !head.contains(&0) {
        return None;
    }
    let zeros = |half: usize| pairs.iter().filter(|pair| pair[half] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    let both = pairs.contains(&[0, 0]);
    match () {
        () if both => None,
        () if second * 4 > pairs.len() && first * 20 < pairs.len() => Some(UTF_16LE),
        () if first * 4 > pairs.len() && second * 20 < pairs.len() => Some(UTF_16BE),
        () => None,
    }
}

/// One wrong byte in a text of many right letters makes no other encoding of it. Cut within the last letter is right, too:
/// a long text is not always read to its end.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    let is_cut = std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none());
    wrong == usize::from(is_cut) || right > 4 * wrong
}

/// What an XML declaration or a `<meta>` says (XML 1.0, section 4.3.3; HTML, section 13.2.3.2).
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.to_ascii_lowercase();
    let head = std::str::from_utf8(&head).map_or_else(|error| &head[..error.valid_up_to()], |_| &head[..]);
    let text = std::str::from_utf8(head).ok()?.trim_start();
    let after = match text {
        _ if text.starts_with("<?xml") => text.split_once("?>")?.0.split_once("encoding")?.1,
        _ if text.contains("<meta") => text.split_once("charset")?.1,
        _ => return None,
    };
    let value = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label = value.split(['"', '\'', ' ', ';', '>', '/']).next()?;
    // What could be read as far as this is no UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(GUESSED_FROM)], bytes.len() <= GUESSED_FROM);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // A few letters outside ASCII are not enough to distinguish the rarer encodings.
    let telling = bytes.iter().filter(|byte| **byte >= 0x80).take(4).count();
    if telling < 4 && guess.is_single_byte() { WINDOWS_1252 } else { guess }
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
        let plain: Vec<u8> = "Umsatz ohne Zeichen".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&plain), "Umsatz ohne Zeichen", "without a mark");
    }

    #[test]
    fn what_a_file_says_of_itself_counts() {
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='koi8-r'?><a>\xd4\xc5\xd3\xd4</a>").split('>').nth(2),
            Some("тест</a")
        );
        assert_eq!(decode(b"<html><meta charset=windows-1251><p>\xf2\xe5\xf1\xf2").rsplit('>').next(), Some("тест"));
    }

    #[test]
    fn one_wrong_byte_is_no_other_encoding() {
        let text =
            [&"Prüfung der Maße für Öl".repeat(3).into_bytes()[..], b"\xff", "und Übergröße".as_bytes()].concat();
        assert!(decode(&text).ends_with("\u{fffd}und Übergröße"));
    }

    #[test]
    fn encodings_of_the_east_are_told_apart() {
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode("今年の四半期報告書は来月の会議で配布します。");
        assert_eq!(decode(&bytes), "今年の四半期報告書は来月の会議で配布します。");
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode("Договор поставки и отчёт о продажах за квартал");
        assert_eq!(decode(&bytes), "Договор поставки и отчёт о продажах за квартал");
    }
}
