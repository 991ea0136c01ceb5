//! `/account/sessions`: where I am signed in, and the buttons that end it.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Employee, sessions::PeoplesSessions},
    pages::sessions::Shown,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "sessions/own.html")]
pub struct OwnSessionsPage {
    layout: Layout,
    shown: Shown,
    /// There is no sign-in on this site: the sessions shown are old.
    is_open: bool,
    done: Option<String>,
}

/// The page after a change says what happened.
#[derive(Deserialize)]
pub struct AfterEnd {
    done: Option<String>,
}

/// What the buttons send.
#[derive(Deserialize)]
pub struct EndForm {
    /// One session; `None`: all but the current one.
    id: Option<String>,
}

impl EndForm {
    /// # Errors
    /// `NotFound` for what is not an id.
    pub fn id(&self) -> Result<Option<Uuid>> {
        let parse = |id: &String| Uuid::try_parse(id).map_err(|_| Error::not_found("no id of a session"));
        self.id.as_ref().map(parse).transpose()
    }
}

/// `GET /account/sessions`
pub async fn sessions(
    employee: Employee,
    layout: Layout,
    after: web::Query<AfterEnd>,
    sessions: web::Data<PeoplesSessions>,
) -> Result<Page<OwnSessionsPage>> {
    let own = sessions.mine(&employee);
    let done = match after.done.as_deref() {
        Some("one") => Some(text!("session-ended")),
        Some("others") => Some(text!("sessions-others-ended")),
        _ => None,
    };
    let is_open = own.current().is_none();
    Ok(Page::ok(OwnSessionsPage { layout, shown: Shown::of(&own).await?, is_open, done }))
}

/// `POST /account/sessions`
pub async fn end_sessions(
    employee: Employee,
    _: SameOrigin,
    form: web::Form<EndForm>,
    sessions: web::Data<PeoplesSessions>,
) -> Result<HttpResponse> {
    let own = sessions.mine(&employee);
    let done = if let Some(id) = form.id()? {
        own.end(id).await?;
        "one"
    } else {
        own.end_others().await?;
        "others"
    };
    Ok(see_other(format!("/account/sessions?done={done}")))
}
