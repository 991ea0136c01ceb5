//! An administrator views the site as somebody else: the form that begins it, and the one in the banner that ends it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use crate::{
    Error, Result,
    access::{
        ladder::{Admin, Oneself},
        roles::Roles,
        somebody::Somebody,
    },
    audit::{Audit, Event},
    identity::{
        principal::{Email, Source},
        viewing::Viewings,
    },
    transport::{csrf::SameOrigin, local_path::LocalPath, redirect::see_other},
};

/// As whom; in the body, because addresses end up in logs.
#[derive(Deserialize)]
pub struct Whom {
    #[serde(default)]
    email: String,
    /// Where to go then.
    #[serde(default)]
    back: String,
}

/// The page of the form.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    back: String,
}

/// `POST /admin/view-as`
pub async fn view_as(
    admin: Admin,
    _: SameOrigin,
    request: HttpRequest,
    form: web::Form<Whom>,
    roles: web::Data<Roles>,
    viewings: web::Data<Viewings>,
    audit: web::Data<Audit>,
) -> Result<HttpResponse> {
    let person = admin.person();
    let Source::Session { id, .. } = person.principal.source else {
        return Err(Error::invalid(text!("view-as-needs-sign-in"), "nobody signs in here"));
    };
    let email = Email::parse(&form.email).ok_or_else(|| Error::invalid(text!("people-no-address"), "no address"))?;
    if !roles.may_view_as_others(&person.standing).await? {
        return Err(Error::forbidden(text!("view-as-needs-all"), "an administrator who does not own all documents"));
    }
    let somebody = roles.somebody(&email).await?;
    if person.principal.email.as_ref() == Some(&email) || somebody.principal.user == person.principal.user {
        return Err(Error::invalid(text!("view-as-yourself"), "their own address"));
    }
    let viewing = viewings.draw(id, email);
    let (email, person_key) = (viewing.email.to_string(), key(&somebody));
    audit.note(&person.actor(), Event::ViewingBegan { email, person: person_key, until: viewing.until }).await?;
    viewings.hand_out(&request, &viewing);
    Ok(see_other(LocalPath::parse(&form.back).unwrap_or_else(LocalPath::home).as_str()))
}

/// `POST /view-as/stop`
pub async fn stop_viewing(
    oneself: Oneself,
    _: SameOrigin,
    request: HttpRequest,
    form: web::Form<Back>,
    roles: web::Data<Roles>,
    viewings: web::Data<Viewings>,
    audit: web::Data<Audit>,
) -> Result<HttpResponse> {
    let person = oneself.person();
    if let Source::Session { id, .. } = person.principal.source
        && let Some(viewing) = viewings.of(&request, id)
    {
        // The event of its beginning has the time when it expires.
        if !viewings.is_over(&viewing) {
            let person_key = key(&roles.somebody(&viewing.email).await?);
            let event = Event::ViewingEnded { email: viewing.email.to_string(), person: person_key };
            audit.note(&person.actor(), event).await?;
        }
        viewings.take_back(&request);
    }
    Ok(see_other(LocalPath::parse(&form.back).unwrap_or_else(LocalPath::home).as_str()))
}

/// The person's key in the audit log; `None`: nobody has signed in with the address yet.
fn key(somebody: &Somebody) -> Option<String> {
    somebody.was_here().then(|| somebody.principal.user.to_string())
}
