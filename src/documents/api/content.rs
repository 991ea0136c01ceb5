//! `/api/v1/items/{id}/content`: the bytes of a document, and other bytes for it.

use std::{
    io::{self, Read},
    time::Duration,
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Bytes, Data, Path, Payload},
};
use futures_util::StreamExt;
use tokio::sync::mpsc;

use super::{
    if_match::expected,
    items::answer,
    query::{Nothing, Query},
};
use crate::{
    Error, Result,
    access::ladder::{Editor, Reader},
    documents::{
        bytes::blobs::{StoreError, Stored},
        download, item,
        service::Documents,
        upload::Uploads,
    },
    settings::Patience,
    transport::csrf::SameOrigin,
};

/// `GET /api/v1/items/{id}/content`
pub async fn content(
    reader: Reader,
    request: HttpRequest,
    id: Path<String>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let item = documents.item(&reader, item::id(&id)?).await?;
    let document = item.document().ok_or_else(|| Error::not_found("a folder has no bytes"))?;
    download::answer(&reader, &request, &documents, &document).await
}

/// `PUT /api/v1/items/{id}/content`: the body becomes the document's next version. `If-Match` may name the entity
/// tag of the content or that of the item.
#[allow(clippy::too_many_arguments)] // each is a proof, a part of the request or a service
pub async fn put_content(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    _: Query<Nothing>,
    body: Payload,
    documents: Data<Documents>,
    uploads: Data<Uploads>,
) -> Result<HttpResponse> {
    if request.headers().contains_key(header::CONTENT_RANGE) {
        // RFC 9110, section 14.5: a part must not pass for the whole.
        return Err(Error::invalid("Send the whole document: parts are not taken here.", "PUT with Content-Range"));
    }
    let (id, expected) = (item::id(&id)?, expected(request.headers())?);
    let said = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    uploads.may_be(said.unwrap_or(0))?;
    uploads.disk_takes(said.unwrap_or(0))?;
    documents.may_replace(&editor, id, &expected).await?;
    let patience = request.app_data::<Data<Patience>>().map_or_else(Patience::default, |patience| ***patience);
    let stored = take_in(body, &documents, &uploads, patience.body).await?;
    let item = documents.add_version(&editor, id, expected, &stored).await?;
    let tag = stored.hash.etag();
    let mut answer = answer(StatusCode::OK, item);
    answer.headers_mut().insert(header::ETAG, tag);
    Ok(answer)
}

/// The bytes go from the wire to the disk, at the pace of the slower one, and are hashed on the way.
async fn take_in(mut body: Payload, documents: &Documents, uploads: &Uploads, patience: Duration) -> Result<Stored> {
    let (tell, pieces) = mpsc::channel(4);
    let blobs = documents.blobs.clone();
    let storing = tokio::task::spawn_blocking(move || blobs.store(Pieces { pieces, rest: Bytes::new() }, |_| ()));
    let (mut size, mut fits) = (0, Ok(()));
    loop {
        let piece = tokio::time::timeout(patience, body.next()).await;
        let piece = match piece {
            Ok(None) => break,
            Ok(Some(piece)) => piece.map_err(io::Error::other),
            Err(_) => Err(io::Error::other("no byte came for too long")),
        };
        size += piece.as_ref().map_or(0, |bytes| bytes.len() as u64);
        fits = uploads.may_be(size);
        let piece = if fits.is_err() { Err(io::Error::other("too large")) } else { piece };
        let broke = piece.is_err();
        // Nobody takes it any more: the disk has failed, and says so below.
        if tell.send(piece).await.is_err() || broke {
            break;
        }
    }
    drop(tell);
    let stored = storing.await.map_err(Error::internal)?;
    fits?;
    stored.map_err(|error| match error {
        StoreError::Source(error) => {
            Error::invalid("The document did not arrive whole. Nothing was changed; please send it again.", error)
        }
        other => other.into(),
    })
}

/// Pieces of a body, read on a thread that may wait.
struct Pieces {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    rest: Bytes,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.pieces.blocking_recv() {
                Some(piece) => self.rest = piece?,
                None => return Ok(0),
            }
        }
        let taken = self.rest.split_to(self.rest.len().min(buffer.len()));
        buffer[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}
