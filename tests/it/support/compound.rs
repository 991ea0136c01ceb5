//! What Office wrote up to 2003, and Outlook writes still: compound files, built by hand.

use std::io::{Cursor, Write};

/// A compound file with these streams.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        if let Some((storage, _)) = path.rsplit_once('/') {
            file.create_storage_all(storage).unwrap();
        }
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

/// Letters in two bytes each.
pub fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Word 97 (MS-DOC): two pieces, one of them in one byte for each letter.
pub fn word(first: &str, second: &str) -> Vec<u8> {
    let (narrow, wide) = (encoding_rs::WINDOWS_1252.encode(first).0.into_owned(), wide(second));
    let mut stream = vec![0; 0x400];
    stream[..4].copy_from_slice(&[0xec, 0xa5, 0xc1, 0x00]);
    let (narrow_at, wide_at) = (stream.len(), stream.len() + narrow.len());
    stream.extend(&narrow);
    stream.extend(&wide);
    let lengths = [0, first.chars().count(), first.chars().count() + second.encode_utf16().count()];
    let mut plan: Vec<u8> = lengths.iter().flat_map(|at| u32::try_from(*at).unwrap().to_le_bytes()).collect();
    for place in [u32::try_from(narrow_at * 2).unwrap() | 0x4000_0000, u32::try_from(wide_at).unwrap()] {
        plan.extend([&[0, 0][..], &place.to_le_bytes(), &[0, 0]].concat());
    }
    let table = [&[1, 2, 0, 9, 9, 2][..], &u32::try_from(plan.len()).unwrap().to_le_bytes(), &plan].concat();
    stream[0x1a6..0x1aa].copy_from_slice(&u32::try_from(table.len()).unwrap().to_le_bytes());
    compound(&[("/WordDocument", &stream), ("/0Table", &table)])
}

/// A record of a presentation (MS-PPT).
pub fn record(version: u16, kind: u16, inner: &[u8]) -> Vec<u8> {
    let length = u32::try_from(inner.len()).unwrap();
    [&version.to_le_bytes()[..], &kind.to_le_bytes(), &length.to_le_bytes(), inner].concat()
}
