//! Whether the scanner says so when it does not look at everything. Out of the box clamd answers "OK" to what is beyond its
//! limits, as if it had looked at it; with `AlertExceedsMax` it says that it did not. Nothing in the protocol tells which, so
//! it is tried: with an archive in an archive, deeper than any clamd goes.

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// Deeper than `MaxRecursion` can be set.
const DEPTH: usize = 101;

/// Some 11 KB.
pub fn too_deep() -> ZipResult<Vec<u8>> {
    let mut bytes = b"How deep does the scanner look?\n".to_vec();
    for _ in 0..DEPTH {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file("a.zip", SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
        archive.write_all(&bytes)?;
        bytes = archive.finish()?.into_inner();
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_small_and_deep() {
        let bytes = too_deep().unwrap();
        assert!(bytes.len() < 32 * 1024 && bytes.starts_with(b"PK"), "{}", bytes.len());
    }
}
