//! `GET /search` for people, `GET /api/v1/search` for programs and for the box in the head of each page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use serde::Serialize;
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Reader,
    documents::{
        find::{
            page::SearchPage,
            query::{Query, cursor},
            search::{Found, Hit, Piece},
        },
        path::FolderPath,
        service::Documents,
    },
    transport::{
        page::{Layout, Page},
        share::{Search, Share},
    },
};

/// `GET /search`
pub async fn page(
    reader: Reader,
    _share: Share<Search>,
    request: HttpRequest,
    layout: Layout,
    documents: web::Data<Documents>,
) -> Result<Page<SearchPage>> {
    let parsed = Query::parse(request.query_string());
    let Ok(query) = parsed else {
        let complaint = parsed.err();
        let page = SearchPage::of(layout, &Query::default(), &Found::default(), complaint);
        return Ok(Page::with_status(page, StatusCode::BAD_REQUEST));
    };
    let found = documents.search(&reader, &query).await?;
    Ok(Page::ok(SearchPage::of(layout, &query, &found, None)))
}

/// `GET /api/v1/search`
pub async fn json(
    reader: Reader,
    _share: Share<Search>,
    request: HttpRequest,
    documents: web::Data<Documents>,
) -> Result<HttpResponse> {
    let query = Query::parse(request.query_string())
        .map_err(|sentence| Error::invalid(sentence, "a search that makes no sense"))?;
    let found = documents.search(&reader, &query).await?;
    let items = found.hits.iter().map(HitJson::of).collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .json(FoundJson { items, next: found.next.map(cursor) }))
}

/// Where a hit leads. A name that is none does not become a link.
pub(super) fn link(hit: &Hit) -> String {
    if hit.is_folder() { folder_link(&hit.path) } else { format!("/d/{}", hit.id) }
}

pub(super) fn folder_link(path: &str) -> String {
    FolderPath::from_plain(path).map(|folder| format!("/files/{}", folder.to_link())).unwrap_or_default()
}

#[derive(Serialize)]
struct FoundJson<'a> {
    items: Vec<HitJson<'a>>,
    /// The cursor of the next page.
    next: Option<String>,
}

#[derive(Serialize)]
struct HitJson<'a> {
    id: Uuid,
    kind: &'static str,
    /// What the filter calls it: pdf, office, picture, …
    group: &'a str,
    name: &'a str,
    path: &'a str,
    folder: &'a str,
    href: String,
    size: Option<u64>,
    content_type: Option<&'a str>,
    #[serde(with = "rfc3339")]
    changed_at: OffsetDateTime,
    changed_by: &'a str,
    passage: Vec<PieceJson<'a>>,
}

#[derive(Serialize)]
struct PieceJson<'a> {
    text: &'a str,
    hit: bool,
}

impl<'a> HitJson<'a> {
    fn of(hit: &'a Hit) -> Self {
        Self {
            id: hit.id,
            kind: if hit.is_folder() { "folder" } else { "document" },
            group: &hit.kind,
            name: hit.name(),
            path: &hit.path,
            folder: hit.folder(),
            href: link(hit),
            size: hit.size,
            content_type: hit.content_type.as_deref(),
            changed_at: hit.changed_at.truncate_to_second(),
            changed_by: &hit.changed_by.name,
            passage: hit.passage.iter().map(|Piece { text, is_hit }| PieceJson { text, hit: *is_hit }).collect(),
        }
    }
}
