//! The list of people in parts, with what they are called, and those of them who have some words.

use super::{
    roles::{Assignment, Roles},
    store::{self, AssignmentRow, NamedRow},
};
use crate::{Result, identity::principal::Email};

/// Some rows of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holders {
    /// Each with what the person is called; empty where nobody has signed in with the address.
    pub lines: Vec<(Assignment, String)>,
    /// How many have the words that were looked for.
    pub found: usize,
    /// How many there are.
    pub total: usize,
}

impl Roles {
    /// Those whose address or name has all these words, or whose role is one: `limit` of them, after the first `skipped`.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn named(&self, words: &str, skipped: usize, limit: u16) -> Result<Holders> {
        let words: Vec<String> = words.to_lowercase().replace('\0', "").split_whitespace().map(str::to_owned).collect();
        let skipped = i64::try_from(skipped).unwrap_or(i64::MAX);
        let (database, pool) = (self.database(), self.database().pool());
        let rows = database.look_up(|| store::named(pool, &words, skipped, i64::from(limit))).await?;
        let total = database.look_up(|| store::count(pool)).await?;
        let count = |count: i64| usize::try_from(count).unwrap_or_default();
        let found = rows.first().map_or(0, |row| count(row.found));
        // As in `list`.
        let known = rows.into_iter().filter(|row| Email::parse(&row.email).is_some());
        let lines = known.map(|row| {
            let NamedRow { email, role, tenant_id, object_id, pinned_at, updated_at, name, .. } = row;
            let row = AssignmentRow { email, role, tenant_id, object_id, pinned_at, updated_at };
            Assignment::try_from(row).map(|holder| (holder, name))
        });
        Ok(Holders { lines: lines.collect::<Result<_>>()?, found, total: count(total) })
    }
}
