//! `POST /account/notices`: whether I want notices by mail.

use actix_web::{HttpResponse, web::Data};

use crate::{
    Error, Result,
    access::ladder::Employee,
    documents::service::Documents,
    pages::forms::Fields,
    transport::{csrf::SameOrigin, redirect::see_other},
};

/// The field `mail` is "on" or "off".
pub async fn set_notices(
    employee: Employee,
    _: SameOrigin,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let wants = match fields.text("mail") {
        "on" => true,
        "off" => false,
        other => return Err(Error::invalid(text!("address-misspelt"), format!("notices {other:?}"))),
    };
    documents.set_wants_mail(&employee, wants).await?;
    Ok(see_other("/account"))
}
