//! `/api/v1/copies/{id}`: a copy that takes longer than an answer may wait for.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use super::query::{Nothing, Query};
use crate::{
    Result,
    access::ladder::Editor,
    documents::{changes::LargeCopy, item, service::Documents},
    transport::csrf::SameOrigin,
};

#[derive(Serialize)]
struct CopyJson {
    id: Uuid,
    /// running, done, failed or cancelled.
    state: String,
    copied: i64,
    /// Folders and documents, when the copy began.
    total: i64,
    #[serde(with = "rfc3339")]
    started_at: OffsetDateTime,
    /// The copy, once it is complete.
    item: Option<Uuid>,
    /// Why it failed.
    reason: Option<String>,
}

impl From<LargeCopy> for CopyJson {
    fn from(copy: LargeCopy) -> Self {
        let item = (copy.state == "done").then_some(copy.top_id);
        let LargeCopy { id, state, copied, total, started_at, reason, .. } = copy;
        Self { id, state, copied, total, started_at, item, reason }
    }
}

/// The answer for a copy that has begun.
pub(super) fn begun(copy: LargeCopy) -> HttpResponse {
    let place = format!("/api/v1/copies/{}", copy.id);
    let mut answer = HttpResponse::build(StatusCode::ACCEPTED);
    answer.insert_header((header::LOCATION, place)).insert_header((header::CACHE_CONTROL, "no-store"));
    answer.json(CopyJson::from(copy))
}

/// `GET /api/v1/copies/{id}`
pub async fn copy_state(
    editor: Editor,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let copy = documents.large_copy(&editor, item::id(&id)?).await?;
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(CopyJson::from(copy)))
}

/// `DELETE /api/v1/copies/{id}`: gives it up.
pub async fn cancel_copy(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    documents.cancel_copy(&editor, item::id(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}
