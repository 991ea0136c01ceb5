//! `/api/v1/items/{id}/quota`: how many bytes a folder may hold.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    api_schema::ID,
    body::Body,
    if_match::{IF_MATCH, expected},
    item_json::ItemJson,
    items::answer,
    query::{Nothing, Query},
};
use crate::{
    Result,
    access::ladder::Admin,
    documents::{item, service::Documents},
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, ETAG, Operation, Topic},
    },
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    // It has to be said.
    /// In bytes, of the current versions; null: no limit of its own.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    quota: Option<u64>,
}

/// `PUT /api/v1/items/{id}/quota`
pub async fn put_quota(
    admin: Admin,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    _: Query<Nothing>,
    Body(wish): Body<Quota>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let folder = documents.set_quota(&admin, item::id(&id)?, expected(request.headers())?, wish.quota).await?;
    Ok(answer(StatusCode::OK, folder))
}

pub fn put_quota_operation() -> Operation {
    Operation::new(Topic::Items, "setQuota", "Limit how many bytes may lie in a folder and below")
        .about(
            "For administrators. What lies there already stays, also when it is more; whatever would add to it is refused with \
             507.",
        )
        .takes(ID)
        .takes(IF_MATCH)
        .body::<Quota>()
        .answers(Answer::json::<ItemJson>(200, "The folder as it is now.").header(ETAG))
        .refuses(&[Meaning::Changed])
}
