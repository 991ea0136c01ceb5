//! `/api/v1/items/{id}/content`: the bytes of a document, and replacing them.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path, Payload},
};

use super::{
    api_schema::DOCUMENT_ID,
    if_match::{IF_MATCH, expected},
    item_json::ItemJson,
    items::answer,
    query::{Nothing, Query},
};
use crate::{
    Error, Result,
    access::{
        ladder::{Editor, Reader},
        recheck::Recheck,
    },
    audit::Ledger,
    documents::{item, service::Documents},
    downloads,
    error::Meaning,
    settings::Patience,
    transport::{
        content_length,
        csrf::SameOrigin,
        openapi::{Answer, Operation, Shape, Topic},
    },
    uploads::{Sender, TakenIn, Uploads},
};

/// `GET /api/v1/items/{id}/content`
pub async fn content(
    reader: Reader,
    request: HttpRequest,
    id: Path<String>,
    documents: Data<Documents>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    let item = documents.item(&reader, item::id(&id)?).await?;
    let document = item.document().ok_or_else(|| Error::not_found("a folder has no bytes"))?;
    downloads::answer(&reader, &request, &documents, &ledger, &document).await
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
        return Err(Error::invalid(text!("api-whole-document"), "PUT with Content-Range"));
    }
    let (id, expected) = (item::id(&id)?, expected(request.headers())?);
    let at_least = content_length::declared(&request).unwrap_or(0);
    uploads.admit_size(at_least)?;
    let item = documents.may_replace(&editor, id, &expected).await?;
    let mut allowance = uploads.allowance(&editor, item.parent.unwrap_or(item.id), at_least).await?;
    let patience = request.app_data::<Data<Patience>>().map_or_else(Patience::default, |patience| ***patience);
    let sender = Sender::person(&editor, item.parent.unwrap_or(item.id), &item.name);
    let taken = uploads.take_in(body, patience.body, &mut allowance, &sender).await?;
    let editor = Recheck::of(&request).editor().await?;
    let stored = match taken {
        TakenIn::Stored(stored) => stored,
        TakenIn::AwaitsScan(kept) => {
            uploads.version_awaits_scan(&editor, &item, kept, None).await?;
            return Ok(answer(StatusCode::ACCEPTED, item));
        }
    };
    let item = documents.add_version(&editor, id, expected, &stored).await?;
    let tag = stored.hash.etag();
    let mut answer = answer(StatusCode::OK, item);
    answer.headers_mut().insert(header::ETAG, tag);
    Ok(answer)
}

pub fn content_operation() -> Operation {
    let elsewhere = "The bytes come from the object store, under an address that is good for a minute.";
    downloads::document_operation("content", "The bytes of a document", DOCUMENT_ID, (elsewhere, "Of the bytes."))
        .about("One range at most; several are answered with the whole. HEAD tells the same without the bytes.")
}

pub fn put_content_operation() -> Operation {
    Operation::new(Topic::Content, "replace", "Make the body the document's next version")
        .about(
            "If-Match may name the entity tag of the content or that of the item. The very bytes that are there already make no \
             new version.",
        )
        .takes(DOCUMENT_ID)
        .takes(IF_MATCH)
        .brings("application/octet-stream", Shape::BYTES)
        .answers(Answer::json::<ItemJson>(200, "The document as it is now.").header(downloads::CONTENT_ETAG))
        .answers(Answer::json::<ItemJson>(
            202,
            "The bytes wait for the virus scan, and become the next version after it. The document as it is until then.",
        ))
        .refuses(&[Meaning::Changed, Meaning::Full, Meaning::NotAccepted])
}
