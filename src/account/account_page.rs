//! `GET /account`: who am I here, with which role, where from, until when.

use actix_web::Responder;
use askama::Template;
use time::OffsetDateTime;

use crate::{
    access::{ladder::Employee, role::Role},
    account::me::session_until,
    identity::principal::Source,
    transport::page::{Layout, Page},
};

#[derive(Template)]
#[template(path = "account/account.html")]
struct AccountPage {
    layout: Layout,
    employee: Employee,
}

impl AccountPage {
    /// How the person proved who they are, in words.
    fn proof(&self) -> &'static str {
        match self.employee.person().principal.source {
            Source::Session { .. } => "Signed in through your company's account.",
            Source::DevMode => "Development mode: nobody signs in.",
            Source::TestMode => "Test mode: the X-Test-User header says who is asking.",
            Source::Guest => "This site is open to everyone: nobody signs in.",
        }
    }

    /// What the role allows, in words.
    fn may(&self) -> &'static [&'static str] {
        match self.employee.person().standing.role {
            None => &[],
            Some(Role::Reader) => &["read and download documents"],
            Some(Role::Editor) => &["read and download documents", "change documents"],
            Some(Role::Admin) => &["read and download documents", "change documents", "say who may do what"],
        }
    }

    fn session_until(&self) -> Option<OffsetDateTime> {
        session_until(&self.employee.person().principal.source)
    }

    fn is_guest(&self) -> bool {
        self.employee.person().principal.source == Source::Guest
    }
}

/// `GET /account`
pub async fn show(employee: Employee, layout: Layout) -> impl Responder {
    Page::ok(AccountPage { layout, employee })
}
