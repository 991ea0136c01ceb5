//! What people say of a document or folder: plain text of several lines.

use crate::{Error, Result};

/// In characters.
pub const LONGEST: usize = 2000;

/// Parses a description: line ends are normalised, blanks around it removed.
///
/// # Errors
/// `Invalid` with a sentence, when it is too long or holds characters that do not print.
pub fn parse(text: &str) -> Result<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(Error::invalid(text!("description-too-long", most = LONGEST), "it is longer"));
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\t') {
        let sentence = text!("description-control");
        return Err(Error::invalid(sentence, "a control character"));
    }
    Ok(text.to_owned())
}
