//! `/admin/people`: everyone in `user_roles`, and the forms that change it.

use actix_web::{Either, HttpResponse, http::StatusCode, web};
use askama::Template;
use serde::Deserialize;

use crate::{
    Result,
    access::{
        ladder::Admin,
        role::Role,
        roles::{Assignment, Roles},
    },
    identity::principal::Email,
    mail::{Mail, Troubles},
    pages::admin::change::{Change, ChangeForm, Objection},
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

#[derive(Template)]
#[template(path = "admin/people.html")]
pub struct PeoplePage {
    layout: Layout,
    holders: Vec<Assignment>,
    own: Option<Email>,
    /// What the last change did.
    done: Option<String>,
    /// A form that came back: nothing that was typed is lost.
    form: ChangeForm,
    complaint: Option<String>,
    /// The form removes the administrator's own role; ask for confirmation.
    ask_first: bool,
    /// What goes wrong with mail.
    mail: Option<Troubles>,
}

impl PeoplePage {
    fn new(layout: Layout, holders: Vec<Assignment>, admin: &Admin) -> Self {
        let own = admin.person().principal.email.clone();
        let (done, form, complaint, ask_first, mail) = (None, ChangeForm::default(), None, false, None);
        Self { layout, holders, own, done, form, complaint, ask_first, mail }
    }

    fn is_own(&self, holder: &Assignment) -> bool {
        self.own.as_ref() == Some(&holder.email)
    }

    fn adding(&self) -> bool {
        self.form.action == "add"
    }
}

/// The page after a change says what happened; the address carries no e-mail address, because addresses
/// end up in logs.
#[derive(Deserialize)]
pub struct AfterChange {
    done: Option<String>,
}

fn done_sentence(word: &str) -> Option<String> {
    match word {
        "add" => Some(text!("people-added")),
        "set" | "" => Some(text!("people-changed")),
        "remove" => Some(text!("people-removed")),
        "release" => Some(text!("people-released")),
        _ => None,
    }
}

/// `GET /admin/people`
pub async fn people(
    admin: Admin,
    layout: Layout,
    after: web::Query<AfterChange>,
    roles: web::Data<Roles>,
    mail: web::Data<Mail>,
) -> Result<Page<PeoplePage>> {
    let mut page = PeoplePage::new(layout, roles.list().await?, &admin);
    page.done = after.done.as_deref().and_then(done_sentence);
    page.mail = Some(mail.troubles().await?).filter(|troubles| troubles.given_up + troubles.waiting > 0);
    Ok(Page::ok(page))
}

/// `POST /admin/people`
pub async fn change_people(
    admin: Admin,
    _: SameOrigin,
    form: web::Form<ChangeForm>,
    layout: Layout,
    roles: web::Data<Roles>,
) -> Result<Either<HttpResponse, Page<PeoplePage>>> {
    let form = form.into_inner();
    let holders = roles.list().await?;
    let own = admin.person().principal.email.as_ref();
    let objection = match form.parse() {
        Ok(change) => match change.objection(&holders, own, form.is_sure()) {
            None => return make(&change, &form, &admin, &roles).await.map(Either::Left),
            Some(objection) => objection,
        },
        Err(sentence) => Objection::No(sentence),
    };
    let mut page = PeoplePage::new(layout, holders, &admin);
    page.form = form;
    match objection {
        Objection::No(sentence) => page.complaint = Some(sentence),
        Objection::AskFirst => page.ask_first = true,
    }
    Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)))
}

async fn make(change: &Change, form: &ChangeForm, admin: &Admin, roles: &Roles) -> Result<HttpResponse> {
    let person = &admin.person().principal;
    let actor = admin.person().actor();
    let (email, stays_admin) = match change {
        Change::Add(email, role) | Change::Set(email, role) | Change::Put(email, role) => {
            roles.set(email, *role, false, &actor).await?;
            (email, *role == Role::Admin)
        }
        Change::Release(email, role) => {
            roles.set(email, *role, true, &actor).await?;
            (email, *role == Role::Admin)
        }
        Change::Remove(email) => {
            roles.remove(email, &actor).await?;
            (email, false)
        }
    };
    // Whoever gave up the role may not see the list any more.
    let lost = person.email.as_ref() == Some(email) && !stays_admin;
    let next = if lost { "/account".to_owned() } else { format!("/admin/people?done={}", form.action) };
    Ok(see_other(next))
}
