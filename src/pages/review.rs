//! `/review`: an owner says who shall still have access.

use actix_web::{
    HttpResponse,
    web::{Data, Query},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    Error, Result,
    access::{ladder::Editor, last_day, subjects::Subject},
    documents::{
        changes::{DueGrant, MOST_ASKED, Verdict},
        item,
        service::Documents,
    },
    pages::forms::Fields,
    settings::ReviewSettings,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "sharing/review.html")]
pub struct ReviewPage {
    layout: Layout,
    lines: Vec<DueGrant>,
    has_more: bool,
    settings: ReviewSettings,
    /// How many stayed and went just now.
    done: Option<(u32, u32)>,
}

impl ReviewPage {
    /// The grants in question on one folder or document.
    fn of_each(&self) -> impl Iterator<Item = &[DueGrant]> {
        self.lines.chunk_by(|one, next| one.node == next.node)
    }

    fn days(&self) -> i64 {
        self.settings.every.map_or(0, time::Duration::whole_days)
    }
}

impl DueGrant {
    /// The name of its field.
    fn field(&self) -> String {
        format!("{PREFIX}{}/{}", self.node, self.subject)
    }

    fn last_day(&self) -> Option<time::OffsetDateTime> {
        self.ends_at.and_then(last_day::before)
    }
}

/// What the fields begin with that say what becomes of a grant.
const PREFIX: &str = "grant/";

/// The page after a change says what happened.
#[derive(Deserialize)]
pub struct AfterReview {
    kept: Option<u32>,
    taken: Option<u32>,
}

/// `GET /review`
pub async fn review(
    editor: Editor,
    after: Query<AfterReview>,
    documents: Data<Documents>,
    settings: Data<ReviewSettings>,
    layout: Layout,
) -> Result<Page<ReviewPage>> {
    let (lines, has_more) = documents.due_grants(&editor, &settings).await?;
    let done = after.kept.zip(after.taken);
    Ok(Page::ok(ReviewPage { layout, lines, has_more, settings: **settings, done }))
}

/// `POST /review`: a grant of which the form says nothing is asked about again.
pub async fn save_review(
    editor: Editor,
    _: SameOrigin,
    fields: Fields,
    documents: Data<Documents>,
    settings: Data<ReviewSettings>,
) -> Result<HttpResponse> {
    if settings.every.is_none() {
        return Err(Error::not_found("access is not reviewed here"));
    }
    let mut verdicts = Vec::new();
    for (grant, word) in fields.beginning(PREFIX).take(MOST_ASKED) {
        let (node, subject) = grant.split_once('/').unwrap_or_default();
        let subject = Subject::parse(subject);
        let subject = subject.ok_or_else(|| Error::invalid(text!("error-not-understood"), "a grant to nobody"))?;
        let stays = match word {
            "keep" => true,
            "remove" => false,
            _ => continue,
        };
        verdicts.push(Verdict { node: item::id(node)?, subject, stays });
    }
    let (kept, taken) = documents.review(&editor, &verdicts).await?;
    Ok(see_other(format!("/review?kept={kept}&taken={taken}")))
}
