//! `/admin/scim`: how the company's directory provisions people and groups, and whom it has disabled.

use actix_web::{Either, HttpResponse, web::Data};
use askama::Template;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::{
    Result,
    access::{
        ladder::Admin,
        scim::{Counts, DisabledPerson, MOST_SECRETS, Scim, ScimSecret},
    },
    documents::item,
    pages::forms::Fields,
    settings::PublicUrl,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        person_tag,
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "admin/scim.html")]
pub struct ScimPage {
    layout: Layout,
    address: String,
    secrets: Vec<ScimSecret>,
    /// One that was made just now.
    made: Option<String>,
    counts: Counts,
    disabled: Vec<DisabledPerson>,
    done: bool,
}

impl ScimPage {
    /// When the directory was last here.
    fn last_used(&self) -> Option<OffsetDateTime> {
        self.secrets.iter().filter_map(|secret| secret.used_at).max()
    }

    /// Whether another secret takes the place of the oldest.
    fn is_full(&self) -> bool {
        i64::try_from(self.secrets.len()).is_ok_and(|count| count >= MOST_SECRETS)
    }

    fn called(person: &DisabledPerson) -> &str {
        [&person.name, &person.email, &person.key].into_iter().find(|text| !text.is_empty()).map_or("", String::as_str)
    }

    /// Where all of it can be ended and handed over.
    fn link(person: &DisabledPerson) -> String {
        format!("/admin/sessions/{}/access", person_tag::tag_of(&person.key))
    }
}

/// The page after a change says what happened.
#[derive(Deserialize)]
pub struct AfterChange {
    done: Option<String>,
}

/// `GET /admin/scim`
pub async fn scim(
    admin: Admin,
    after: actix_web::web::Query<AfterChange>,
    layout: Layout,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<Page<ScimPage>> {
    Ok(Page::ok(page(&admin, layout, &scim, &site, (None, after.done.is_some())).await?))
}

/// `POST /admin/scim`: a new secret is shown on the page that answers, and never again.
pub async fn change_scim(
    admin: Admin,
    _: SameOrigin,
    fields: Fields,
    layout: Layout,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<Either<HttpResponse, Page<ScimPage>>> {
    if fields.text("action") == "make" {
        let made = scim.make_secret(&admin).await?;
        return Ok(Either::Right(Page::ok(page(&admin, layout, &scim, &site, (Some(made), false)).await?)));
    }
    scim.end_secret(&admin, item::id(fields.text("secret"))?).await?;
    Ok(Either::Left(see_other("/admin/scim?done=yes")))
}

async fn page(
    admin: &Admin,
    layout: Layout,
    scim: &Scim,
    site: &PublicUrl,
    (made, done): (Option<String>, bool),
) -> Result<ScimPage> {
    let (secrets, counts, disabled) =
        (scim.secrets(admin).await?, scim.counts(admin).await?, scim.disabled(admin).await?);
    Ok(ScimPage { layout, address: format!("{}/scim/v2", site.origin()), secrets, made, counts, disabled, done })
}
