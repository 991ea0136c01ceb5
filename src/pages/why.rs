//! `/d/{id}/why`: why I can see a folder or document; and for those who may ask, why somebody else can, or cannot.

use actix_web::{
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;

use crate::{
    Result,
    access::{
        ladder::{Person, Reader},
        level::Level,
        role::Role,
        roles::Roles,
    },
    documents::{
        item,
        service::Documents,
        why::{self, Verdict, Why, WhyLine},
    },
    identity::principal::Email,
    pages::forms::Fields,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
    },
};

#[derive(Template)]
#[template(path = "sharing/why.html")]
pub struct WhyPage {
    layout: Layout,
    why: Why,
    may_ask: bool,
    may_share: bool,
    may_view_as: bool,
    /// The address that was asked for.
    typed: String,
    complaint: Option<String>,
}

impl WhyPage {
    fn of(layout: Layout, person: &Person, why: Why) -> Self {
        let may_ask = why::may_ask(person, &why.item);
        let may_share = why.item.level >= Some(Level::Own);
        let may_view_as = !why.is_own && person.standing.role == Some(Role::Admin);
        Self { layout, why, may_ask, may_share, may_view_as, typed: String::new(), complaint: None }
    }

    fn name(&self) -> String {
        if self.why.item.name.is_empty() { text!("root-folder") } else { self.why.item.name.clone() }
    }

    fn title(&self) -> String {
        let name = self.name();
        if self.why.is_own {
            return text!("why-title-mine", name = name);
        }
        text!("why-title", person = self.why.somebody.called(), name = name)
    }

    fn email(&self) -> String {
        self.why.somebody.principal.email.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    fn role(&self) -> String {
        text!("role", role = self.why.somebody.standing.role.map_or("none", |role| role.as_str()))
    }

    fn decides(&self, line: &WhyLine) -> bool {
        self.why.decider().is_some_and(|decider| std::ptr::eq(decider, line))
    }

    /// Whether a grant counts, in words.
    fn verdict(&self, line: &WhyLine) -> String {
        match &line.verdict {
            Verdict::Counts if self.decides(line) => text!("why-this-decides"),
            Verdict::Counts => text!("why-does-count"),
            Verdict::HasEnded => text!("why-has-ended"),
            Verdict::IsCut(_, name) => text!("why-is-cut", name = name.as_str()),
        }
    }
}

/// `GET /d/{id}/why`
pub async fn why(
    reader: Reader,
    id: Path<String>,
    documents: Data<Documents>,
    roles: Data<Roles>,
    layout: Layout,
) -> Result<Page<WhyPage>> {
    let why = documents.why(&reader, item::id(&id)?, roles.myself(reader.person()).await?).await?;
    Ok(Page::ok(WhyPage::of(layout, reader.person(), why)))
}

/// `POST /d/{id}/why`: about the person with the address in the form, which the page's own address does not hold, because
/// those end up in logs.
pub async fn why_somebody(
    reader: Reader,
    _: SameOrigin,
    id: Path<String>,
    fields: Fields,
    documents: Data<Documents>,
    roles: Data<Roles>,
    layout: Layout,
) -> Result<Page<WhyPage>> {
    let id = item::id(&id)?;
    let person = reader.person();
    let typed = fields.text("email").to_owned();
    let Some(email) = Email::parse(&typed) else {
        let why = documents.why(&reader, id, roles.myself(person).await?).await?;
        let complaint = Some(text!("access-no-address"));
        let page = WhyPage { typed, complaint, ..WhyPage::of(layout, person, why) };
        return Ok(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let why = if person.principal.email.as_ref() == Some(&email) {
        documents.why(&reader, id, roles.myself(person).await?).await?
    } else {
        documents.why_somebody(&reader, id, roles.somebody(&email).await?).await?
    };
    Ok(Page::ok(WhyPage { typed, ..WhyPage::of(layout, person, why) }))
}
