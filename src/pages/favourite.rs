//! `POST /d/{id}/favourite` and `/unfavourite`: the star next to each name.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use crate::{
    Result,
    access::ladder::Reader,
    documents::{item, service::Documents},
    transport::{csrf::SameOrigin, local_path::LocalPath, redirect::see_other, refusal::wants_page},
};

/// What the form sends besides the token.
#[derive(Deserialize)]
pub struct Starring {
    /// Where the button was pressed.
    #[serde(default)]
    back: String,
}

/// `POST /d/{id}/favourite`
pub async fn favour(
    reader: Reader,
    _: SameOrigin,
    request: HttpRequest,
    id: web::Path<String>,
    form: web::Form<Starring>,
    documents: web::Data<Documents>,
) -> Result<HttpResponse> {
    set(&reader, &request, &id, &form, &documents, true).await
}

/// `POST /d/{id}/unfavourite`
pub async fn unfavour(
    reader: Reader,
    _: SameOrigin,
    request: HttpRequest,
    id: web::Path<String>,
    form: web::Form<Starring>,
    documents: web::Data<Documents>,
) -> Result<HttpResponse> {
    set(&reader, &request, &id, &form, &documents, false).await
}

async fn set(
    reader: &Reader,
    request: &HttpRequest,
    id: &str,
    form: &Starring,
    documents: &Documents,
    starred: bool,
) -> Result<HttpResponse> {
    let id = item::id(id)?;
    documents.favour(reader, id, starred).await?;
    // A script stays where it is.
    if !wants_page(request) {
        return Ok(HttpResponse::new(StatusCode::NO_CONTENT));
    }
    let back = LocalPath::parse(&form.back).map_or_else(|| format!("/d/{id}"), |back| back.as_str().to_owned());
    Ok(see_other(back))
}
