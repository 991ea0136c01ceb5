//! `/api/v1/copies/{id}`: a copy that takes longer than an answer may wait for.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::{
    ToSchema,
    openapi::schema::{Object, ObjectBuilder, Type},
};
use uuid::Uuid;

use super::{
    api_schema::own_id,
    query::{Nothing, Query},
};
use crate::{
    Result,
    access::ladder::Editor,
    documents::{changes::LargeCopy, item, service::Documents},
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, Operation, Parameter, Topic},
    },
};

const COPY_ID: Parameter = Parameter::path("copyId", "id", "Of a large copy.", own_id);

#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LargeCopy)]
pub(super) struct CopyJson {
    id: Uuid,
    #[schema(schema_with = states)]
    state: String,
    /// Folders and documents so far.
    #[schema(minimum = 0)]
    copied: i64,
    /// Folders and documents when the copy began.
    #[schema(minimum = 0)]
    total: i64,
    #[serde(with = "rfc3339")]
    started_at: OffsetDateTime,
    /// The copy, once it is complete.
    #[schema(required = true)]
    item: Option<Uuid>,
    /// Why it failed, for a person.
    #[schema(required = true)]
    reason: Option<String>,
}

fn states() -> Object {
    let states = ["running", "done", "failed", "cancelled"];
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(states)).build()
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

pub fn copy_state_operation() -> Operation {
    Operation::new(Topic::Items, "copyState", "How far a large copy is")
        .about("For the person who asked for it, and for administrators. It is remembered for seven days.")
        .takes(COPY_ID)
        .answers(Answer::json::<CopyJson>(200, "The copy."))
        .refuses(&[Meaning::Invalid])
}

pub fn cancel_copy_operation() -> Operation {
    Operation::new(Topic::Items, "cancelCopy", "Cancel a large copy")
        .takes(COPY_ID)
        .answers(Answer::empty(204, "It is cancelled, and nothing of it is kept."))
        .refuses(&[Meaning::Invalid, Meaning::Conflict])
}
