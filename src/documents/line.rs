//! A line of a folder's list by what lists are ordered by, and the part of a list that begins at it.

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, macros::datetime, serde::rfc3339};

use crate::documents::{
    kind,
    sort::{Column, Sort},
};

/// The position of an entry in any order. It stays valid when the entry itself is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub is_folder: bool,
    /// Of a document; 0 for folders, which are equal by size.
    pub bytes: i64,
    /// As `kind.rs` calls it.
    pub r#type: String,
    #[serde(with = "rfc3339")]
    pub edited_at: OffsetDateTime,
    /// The key of the name (`collation.rs`): no two in a folder are equal.
    pub name: String,
}

/// Which lines of a folder.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    pub sort: Sort,
    /// Only the entries after this position.
    pub behind: Option<&'a Line>,
    /// From the end to the beginning: "after" is before, then.
    pub backward: bool,
    /// How many are left out at the beginning: costs more, the more there are.
    pub skipped: i64,
    pub limit: i64,
}

/// Earlier and later than any entry; nothing has such a time.
const TIMES: (OffsetDateTime, OffsetDateTime) = (datetime!(0001-01-01 0:00 UTC), datetime!(9999-12-31 0:00 UTC));
const SIZES: (i64, i64) = (-1, i64::MAX);

/// The list as ranges of an index, within each of which names are sorted. The first one continues after the position.
impl Part<'_> {
    /// Whether entries with equal keys are sorted by descending name. Only an order by name reverses them.
    pub fn names_fall(&self) -> bool {
        self.backward != (self.sort.by == Column::Name && self.sort.descending)
    }

    /// Whether the sort key ascends.
    pub fn keys_rise(&self) -> bool {
        self.backward == self.sort.descending
    }

    /// Before which no name comes.
    pub fn name_end(&self) -> String {
        // A name has fewer bytes than this.
        if self.names_fall() { "\u{10ffff}".repeat(64) } else { String::new() }
    }

    /// Folders (`true`) and documents, and the name after which each range begins.
    pub fn groups(&self) -> (Vec<bool>, Vec<String>) {
        let mut groups = vec![!self.backward, self.backward];
        groups.retain(|group| self.behind.is_none_or(|line| *group == line.is_folder || *group == self.backward));
        (groups.clone(), self.names(groups.len()))
    }

    /// Types, and the name after which each range begins.
    pub fn types(&self) -> (Vec<String>, Vec<String>) {
        let mut types: Vec<String> = kind::types(self.sort.descending).into_iter().map(str::to_owned).collect();
        if self.backward {
            types.reverse();
        }
        let begun = self.behind.and_then(|line| types.iter().position(|known| *known == line.r#type));
        types.drain(..begun.unwrap_or_default());
        let names = self.names(types.len());
        (types, names)
    }

    /// At which size each group begins.
    pub fn sizes(&self) -> Vec<i64> {
        self.keys(SIZES, |line| line.bytes)
    }

    /// At which time each group begins.
    pub fn times(&self) -> Vec<OffsetDateTime> {
        self.keys(TIMES, |line| line.edited_at)
    }

    fn keys<K: Copy>(&self, (first, last): (K, K), of: impl Fn(&Line) -> K) -> Vec<K> {
        let mut keys = vec![if self.keys_rise() { first } else { last }; self.groups().0.len()];
        if let (Some(key), Some(line)) = (keys.first_mut(), self.behind) {
            *key = of(line);
        }
        keys
    }

    fn names(&self, count: usize) -> Vec<String> {
        let mut names = vec![self.name_end(); count];
        if let (Some(name), Some(line)) = (names.first_mut(), self.behind) {
            name.clone_from(&line.name);
        }
        names
    }
}
