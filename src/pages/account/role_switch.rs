//! `POST /dev/role`: DEV_MODE only, mounted nowhere else. One click gives the fake person another role,
//! so that every page can be seen as each.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::{
    Error, Result,
    access::{ladder::Employee, role::Role, roles::Roles},
    transport::{csrf::SameOrigin, local_path::LocalPath, redirect::see_other},
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
    _: Employee,
    _: SameOrigin,
    choice: web::Form<Choice>,
    roles: web::Data<Roles>,
) -> Result<HttpResponse> {
    let role = match choice.role.as_str() {
        "none" => None,
        role => Some(role.parse::<Role>().map_err(|log| Error::invalid(text!("role-unknown"), log))?),
    };
    roles.switch_developer(role)?;
    let back = LocalPath::parse(&choice.back).unwrap_or_else(LocalPath::home);
    Ok(see_other(back.as_str()))
}
