//! `Upload-Checksum` (tus 1.0, "Checksum"): the sender says what a request's bytes add up to.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// As `Tus-Checksum-Algorithm` spells them.
pub const ALGORITHMS: &str = "sha1,sha256";

/// What the sender said, and what has come so far.
#[derive(Clone)]
pub struct Summing {
    said: Vec<u8>,
    sum: Sum,
}

#[derive(Clone)]
enum Sum {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Summing {
    /// Reads the header. `None`: an algorithm that is not offered, or no Base64.
    pub fn parse(header: &str) -> Option<Self> {
        let (algorithm, said) = header.trim().split_once(' ')?;
        let said = BASE64_STANDARD.decode(said.trim()).ok()?;
        let sum = match algorithm {
            "sha1" => Sum::Sha1(Sha1::new()),
            "sha256" => Sum::Sha256(Sha256::new()),
            _ => return None,
        };
        Some(Self { said, sum })
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.sum {
            Sum::Sha1(sum) => sum.update(bytes),
            Sum::Sha256(sum) => sum.update(bytes),
        }
    }

    /// Whether these bytes, and no others, are what the sender said.
    pub fn fits(&self, bytes: &[Bytes]) -> bool {
        let mut whole = self.clone();
        for piece in bytes {
            whole.update(piece);
        }
        whole.is_right()
    }

    pub fn is_right(self) -> bool {
        match self.sum {
            Sum::Sha1(sum) => sum.finalize()[..] == self.said[..],
            Sum::Sha256(sum) => sum.finalize()[..] == self.said[..],
        }
    }
}
