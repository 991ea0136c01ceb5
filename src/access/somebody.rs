//! The person that a question is about: who an address belongs to, and what would count for them if they signed in
//! now.

use super::{
    ladder::Person,
    roles::{Roles, Standing},
    subjects::Name,
};
use crate::{
    Result,
    identity::principal::{Email, Principal, Source, UserKey},
};

/// A person who need not be here.
#[derive(Debug, Clone)]
pub struct Somebody {
    pub principal: Principal,
    pub standing: Standing,
    /// Every name under which something may be granted to them.
    pub names: Vec<Name>,
}

impl Somebody {
    /// False: nobody has signed in with the address yet, and this is about the first person who will.
    pub fn was_here(&self) -> bool {
        self.principal.source != Source::AskedAbout { was_here: false }
    }

    /// What people call them.
    pub fn called(&self) -> &str {
        let Principal { user, email, name, .. } = &self.principal;
        match email {
            _ if !name.is_empty() => name,
            Some(email) => email.as_str(),
            None => &user.subject,
        }
    }
}

impl Roles {
    /// The person who asks.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn myself(&self, person: &Person) -> Result<Somebody> {
        let Person { principal, standing, .. } = person;
        let names = self.names(principal, standing.role).await?;
        Ok(Somebody { principal: principal.clone(), standing: standing.clone(), names })
    }

    /// The person with an address, as they would be if they signed in now. If several people had it at different
    /// times, it is the one who signed in last.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn somebody(&self, email: &Email) -> Result<Somebody> {
        if let Some(persona) = self.persona_at(email) {
            let principal = persona.principal();
            let standing = self.of(&principal).await?;
            let names = self.names(&principal, standing.role).await?;
            return Ok(Somebody { principal, standing, names });
        }
        let known = self.last_with(email).await?;
        let known = known.as_ref().and_then(|row| Some((row.key.split_once('|')?, row.name.clone())));
        let principal = Principal {
            source: Source::AskedAbout { was_here: known.is_some() },
            email: Some(email.clone()),
            app_roles: Vec::new(),
            user: known.as_ref().map_or_else(nobody, |((realm, subject), _)| UserKey::new(*realm, *subject)),
            name: known.map(|(_, name)| name).unwrap_or_default(),
        };
        let standing = self.of(&principal).await?;
        let names = self.names(&principal, standing.role).await?;
        Ok(Somebody { principal, standing, names })
    }
}

/// A placeholder key for a person who has none yet. No person has it: a realm is never empty.
fn nobody() -> UserKey {
    UserKey::new("", "")
}
