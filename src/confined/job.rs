//! What is done in a confined process.

use std::str::FromStr;

/// One kind of work: bytes in, bytes out, nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// The plain text of a document, for the search.
    Text,
    /// A small picture of a large one.
    Thumbnail,
    /// Markdown as harmless HTML.
    Markdown,
    /// Source code as coloured HTML.
    Code,
    /// A table in text as an HTML table.
    Table,
    /// What is in a document of an Office program, a message or an e-book, without its layout.
    Structure,
    /// A page as a gray picture, for Tesseract.
    Scan,
    /// What this process could still do if its code were an attacker's ([`super::probe`]).
    Probe,
}

impl Job {
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Thumbnail,
        Self::Markdown,
        Self::Code,
        Self::Table,
        Self::Structure,
        Self::Scan,
        Self::Probe,
    ];

    /// As the command line spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Thumbnail => "thumbnail",
            Self::Markdown => "markdown",
            Self::Code => "code",
            Self::Table => "table",
            Self::Structure => "structure",
            Self::Scan => "scan",
            Self::Probe => "probe",
        }
    }
}

impl FromStr for Job {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|job| job.as_str() == text).ok_or("no such job")
    }
}
