//! `/admin/sessions`: who is signed in, and where; and the buttons that end it. The addresses contain a tag instead
//! of a name, because addresses end up in logs.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::{
    Result,
    access::{
        ladder::Admin,
        sessions::{PeoplesSessions, SignedIn, Somebody},
    },
    pages::{account::EndForm, sessions::Shown},
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        person_tag::tag_of,
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "sessions/people.html")]
pub struct SignedInPage {
    layout: Layout,
    people: Vec<SignedIn>,
}

impl SignedIn {
    fn link(&self) -> String {
        format!("/admin/sessions/{}", tag_of(&self.somebody.key))
    }
}

impl Somebody {
    /// What people call them, as far as it is known.
    pub fn shown(&self) -> &str {
        [&self.name, &self.email, &self.key].into_iter().find(|name| !name.is_empty()).map_or("", String::as_str)
    }
}

#[derive(Template)]
#[template(path = "sessions/others.html")]
pub struct OthersSessionsPage {
    layout: Layout,
    somebody: Somebody,
    tag: String,
    shown: Shown,
    done: Option<String>,
}

impl OthersSessionsPage {
    fn action(&self) -> String {
        format!("/admin/sessions/{}", self.tag)
    }
}

/// The page after a change says what happened.
#[derive(Deserialize)]
pub struct AfterEnd {
    done: Option<String>,
}

/// `GET /admin/sessions`
pub async fn signed_in(
    admin: Admin,
    layout: Layout,
    sessions: web::Data<PeoplesSessions>,
) -> Result<Page<SignedInPage>> {
    Ok(Page::ok(SignedInPage { layout, people: sessions.signed_in(&admin).await? }))
}

/// `GET /admin/sessions/{person}`
pub async fn sessions_of(
    admin: Admin,
    layout: Layout,
    person: web::Path<String>,
    after: web::Query<AfterEnd>,
    sessions: web::Data<PeoplesSessions>,
) -> Result<Page<OthersSessionsPage>> {
    let theirs = sessions.tagged(&admin, &person).await?;
    let somebody = theirs.person().clone();
    let done = match after.done.as_deref() {
        Some("one") => Some(text!("session-ended")),
        Some("all") => Some(text!("sessions-all-ended", name = somebody.shown())),
        _ => None,
    };
    let (shown, tag) = (Shown::of(&theirs).await?, person.into_inner());
    Ok(Page::ok(OthersSessionsPage { layout, somebody, tag, shown, done }))
}

/// `POST /admin/sessions/{person}`
pub async fn end_sessions_of(
    admin: Admin,
    _: SameOrigin,
    person: web::Path<String>,
    form: web::Form<EndForm>,
    sessions: web::Data<PeoplesSessions>,
) -> Result<HttpResponse> {
    let theirs = sessions.tagged(&admin, &person).await?;
    let done = if let Some(id) = form.id()? {
        theirs.end(id).await?;
        "one"
    } else {
        theirs.end_all().await?;
        "all"
    };
    Ok(see_other(format!("/admin/sessions/{}?done={done}", tag_of(&theirs.person().key))))
}
