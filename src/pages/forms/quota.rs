//! The quota of a folder: a form for administrators.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::{
    Error, Result,
    access::ladder::Admin,
    documents::{changes::Expected, item::Id, path::FolderPath, service::Documents},
    settings::bytes_in,
    texts::size::Size,
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

/// For templates, which hand over references.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub fn size_of(bytes: &u64) -> Size {
    Size(*bytes)
}

/// A size in short form, if that is exact; otherwise all of its digits. So submitting the form unchanged changes
/// nothing.
#[allow(clippy::trivially_copy_pass_by_ref)]
pub fn size_in_a_form(bytes: &u64) -> String {
    let short = size_of(bytes).to_string();
    if bytes_in(&short) == Some(*bytes) { short } else { bytes.to_string() }
}
