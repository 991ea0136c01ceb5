//! The order of a listing: folders first, names in natural order (`file 9` before `file 10`). Names are compared by the
//! keys of `collation.rs`.

use serde::{Deserialize, Serialize};

/// By which column, and which way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    pub by: Column,
    pub descending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
    /// From `sort=size&order=desc`; a missing or unknown value means by name, ascending.
    pub fn from_query(query: &str) -> Self {
        let mut sort = Self::default();
        for (key, value) in url::form_urlencoded::parse(query.as_bytes()) {
            sort.ask(&key, &value);
        }
        sort
    }

    /// With what this parameter of an address changes.
    pub fn ask(&mut self, key: &str, value: &str) {
        match key {
            // A column begins upwards; `order` may follow.
            "sort" => *self = Self { by: Column::named(value), descending: false },
            "order" => self.descending = value == "desc",
            _ => {}
        }
    }

    /// As cookie and address spell it.
    pub fn order(self) -> &'static str {
        if self.descending { "desc" } else { "asc" }
    }
}
