//! How much may lie in a folder: set by an administrator.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::{
    Error, Result,
    access::ladder::Admin,
    documents::{changes::Expected, item::Id, path::FolderPath, service::Documents},
    settings::bytes_in,
    transport::{csrf::SameOrigin, redirect::see_other},
};

#[derive(Deserialize)]
pub struct QuotaForm {
    /// `500MB`; empty for none.
    quota: String,
}

/// `POST /d/{id}/quota`
pub async fn set_quota(
    admin: Admin,
    _: SameOrigin,
    documents: web::Data<Documents>,
    folder: web::Path<Id>,
    form: web::Form<QuotaForm>,
) -> Result<HttpResponse> {
    let quota = match form.quota.trim() {
        "" => None,
        text => Some(bytes_in(text).ok_or_else(|| Error::invalid(text!("quota-no-size"), "no size"))?),
    };
    let item = documents.set_quota(&admin, folder.0, Expected::Any, quota).await?;
    let path = FolderPath::from_plain(&item.path).map_err(Error::internal)?;
    let back = format!("/files/{}?done=quota", path.to_link());
    Ok(see_other(back))
}
