//! `/d/{id}/history`: what happened to a document or folder, for its owners.

use actix_web::web::{Data, Path, Query};
use askama::Template;

use super::{
    address::{Around, Asked},
    row::{Links, Row},
};
use crate::{
    Result,
    access::ladder::Editor,
    documents::{
        item::{self, Item},
        record::RecordQuery,
        service::Documents,
    },
    transport::{
        page::{Layout, Page},
        share::{Record, Share},
    },
};

#[derive(Template)]
#[template(path = "record/history.html")]
pub struct HistoryPage {
    layout: Layout,
    item: Item,
    rows: Vec<Row>,
    around: Around,
}

impl HistoryPage {
    fn has_things() -> bool {
        false
    }

    fn name(&self) -> String {
        if self.item.name.is_empty() { text!("root-folder") } else { self.item.name.clone() }
    }
}

/// `GET /d/{id}/history`
pub async fn history(
    editor: Editor,
    _share: Share<Record>,
    id: Path<String>,
    Query(asked): Query<Asked>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Page<HistoryPage>> {
    let (id, part) = (item::id(&id)?, asked.part()?);
    let (item, page) = documents.history(&editor, id, &RecordQuery::default(), part).await?;
    let around = Around::of(&format!("/d/{id}/history"), &[], &asked, &page);
    let mut rows: Vec<Row> = page.lines.into_iter().map(|line| Row::of(line, Links::Plain)).collect();
    // The page says which item it is about; rows about an archive or a link are about it as well.
    for row in &mut rows {
        row.thing = None;
    }
    Ok(Page::ok(HistoryPage { layout, item, rows, around }))
}
