//! `/admin/directory`: which role comes with which group or app role of the company's directory.

use actix_web::{Either, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use serde::Deserialize;

use crate::{
    Result,
    access::{
        directory::{Claim, Directory, DirectoryRole},
        ladder::Admin,
        role::Role,
    },
    pages::forms::Fields,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

/// App roles as companies have them, and what they mostly mean: a proposal.
const USUAL: [(&str, Role); 4] =
    [("Admin", Role::Admin), ("PM", Role::Editor), ("Analyst", Role::Editor), ("Viewer", Role::Reader)];

#[derive(Template)]
#[template(path = "admin/directory.html")]
pub struct DirectoryPage {
    layout: Layout,
    roles: Vec<DirectoryRole>,
    done: bool,
    /// A form that came back: nothing that was typed is lost.
    value: String,
    complaint: Option<String>,
}

impl DirectoryPage {
    /// What the proposed mapping would add, in words.
    fn proposal() -> String {
        USUAL.map(|(name, role)| format!("{name} \u{2192} {}", role.in_words())).join(", ")
    }
}

/// The page after a change says what happened.
#[derive(Deserialize)]
pub struct AfterChange {
    done: Option<String>,
}

/// `GET /admin/directory`
pub async fn directory(
    _: Admin,
    after: actix_web::web::Query<AfterChange>,
    layout: Layout,
    directory: Data<Directory>,
) -> Result<Page<DirectoryPage>> {
    let (roles, done) = (directory.roles().await?, after.done.is_some());
    Ok(Page::ok(DirectoryPage { layout, roles, done, value: String::new(), complaint: None }))
}

/// `POST /admin/directory`
pub async fn change_directory(
    admin: Admin,
    _: SameOrigin,
    fields: Fields,
    layout: Layout,
    directory: Data<Directory>,
) -> Result<Either<HttpResponse, Page<DirectoryPage>>> {
    if fields.text("action") == "propose" {
        let known = directory.roles().await?;
        for (name, role) in USUAL {
            let claim = Claim::AppRole(name.to_owned());
            if !known.iter().any(|known| known.claim == claim) {
                directory.set_role(&admin, &claim, Some(role)).await?;
            }
        }
        return Ok(Either::Left(see_other("/admin/directory?done=yes")));
    }
    let (claim, role) = if fields.text("action") == "remove" {
        (Claim::parse(fields.text("claim")), Ok(None))
    } else {
        let text = format!("{}:{}", fields.text("kind"), fields.text("value").trim());
        (Claim::parse(&text), fields.text("role").parse::<Role>().map(Some))
    };
    if let (Some(claim), Ok(role)) = (claim, role) {
        directory.set_role(&admin, &claim, role).await?;
        return Ok(Either::Left(see_other("/admin/directory?done=yes")));
    }
    let (roles, value) = (directory.roles().await?, fields.text("value").to_owned());
    let complaint = Some(text!("directory-no-value"));
    let page = DirectoryPage { layout, roles, done: false, value, complaint };
    Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)))
}
