//! Archives beyond the limits of the first format: many entries, and documents of gigabytes.

use std::{
    fs,
    future::poll_fn,
    io::{self, Read, Seek, SeekFrom, Write},
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    body::{BodySize, MessageBody},
    rt::System,
    web::Bytes,
};
use futures_util::future::LocalBoxFuture;
use latchkey::{
    downloads::zip::{
        archive::{Archive, Entry},
        body::{ASKED_AT_ONCE, Source, ZipBody},
        format,
    },
    storage::content_hash::ContentHash,
};
use time::macros::datetime;
use uuid::Uuid;
use zip::ZipArchive;

/// Zeros instead of documents.
struct Zeros;

struct SomeZeros(u64);

impl MessageBody for SomeZeros {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        static PIECE: [u8; 100_000] = [0; 100_000];
        let length = self.0.min(PIECE.len() as u64);
        self.0 -= length;
        Poll::Ready((length > 0).then(|| Ok(Bytes::from_static(&PIECE[..length as usize]))))
    }
}

impl Source for Zeros {
    type Body = SomeZeros;

    fn open(&self, _: ContentHash, size: u64) -> LocalBoxFuture<'static, io::Result<SomeZeros>> {
        Box::pin(async move { Ok(SomeZeros(size)) })
    }

    fn has_news(&self) -> bool {
        false
    }

    fn ask(&self, ids: Vec<Uuid>) -> LocalBoxFuture<'static, io::Result<()>> {
        assert!(!ids.is_empty() && ids.len() <= ASKED_AT_ONCE);
        Box::pin(async { Ok(()) })
    }
}

fn entry(name: String, size: Option<u64>) -> Entry {
    let content = size.map(|size| (ContentHash::from([0; 32]), size));
    Entry { id: Uuid::nil(), name, changed_at: datetime!(2026-11-22 09:30:15 UTC), content }
}

fn skip(file: &mut fs::File, length: u64) {
    file.seek(SeekFrom::Current(i64::try_from(length).unwrap())).unwrap();
}

/// The archive in a file in which runs of zeros take no room.
fn write_sparse(archive: Archive) -> fs::File {
    let promised = archive.length;
    let mut file = tempfile::tempfile().unwrap();
    System::new().block_on(async {
        let mut body = Box::pin(ZipBody::new(Zeros, archive, None));
        while let Some(piece) = poll_fn(|context| body.as_mut().poll_next(context)).await {
            let piece = piece.unwrap();
            if piece.len() >= 100_000 && piece.iter().all(|byte| *byte == 0) {
                skip(&mut file, piece.len() as u64);
            } else {
                file.write_all(&piece).unwrap();
            }
        }
    });
    assert_eq!(file.metadata().unwrap().len(), promised, "exactly as long as promised");
    file
}

#[test]
fn seventy_thousand_entries_are_all_there() {
    let entries = (0..70_000).map(|number| entry(format!("{number:05}.txt"), Some(number % 3))).collect();
    let mut archive = ZipArchive::new(write_sparse(Archive::of(entries).unwrap())).unwrap();
    assert_eq!(archive.len(), 70_000);
    for place in [0, 1, 65_534, 65_535, 65_536, 69_999] {
        let mut entry = archive.by_index(place).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        assert_eq!((entry.name().unwrap().as_ref(), bytes.len()), (format!("{place:05}.txt").as_str(), place % 3));
    }
}

#[test]
fn documents_of_four_gigabytes_and_what_lies_behind_them_are_found() {
    // Put together from the records alone: running over gigabytes of zeros would take this test a minute.
    let sizes = [5, (1 << 32) - 2, (1 << 32) - 1, 1 << 32, 6_000_000_000, 7];
    let entries: Vec<Entry> =
        sizes.iter().enumerate().map(|(number, size)| entry(format!("{number}"), Some(*size))).collect();
    let archive = Archive::of(entries.clone()).unwrap();
    let (mut file, mut directory) = (tempfile::tempfile().unwrap(), Vec::new());
    for entry in &entries {
        let (facts, mut record) = (entry.facts(), Vec::new());
        let crc = crc32fast::hash(&[0; 7][..facts.size.min(7) as usize]);
        format::central_header(&mut directory, &facts, crc, file.stream_position().unwrap());
        format::local_header(&mut record, &facts);
        file.write_all(&record).unwrap();
        skip(&mut file, facts.size);
        record.clear();
        format::descriptor(&mut record, &facts, crc);
        file.write_all(&record).unwrap();
    }
    let start = file.stream_position().unwrap();
    file.write_all(&directory).unwrap();
    let mut end = Vec::new();
    format::end(&mut end, entries.len() as u64, start, start + directory.len() as u64);
    file.write_all(&end).unwrap();
    assert_eq!(file.metadata().unwrap().len(), archive.length, "exactly as long as promised");

    let mut judged = ZipArchive::new(file).unwrap();
    for (place, size) in sizes.iter().enumerate() {
        let mut entry = judged.by_index(place).unwrap();
        assert_eq!((entry.name().unwrap().into_owned(), entry.size()), (place.to_string(), *size));
        if *size < 10 {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes.len() as u64, *size, "read to its end, checksum and all");
        }
    }
}
