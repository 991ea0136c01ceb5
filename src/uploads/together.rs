//! Small uploads of one person into one folder share a transaction: while one is being committed, the next ones gather, and
//! are committed together. Somebody who drops a folder of small files sends hundreds of them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::future::join_all;
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::changes::{Added, NewDocument, Outcome},
    error::Meaning,
    storage::blobs::Stored,
    uploads::{
        service::Uploads,
        store,
        upload::{Stage, Upload},
    },
};

/// The most that share a transaction.
const MOST: usize = 32;

/// A small upload whose bytes are stored.
pub(super) struct Small {
    pub editor: Editor,
    pub upload: Upload,
    pub stored: Stored,
}

/// Whose uploads, and into which folder.
type Place = (String, Uuid);

struct Waiting {
    small: Small,
    answer: oneshot::Sender<Result<Upload>>,
}

/// The uploads that gather, by their place. There is an entry for as long as a task commits what gathers there.
#[derive(Default)]
pub(super) struct Gathering(Mutex<HashMap<Place, Vec<Waiting>>>);

impl Gathering {
    /// `true`: no task is committing what gathers there.
    fn enter(&self, place: &Place, waiting: Waiting) -> bool {
        let mut gathering = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_first = !gathering.contains_key(place);
        gathering.entry(place.clone()).or_default().push(waiting);
        is_first
    }

    /// The next ones, by name: two people who send the same names then do not wait for each other in a circle. Empty:
    /// the entry is gone.
    fn next(&self, place: &Place) -> Vec<Waiting> {
        let mut gathering = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = gathering.get_mut(place);
        let mut next: Vec<_> = all.map_or_else(Vec::new, |all| all.drain(..all.len().min(MOST)).collect());
        if next.is_empty() {
            gathering.remove(place);
        }
        drop(gathering);
        next.sort_by(|one, other| one.small.upload.name.as_str().cmp(other.small.upload.name.as_str()));
        next
    }

    /// Nobody commits there any more; those who wait are told so.
    fn leave(&self, place: &Place) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(place);
    }
}

impl Uploads {
    /// Adds the document, and a row of the upload, which is done then.
    pub(super) async fn add_together(self: &Arc<Self>, folder: Uuid, small: Small) -> Result<Upload> {
        let (answer, answered) = oneshot::channel();
        let place = (small.upload.owner.clone(), folder);
        if self.gathering.enter(&place, Waiting { small, answer }) {
            // Not in this request: its sender may hang up, and others wait for the same transaction.
            actix_web::rt::spawn(Turn { uploads: self.clone(), place, is_over: false }.commit_gathered());
        }
        answered.await.unwrap_or_else(|_| Err(Error::unavailable("the task that commits small uploads has ended")))
    }

    /// Adds all of them by one transaction, or else each by its own.
    async fn add_gathered(&self, mut smalls: Vec<Small>, folder: Uuid) -> Vec<Result<Upload>> {
        let is_alike =
            |other: &Small, first: &Small| other.editor.person().subjects() == first.editor.person().subjects();
        if let [first, others @ ..] = &*smalls
            && !others.is_empty()
            && others.iter().all(|other| is_alike(other, first))
        {
            match self.try_all(&mut smalls, folder).await {
                Ok(()) => return smalls.into_iter().map(|small| Ok(small.upload)).collect(),
                // One by one they would wait for the database in vain.
                Err(error) if error.meaning() == Meaning::Unavailable => {
                    return smalls.iter().map(|_| Err(error.clone())).collect();
                }
                Err(error) => tracing::debug!(detail = error.log(), "small uploads are committed one by one"),
            }
        }
        join_all(smalls.into_iter().map(|small| self.add_alone(small, folder))).await
    }

    async fn try_all(&self, smalls: &mut [Small], folder: Uuid) -> Result<()> {
        let [first, ..] = &*smalls else { return Ok(()) };
        let mut addition = self.documents.begin_addition(&first.editor, folder).await?;
        let bytes = smalls.iter().map(|small| small.stored.size).sum();
        self.quota_left(addition.connection(), &first.upload.owner, folder, bytes).await?;
        addition.quotas_are_checked();
        let new: Vec<_> = smalls
            .iter()
            .map(|Small { editor, upload, stored }| {
                let actor = editor.person().actor();
                NewDocument { name: &upload.name, stored, actor }
            })
            .collect();
        let documents = addition.add_new(&new).await?;
        for (small, document) in smalls.iter_mut().zip(documents) {
            small.upload.stage = Stage::Done(Added { outcome: Outcome::New, document });
        }
        let uploads: Vec<_> = smalls.iter().map(|small| &small.upload).collect();
        if !store::add_done_uploads(addition.connection(), &uploads, folder).await? {
            return Err(key_is_known());
        }
        addition.commit().await
    }

    async fn add_alone(&self, small: Small, folder: Uuid) -> Result<Upload> {
        let Small { editor, mut upload, stored } = small;
        let mut addition = self.documents.begin_addition(&editor, folder).await?;
        self.quota_left(addition.connection(), &upload.owner, folder, stored.size).await?;
        addition.quotas_are_checked();
        let added = addition.add(&upload.name, &stored, upload.on_taken).await?;
        upload.stage = Stage::Done(added);
        if !store::add_upload(addition.connection(), &upload, folder).await? {
            return Err(key_is_known());
        }
        addition.commit().await?;
        Ok(upload)
    }
}

/// The task that commits what gathers at a place. If it ends early, with the thread that it runs on, nobody waits for it.
struct Turn {
    uploads: Arc<Uploads>,
    place: Place,
    is_over: bool,
}

impl Turn {
    async fn commit_gathered(mut self) {
        loop {
            let gathered = self.uploads.gathering.next(&self.place);
            if gathered.is_empty() {
                self.is_over = true;
                return;
            }
            let (smalls, answers): (Vec<_>, Vec<_>) =
                gathered.into_iter().map(|Waiting { small, answer }| (small, answer)).unzip();
            let results = self.uploads.add_gathered(smalls, self.place.1).await;
            for (answer, result) in answers.into_iter().zip(results) {
                // A sender who has hung up finds the document when asking again.
                let _ = answer.send(result);
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Once it is over, the entry may be that of the next task.
        if !self.is_over {
            self.uploads.gathering.leave(&self.place);
        }
    }
}

fn key_is_known() -> Error {
    Error::conflict(text!("upload-busy"), "an upload with this key is known")
}
