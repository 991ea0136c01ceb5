//! The numbers for Prometheus, at the site's own address with a secret, or at an address of their own.

mod collection;
mod gathered;

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};

pub use self::collection::{Collection, Parts};
use crate::{
    Error, Result,
    access::collector::Collector,
    metrics::Format,
    transport::{gate::Anyone, routing::RouteTable},
};

/// `GET /metrics`
pub async fn collect(_: Collector, request: HttpRequest, collection: Data<Collection>) -> Result<HttpResponse> {
    answer(&request, &collection).await
}

/// `GET /metrics` at `METRICS_BIND`, which only those reach who may have the numbers.
async fn collect_apart(_: Anyone, request: HttpRequest, collection: Data<Collection>) -> Result<HttpResponse> {
    answer(&request, &collection).await
}

async fn nowhere(_: Anyone) -> Result<HttpResponse> {
    Err(Error::not_found("only /metrics is here"))
}

/// All that `METRICS_BIND` answers.
pub fn routes_apart() -> RouteTable {
    RouteTable::new().get("/metrics", collect_apart).otherwise(nowhere)
}

async fn answer(request: &HttpRequest, collection: &Collection) -> Result<HttpResponse> {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let format = Format::wanted(accept);
    let text =
        collection.scrape().await.text(format).ok_or_else(|| Error::internal("the metrics cannot be written"))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, format.content_type()))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "accept"))
        .body(text))
}
