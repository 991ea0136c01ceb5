//! A whole document in one request: the body of a PUT, a file of a form. Nobody can go on with one of those, so what
//! breaks off leaves nothing.

use std::{fmt, time::Duration};

use actix_web::{HttpRequest, http::header};
use bytes::Bytes;
use futures_util::Stream;

use crate::{
    Error, Result,
    documents::{
        bytes::blobs::{StoreError, Stored},
        upload::{
            failure,
            receive::{Broken, receive},
            uploads::Uploads,
        },
    },
};

/// How long the body is, where the sender says it.
pub fn said(request: &HttpRequest) -> Option<u64> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

impl Uploads {
    /// Takes all that comes into the blob store, at the pace of the slower one.
    ///
    /// `most`: for how many bytes there is room.
    ///
    /// # Errors
    /// `TooLarge`; `Full` when there is no room for more; `Invalid` and `TooSlow` for a sender that does not come to the
    /// end.
    pub async fn take_in<E: fmt::Display>(
        &self,
        source: impl Stream<Item = Result<Bytes, E>> + Unpin,
        patience: Duration,
        most: u64,
    ) -> Result<Stored> {
        let incoming = self.open(self.documents.new_id(), None).await?;
        let (incoming, outcome) = receive(incoming, source, self.largest.min(most), patience).await?;
        if let Err(broken) = outcome {
            self.discard_file(incoming).await?;
            return Err(self.not_taken(broken, most));
        }
        let (incoming, stored) = failure::blocking(incoming, |incoming| incoming.stored()).await?;
        let settled = self.documents.blobs.settle(self.spool.path(incoming.id()), stored.hash, stored.size).await;
        self.discard_file(incoming).await?;
        settled?;
        Ok(stored)
    }

    fn not_taken(&self, broken: Broken, most: u64) -> Error {
        match broken {
            Broken::Sender(why) => Error::invalid(text!("upload-not-whole"), why),
            Broken::TooMuch if most < self.largest => Error::full(
                text!("upload-more-than-room"),
                format!("more came than the {most} bytes for which there is room"),
            ),
            Broken::TooMuch => self.too_large(),
            Broken::Disk(error) => StoreError::from(error).into(),
            Broken::Idle => failure::broken(broken),
        }
    }
}
