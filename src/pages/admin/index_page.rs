//! `/admin/index`: the progress of the search index, and the documents that cannot be read.

use crate::texts::size::Size;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    Error, Result,
    access::ladder::Admin,
    search::{Counts, Recognition, Search, Trouble},
    storage::content_hash::ContentHash,
    texts::calendar,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "admin/index.html")]
pub struct IndexPage {
    layout: Layout,
    counts: Counts,
    recognition: Recognition,
    /// In which words are recognized, as Tesseract names them.
    languages: String,
    troubles: Vec<Row>,
    done: bool,
}

struct Row {
    hash: String,
    name: String,
    folder: String,
    link: Option<String>,
    reason: String,
    is_waiting: bool,
    size: Size,
    tried: String,
    tried_exact: String,
}

#[derive(Deserialize)]
pub struct AfterRetry {
    done: Option<String>,
}

/// `content`: the hash of one; without it, all of them.
#[derive(Deserialize)]
pub struct RetryForm {
    #[serde(default)]
    content: String,
}

/// `GET /admin/index`
pub async fn show_index(
    admin: Admin,
    layout: Layout,
    after: web::Query<AfterRetry>,
    search: web::Data<Search>,
) -> Result<Page<IndexPage>> {
    let (counts, troubles) = search.index_state(&admin).await?;
    let troubles = troubles.into_iter().map(Row::of).collect();
    let recognition = search.recognition().clone();
    let languages = if let Recognition::In(languages) = &recognition { languages.join(", ") } else { String::new() };
    Ok(Page::ok(IndexPage { layout, counts, recognition, languages, troubles, done: after.done.is_some() }))
}

/// `POST /admin/index`
pub async fn retry_index(
    admin: Admin,
    _: SameOrigin,
    form: web::Form<RetryForm>,
    search: web::Data<Search>,
) -> Result<HttpResponse> {
    let content = match form.content.as_str() {
        "" => None,
        digits => {
            let bytes = hex::decode(digits).ok().and_then(|bytes| ContentHash::try_from(bytes).ok());
            Some(bytes.ok_or_else(|| Error::invalid(text!("index-no-document"), "a hash that is none"))?)
        }
    };
    search.retry_index(&admin, content).await?;
    Ok(see_other("/admin/index?done=retry"))
}

impl Row {
    fn of(trouble: Trouble) -> Self {
        let at = trouble.worked_at.map(OffsetDateTime::truncate_to_second);
        let place = trouble.place.unwrap_or_default();
        let (folder, name) = place.rsplit_once('/').unwrap_or(("", place.as_str()));
        Self {
            hash: hex::encode(&trouble.hash),
            name: if name.is_empty() { text!("index-no-place") } else { name.to_owned() },
            folder: folder.replace('/', " / "),
            link: trouble.document.map(|id| format!("/d/{id}")),
            reason: trouble.reason,
            is_waiting: trouble.is_waiting,
            size: Size(u64::try_from(trouble.size).unwrap_or_default()),
            tried: at.as_ref().map(calendar::short_moment).unwrap_or_default(),
            tried_exact: at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default(),
        }
    }
}
