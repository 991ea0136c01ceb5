//! Roles and groups of the people of DEV_MODE. They are stored in no table, because the database may serve real
//! people one day.

use time::OffsetDateTime;

use super::{
    directory::{Claim, Heading, spelled},
    role::Role,
};
use crate::identity::persona::Persona;

/// The role that a row of `user_roles` would give.
pub(super) fn role(persona: Persona) -> Option<Role> {
    match persona {
        Persona::Admin => Some(Role::Admin),
        Persona::Editor => Some(Role::Editor),
        Persona::Reader | Persona::InManyGroups | Persona::LongName => Some(Role::Reader),
        Persona::Nobody | Persona::InGroups | Persona::Guest => None,
    }
}

/// What the directory would say of them, as the tables have it.
pub(super) fn claims(persona: Persona) -> Vec<String> {
    let groups = persona.directory_groups().into_iter().map(Claim::Group);
    let app_roles = persona.app_roles().iter().map(|role| Claim::AppRole((*role).to_owned()));
    spelled(groups.chain(app_roles))
}

pub(super) fn heading(persona: Persona, now: OffsetDateTime) -> Heading {
    Heading { claims: claims(persona).len(), is_complete: !persona.has_more_groups(), read_at: now }
}
