//! The bytes of an export, which are read as they are sent.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use futures_util::{
    StreamExt, TryStreamExt,
    stream::{self, LocalBoxStream},
};

use crate::{
    documents::record::Export,
    transport::share::{RecordFile, Share},
};

pub struct ExportBody {
    steps: LocalBoxStream<'static, io::Result<Bytes>>,
}

impl ExportBody {
    /// The share is held until the last byte.
    pub fn of(export: Export, share: Share<RecordFile>) -> Self {
        let step = async |(mut export, share): (Export, Share<RecordFile>)| {
            Ok(export.next().await?.map(|bytes| (bytes, (export, share))))
        };
        let failed = |error: crate::Error| io::Error::other(format!("an export of the record: {}", error.log()));
        Self { steps: stream::try_unfold((export, share), step).map_err(failed).boxed_local() }
    }
}

impl MessageBody for ExportBody {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    /// An error here makes the server cut the connection: the client sees that bytes are missing.
    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        self.get_mut().steps.poll_next_unpin(context)
    }
}
