//! `GET /api/v1/openapi.json`: what this program offers to others, in the words of OpenAPI 3.1.

use actix_web::{HttpResponse, http::header};

use crate::access::ladder::Employee;

const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /api/v1/openapi.json`
pub async fn openapi(_: Employee) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "private, max-age=300"))
        .body(DOCUMENT)
}
