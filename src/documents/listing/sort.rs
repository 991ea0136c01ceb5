//! The order of a listing: folders first, names as a person counts them (`file 9` before `file 10`).

use std::cmp::Ordering;

use crate::documents::{
    document::Entry,
    listing::{kind::Kind, view::View},
};

/// By which column, and which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Sort {
    pub by: Column,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Column {
    #[default]
    Name,
    Size,
    Type,
    Changed,
}

impl Column {
    pub const ALL: [Self; 4] = [Self::Name, Self::Size, Self::Type, Self::Changed];

    /// What is unknown is the name.
    pub fn named(key: &str) -> Self {
        Self::ALL.into_iter().find(|column| column.key() == key).unwrap_or_default()
    }

    /// As the query spells it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "size",
            Self::Type => "type",
            Self::Changed => "changed",
        }
    }
}

impl Sort {
    /// From `sort=size&order=desc`; what is missing or unknown is by name, upwards.
    pub fn from_query(query: &str) -> Self {
        View::default().asked(query).sort
    }

    /// As cookie and address spell it.
    pub fn order(self) -> &'static str {
        if self.descending { "desc" } else { "asc" }
    }

    /// Puts a listing in order: folders first; what is equal stays in the order of names.
    pub fn arrange(self, entries: &mut [Entry]) {
        entries.sort_by_cached_key(|entry| NaturalKey::of(&entry.name));
        if self.descending && self.by == Column::Name {
            entries.reverse();
        }
        entries.sort_by(|left, right| {
            let column = match self.by {
                Column::Name => Ordering::Equal,
                Column::Size => left.size().cmp(&right.size()),
                Column::Type => Kind::of(&left.kind).word.cmp(&Kind::of(&right.kind).word),
                Column::Changed => left.changed.at.cmp(&right.changed.at),
            };
            let column = if self.descending { column.reverse() } else { column };
            right.is_folder().cmp(&left.is_folder()).then(column)
        });
    }
}

/// What names are compared by: runs of digits by their value, the rest without regard to case; the exact
/// spelling decides between names that are equal so far.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NaturalKey {
    pieces: Vec<Piece>,
    spelling: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    /// Number of digits without leading zeros, then the digits: compares as the number does, however long.
    Number(usize, String),
    Text(String),
}

impl NaturalKey {
    pub fn of(name: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = name;
        while let Some(first) = rest.chars().next() {
            let is_number = first.is_ascii_digit();
            let end = rest.find(|letter: char| letter.is_ascii_digit() != is_number).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            let value = run.trim_start_matches('0');
            let number = || Piece::Number(value.len(), value.to_owned());
            pieces.push(if is_number { number() } else { Piece::Text(run.to_lowercase()) });
            rest = after;
        }
        Self { pieces, spelling: name.to_owned() }
    }
}
