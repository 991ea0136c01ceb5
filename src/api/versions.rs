//! `/api/v1/items/{id}/versions`: what a document said before.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::json;

use super::{
    api_schema::DOCUMENT_ID,
    if_match::{IF_MATCH, expected},
    item_json::{ContentJson, ItemJson},
    items::answer,
    page_json::Page,
    query::{CURSOR, LIMIT, Nothing, Part, Query},
};
use crate::{
    Error, Result,
    access::ladder::{Editor, Reader},
    documents::{cursor, item, service::Documents},
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, ETAG, Operation, Parameter, Topic},
    },
};

const NUMBER: Parameter = Parameter::path(
    "number",
    "number",
    "Of a version.",
    || json!({ "type": "integer", "minimum": 1, "maximum": i32::MAX }),
);

/// `GET /api/v1/items/{id}/versions`: the latest first.
pub async fn versions(
    reader: Reader,
    id: Path<String>,
    Query(part): Query<Part>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let limit = part.limit()?;
    let before = part.cursor.as_deref().map(cursor::read::<i32>).transpose()?;
    let item = documents.item(&reader, item::id(&id)?).await?;
    if item.is_folder() {
        return Err(Error::not_found("a folder has no versions"));
    }
    let page = documents.versions_before(&reader, item.id, before, limit).await?;
    Ok(Page::of(page.versions.into_iter().map(ContentJson::from), page.next.as_ref())?.answer())
}

/// `POST /api/v1/items/{id}/versions/{number}/restore`
pub async fn restore_version(
    editor: Editor,
    _: SameOrigin,
    path: Path<(String, String)>,
    request: HttpRequest,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let (id, number) = path.into_inner();
    let number = number.parse().map_err(|_| Error::not_found("a version has a number"))?;
    let expected = expected(request.headers())?;
    let item = documents.restore_version(&editor, item::id(&id)?, expected, number).await?;
    Ok(answer(StatusCode::OK, item))
}

pub fn versions_operation() -> Operation {
    Operation::new(Topic::Content, "versions", "What a document said before, the latest first")
        .takes(DOCUMENT_ID)
        .takes(LIMIT)
        .takes(CURSOR)
        .answers(Answer::json::<Page<ContentJson>>(200, "A part of the versions."))
        .refuses(&[Meaning::Invalid])
}

pub fn restore_version_operation() -> Operation {
    Operation::new(Topic::Content, "restoreVersion", "Make an old version the current one again, as a new version")
        .takes(DOCUMENT_ID)
        .takes(NUMBER)
        .takes(IF_MATCH)
        .answers(Answer::json::<ItemJson>(200, "The item as it is now.").header(ETAG))
        .refuses(&[Meaning::Invalid, Meaning::Changed, Meaning::Full])
}
