//! `POST /dev/role`: DEV_MODE only, mounted nowhere else. One click gives the fake person another role,
//! so that every page can be seen as each.

use actix_web::{HttpResponse, http::header, web};
use serde::Deserialize;

use crate::{
    Error, Result,
    access::{ladder::Employee, role::Role, roles::Roles},
    transport::{csrf::SameOrigin, local_path::LocalPath, page::Layout},
};

/// What the buttons of the banner send.
#[derive(Deserialize)]
pub struct Choice {
    /// A role, or `none`.
    role: String,
    /// Where the button was pressed.
    #[serde(default)]
    back: String,
}

/// `POST /dev/role`
pub async fn switch_role(
    employee: Employee,
    _: SameOrigin,
    choice: web::Form<Choice>,
    roles: web::Data<Roles>,
    layout: Layout,
) -> Result<HttpResponse> {
    let principal = &employee.person().principal;
    let email = principal.email.as_ref().ok_or_else(|| Error::internal("the developer has no e-mail address"))?;
    let actor = principal.user.to_string();
    if choice.role == "none" {
        roles.remove(email, Some(&actor), &layout.request_id).await?;
    } else {
        let role: Role = choice.role.parse().map_err(|log: String| Error::invalid(text!("role-unknown"), log))?;
        roles.set(email, role, false, Some(&actor), &layout.request_id).await?;
    }
    let back = LocalPath::parse(&choice.back).unwrap_or_else(LocalPath::home);
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, back.as_str())).finish())
}
