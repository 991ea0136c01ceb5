//! `GET /zip/size?id=…&id=…`: the contents and the size of an archive, before anybody waits for it.

use crate::texts::size::Size;
use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header::{self, HeaderValue},
    web::Data,
};
use askama::Template;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    Result,
    access::ladder::Reader,
    documents::service::Documents,
    downloads::zip::{chosen, link, plan::Plan, service::Archives},
    transport::{
        page::{Layout, Page},
        refusal::wants_page,
        share::{Archive, Share},
    },
};

#[derive(Template)]
#[template(path = "documents/zip.html")]
struct OfferPage {
    layout: Layout,
    /// What it is an archive of, where that is one thing with a name.
    name: Option<String>,
    plan: Plan,
    size: Size,
    folders: u64,
    link: String,
    back: String,
}

/// For the script that shows the size next to a link.
#[derive(Serialize)]
struct OfferJson {
    entries: u64,
    documents: u64,
    bytes: u64,
    /// As a person reads it.
    words: String,
    too_large: bool,
}

/// `GET /zip/size`: a page for people, JSON for programs.
pub async fn size(
    reader: Reader,
    _share: Share<Archive>,
    request: HttpRequest,
    documents: Data<Documents>,
    archives: Data<Archives>,
    layout: Layout,
) -> Result<HttpResponse> {
    let ids = chosen(&request)?;
    let plan = archives.plan(&reader, &ids).await?;
    if !wants_page(&request) {
        let Plan { entries, documents, bytes } = plan;
        let json = OfferJson { entries, documents, bytes, words: plan.to_string(), too_large: plan.is_too_large() };
        return Ok(HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .json(json));
    }
    let (name, back) = whence(&reader, &documents, &ids).await?;
    let folders = plan.entries - plan.documents;
    Ok(Page::ok(OfferPage { layout, name, size: Size(plan.bytes), plan, folders, link: link(&ids), back })
        .respond_to(&request))
}

/// The name of one item, and the parent folder of these items.
async fn whence(reader: &Reader, documents: &Documents, ids: &[Uuid]) -> Result<(Option<String>, String)> {
    let Some(first) = ids.first() else { return Ok((None, "/files/".to_owned())) };
    let item = documents.item(reader, *first).await?;
    let folder = item.parent.unwrap_or(item.id);
    let name = (ids.len() == 1 && !item.name.is_empty()).then_some(item.name);
    Ok((name, format!("/d/{folder}")))
}
