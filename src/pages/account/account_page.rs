//! `GET /account`: who am I here, with which role, where from, until when.

use actix_web::{Responder, web::Data};
use askama::Template;
use time::OffsetDateTime;

use crate::{
    Result,
    access::{ladder::Employee, role::Role},
    documents::service::Documents,
    identity::principal::Source,
    transport::page::{Layout, Page},
};

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage {
    layout: Layout,
    employee: Employee,
    /// Whether they want notices by mail; `None`: none are sent here.
    wants_mail: Option<bool>,
}

impl AccountPage {
    /// How the person was authenticated, in words.
    fn proof(&self) -> String {
        match self.employee.person().principal.source {
            Source::Session { .. } | Source::Absent | Source::AskedAbout { .. } => text!("account-proof-session"),
            Source::DevMode { .. } => text!("account-proof-dev-mode"),
            Source::TestMode => text!("account-proof-test-mode"),
            Source::Guest => text!("account-proof-guest"),
        }
    }

    /// What the role allows, in words.
    fn may(&self) -> Vec<String> {
        let (read, change, manage) =
            (|| text!("account-may-read"), || text!("account-may-change"), || text!("account-may-manage"));
        match self.employee.person().standing.role {
            None => vec![],
            Some(Role::Reader) => vec![read()],
            Some(Role::Editor) => vec![read(), change()],
            Some(Role::Admin) => vec![read(), change(), manage()],
        }
    }

    fn session_until(&self) -> Option<OffsetDateTime> {
        self.employee.person().principal.source.session_until()
    }

    /// Whether something was given to them without a role.
    fn has_shared(&self) -> bool {
        self.employee.person().standing.subjects.highest().is_some()
    }

    fn is_guest(&self) -> bool {
        self.employee.person().principal.source == Source::Guest
    }
}

/// `GET /account`
pub async fn show(employee: Employee, documents: Data<Documents>, layout: Layout) -> Result<impl Responder> {
    let wants_mail = documents.wants_mail(&employee).await?;
    Ok(Page::ok(AccountPage { layout, employee, wants_mail }))
}
