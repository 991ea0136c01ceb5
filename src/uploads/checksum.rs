//! The checksum that a sender gives for the bytes of one request.

use bytes::Bytes;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The expected value, and the digest of the bytes so far.
#[derive(Clone)]
pub struct Checksum {
    expected: Vec<u8>,
    digest: Running,
}

#[derive(Clone)]
enum Running {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// `None`: an unknown algorithm; the known ones are `sha1` and `sha256`.
    pub fn new(algorithm: &str, expected: Vec<u8>) -> Option<Self> {
        let digest = match algorithm {
            "sha1" => Running::Sha1(Sha1::new()),
            "sha256" => Running::Sha256(Sha256::new()),
            _ => return None,
        };
        Some(Self { expected, digest })
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.digest {
            Running::Sha1(digest) => digest.update(bytes),
            Running::Sha256(digest) => digest.update(bytes),
        }
    }

    /// Whether these bytes, and no others, have the expected checksum.
    pub fn fits(&self, bytes: &[Bytes]) -> bool {
        let mut whole = self.clone();
        for piece in bytes {
            whole.update(piece);
        }
        whole.matches()
    }

    /// Whether the bytes so far have the expected checksum.
    pub fn matches(self) -> bool {
        match self.digest {
            Running::Sha1(digest) => digest.finalize()[..] == self.expected[..],
            Running::Sha256(digest) => digest.finalize()[..] == self.expected[..],
        }
    }
}
