//! The SHA-256 of a document's bytes: its name in the blob store, its strong ETag and its checksum.

use std::{
    fmt,
    io::{self, Read},
};

use actix_web::http::header::HeaderValue;
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// How much is read in one step.
const STEP: usize = 256 * 1024;

/// SHA-256 of the bytes of one version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// Of all that `source` gives, telling `progress` of each step's bytes. Blocks.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn of(mut source: impl Read, mut progress: impl FnMut(u64)) -> io::Result<Self> {
        let (mut sum, mut buffer) = (Sha256::new(), vec![0; STEP]);
        loop {
            match source.read(&mut buffer) {
                Ok(0) => return Ok(Self(sum.finalize().into())),
                Ok(read) => {
                    sum.update(&buffer[..read]);
                    progress(read as u64);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The path of the bytes below the store's root: `ab/` and the other 62 digits, so that no directory has more
    /// than a 256th of all files.
    pub fn place(&self) -> String {
        let mut digits = self.to_string();
        digits.insert(2, '/');
        digits
    }

    /// The hash whose place that is.
    pub fn at_place(path: &str) -> Option<Self> {
        let hash = Self(hex::decode(path.replacen('/', "", 1)).ok()?.try_into().ok()?);
        (hash.place() == path).then_some(hash)
    }

    /// The strong entity tag (RFC 9110, section 8.8.3), quotes included.
    pub fn etag(&self) -> HeaderValue {
        visible(&format!("\"{self}\""))
    }

    /// The value of `Repr-Digest` (RFC 9530, section 3).
    pub fn repr_digest(&self) -> HeaderValue {
        visible(&format!("sha-256=:{}:", BASE64_STANDARD.encode(self.0)))
    }
}

/// Hexadecimal and base64 are always visible ASCII.
fn visible(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

impl From<[u8; 32]> for ContentHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<Vec<u8>> for ContentHash {
    type Error = Vec<u8>;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self)
    }
}

/// In hexadecimal, lower case.
impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}
