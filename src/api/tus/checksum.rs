//! `Upload-Checksum` (tus 1.0, "Checksum"): the checksum of one request's bytes.

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::uploads::Checksum;

/// As `Tus-Checksum-Algorithm` spells them.
pub const ALGORITHMS: &str = "sha1,sha256";

/// Reads the header: the name of an algorithm, and the checksum in Base64. `None`: another algorithm, or no Base64.
pub fn parse(header: &str) -> Option<Checksum> {
    let (algorithm, expected) = header.trim().split_once(' ')?;
    let expected = BASE64_STANDARD.decode(expected.trim()).ok()?;
    Checksum::new(algorithm, expected)
}
