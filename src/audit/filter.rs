//! Which rows of the record are wanted, and where in it one is.

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

/// Which rows; what is not set does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub person: Option<Whose>,
    pub item: Option<Whereof>,
    pub kind: Option<String>,
    pub via: Option<String>,
    /// The number of a request, or the name of a command.
    pub request: Option<String>,
}

/// Somebody: the rows of what they did, and of what was done to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Whose {
    /// User keys, and names of commands.
    pub keys: Vec<String>,
    /// What details call them: the same, and e-mail addresses.
    pub about: Vec<String>,
}

/// A folder or document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereof {
    pub id: Uuid,
    /// What details call it besides: its id in the list of an archive, and its links.
    pub about: Vec<String>,
}

/// A place in the record: between two rows, or at one. Rows are ordered by time, then by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub at: OffsetDateTime,
    pub id: i64,
}

impl Position {
    /// Before all rows.
    pub const BEGINNING: Self = Self { at: datetime!(0001-01-01 00:00 UTC), id: 0 };
    /// After all rows.
    pub const END: Self = Self { at: datetime!(9999-12-31 00:00 UTC), id: 0 };

    /// Before everything that happened at this moment or later.
    pub fn just_before(at: OffsetDateTime) -> Self {
        Self { at: at.clamp(Self::BEGINNING.at, Self::END.at), id: 0 }
    }

    pub fn mark(self) -> Mark {
        Mark { at: i64::try_from(self.at.unix_timestamp_nanos() / 1000).unwrap_or_default(), id: self.id }
    }
}

/// A position for a cursor: microseconds since 1970, which is as exact as the database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    at: i64,
    id: i64,
}

impl Mark {
    /// `None`: no row has such a time.
    pub fn position(self) -> Option<Position> {
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.at) * 1000).ok()?;
        (Position::BEGINNING.at..=Position::END.at).contains(&at).then_some(Position { at, id: self.id })
    }
}

impl Filter {
    /// How many filters there are. With more than one, rows are looked at that do not fit.
    pub(super) fn count(&self) -> usize {
        let Self { person, item, kind, via, request } = self;
        [person.is_some(), item.is_some(), kind.is_some(), via.is_some(), request.is_some()]
            .into_iter()
            .filter(|is_set| *is_set)
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_leads_back_to_its_position() {
        let place = Position { at: datetime!(2026-12-02 10:00:00.123456 UTC), id: 7 };
        assert_eq!(place.mark().position(), Some(place));
        assert_eq!(Position::BEGINNING.mark().position(), Some(Position::BEGINNING));
        assert_eq!(Mark { at: i64::MAX, id: 1 }.position(), None);
    }
}
