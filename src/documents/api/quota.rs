//! `/api/v1/items/{id}/quota`: how much may lie in a folder.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Deserialize;

use super::{
    body::Body,
    if_match::expected,
    items::answer,
    query::{Nothing, Query},
};
use crate::{
    Result,
    access::ladder::Admin,
    documents::{item, service::Documents},
    transport::csrf::SameOrigin,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// In bytes; `null` for none. It has to be said.
    #[serde(deserialize_with = "Option::deserialize")]
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
