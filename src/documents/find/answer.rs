//! `GET /search`, for people.

use actix_web::{HttpRequest, http::StatusCode, web};

use crate::{
    Result,
    access::ladder::Reader,
    documents::{
        find::{
            page::SearchPage,
            query::Query,
            search::{Found, Hit},
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

/// Where a hit leads. A name that is none does not become a link.
pub fn link(hit: &Hit) -> String {
    if hit.is_folder() { folder_link(&hit.path) } else { format!("/d/{}", hit.id) }
}

pub(super) fn folder_link(path: &str) -> String {
    FolderPath::from_plain(path).map(|folder| format!("/files/{}", folder.to_link())).unwrap_or_default()
}
