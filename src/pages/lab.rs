//! `/dev`: the lab of DEV_MODE, mounted nowhere else. One click switches this browser to another persona, or shows
//! what people see when something is wrong.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use time::Duration;

use crate::{
    Error, Result,
    access::ladder::Employee,
    clock::SharedClock,
    database::Database,
    identity::{
        development::{self, End},
        persona::Persona,
    },
    transport::{
        csrf::SameOrigin,
        local_path::LocalPath,
        page::{Banner, Layout, Page},
        redirect::see_other,
    },
};

/// How long a page is open before its session ends: enough to look at it first.
const UNTIL_THE_END: Duration = Duration::seconds(10);

#[derive(Template)]
#[template(path = "lab.html")]
pub struct LabPage {
    layout: Layout,
    /// Where the buttons lead: the page that the developer came from.
    back: String,
}

#[derive(Deserialize)]
pub struct Visit {
    #[serde(default)]
    back: String,
}

/// What the buttons of the banner and of the lab send.
#[derive(Deserialize)]
pub struct PersonaChoice {
    persona: String,
    /// Where to go then.
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
pub struct StateChoice {
    state: State,
    #[serde(default)]
    back: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Expired,
    Revoked,
    /// Of the database, in all browsers.
    Slow,
    Quick,
}

/// `GET /dev`
pub async fn show(_: Employee, layout: Layout, visit: web::Query<Visit>) -> Page<LabPage> {
    let back = back_to(&visit.back).as_str().to_owned();
    Page::ok(LabPage { layout, back })
}

/// `POST /dev/persona`
pub async fn choose_persona(
    _: Employee,
    _: SameOrigin,
    request: HttpRequest,
    choice: web::Form<PersonaChoice>,
) -> Result<HttpResponse> {
    let persona = Persona::parse(&choice.persona);
    let persona = persona.ok_or_else(|| Error::invalid(text!("lab-nobody"), "no persona of that name"))?;
    development::be(&request, persona);
    Ok(see_other(back_to(&choice.back).as_str()))
}

/// `POST /dev/state`
pub async fn choose_state(
    _: Employee,
    _: SameOrigin,
    request: HttpRequest,
    choice: web::Form<StateChoice>,
    clock: web::Data<SharedClock>,
    database: web::Data<Database>,
) -> HttpResponse {
    let end = clock.now() + UNTIL_THE_END;
    match choice.state {
        State::Expired => development::end_session(&request, End::Expired, end),
        State::Revoked => development::end_session(&request, End::Revoked, end),
        State::Slow => database.slowness().set(true),
        State::Quick => database.slowness().set(false),
    }
    see_other(back_to(&choice.back).as_str())
}

fn back_to(wish: &str) -> LocalPath {
    LocalPath::parse(wish).unwrap_or_else(LocalPath::home)
}

impl LabPage {
    fn is_slow(&self) -> bool {
        self.layout.banner.as_ref().is_some_and(Banner::has_slow_database)
    }

    fn personas(&self) -> impl Iterator<Item = (&'static str, bool)> {
        let current = self.layout.visitor.as_ref().and_then(|visitor| visitor.persona);
        Persona::ALL.into_iter().map(move |persona| (persona.as_str(), Some(persona.as_str()) == current))
    }
}
