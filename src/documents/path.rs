//! The place of an item: parsed once from the address as it was sent, and from then on the only form that is checked,
//! looked up and shown. (Portals have been broken because the check and the opening normalised a path differently.)

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    Error, Result,
    documents::name::{Name, NameRefused},
};

/// The unreserved characters (RFC 3986, section 2.3) stay as they are.
const IN_A_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How deep folders may nest.
pub const DEEPEST: usize = 64;

/// A folder's path: its names from the root on; the root has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FolderPath {
    /// The names joined by `/`, which no name contains.
    text: String,
}

/// A document's place: a folder and a name in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DocumentPath {
    text: String,
}

/// What an address points at, by its spelling alone: with a `/` at the end, a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Folder(FolderPath),
    Document(DocumentPath),
}

impl Place {
    /// Reads the part of a request's address below the mount, as it came: percent-encoded, without query.
    ///
    /// # Errors
    /// `Invalid` for an address that is no text (bad escapes, not UTF-8, control characters), `NotFound`
    /// for one that can name nothing (`..`, an empty step, a backslash, too long, too deep).
    pub fn parse(raw: &str) -> Result<Self> {
        if raw.is_empty() {
            return Ok(Self::Folder(FolderPath::default()));
        }
        let (raw, is_folder) = raw.strip_suffix('/').map_or((raw, false), |folder| (folder, true));
        let mut text = String::with_capacity(raw.len());
        for (depth, segment) in raw.split('/').enumerate() {
            if depth >= DEEPEST {
                return Err(Error::not_found("the path is too deep"));
            }
            if depth > 0 {
                text.push('/');
            }
            text.push_str(decode(segment)?.as_str());
        }
        Ok(if is_folder { Self::Folder(FolderPath { text }) } else { Self::Document(DocumentPath { text }) })
    }
}

/// One segment, percent-decoded exactly once: what decodes to `%2e` is a name with a percent sign.
fn decode(segment: &str) -> Result<Name> {
    let malformed = |what: &str| Error::invalid(text!("address-misspelt"), what);
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next(), rest.next()].map(|digit| digit.and_then(|digit| (digit as char).to_digit(16)));
            let [Some(high), Some(low)] = digits else { return Err(malformed("a broken percent escape")) };
            bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
        } else {
            bytes.push(byte);
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| malformed("the path is not UTF-8"))?;
    Name::parse(&text).map_err(|reason| match reason {
        NameRefused::Control => malformed("the path holds control characters"),
        other => Error::not_found(format!("no such name can exist: {other:?}")),
    })
}

impl FolderPath {
    /// From plain names with `/` between, as on a command line (`/reports/2026`).
    pub fn from_plain(text: &str) -> Result<Self, NameRefused> {
        let mut folder = Self::default();
        for name in text.split('/').filter(|name| !name.is_empty()) {
            folder = folder.folder(&Name::parse(name)?);
        }
        Ok(folder)
    }

    /// The names from the root on.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.text.split('/').filter(|name| !name.is_empty())
    }

    pub fn is_root(&self) -> bool {
        self.text.is_empty()
    }

    /// The parent folder; the root has none.
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        let text = self.text.rsplit_once('/').map_or("", |(parent, _)| parent);
        Some(Self { text: text.to_owned() })
    }

    /// The folder of that name in this one.
    #[must_use]
    pub fn folder(&self, name: &Name) -> Self {
        Self { text: self.join(name) }
    }

    /// The document of that name in this folder.
    pub fn document(&self, name: &Name) -> DocumentPath {
        DocumentPath { text: self.join(name) }
    }

    fn join(&self, name: &Name) -> String {
        if self.is_root() { name.to_string() } else { format!("{}/{name}", self.text) }
    }

    /// The same path, read as that of a document; the root is not one.
    pub fn as_document(&self) -> Option<DocumentPath> {
        (!self.is_root()).then(|| DocumentPath { text: self.text.clone() })
    }

    /// As a link below the mount, with the `/` at the end: `reports/2026/`.
    pub fn to_link(&self) -> String {
        if self.is_root() { String::new() } else { format!("{}/", encode(&self.text)) }
    }
}

impl DocumentPath {
    /// The names from the root on, the document's own last.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.text.split('/')
    }

    /// The names with `/` between.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the document is called.
    pub fn name(&self) -> &str {
        self.text.rsplit_once('/').map_or(&self.text, |(_, name)| name)
    }

    /// The same place, read as a folder.
    pub fn as_folder(&self) -> FolderPath {
        FolderPath { text: self.text.clone() }
    }

    /// As a link below the mount: `reports/2026/q3.pdf`.
    pub fn to_link(&self) -> String {
        encode(&self.text)
    }
}

fn encode(text: &str) -> String {
    let encoded: Vec<String> =
        text.split('/').map(|name| utf8_percent_encode(name, IN_A_SEGMENT).to_string()).collect();
    encoded.join("/")
}

/// As a person reads it: `/reports/2026/`.
impl fmt::Display for FolderPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() { f.write_str("/") } else { write!(f, "/{}/", self.text) }
    }
}

/// As a person reads it: `/reports/2026/q3.pdf`.
impl fmt::Display for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.text)
    }
}
