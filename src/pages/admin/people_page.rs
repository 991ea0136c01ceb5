//! `/admin/people`: everyone in `user_roles`, and the forms that change it.

use actix_web::{Either, HttpResponse, http::StatusCode, web};
use askama::Template;
use serde::Deserialize;

use crate::{
    Result,
    access::{
        holders::Holders,
        ladder::Admin,
        role::Role,
        roles::{Assignment, Roles},
    },
    alarms::{Alarms, Raised},
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
    holders: Holders,
    asked: Asked,
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
    /// What is wrong with the site, as far as this copy of the program sees.
    alarms: Vec<Raised>,
}

impl PeoplePage {
    /// The part of the list that was asked for.
    async fn of(layout: Layout, asked: Asked, admin: &Admin, roles: &Roles) -> Result<Self> {
        let own = admin.person().principal.email.clone();
        let holders = roles.named(&asked.q, asked.from, LINES).await?;
        let (done, form, complaint, ask_first, mail) = (None, ChangeForm::default(), None, false, None);
        let alarms = Vec::new();
        Ok(Self { layout, holders, asked, own, done, form, complaint, ask_first, mail, alarms })
    }

    /// Where the page with the lines from this one on is.
    fn page_from(&self, from: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if !self.asked.q.is_empty() {
            query.append_pair("q", &self.asked.q);
        }
        if from > 0 {
            query.append_pair("from", &from.to_string());
        }
        format!("?{}", query.finish())
    }

    fn earlier(&self) -> Option<String> {
        (self.asked.from > 0).then(|| self.page_from(self.asked.from.saturating_sub(usize::from(LINES))))
    }

    fn later(&self) -> Option<String> {
        let next = self.asked.from + usize::from(LINES);
        (next < self.holders.found).then(|| self.page_from(next))
    }

    /// Number of the first and of the last line, counted from 1.
    fn shown(&self) -> (usize, usize) {
        (self.asked.from + 1, (self.asked.from + usize::from(LINES)).min(self.holders.found))
    }

    fn is_own(&self, holder: &Assignment) -> bool {
        self.own.as_ref() == Some(&holder.email)
    }

    fn adding(&self) -> bool {
        self.form.action == "add"
    }
}

/// How many lines a page has.
const LINES: u16 = 100;

/// Which part of the list, and what the change before did.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Words of a name or an address.
    #[serde(default)]
    q: String,
    /// How many lines are left out at the beginning.
    #[serde(default)]
    from: usize,
    done: Option<String>,
}

impl Asked {
    /// The part that a form stood in: its own word of it, and of no other page.
    fn of_form(form: &ChangeForm) -> Self {
        let query = form.back.strip_prefix(HERE).and_then(|rest| rest.strip_prefix('?')).unwrap_or_default();
        let mut asked = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "q" => asked.q = value.into_owned(),
                "from" => asked.from = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        asked
    }
}

const HERE: &str = "/admin/people";

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
    asked: web::Query<Asked>,
    roles: web::Data<Roles>,
    mail: web::Data<Mail>,
    alarms: web::Data<Alarms>,
) -> Result<Page<PeoplePage>> {
    let done = asked.done.as_deref().and_then(done_sentence);
    let mut page = PeoplePage::of(layout, asked.into_inner(), &admin, &roles).await?;
    if page.holders.lines.is_empty() && page.asked.from > 0 {
        // Behind the end: the first page says more than an empty one.
        let asked = Asked { from: 0, ..page.asked };
        page = PeoplePage::of(page.layout, asked, &admin, &roles).await?;
    }
    page.done = done;
    page.mail = Some(mail.troubles().await?).filter(|troubles| troubles.given_up + troubles.waiting > 0);
    page.alarms = alarms.raised(&admin);
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
    let mut page = PeoplePage::of(layout, Asked::of_form(&form), &admin, &roles).await?;
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
    let Asked { q, from, .. } = Asked::of_form(form);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", &q).append_pair("from", &from.to_string()).append_pair("done", &form.action);
    let mut part = query.finish();
    if q.is_empty() && from == 0 {
        part = format!("done={}", form.action);
    }
    let next = if lost { "/account".to_owned() } else { format!("{HERE}?{part}") };
    Ok(see_other(next))
}
