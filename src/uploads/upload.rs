//! One upload: what was announced, and its progress.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{changes::Added, name::Name, on_taken::OnTaken},
    storage::blobs::Stored,
};

/// An upload that no byte comes for in this time is swept away.
pub const PATIENCE: Duration = Duration::hours(24);

#[derive(Debug, Clone)]
pub struct Upload {
    pub id: Uuid,
    /// The user key of the sender; nobody else sees the upload.
    pub owner: String,
    /// Where it was sent to.
    pub folder: Uuid,
    /// Folders below that one, made on the way.
    pub path: Vec<Name>,
    pub name: Name,
    /// In bytes, in the end.
    pub length: u64,
    /// What the sender calls it: announced twice, it is the same upload.
    pub key: Option<String>,
    pub on_taken: OnTaken,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    /// From here on the bytes in the spool do not count.
    pub unverified_from: Option<u64>,
    /// Its person has to say what becomes of it.
    pub needs_decision: bool,
    /// All its bytes are in the spool, and wait for the virus scanner to come back.
    pub awaits_scan: bool,
    /// Why it became no document after that wait, in a sentence for its person; its bytes are gone.
    pub refused: Option<String>,
    /// The document that it becomes a version of, whatever that is called by then.
    pub replaces: Option<Uuid>,
    /// When the file itself was last changed, where its sender said so.
    pub modified_at: Option<OffsetDateTime>,
    pub stage: Stage,
}

#[derive(Debug, Clone)]
pub enum Stage {
    /// Bytes are coming, into the spool.
    Receiving,
    /// All are there, in the blob store; the document is not: its name was taken, or something was away.
    Waiting(Stored),
    Done(Added),
}

impl Upload {
    /// The folders on the way, as people read them; empty for none.
    pub fn path_text(&self) -> String {
        self.path.iter().map(Name::as_str).collect::<Vec<_>>().join("/")
    }

    /// The offset that the sender is told. Until there is a document it is one less than the length: a sender who is
    /// told that nothing is missing assumes that the document exists (tus 1.0.0, "Core Protocol": `Upload-Offset`).
    pub fn reported_offset(&self, offset: u64) -> u64 {
        match self.stage {
            Stage::Done(_) => offset,
            // Here nothing is left to the sender, who would send the last byte again for as long as the scanner is away.
            _ if self.awaits_scan => offset,
            _ => offset.min(self.length.saturating_sub(1)),
        }
    }

    /// Whether bytes from this offset are the end, sent again, of an upload all of whose bytes have arrived.
    pub fn ends_at(&self, at: u64) -> bool {
        at == self.length || at == self.length.saturating_sub(1)
    }

    pub fn is_receiving(&self) -> bool {
        matches!(self.stage, Stage::Receiving)
    }

    pub fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::Waiting(_))
    }

    /// Whether anything can still become of it.
    ///
    /// # Errors
    /// `NotAccepted` when it was refused after it had waited for the virus scan.
    pub fn is_going_on(&self) -> Result<()> {
        match &self.refused {
            Some(sentence) => Err(Error::not_accepted(sentence.clone(), "the upload was refused before")),
            None => Ok(()),
        }
    }

    /// What became of it, once it is done.
    pub fn added(&self) -> Option<Added> {
        match self.stage {
            Stage::Done(added) => Some(added),
            Stage::Receiving | Stage::Waiting(_) => None,
        }
    }

    /// As answers spell it.
    pub fn state(&self) -> &'static str {
        match self.stage {
            Stage::Receiving if self.awaits_scan => "scanning",
            Stage::Receiving if self.refused.is_some() => "refused",
            Stage::Receiving => "receiving",
            Stage::Waiting(_) => "waiting",
            Stage::Done(_) => "done",
        }
    }
}
