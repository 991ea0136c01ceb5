//! `/api/v1/items/{id}/versions`: what a document said before.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde_json::json;

use super::{
    if_match::expected,
    item_json::ContentJson,
    items::answer,
    query::{Nothing, Part, Query},
};
use crate::{
    Error, Result,
    access::ladder::{Editor, Reader},
    documents::{cursor, item, service::Documents},
    transport::csrf::SameOrigin,
};

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
    let next = page.next.as_ref().map(cursor::write).transpose()?;
    let versions: Vec<_> = page.versions.into_iter().map(ContentJson::from).collect();
    let answer = json!({ "versions": versions, "next_cursor": next });
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(answer))
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
