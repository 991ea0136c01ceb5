//! What the record keeps of the virus scan.

use serde_json::{Value, json};
use uuid::Uuid;

/// What was found, and what became of it.
#[derive(Clone, PartialEq, Eq)]
pub enum ScanEvent {
    /// Something was found in what somebody sent, so it became no document.
    Refused {
        name: String,
        /// `None`: it was not sent to a folder.
        folder: Option<Uuid>,
        sha256: String,
        signature: String,
    },
    /// Something was found in documents that are there.
    Quarantined {
        sha256: String,
        signature: String,
        /// How many have these bytes, now or in an older version.
        documents: u64,
    },
    /// An administrator says that it is none.
    Released { sha256: String, signature: String, reason: String },
    /// The scanner does not find it any more.
    Lifted { sha256: String, signature: String },
    /// An administrator had contents scanned again.
    Again { contents: u64 },
}

impl ScanEvent {
    /// As the table spells it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "scan_refused",
            Self::Quarantined { .. } => "scan_quarantined",
            Self::Released { .. } => "scan_released",
            Self::Lifted { .. } => "scan_lifted",
            Self::Again { .. } => "scan_again",
        }
    }

    pub(super) fn detail(&self) -> Value {
        match self {
            Self::Refused { name, folder, sha256, signature } => {
                json!({ "name": name, "folder": folder, "sha256": sha256, "signature": signature })
            }
            Self::Quarantined { sha256, signature, documents } => {
                json!({ "sha256": sha256, "signature": signature, "documents": documents })
            }
            Self::Released { sha256, signature, reason } => {
                json!({ "sha256": sha256, "signature": signature, "reason": reason })
            }
            Self::Lifted { sha256, signature } => json!({ "sha256": sha256, "signature": signature }),
            Self::Again { contents } => json!({ "contents": contents }),
        }
    }
}
