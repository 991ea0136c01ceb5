//! `/api/v1/trash`.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use super::{
    item_json::TrashedJson,
    items::answer,
    query::{Nothing, Part, Query},
};
use crate::{
    Result,
    access::ladder::{Admin, Editor},
    documents::{cursor, item, service::Documents},
    transport::csrf::SameOrigin,
};

#[derive(Serialize, Deserialize)]
struct After {
    #[serde(with = "rfc3339")]
    at: OffsetDateTime,
    id: Uuid,
}

/// `GET /api/v1/trash`: the latest deletion first.
pub async fn trash(editor: Editor, Query(part): Query<Part>, documents: Data<Documents>) -> Result<HttpResponse> {
    let limit = part.limit()?;
    let after = part.cursor.as_deref().map(cursor::read::<After>).transpose()?;
    let page = documents.trash(&editor, after.map(|after| (after.at, after.id)), limit).await?;
    let next = page.next.map(|(at, id)| cursor::write(&After { at, id })).transpose()?;
    let lines: Vec<_> = page.lines.into_iter().map(TrashedJson::from).collect();
    let answer = json!({ "trash": lines, "next_cursor": next });
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(answer))
}

/// `POST /api/v1/trash/{id}/restore`
pub async fn restore(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    Ok(answer(StatusCode::OK, documents.restore(&editor, item::id(&id)?).await?))
}

/// `DELETE /api/v1/trash/{id}`: for good, once the holding time is over.
pub async fn purge(
    admin: Admin,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    documents.purge(&admin, item::id(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
