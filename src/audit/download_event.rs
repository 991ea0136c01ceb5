//! What the record keeps of documents that are handed out: two rows, one before the first byte and one at the end.

use serde_json::{Value, json};
use uuid::Uuid;

/// That a document was handed out, and how that ended.
#[derive(Clone, PartialEq, Eq)]
pub enum DownloadEvent {
    /// Its bytes are about to be sent.
    Begun {
        item: Uuid,
        /// The number of the version.
        version: i32,
        sha256: String,
        /// Where it was then.
        path: String,
        how: How,
        /// The store itself sends the bytes, by a link that is valid for a minute.
        redirected: bool,
    },
    /// All requests that share a row of the beginning have ended.
    Ended {
        /// The name of that row: its `uid`.
        begun: Uuid,
        /// `None`: an archive.
        item: Option<Uuid>,
        version: Option<i32>,
        requests: u32,
        /// How many were handed to the connections; `None`: not known.
        bytes: Option<u64>,
        outcome: Outcome,
    },
}

/// In which form a document was handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// As it is, to be saved.
    Download,
    /// As it is, to be shown by a browser.
    View,
    /// As text in a page of ours.
    Preview,
    /// As pages that were made of it.
    Pages,
    /// As a picture that is large enough to be read.
    Picture,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All bytes left, in one request or in several.
    Whole,
    /// Only parts were asked for, and they left.
    Part,
    /// A connection ended before its last byte.
    CutOff,
    /// The store sent the bytes.
    Unknown,
}

impl How {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Download => "download",
            Self::View => "view",
            Self::Preview => "preview",
            Self::Pages => "pages",
            Self::Picture => "picture",
        }
    }
}

impl Outcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::CutOff => "cut_off",
            Self::Unknown => "unknown",
        }
    }
}

impl DownloadEvent {
    /// As the table spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "document_downloaded",
            Self::Ended { .. } => "download_ended",
        }
    }

    pub(super) fn detail(&self) -> Value {
        match self {
            Self::Begun { item, version, sha256, path, how, redirected } => json!({
                "item": item, "version": version, "sha256": sha256, "path": path, "how": how.as_str(),
                "redirected": redirected,
            }),
            Self::Ended { begun, item, version, requests, bytes, outcome } => json!({
                "begun": begun, "item": item, "version": version, "requests": requests, "bytes": bytes,
                "outcome": outcome.as_str(),
            }),
        }
    }
}
