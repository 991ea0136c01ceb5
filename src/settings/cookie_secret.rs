//! Whether a text can be a secret: at least 32 bytes from a random generator.

use std::collections::BTreeSet;

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// A key of 256 bits.
pub(super) const LEAST: usize = 32;
/// 32 random bytes have about 30 different values; fewer than this many come once in a thousand million.
const DIFFERENT: usize = 20;
/// Parts of values that people copy out of examples and forget to replace.
const EXAMPLES: [&str; 8] =
    ["changeme", "change-me", "change_me", "replace-me", "replace_me", "paste-the", "your-secret", "your_secret"];
/// SHA-256 of nothing: it looks random, and is known to everybody.
const HASH_OF_NOTHING: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Whether it is a value out of an example. Also asked about the client secret.
pub(super) fn is_example(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.starts_with('<') || lower == HASH_OF_NOTHING || EXAMPLES.iter().any(|example| lower.contains(example))
}

/// What is wrong with it, as the end of a sentence; `None` when nothing is.
pub(super) fn weakness(text: &str) -> Option<String> {
    if is_example(text) {
        return Some("is out of an example, so everybody knows it".to_owned());
    }
    let Some(bytes) = bytes(text) else {
        return Some("is neither hexadecimal nor base64".to_owned());
    };
    if bytes.len() < LEAST {
        return Some(format!("holds {} bytes; it must hold at least {LEAST}", bytes.len()));
    }
    let different = bytes.iter().collect::<BTreeSet<_>>().len();
    let steps = bytes.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect::<BTreeSet<_>>().len();
    // Only letters of one case: words that happen to be valid base64.
    let words = !is_hex(text) && (text.to_lowercase() == text || text.to_uppercase() == text);
    (different < DIFFERENT || steps < DIFFERENT || words).then(|| "is not random: it has a pattern".to_owned())
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if is_hex(text) {
        return hex::decode(text).ok();
    }
    let lenient = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    [STANDARD, URL_SAFE].iter().find_map(|alphabet| GeneralPurpose::new(alphabet, lenient).decode(text).ok())
}
