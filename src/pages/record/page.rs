//! `/admin/record`: everything that happened, with filters.

use actix_web::{
    http::StatusCode,
    web::{Data, Query},
};
use askama::Template;

use super::{
    address::{Around, Asked, address},
    row::{Links, Row},
    words,
};
use crate::{
    Result,
    access::ladder::Admin,
    audit::{Event, Via},
    documents::{
        record::{RecordPage, RecordQuery, RecordWords},
        service::Documents,
    },
    error::Meaning,
    transport::{
        page::{Layout, Page},
        share::{Record, Share},
    },
};

const HERE: &str = "/admin/record";

#[derive(Template)]
#[template(path = "record/record.html")]
pub struct RecordPageHtml {
    layout: Layout,
    /// As they were typed.
    words: RecordWords,
    /// What is wrong with them.
    complaint: Option<String>,
    rows: Vec<Row>,
    around: Around,
    is_filtered: bool,
    csv: String,
    jsonl: String,
}

/// One of a list.
pub struct Choice {
    pub value: &'static str,
    pub label: String,
}

/// The kinds of events in the order of their names.
pub fn kinds() -> Vec<Choice> {
    let choice = |value: &&'static str| Choice { value, label: words::kind(value) };
    let mut all: Vec<Choice> = Event::KINDS.iter().map(choice).collect();
    all.sort_by(|one, other| one.label.cmp(&other.label));
    all
}

impl RecordPageHtml {
    fn of(layout: Layout, asked: Asked, read: Result<(RecordQuery, RecordPage)>) -> Result<Self> {
        let (query, page, complaint) = match read {
            Ok((query, page)) => (query, page, None),
            Err(error) if error.meaning() == Meaning::Invalid => {
                let none = RecordPage { lines: Vec::new(), older: None, newer: None };
                (RecordQuery::default(), none, Some(error.person().to_owned()))
            }
            Err(error) => return Err(error),
        };
        let pairs = query.pairs();
        let around = Around::of(HERE, &pairs, &asked, &page);
        let rows = page.lines.into_iter().map(|line| Row::of(line, Links::Followed)).collect();
        let file = |end: &str| address(&format!("{HERE}.{end}"), &pairs, None);
        let (csv, jsonl, is_filtered) = (file("csv"), file("jsonl"), !pairs.is_empty() || complaint.is_some());
        Ok(Self { layout, words: asked.words, complaint, rows, around, is_filtered, csv, jsonl })
    }

    fn has_things() -> bool {
        true
    }

    fn kinds() -> Vec<Choice> {
        kinds()
    }

    fn ways() -> Vec<Choice> {
        Via::ALL.map(|via| Choice { value: via.as_str(), label: words::via(via.as_str()) }).into()
    }
}

/// `GET /admin/record`
pub async fn record(
    admin: Admin,
    _share: Share<Record>,
    Query(asked): Query<Asked>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<Page<RecordPageHtml>> {
    let read = async || {
        let query = RecordQuery::read(&asked.words)?;
        let page = documents.record(&admin, &query, asked.part()?).await?;
        Ok((query, page))
    };
    let read = read().await;
    let page = RecordPageHtml::of(layout, asked, read)?;
    if page.complaint.is_some() {
        return Ok(Page::with_status(page, StatusCode::BAD_REQUEST));
    }
    Ok(Page::ok(page))
}
