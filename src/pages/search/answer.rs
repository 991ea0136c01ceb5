//! `GET /search`

use actix_web::{HttpRequest, http::StatusCode, web};

use crate::{
    Result,
    access::ladder::Reader,
    pages::search::page::SearchPage,
    search::{Found, Search, query::Query},
    transport::{
        page::{Layout, Page},
        share::{self, Share},
    },
};

/// `GET /search`
pub async fn page(
    reader: Reader,
    _share: Share<share::Search>,
    request: HttpRequest,
    layout: Layout,
    search: web::Data<Search>,
) -> Result<Page<SearchPage>> {
    let parsed = Query::parse(request.query_string());
    let Ok(query) = parsed else {
        let complaint = parsed.err();
        let page = SearchPage::of(layout, &Query::default(), &Found::default(), complaint);
        return Ok(Page::with_status(page, StatusCode::BAD_REQUEST));
    };
    let found = search.find(&reader, &query).await?;
    Ok(Page::ok(SearchPage::of(layout, &query, &found, None)))
}
