//! A group of people, and who can be in one.

use std::fmt;

use time::OffsetDateTime;
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use crate::{
    access::subjects::Subject,
    identity::principal::{Email, UserKey},
};

/// A group, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: Uuid,
    pub name: String,
    pub description: String,
    /// Whether everybody who may share finds it by name.
    pub is_listed: bool,
    pub created_at: OffsetDateTime,
    /// How many members it has itself, each group in it counted as one.
    pub members: u64,
    pub owners: u64,
    /// Whether the asker may change its members.
    pub may_change: bool,
    /// Whether the asker is in it, directly or through another group.
    pub is_in_it: bool,
}

/// Who can be in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    Person(UserKey),
    /// Whoever signs in with it first.
    Address(Email),
    /// Everybody in another group.
    Group(Uuid),
    /// Everybody of whom the directory says that they are in this group of its own; its object id.
    DirectoryGroup(String),
    /// Everybody of whom the directory says that they have this app role.
    AppRole(String),
}

impl Member {
    /// The form in the table; `None` if it does not name anybody.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > LONGEST_MEMBER || text.contains(char::is_control) {
            return None;
        }
        match text.split_once(':')? {
            ("directory-group", id) => directory_id(id).map(Self::DirectoryGroup),
            ("app-role", value) => directory_id(value).map(Self::AppRole),
            _ => match Subject::parse(text)? {
                Subject::Person(user) => Some(Self::Person(user)),
                Subject::Address(email) => Some(Self::Address(email)),
                Subject::Group(id) => Some(Self::Group(id)),
                Subject::Role(_) => None,
            },
        }
    }

    /// Whether nobody has signed in with the address yet.
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Address(_))
    }
}

/// As the table has it.
impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(user) => write!(f, "person:{user}"),
            Self::Address(email) => write!(f, "address:{email}"),
            Self::Group(id) => write!(f, "group:{id}"),
            Self::DirectoryGroup(id) => write!(f, "directory-group:{id}"),
            Self::AppRole(value) => write!(f, "app-role:{value}"),
        }
    }
}

/// In bytes; the table has the same limit.
const LONGEST_MEMBER: usize = 600;

/// What the directory calls a group or an app role: anything that prints.
fn directory_id(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A member, as the page and programs show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    pub member: Member,
    /// What people call them.
    pub name: String,
    /// Empty where there is none, or it is not known.
    pub email: String,
    pub added_at: OffsetDateTime,
    pub added_by: String,
}

impl MemberLine {
    /// Whether it is a group, with all that are in that.
    pub fn is_group(&self) -> bool {
        matches!(self.member, Member::Group(_))
    }
}

/// A group's new name and description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupName {
    pub name: String,
    pub description: String,
    pub is_listed: bool,
}

/// The longest name, in characters; the table has the same limit.
pub const LONGEST_NAME: usize = 100;
/// The longest description, in characters; the table has the same limit.
const LONGEST_DESCRIPTION: usize = 500;

impl GroupName {
    /// `None`: no name that a group can have.
    pub fn parse(name: &str, description: &str, is_listed: bool) -> Option<Self> {
        let (name, description) = (one_line(name), one_line(description));
        let fits = !name.is_empty()
            && name.chars().count() <= LONGEST_NAME
            && description.chars().count() <= LONGEST_DESCRIPTION;
        // An address or a key would be taken for a person in the same field.
        (fits && Email::parse(&name).is_none() && Member::parse(&name).is_none()).then_some(Self {
            name,
            description,
            is_listed,
        })
    }

    /// The name as it is compared: two groups cannot differ by case alone.
    pub fn key(&self) -> String {
        key(&self.name)
    }
}

/// A name as groups are compared by it.
pub fn key(name: &str) -> String {
    name.trim().nfc().collect::<String>().to_lowercase()
}

fn one_line(text: &str) -> String {
    let text: String = text.nfc().collect();
    text.split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_as_they_are_written() {
        let id = Uuid::from_u128(7);
        for text in [
            "person:tenant|oid".to_owned(),
            "address:ada@example.com".to_owned(),
            format!("group:{id}"),
            "directory-group:0b2c".to_owned(),
            "app-role:Analyst".to_owned(),
        ] {
            assert_eq!(Member::parse(&text).map(|member| member.to_string()), Some(text.clone()), "{text}");
        }
        for nonsense in ["role:reader", "group:7", "app-role: ", "directory-group:\u{0}", "ada", ""] {
            assert_eq!(Member::parse(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_and_no_address() {
        let name = GroupName::parse("  Sales\n team ", "", true).expect("a name");
        assert_eq!((name.name.as_str(), name.key().as_str()), ("Sales team", "sales team"));
        for refused in ["", " \u{0} ", "ada@example.com", "app-role:x", &"x".repeat(101)] {
            assert_eq!(GroupName::parse(refused, "", true), None, "{refused:?}");
        }
    }
}
