//! `/admin/index`: how far the search has come with reading documents, and what it cannot read.

use crate::texts::size::Size;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    Error, Result,
    access::ladder::Admin,
    audit::Event,
    database::notices::ChangedDocuments,
    documents::{
        bytes::content_hash::ContentHash,
        service::Documents,
        store::{self, Counts, Trouble},
    },
    texts::calendar,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

/// How many of what gives trouble are shown.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "admin/index.html")]
pub struct IndexPage {
    layout: Layout,
    counts: Counts,
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
    documents: web::Data<Documents>,
) -> Result<Page<IndexPage>> {
    let (counts, troubles) = documents.index_state(&admin).await?;
    let troubles = troubles.into_iter().map(Row::of).collect();
    Ok(Page::ok(IndexPage { layout, counts, troubles, done: after.done.is_some() }))
}

/// `POST /admin/index`
pub async fn retry_index(
    admin: Admin,
    _: SameOrigin,
    form: web::Form<RetryForm>,
    documents: web::Data<Documents>,
) -> Result<HttpResponse> {
    let content = match form.content.as_str() {
        "" => None,
        digits => {
            let bytes = hex::decode(digits).ok().and_then(|bytes| ContentHash::try_from(bytes).ok());
            Some(bytes.ok_or_else(|| Error::invalid(text!("index-no-document"), "a hash that is none"))?)
        }
    };
    documents.retry_index(&admin, content).await?;
    Ok(see_other("/admin/index?done=retry"))
}

impl Documents {
    /// How many contents are read, wait or cannot be read; and the latest of the last.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn index_state(&self, _: &Admin) -> Result<(Counts, Vec<Trouble>)> {
        let counts = self.database.look_up(|| store::count_contents(self.database.pool())).await?;
        let troubles = self.database.look_up(|| store::troubles(self.database.pool(), SHOWN)).await?;
        Ok((counts, troubles))
    }

    /// Reads one content again, or all that could not be read.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn retry_index(&self, admin: &Admin, content: Option<ContentHash>) -> Result<()> {
        let mut transaction = self.database.begin().await?;
        let contents = store::try_again(&mut *transaction, content.as_ref()).await?;
        let event = Event::IndexRetried { contents };
        self.audit.record(&mut transaction, &admin.person().actor(), event).await?;
        // The indexer listens.
        let told = self.database.notices().tell_documents_at_the_end(ChangedDocuments::nothing());
        transaction.commit().await?;
        drop(told);
        Ok(())
    }
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
            is_waiting: trouble.state == "waiting",
            size: Size(u64::try_from(trouble.size).unwrap_or_default()),
            tried: at.as_ref().map(calendar::short_moment).unwrap_or_default(),
            tried_exact: at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default(),
        }
    }
}
