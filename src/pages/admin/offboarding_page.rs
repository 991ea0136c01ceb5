//! `/admin/sessions/{person}/access`: everything that a person has here, and the button that ends it.

use actix_web::{
    Either, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;

use crate::{
    Result,
    access::{
        ladder::Admin,
        offboarding::{Holdings, Offboarding},
        sessions::{PeoplesSessions, Somebody},
    },
    documents::{owned::Owned, service::Documents},
    identity::principal::Email,
    pages::forms::{Fields, is_for_the_form},
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "admin/leaving.html")]
pub struct OffboardingPage {
    layout: Layout,
    tag: String,
    somebody: Somebody,
    holdings: Holdings,
    owned: Vec<Owned>,
    /// A form that came back: nothing that was typed is lost.
    heir: String,
    complaint: Option<String>,
}

impl OffboardingPage {
    fn name(&self) -> &str {
        self.somebody.shown()
    }

    fn role(&self) -> String {
        text!("role", role = self.holdings.role.map_or("none", |role| role.as_str()))
    }
}

async fn page(
    admin: &Admin,
    tag: String,
    layout: Layout,
    (sessions, offboarding, documents): (&PeoplesSessions, &Offboarding, &Documents),
) -> Result<OffboardingPage> {
    let somebody = sessions.tagged(admin, &tag).await?.person().clone();
    let holdings = offboarding.holdings(admin, &somebody).await?;
    let owned = documents.owned_by(admin, &somebody.key).await?;
    Ok(OffboardingPage { layout, tag, somebody, holdings, owned, heir: String::new(), complaint: None })
}

/// `GET /admin/sessions/{person}/access`
pub async fn offboarding(
    admin: Admin,
    person: Path<String>,
    layout: Layout,
    sessions: Data<PeoplesSessions>,
    offboarding: Data<Offboarding>,
    documents: Data<Documents>,
) -> Result<Page<OffboardingPage>> {
    Ok(Page::ok(page(&admin, person.into_inner(), layout, (&sessions, &offboarding, &documents)).await?))
}

/// `POST /admin/sessions/{person}/access`
#[allow(clippy::too_many_arguments)] // what it touches, as every handler lists it
pub async fn lock_out(
    admin: Admin,
    _: SameOrigin,
    person: Path<String>,
    fields: Fields,
    layout: Layout,
    sessions: Data<PeoplesSessions>,
    offboarding: Data<Offboarding>,
    documents: Data<Documents>,
) -> Result<Either<HttpResponse, Page<OffboardingPage>>> {
    let tag = person.into_inner();
    let somebody = sessions.tagged(&admin, &tag).await?.person().clone();
    let complaint = match act(&admin, &fields, &somebody, &offboarding, &documents).await {
        Ok(None) => return Ok(Either::Left(see_other(format!("/admin/sessions/{tag}/access")))),
        Ok(Some(complaint)) => complaint,
        Err(error) if is_for_the_form(&error) => error.person().to_owned(),
        Err(error) => return Err(error),
    };
    let mut page = page(&admin, tag, layout, (&sessions, &offboarding, &documents)).await?;
    page.complaint = Some(complaint);
    fields.text("heir").clone_into(&mut page.heir);
    Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)))
}

/// Carries it out, or returns what is wrong with the form.
async fn act(
    admin: &Admin,
    fields: &Fields,
    somebody: &Somebody,
    offboarding: &Offboarding,
    documents: &Documents,
) -> Result<Option<String>> {
    if fields.text("action") == "let_in" {
        offboarding.let_in(admin, somebody).await?;
        return Ok(None);
    }
    let heir = match fields.text("heir").trim() {
        "" => None,
        typed => match Email::parse(typed) {
            Some(email) => Some(documents.subject_at(&email).await?),
            None => return Ok(Some(text!("access-no-address"))),
        },
    };
    offboarding.lock_out(admin, somebody, heir.as_ref()).await?;
    Ok(None)
}
