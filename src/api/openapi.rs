//! `GET /api/v1/openapi.json`: the description of the API, in OpenAPI 3.1.

use actix_web::{HttpResponse, http::header, web::Data};

use crate::{
    access::ladder::Employee,
    transport::openapi::{Answer, Description, Operation, Shape, Topic},
};

/// `GET /api/v1/openapi.json`
pub async fn openapi(_: Employee, description: Data<Description>) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, max-age=300")).json(description.document())
}

pub fn openapi_operation() -> Operation {
    Operation::new(Topic::People, "openapi", "This document").answers(Answer::of(
        "application/json",
        Shape::OBJECT,
        200,
        "OpenAPI 3.1.",
    ))
}
