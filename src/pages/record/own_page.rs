//! `/account/activity`: what a person did, and what was done to them.

use actix_web::web::{Data, Query};
use askama::Template;

use super::{
    address::{Around, Asked, address},
    page::{Choice, kinds},
    row::{Links, Row},
};
use crate::{
    Result,
    access::ladder::Employee,
    documents::{
        record::{RecordQuery, RecordWords},
        service::Documents,
    },
    transport::{
        page::{Layout, Page},
        share::{Record, Share},
    },
};

const HERE: &str = "/account/activity";

#[derive(Template)]
#[template(path = "record/own.html")]
pub struct ActivityPage {
    layout: Layout,
    words: RecordWords,
    rows: Vec<Row>,
    around: Around,
    is_filtered: bool,
    csv: String,
    jsonl: String,
}

impl ActivityPage {
    fn has_things() -> bool {
        true
    }

    fn kinds() -> Vec<Choice> {
        kinds()
    }
}

/// `GET /account/activity`
pub async fn activity(
    employee: Employee,
    _share: Share<Record>,
    Query(asked): Query<Asked>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Page<ActivityPage>> {
    let query = own(&RecordQuery::read(&asked.words)?);
    let page = documents.own_activity(&employee, &query, asked.part()?).await?;
    let pairs = query.pairs();
    let around = Around::of(HERE, &pairs, &asked, &page);
    let rows = page.lines.into_iter().map(|line| Row::of(line, Links::Plain)).collect();
    let file = |end: &str| address(&format!("{HERE}.{end}"), &pairs, None);
    let (csv, jsonl, is_filtered) = (file("csv"), file("jsonl"), !pairs.is_empty());
    Ok(Page::ok(ActivityPage { layout, words: asked.words, rows, around, is_filtered, csv, jsonl }))
}

/// The filters that count here.
pub fn own(query: &RecordQuery) -> RecordQuery {
    let RecordQuery { kind, since, until, zone, .. } = query.clone();
    RecordQuery { kind, since, until, zone, ..RecordQuery::default() }
}
