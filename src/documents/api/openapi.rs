//! `GET /api/v1/openapi.json`: what this program offers to others, in the words of OpenAPI 3.1.

use actix_web::{HttpResponse, http::header, web::Data};

use crate::{access::ladder::Employee, identity::session::Sessions};

const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /api/v1/openapi.json`
pub async fn openapi(_: Employee, sessions: Data<Sessions>) -> HttpResponse {
    // Without https the cookie cannot have the name that the file says.
    let document = DOCUMENT.replace("\"__Host-latchkey\"", &format!("\"{}\"", sessions.cookie_name()));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "private, max-age=300"))
        .body(document)
}
