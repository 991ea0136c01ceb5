//! `Upload-Metadata` (tus 1.0, "Creation"): pairs of a key and a value in Base64, with commas between.

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{Error, Result};

/// The pairs as they came.
#[derive(Debug, Default)]
pub struct Metadata(Vec<(String, String)>);

impl Metadata {
    /// # Errors
    /// `Invalid` for a malformed list, for a value that is not text, and for a duplicate key.
    pub fn parse(header: &str) -> Result<Self> {
        let wrong = |what: &str| Error::invalid(text!("upload-metadata"), what);
        let mut pairs: Vec<(String, String)> = Vec::new();
        for pair in header.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            let value = BASE64_STANDARD.decode(value.trim()).map_err(|_| wrong("metadata is not Base64"))?;
            let value = String::from_utf8(value).map_err(|_| wrong("metadata is not UTF-8"))?;
            if pairs.iter().any(|(known, _)| known == key) {
                return Err(wrong("a key of the metadata comes twice"));
            }
            pairs.push((key.to_owned(), value));
        }
        Ok(Self(pairs))
    }

    /// The value, where there is one.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}
