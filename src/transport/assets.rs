//! Styles, scripts and pictures of the pages, embedded in the program. Their addresses carry a hash of
//! their content, so that browsers may keep them for a year and still see every change at once.

use actix_web::{
    HttpResponse,
    http::header::{self, EntityTag, IfNoneMatch},
    web,
};
use rust_embed::RustEmbed;

use crate::{Error, Result, transport::gate::Anyone};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// The address of a file under `static/`: `url("app.css")` is `/static/<hash>/app.css`.
pub fn url(name: &str) -> String {
    let hash = Static::get(name).map(|file| short_hash(&file)).unwrap_or_default();
    format!("/static/{hash}/{name}")
}

fn short_hash(file: &rust_embed::EmbeddedFile) -> String {
    hex::encode(&file.metadata.sha256_hash()[..8])
}

/// `GET /static/{hash}/{name}`
pub async fn serve(
    _: Anyone,
    path: web::Path<(String, String)>,
    if_none_match: web::Header<IfNoneMatch>,
) -> Result<HttpResponse> {
    let (hash, name) = path.into_inner();
    let file = Static::get(&name).ok_or_else(|| Error::not_found(format!("no static file {name:?}")))?;
    let current = short_hash(&file);
    let tag = EntityTag::new_strong(current.clone());
    let mut answer = HttpResponse::Ok();
    // An old page may still ask for an old hash: it gets the file of today, for this once.
    let keep = if hash == current { "public, max-age=31536000, immutable" } else { "no-cache" };
    answer.insert_header((header::CACHE_CONTROL, keep));
    answer.insert_header((header::ETAG, tag.to_string()));
    let known = match if_none_match.into_inner() {
        IfNoneMatch::Any => true,
        IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(&tag)),
    };
    if known {
        return Ok(HttpResponse::NotModified().insert_header((header::ETAG, tag.to_string())).finish());
    }
    answer.insert_header((header::CONTENT_TYPE, content_type(&name)));
    Ok(answer.body(web::Bytes::from(file.data.into_owned())))
}

fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}
