//! For whom moving or copying something changes what they may do, and how.

use std::{cmp::Reverse, collections::HashMap};

use uuid::Uuid;

use super::access_diff::Act;
use crate::{
    Error, Result,
    access::{level::Level, role::Role, subjects::Subject},
    documents::store::ShiftRow,
};

/// How many people, and how it changes what they may do. Each person is in one line, and only where it changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    pub who: Affected,
    pub people: u64,
    /// `None`: they do not see it.
    pub before: Option<Level>,
    pub after: Option<Level>,
}

/// The subject by which access changes for people, as far as the asker may know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Affected {
    /// Whoever asks.
    Asker,
    Person {
        subject: String,
        name: String,
    },
    Group {
        id: Uuid,
        name: String,
    },
    /// A group that the asker may not know of.
    OtherGroup,
    Role(Role),
    /// The asker does not own what is granted to them, and sees only how many they are.
    People,
}

/// The item of the grant that a change is due to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Here,
    There,
}

impl DiffLine {
    /// `asker`: `person:…`; `groups`: those that they may know of; `knows`: the items whose grants they may see.
    pub(super) fn of(row: ShiftRow, asker: &str, groups: &HashMap<Uuid, String>, knows: &[Side]) -> Result<Self> {
        let side = if row.after < row.before { Side::Here } else { Side::There };
        let impossible = || Error::internal(format!("a subject that cannot be: {}", row.cause));
        let who = match Subject::parse(&row.cause).ok_or_else(impossible)? {
            Subject::Person(_) if row.cause == asker => Affected::Asker,
            Subject::Role(role) => Affected::Role(role),
            Subject::Group(id) => {
                groups.get(&id).map_or(Affected::OtherGroup, |name| Affected::Group { id, name: name.clone() })
            }
            Subject::Person(_) | Subject::Address(_) if !knows.contains(&side) => Affected::People,
            Subject::Person(user) => {
                let name = if row.name.is_empty() { user.subject } else { row.name };
                Affected::Person { subject: row.cause, name }
            }
            Subject::Address(email) => Affected::Person { subject: row.cause, name: email.to_string() },
        };
        let people = row.people.unsigned_abs();
        Ok(Self { who, people, before: Level::of(row.before)?, after: Level::of(row.after)? })
    }

    /// Merges the lines of people for whom the change is the same and who are not named one by one, and sorts them
    /// for display.
    pub(super) fn in_order(lines: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut told: Vec<Self> = Vec::new();
        for line in lines {
            match told.iter_mut().find(|known| known.is_like(&line)) {
                Some(known) => known.people += line.people,
                None => told.push(line),
            }
        }
        told.sort_by(|one, other| one.order().cmp(&other.order()));
        told
    }

    /// The same in fewer lines: people are counted, not named.
    pub fn in_short(lines: &[Self]) -> Vec<Self> {
        let counted = |line: &Self| match line.who {
            Affected::Person { .. } => Self { who: Affected::People, ..line.clone() },
            _ => line.clone(),
        };
        Self::in_order(lines.iter().map(counted))
    }

    fn is_like(&self, other: &Self) -> bool {
        (&self.who, self.before, self.after) == (&other.who, other.before, other.after)
    }

    /// The asker first; then those who lose the most, and larger groups before smaller ones.
    fn order(&self) -> (bool, Option<Level>, Reverse<u64>, &Affected, Option<Level>) {
        (self.who != Affected::Asker, self.after, Reverse(self.people), &self.who, self.before)
    }

    /// Their name, in words.
    pub fn called(&self) -> String {
        let count = self.people;
        match &self.who {
            Affected::Asker => text!("diff-you"),
            Affected::Person { name, .. } => name.clone(),
            Affected::Group { name, .. } => text!("diff-group", count = count, name = name.as_str()),
            Affected::OtherGroup => text!("diff-other-group", count = count),
            Affected::Role(role) => text!("diff-role", count = count, role = role.as_str()),
            Affected::People => text!("diff-people", count = count),
        }
    }

    /// What it changes for them, in one sentence; `things`: how many it is about.
    pub fn sentence(&self, act: Act, things: usize) -> String {
        let who = self.called();
        match (act, self.before.map(Level::as_str), self.after.map(Level::as_str)) {
            (Act::Move, _, None) => text!("diff-moved-lost", who = who, things = things),
            (Act::Move, None, Some(level)) => text!("diff-moved-gained", who = who, things = things, level = level),
            (Act::Move, Some(_), Some(level)) if self.after > self.before => {
                text!("diff-moved-more", who = who, things = things, level = level)
            }
            (Act::Move, Some(_), Some(level)) => text!("diff-moved-less", who = who, things = things, level = level),
            (Act::Copy, _, None) => text!("diff-copied-lost", who = who, things = things),
            (Act::Copy, None, Some(level)) => text!("diff-copied-gained", who = who, things = things, level = level),
            (Act::Copy, Some(before), Some(level)) => {
                text!("diff-copied-other", who = who, things = things, before = before, level = level)
            }
        }
    }
}
