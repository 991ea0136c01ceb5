//! Whether bytes may become a document: asked when all of them are in the spool, whatever way they came.

use std::{
    io,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt, stream};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use super::{
    answer::{Answer, Why},
    scanner::{NotReady, Outcome, Scanner},
    service::{Looked, Scanning},
    store,
};
use crate::{
    Error, Result,
    audit::{Actor, Event, ScanEvent},
    error::Facts,
    settings::{ScanWhen, ScannerDown},
    storage::{blobs::Stored, content_hash::ContentHash},
};

/// The code of a refusal that says nothing against the bytes, for programs.
pub const SCANNER_AWAY: &str = "scanner_away";

/// When it is worth asking again, in seconds.
const AGAIN: u32 = 60;

/// How much of a file is read in one step.
const STEP: usize = 128 * 1024;

/// How often a scanner that is there may break off on the same bytes; then they count as such that it cannot scan.
pub(super) const MOST_ATTEMPTS: i32 = 3;

/// Bytes that are to become a document.
#[derive(Debug, Clone, Copy)]
pub struct Coming<'a> {
    /// A local file that holds all of them.
    pub file: &'a Path,
    pub stored: &'a Stored,
    /// Who sends them.
    pub actor: &'a Actor,
    /// What the document will be called, and where it will be.
    pub name: &'a str,
    pub folder: Option<Uuid>,
}

/// Why they may not.
#[derive(Debug)]
pub enum Objection {
    /// For good: nobody may keep them.
    Final(Error),
    /// For now: the same bytes may come again.
    Later(Error),
    /// For now, and the operator has chosen that they are kept until the scanner is back.
    Wait(Error),
}

impl From<Error> for Objection {
    fn from(error: Error) -> Self {
        Self::Later(error)
    }
}

impl Objection {
    /// What it says, for those who cannot wait.
    pub fn into_error(self) -> Error {
        match self {
            Self::Final(error) | Self::Later(error) | Self::Wait(error) => error,
        }
    }
}

impl Scanning {
    /// Whether these bytes may become a document now. Do not hold a database connection while calling it.
    ///
    /// # Errors
    /// What speaks against it; what was found is in the record.
    pub async fn admit(&self, coming: &Coming<'_>) -> Result<(), Objection> {
        if coming.stored.size == 0 {
            return Ok(());
        }
        let said = match &self.scanner {
            Some(scanner) if scanner.when == ScanWhen::Before => self.look(scanner, coming).await?,
            Some(scanner) => {
                if scanner.down == ScannerDown::Refuse {
                    scanner.ready().await.map_err(|why| away(scanner, &why))?;
                }
                self.known(coming)
            }
            None => self.known(coming),
        };
        match said {
            Answer::Clean => Ok(()),
            Answer::Unscanned(why) => Err(Objection::Final(unscanned(why))),
            Answer::Found(signature) => {
                let event = ScanEvent::Refused {
                    name: coming.name.to_owned(),
                    folder: coming.folder,
                    sha256: coming.stored.hash.to_string(),
                    signature: signature.clone(),
                };
                self.audit.note(coming.actor, Event::Scan(event)).await?;
                Err(Objection::Final(found(&signature)))
            }
        }
    }

    /// What is known of equal bytes without asking: where something was found in them, they do not come in again.
    fn known(&self, coming: &Coming<'_>) -> Answer {
        self.blobs.withheld().finding(&coming.stored.hash).map_or(Answer::Clean, Answer::Found)
    }

    /// What the scanner says of them: now, or before, if it was the same one.
    async fn look(&self, scanner: &Scanner, coming: &Coming<'_>) -> Result<Answer, Objection> {
        let version = scanner.ready().await.map_err(|why| away(scanner, &why))?;
        let (hash, size) = (coming.stored.hash, coming.stored.size);
        let known = self.database.look_up(|| store::known(self.database.pool(), &hash)).await?;
        if let Some(known) = known.as_ref().filter(|known| known.scanner.as_deref() == Some(&version))
            && let Some(answer) = known.answer()
        {
            return Ok(answer);
        }
        let answer = match scanner.scan(file(coming.file.to_owned())).await {
            Outcome::Answered(answer) => answer,
            Outcome::NotReady(why) => return Err(away(scanner, &why)),
            Outcome::Broke(why) => self.broke(scanner, &hash, size, why).await?,
            Outcome::Unreadable(error) => {
                return Err(Error::internal(format!("the spool cannot be read: {error}")).into());
            }
        };
        self.keep(Looked { hash, size, scanner: &version }, &answer).await?;
        // Unless an administrator has released these bytes from this very finding.
        Ok(match known.filter(|known| known.is_released) {
            Some(known) if known.signature.is_some() && known.signature == answer.finding() => Answer::Clean,
            _ => answer,
        })
    }

    /// The scanner is there, and broke off on these bytes: tried again for a while, since the fault may have been on the way.
    async fn broke(&self, scanner: &Scanner, hash: &ContentHash, size: u64, why: String) -> Result<Answer, Objection> {
        let attempts = store::broke(self.database.pool(), hash, size).await.map_err(Error::from)?;
        if attempts < MOST_ATTEMPTS {
            return Err(away(scanner, &NotReady::Away(why)));
        }
        tracing::error!(%hash, why, "the virus scanner breaks off on these bytes");
        Ok(Answer::Unscanned(Why::Broken))
    }
}

/// The scanner cannot be asked: the operator has chosen what that means.
fn away(scanner: &Scanner, why: &NotReady) -> Objection {
    let facts = Facts { code: Some(SCANNER_AWAY), ..Facts::default() };
    let error = Error::unavailable(why).saying(text!("scan-away")).again_after(AGAIN).with_facts(facts);
    match scanner.down {
        ScannerDown::Refuse => Objection::Later(error),
        ScannerDown::Wait => Objection::Wait(error),
    }
}

fn found(signature: &str) -> Error {
    let facts = Facts { code: Some("virus_found"), ..Facts::default() };
    Error::not_accepted(text!("scan-found", found = signature), format!("{signature} was found")).with_facts(facts)
}

fn unscanned(why: Why) -> Error {
    let facts = Facts { code: Some("not_scanned"), ..Facts::default() };
    let sentence = format!("{} {}", why.in_words(), text!("scan-so-refused"));
    Error::not_accepted(sentence, format!("not scanned: {}", why.as_str())).with_facts(facts)
}

/// A local file from its beginning.
fn file(path: PathBuf) -> impl Stream<Item = io::Result<Bytes>> + Unpin {
    let opened = stream::once(tokio::fs::File::open(path));
    Box::pin(opened.map_ok(pieces).try_flatten())
}

fn pieces(file: tokio::fs::File) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(STEP);
        let read = (&mut file).take(STEP as u64).read_to_end(&mut piece).await?;
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
}
