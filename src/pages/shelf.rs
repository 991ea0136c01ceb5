//! `/favourites` and `/recent`: lists that go across folders.

use actix_web::web;
use askama::Template;

use crate::{
    Result,
    access::ladder::Reader,
    documents::{document::Placed, service::Documents, shelf::has_shelf},
    pages::listing::Row,
    transport::page::{Layout, Page},
};

#[derive(Template)]
#[template(path = "documents/favourites.html")]
pub struct FavouritesPage {
    layout: Layout,
    has_shelf: bool,
    /// What the list is, and what its times are.
    caption: String,
    when: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "documents/recent.html")]
pub struct RecentPage {
    layout: Layout,
    has_shelf: bool,
    /// One of the two lists is shown.
    opened: bool,
    caption: String,
    when: String,
    rows: Vec<Row>,
}

impl FavouritesPage {
    fn may_edit(&self) -> bool {
        self.layout.may_edit()
    }
}

impl RecentPage {
    fn may_edit(&self) -> bool {
        self.layout.may_edit()
    }
}

fn rows(placed: &[Placed]) -> Vec<Row> {
    placed.iter().map(Row::placed).collect()
}

/// `GET /favourites`
pub async fn favourites(
    reader: Reader,
    documents: web::Data<Documents>,
    layout: Layout,
) -> Result<Page<FavouritesPage>> {
    let rows = rows(&documents.favourites(&reader).await?);
    Ok(Page::ok(FavouritesPage {
        layout,
        has_shelf: has_shelf(&reader),
        caption: text!("favourites-caption"),
        when: text!("favourites-when"),
        rows,
    }))
}

/// Which of the two lists.
#[derive(serde::Deserialize)]
pub struct Which {
    #[serde(default)]
    list: String,
}

/// `GET /recent`: what anybody changed lately; `?list=opened`: what this person opened lately.
pub async fn recent(
    reader: Reader,
    which: web::Query<Which>,
    documents: web::Data<Documents>,
    layout: Layout,
) -> Result<Page<RecentPage>> {
    let opened = which.list == "opened";
    let (caption, when, placed) = if opened {
        (text!("recent-opened-caption"), text!("recent-opened-when"), documents.opened_lately(&reader).await?)
    } else {
        (text!("recent-changed-caption"), text!("recent-changed-when"), documents.changed_lately(&reader).await?)
    };
    Ok(Page::ok(RecentPage { layout, has_shelf: has_shelf(&reader), opened, caption, when, rows: rows(&placed) }))
}
