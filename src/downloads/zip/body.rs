//! The bytes of an archive. It is generated while it is read: the server polls the next piece only when the previous
//! one has been sent (see [`crate::storage::body`]), so a client that does not read costs one piece and no thread,
//! whatever the archive's size.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use crc32fast::Hasher;
use futures_util::future::LocalBoxFuture;
use tokio::sync::SemaphorePermit;
use uuid::Uuid;

use crate::{
    downloads::zip::{archive::Archive, format},
    storage::content_hash::ContentHash,
};

/// For how many entries at a time the reader's access is checked again. The first ones were looked up a moment ago.
pub const ASKED_AT_ONCE: usize = 100;

/// How much of the directory leaves in one step.
const STEP: usize = 64 * 1024;

/// Where the bytes of documents come from.
pub trait Source: Unpin + 'static {
    type Body: MessageBody<Error = io::Error> + Unpin + 'static;

    fn open(&self, hash: ContentHash, size: u64) -> LocalBoxFuture<'static, io::Result<Self::Body>>;

    /// Whether access may have been revoked since the last check.
    fn has_news(&self) -> bool;

    /// Checks whether the reader still has access to these. An error cuts the archive.
    fn ask(&self, ids: Vec<Uuid>) -> LocalBoxFuture<'static, io::Result<()>>;
}

/// The bytes of an archive.
pub struct ZipBody<S: Source> {
    source: S,
    archive: Archive,
    /// Of the entries whose bytes have left.
    crcs: Vec<u32>,
    /// Access has been checked up to this entry.
    asked_to: usize,
    /// How many bytes have left.
    sent: u64,
    step: Step<S::Body>,
    /// The memory that it uses; released when it is dropped.
    _room: Option<SemaphorePermit<'static>>,
}

enum Step<B> {
    /// The next entry is the one without a CRC-32 yet; after the last one comes the directory.
    Entry,
    Asking(LocalBoxFuture<'static, io::Result<()>>),
    Opening(LocalBoxFuture<'static, io::Result<B>>),
    Bytes {
        body: B,
        crc: Hasher,
        left: u64,
    },
    /// The directory from this entry on; the entry's offset, and where the directory begins.
    Directory {
        next: usize,
        offset: u64,
        start: u64,
    },
    End,
}

impl<S: Source> ZipBody<S> {
    pub fn new(source: S, archive: Archive, room: Option<SemaphorePermit<'static>>) -> Self {
        let crcs = Vec::with_capacity(archive.entries.len());
        Self { source, archive, crcs, asked_to: ASKED_AT_ONCE, sent: 0, step: Step::Entry, _room: room }
    }

    fn hand_out(&mut self, bytes: Bytes) -> Poll<Option<io::Result<Bytes>>> {
        self.sent += bytes.len() as u64;
        Poll::Ready(Some(Ok(bytes)))
    }

    /// The question that comes before the next entry.
    fn question(&mut self) -> Option<LocalBoxFuture<'static, io::Result<()>>> {
        let next = self.crcs.len();
        if next >= self.archive.entries.len() || (next < self.asked_to && !self.source.has_news()) {
            return None;
        }
        self.asked_to = next + ASKED_AT_ONCE;
        let entries = self.archive.entries[next..].iter().take(ASKED_AT_ONCE);
        Some(self.source.ask(entries.map(|entry| entry.id).collect()))
    }

    /// The header of the next entry; after the last one, nothing.
    fn header(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        match self.archive.entries.get(self.crcs.len()) {
            Some(entry) => {
                format::local_header(&mut out, &entry.facts());
                match entry.content {
                    Some((hash, size)) if size > 0 => self.step = Step::Opening(self.source.open(hash, size)),
                    _ => self.crcs.push(0),
                }
            }
            None => self.step = Step::Directory { next: 0, offset: 0, start: self.sent },
        }
        out
    }

    /// A part of the directory, or its end.
    fn directory(&mut self, mut next: usize, mut offset: u64, start: u64) -> Vec<u8> {
        let (mut out, mut scratch) = (Vec::with_capacity(STEP + 1024), Vec::new());
        while let (Some(entry), Some(crc)) = (self.archive.entries.get(next), self.crcs.get(next))
            && out.len() < STEP
        {
            format::central_header(&mut out, &entry.facts(), *crc, offset);
            offset += entry.length(&mut scratch);
            next += 1;
        }
        self.step = Step::Directory { next, offset, start };
        if next == self.archive.entries.len() {
            let end = self.sent + out.len() as u64;
            format::end(&mut out, next as u64, start, end);
            self.step = Step::End;
        }
        out
    }
}

impl<S: Source> MessageBody for ZipBody<S> {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.archive.length)
    }

    /// An error here makes the server cut the connection: if a document cannot be read, or access was revoked, the
    /// archive is visibly broken, and never silently lacks it. Its length was announced.
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let this = self.get_mut();
        loop {
            match &mut this.step {
                Step::Asking(question) => {
                    ready!(question.as_mut().poll(context))?;
                    this.step = Step::Entry;
                }
                Step::Entry => {
                    if let Some(question) = this.question() {
                        this.step = Step::Asking(question);
                        continue;
                    }
                    let header = this.header();
                    if !header.is_empty() {
                        return this.hand_out(header.into());
                    }
                }
                Step::Opening(opening) => {
                    let body = ready!(opening.as_mut().poll(context))?;
                    let left = this.archive.entries[this.crcs.len()].facts().size;
                    this.step = Step::Bytes { body, crc: Hasher::new(), left };
                }
                Step::Bytes { body, crc, left } => match ready!(Pin::new(body).poll_next(context)?) {
                    Some(bytes) => {
                        *left = left.checked_sub(bytes.len() as u64).ok_or_else(|| odd("longer"))?;
                        crc.update(&bytes);
                        return this.hand_out(bytes);
                    }
                    None if *left > 0 => return Poll::Ready(Some(Err(odd("shorter")))),
                    None => {
                        let crc = crc.clone().finalize();
                        let mut out = Vec::new();
                        format::descriptor(&mut out, &this.archive.entries[this.crcs.len()].facts(), crc);
                        this.crcs.push(crc);
                        this.step = Step::Entry;
                        return this.hand_out(out.into());
                    }
                },
                Step::Directory { next, offset, start } => {
                    let (next, offset, start) = (*next, *offset, *start);
                    let part = this.directory(next, offset, start);
                    return this.hand_out(part.into());
                }
                Step::End => {
                    debug_assert_eq!(this.sent, this.archive.length);
                    return Poll::Ready(None);
                }
            }
        }
    }
}

fn odd(how: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the stored bytes are {how} than their row says"))
}
