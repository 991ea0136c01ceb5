//! Changes of documents that this copy has made and not announced to the others yet. They are collected for a moment
//! and sent as one notice.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::sync::Notify;
use uuid::Uuid;

/// Where documents changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedDocuments {
    /// Names, places or the trash: every address may lead elsewhere.
    Anywhere,
    /// The direct entries of these folders.
    In(BTreeSet<Uuid>),
}

/// A notice takes 8,000 bytes; of more folders than this it says "anywhere".
const MOST_FOLDERS: usize = 200;

impl ChangedDocuments {
    pub fn nothing() -> Self {
        Self::In(BTreeSet::new())
    }

    /// Something in this folder, too.
    pub fn add(&mut self, folder: Uuid) {
        if let Self::In(folders) = self {
            folders.insert(folder);
            if folders.len() > MOST_FOLDERS {
                *self = Self::Anywhere;
            }
        }
    }

    /// As a notice has it. What cannot be read may mean anything.
    pub fn parse(payload: &str) -> Self {
        if payload == NOTHING {
            return Self::nothing();
        }
        let folders: Result<BTreeSet<Uuid>, _> = payload.split(',').map(str::parse).collect();
        folders.map_or(Self::Anywhere, Self::In)
    }
}

/// Wakes listeners, and makes nothing stale.
const NOTHING: &str = "-";

impl Default for ChangedDocuments {
    fn default() -> Self {
        Self::nothing()
    }
}

impl fmt::Display for ChangedDocuments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anywhere => Ok(()),
            Self::In(folders) if folders.is_empty() => f.write_str(NOTHING),
            Self::In(folders) => {
                let folders: Vec<String> = folders.iter().map(Uuid::to_string).collect();
                f.write_str(&folders.join(","))
            }
        }
    }
}

/// How long changes gather.
const GATHERING: Duration = Duration::from_millis(20);

#[derive(Default)]
pub struct Outbox {
    waiting: Mutex<Option<ChangedDocuments>>,
    filled: Notify,
    was_used: AtomicBool,
}

impl Outbox {
    pub fn add(&self, changed: ChangedDocuments) {
        self.was_used.store(true, Ordering::SeqCst);
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            match (waiting.as_mut(), changed) {
                (Some(ChangedDocuments::Anywhere), _) => {}
                (Some(known), ChangedDocuments::In(folders)) => {
                    for folder in folders {
                        known.add(folder);
                    }
                }
                (_, changed) => *waiting = Some(changed),
            }
        }
        self.filled.notify_one();
    }

    /// Whether this copy has ever sent a notice, the last of which may still be on its way.
    pub fn was_used(&self) -> bool {
        self.was_used.load(Ordering::SeqCst)
    }

    /// What has gathered, some milliseconds after the first of it came.
    pub async fn gathered(&self) -> ChangedDocuments {
        loop {
            if self.waiting.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
                tokio::time::sleep(GATHERING).await;
                if let Some(changed) = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    return changed;
                }
            }
            self.filled.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_reads_as_it_was_written_and_nonsense_means_anything() {
        let mut some = ChangedDocuments::nothing();
        for folder in [7, 9, 7] {
            some.add(Uuid::from_u128(folder));
        }
        for changed in [some, ChangedDocuments::nothing(), ChangedDocuments::Anywhere] {
            assert_eq!(ChangedDocuments::parse(&changed.to_string()), changed);
        }
        assert_eq!(ChangedDocuments::parse("what?"), ChangedDocuments::Anywhere);
    }

    #[test]
    fn very_many_folders_are_anywhere() {
        let mut many = ChangedDocuments::nothing();
        (0..=MOST_FOLDERS as u128).for_each(|folder| many.add(Uuid::from_u128(folder)));
        assert_eq!(many, ChangedDocuments::Anywhere);
    }
}
