//! A whole document in one request: the body of a PUT, a file of a form. Nobody can go on with one of those, so what
//! breaks off leaves nothing.

use std::{fmt, time::Duration};

use actix_web::{HttpRequest, http::header};
use bytes::Bytes;
use futures_util::Stream;

use crate::{
    Error, Result,
    documents::upload::{
        failure,
        receive::{Broken, receive},
        room::Room,
        spool::Incoming,
        uploads::Uploads,
    },
    storage::blobs::{StoreError, Stored},
};

/// How long the body is, where the sender says it.
pub fn said(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

impl Uploads {
    /// Takes all that comes into the blob store, at the pace of the slower one.
    ///
    /// What it takes of the room is gone from it afterwards.
    ///
    /// # Errors
    /// `TooLarge`; `Full` when there is no room for more; `Invalid` and `TooSlow` for a sender that does not come to the
    /// end.
    pub async fn take_in<E: fmt::Display>(
        &self,
        source: impl Stream<Item = Result<Bytes, E>> + Unpin,
        patience: Duration,
        room: &mut Room,
    ) -> Result<Stored> {
        let incoming = self.open(self.documents.new_id(), None).await?;
        let (incoming, outcome) = receive(incoming, source, self.largest.min(room.left), patience).await?;
        if let Err(broken) = outcome {
            self.discard_file(incoming).await?;
            return Err(self.not_taken(broken, room).await);
        }
        let stored = self.keep(incoming).await?;
        room.left = room.left.saturating_sub(stored.size);
        Ok(stored)
    }

    /// Brings bytes that are all there into the store; until a version names them they may be swept away.
    pub(super) async fn keep(&self, incoming: Incoming) -> Result<Stored> {
        let (incoming, stored) = failure::blocking(incoming, |incoming| incoming.stored()).await?;
        let settled = self.documents.blobs.settle(self.spool.path(incoming.id()), stored.hash, stored.size).await;
        self.discard_file(incoming).await?;
        settled?;
        Ok(stored)
    }

    async fn not_taken(&self, broken: Broken, room: &Room) -> Error {
        match broken {
            Broken::Sender(why) => Error::invalid(text!("upload-not-whole"), why),
            // Asked once more for what it is that is full.
            Broken::TooMuch if room.left < self.largest => {
                let full = self.room_for(room, room.left + 1).await.err();
                full.unwrap_or_else(|| failure::cut_off("there was no room for it, and now there is"))
            }
            Broken::TooMuch => self.too_large(),
            Broken::Disk(error) => StoreError::from(error).into(),
            Broken::Idle => failure::broken(broken),
        }
    }
}
