//! One change to who may do what: understood from a form, and held against the rules of the table.

use serde::Deserialize;

use crate::{
    access::{role::Role, roles::Assignment},
    identity::principal::Email,
};

/// What the forms of the page send.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ChangeForm {
    /// `add`, `set`, `remove` or `release`; none: give this role, whatever there was before.
    #[serde(default)]
    pub action: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub role: String,
    /// `yes` once the administrator has read the warning.
    #[serde(default)]
    pub sure: String,
    /// The part of the list that the form stood in.
    #[serde(default)]
    pub back: String,
}

/// A change that is valid as far as the form alone shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A person who is not in the table yet.
    Add(Email, Role),
    /// Somebody who is in the table.
    Set(Email, Role),
    /// Either.
    Put(Email, Role),
    Remove(Email),
    /// Lets go of the pin: the next person to sign in with this address gets the role.
    Release(Email, Role),
}

/// Why a change does not simply happen.
#[derive(Debug, PartialEq, Eq)]
pub enum Objection {
    /// The sentence for the administrator.
    No(String),
    /// Administrators who are about to remove their own role have to confirm that.
    AskFirst,
}

impl ChangeForm {
    /// The change, or a sentence about what is wrong with the form.
    pub fn parse(&self) -> Result<Change, String> {
        let email = Email::parse(&self.email).ok_or_else(|| text!("people-no-address"))?;
        let role = || self.role.parse::<Role>().map_err(|_| text!("people-no-role"));
        match self.action.as_str() {
            "add" => Ok(Change::Add(email, role()?)),
            "set" => Ok(Change::Set(email, role()?)),
            "" => Ok(Change::Put(email, role()?)),
            "remove" => Ok(Change::Remove(email)),
            "release" => Ok(Change::Release(email, role()?)),
            _ => Err(text!("people-no-action")),
        }
    }

    pub fn is_sure(&self) -> bool {
        self.sure == "yes"
    }
}

impl Change {
    /// Checks the change against the current table. `own` is the address of the administrator.
    pub fn objection(&self, holders: &[Assignment], own: Option<&Email>, sure: bool) -> Option<Objection> {
        let role_now = |email: &Email| holders.iter().find(|holder| holder.email == *email).map(|holder| holder.role);
        let (email, role_after) = match self {
            Self::Add(email, _) => {
                return role_now(email).map(|role| {
                    Objection::No(text!("people-there-already", email = email.as_str(), role = role.in_words()))
                });
            }
            Self::Set(email, role) | Self::Put(email, role) | Self::Release(email, role) => (email, Some(*role)),
            Self::Remove(email) => (email, None),
        };
        let Some(role_now) = role_now(email) else {
            if matches!(self, Self::Put(..)) {
                return None;
            }
            return Some(Objection::No(text!("people-not-there", email = email.as_str())));
        };
        if role_now != Role::Admin || role_after == Some(Role::Admin) {
            return None;
        }
        if holders.iter().filter(|holder| holder.role == Role::Admin).count() == 1 {
            let sentence = text!("people-last-admin", email = email.as_str());
            return Some(Objection::No(sentence));
        }
        (own == Some(email) && !sure).then_some(Objection::AskFirst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(name: &str) -> Email {
        Email::parse(&format!("{name}@example.com")).expect("an address")
    }

    fn form(action: &str, name: &str, role: &str) -> ChangeForm {
        let email = format!("{name}@example.com");
        ChangeForm { action: action.to_owned(), email, role: role.to_owned(), ..ChangeForm::default() }
    }

    fn table(rows: &[(&str, Role)]) -> Vec<Assignment> {
        let updated_at = time::OffsetDateTime::UNIX_EPOCH;
        rows.iter()
            .map(|(name, role)| Assignment { email: email(name), role: *role, pin: None, pinned_at: None, updated_at })
            .collect()
    }

    #[test]
    fn a_form_without_sense_is_answered_with_a_sentence() {
        assert!(form("add", "ada", "owner").parse().is_err());
        assert!(form("burn", "ada", "reader").parse().is_err());
        assert!(ChangeForm { email: "ada".to_owned(), ..form("add", "", "reader") }.parse().is_err());
        assert_eq!(form("add", "ADA", "reader").parse(), Ok(Change::Add(email("ada"), Role::Reader)));
    }

    #[test]
    fn the_last_administrator_stays() {
        let table = table(&[("ada", Role::Admin), ("bob", Role::Editor)]);
        for change in [Change::Remove(email("ada")), Change::Set(email("ada"), Role::Editor)] {
            assert!(matches!(change.objection(&table, None, true), Some(Objection::No(_))));
        }
        assert_eq!(Change::Remove(email("bob")).objection(&table, None, false), None);
    }

    #[test]
    fn giving_up_the_own_role_is_asked_twice() {
        let table = table(&[("ada", Role::Admin), ("bob", Role::Admin)]);
        let change = Change::Set(email("ada"), Role::Reader);
        assert_eq!(change.objection(&table, Some(&email("ada")), false), Some(Objection::AskFirst));
        assert_eq!(change.objection(&table, Some(&email("ada")), true), None);
        assert_eq!(change.objection(&table, Some(&email("bob")), false), None);
    }

    #[test]
    fn adding_somebody_who_is_there_changes_nothing() {
        let table = table(&[("ada", Role::Admin), ("bob", Role::Editor)]);
        let objection = Change::Add(email("bob"), Role::Reader).objection(&table, None, false);
        assert!(matches!(objection, Some(Objection::No(_))));
    }
}
