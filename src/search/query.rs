//! What somebody looks for, as the address says it: one spelling for the page, the box and programs.

use serde::{Deserialize, Serialize};
use time::Date;
use uuid::Uuid;

use crate::{
    database::days,
    documents::{
        cursor,
        item::{self, ROOT},
        path::FolderPath,
    },
    search::store::Order,
};

/// More than anybody types; a pasted page is cut.
const LONGEST: usize = 200;

/// As many as are ranked: nobody leafs further.
pub const DEEPEST: usize = 1000;

/// Hits on a page, where nobody says otherwise.
pub const USUAL: usize = 20;
pub const MOST: usize = 100;

/// Kinds of things, as the filter offers them.
pub const KINDS: &[&str] = &["folder", "text", "pdf", "office", "picture", "sound", "film", "other"];

/// What a person calls one of [`KINDS`].
pub fn kind_in_words(kind: &str) -> String {
    match kind {
        "folder" => text!("search-kind-folder"),
        "text" => text!("search-kind-text"),
        "pdf" => text!("search-kind-pdf"),
        "office" => text!("search-kind-office"),
        "picture" => text!("search-kind-picture"),
        "sound" => text!("search-kind-sound"),
        "film" => text!("search-kind-film"),
        _ => text!("search-kind-other"),
    }
}

/// Sizes, as the filter offers them: from, and below.
pub const SIZES: &[(&str, Option<u64>, Option<u64>)] = &[
    ("small", None, Some(100_000)),
    ("medium", Some(100_000), Some(1_000_000)),
    ("large", Some(1_000_000), Some(10_000_000)),
    ("huge", Some(10_000_000), None),
];

/// What a person calls one of [`SIZES`].
pub fn size_in_words(size: &str) -> String {
    match size {
        "small" => text!("search-size-small"),
        "medium" => text!("search-size-medium"),
        "large" => text!("search-size-large"),
        _ => text!("search-size-huge"),
    }
}

/// Orders, as they are offered.
pub const ORDERS: &[Order] = &[Order::Best, Order::Changed, Order::Name, Order::Size];

/// What a person calls one of [`ORDERS`].
pub fn order_in_words(order: Order) -> String {
    match order {
        Order::Best => text!("search-order-best"),
        Order::Changed => text!("search-order-changed"),
        Order::Name => text!("search-order-name"),
        Order::Size => text!("search-order-size"),
    }
}

/// When something was changed, as the filter offers it, and how many days back that begins.
pub const CHANGED: &[(&str, i32)] = &[("today", 0), ("week", 6), ("month", 29), ("year", 364)];

/// What a person calls one of [`CHANGED`].
pub fn changed_in_words(time: &str) -> String {
    match time {
        "today" => text!("search-changed-today"),
        "week" => text!("search-changed-week"),
        "month" => text!("search-changed-month"),
        _ => text!("search-changed-year"),
    }
}

/// A query with its filters. What is not set does not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// As it was typed, without control characters.
    pub text: String,
    pub kind: Option<&'static str>,
    /// A name from [`SIZES`].
    pub size: Option<&'static str>,
    pub smallest: Option<u64>,
    pub largest: Option<u64>,
    /// Days, both included.
    pub since: Option<Date>,
    pub until: Option<Date>,
    /// A name from [`CHANGED`].
    pub changed: Option<&'static str>,
    /// The time zone whose days are meant, as the IANA calls it; UTC if none is said.
    pub zone: Option<String>,
    /// A part of a name or an e-mail address.
    pub by: String,
    pub below: Below,
    /// What lies in or below this folder comes before what is as good.
    pub near: Option<FolderPath>,
    pub order: Order,
    pub limit: usize,
    /// How many hits come before the first that is wanted.
    pub skip: usize,
}

/// Where to look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Below {
    #[default]
    Everywhere,
    Place(FolderPath),
    Folder(Uuid),
}

impl Query {
    /// Reads the query part of an address.
    ///
    /// # Errors
    /// A sentence for the person.
    pub fn parse(address: &str) -> Result<Self, String> {
        let mut query = Self { limit: USUAL, ..Self::default() };
        for (key, value) in url::form_urlencoded::parse(address.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match key.as_ref() {
                "q" => query.text = plain(value),
                "kind" => query.kind = Some(known(KINDS.iter().copied(), value).ok_or_else(no_kind)?),
                "size" => query.size = Some(known(SIZES.iter().map(|size| size.0), value).ok_or_else(no_size)?),
                "min_size" => query.smallest = Some(value.parse().map_err(|_| no_size())?),
                "max_size" => query.largest = Some(value.parse().map_err(|_| no_size())?),
                "since" => query.since = Some(days::date(value).ok_or_else(no_date)?),
                "until" => query.until = Some(days::date(value).ok_or_else(no_date)?),
                "changed" => query.changed = Some(known(CHANGED.iter().map(|time| time.0), value).ok_or_else(no_time)?),
                "zone" => query.zone = Some(days::zone(value).ok_or_else(no_zone)?),
                "by" => query.by = plain(value),
                "in" => query.below = Below::Place(FolderPath::from_plain(value).map_err(|_| no_folder())?),
                "folder" => query.below = Below::Folder(item::id(value).map_err(|_| no_folder())?),
                "here" => query.near = FolderPath::from_plain(value).ok(),
                "sort" => query.order = order(value).ok_or_else(|| text!("search-no-order"))?,
                "limit" => query.limit = limit(value).ok_or_else(|| text!("search-no-limit", most = MOST))?,
                "cursor" => query.skip = skip(value).ok_or_else(|| text!("search-no-cursor"))?,
                // The page's own, or somebody else's: no reason to refuse.
                _ => {}
            }
        }
        if matches!(&query.below, Below::Place(place) if place.is_root()) || query.below == Below::Folder(ROOT) {
            query.below = Below::Everywhere;
        }
        Ok(query)
    }

    /// Whether there is anything to look for.
    pub fn is_empty(&self) -> bool {
        let Self { text, kind, size, smallest, largest, since, until, changed, by, .. } = self;
        text.is_empty()
            && by.is_empty()
            && (kind.is_none() && size.is_none())
            && (smallest.is_none() && largest.is_none())
            && (since.is_none() && until.is_none() && changed.is_none())
    }

    /// From and up to, both included, in bytes.
    pub fn sizes(&self) -> (Option<i64>, Option<i64>) {
        let named = SIZES.iter().find(|size| Some(size.0) == self.size);
        let (from, below) = named.map_or((None, None), |size| (size.1, size.2));
        let number = |size: Option<u64>| size.map(|size| i64::try_from(size).unwrap_or(i64::MAX));
        (number(self.smallest.max(from)), number(self.largest.or(below.map(|below| below - 1))))
    }

    /// How many days back the first day is, today being 0.
    pub fn days_back(&self) -> Option<i32> {
        CHANGED.iter().find(|time| Some(time.0) == self.changed).map(|time| time.1)
    }
}

fn no_kind() -> String {
    text!("search-no-kind")
}

fn no_size() -> String {
    text!("search-no-size")
}

pub fn no_zone() -> String {
    text!("search-no-zone")
}

fn no_time() -> String {
    text!("search-no-time")
}

fn no_date() -> String {
    text!("search-no-date")
}

fn no_folder() -> String {
    text!("search-no-folder")
}

fn known(all: impl Iterator<Item = &'static str>, value: &str) -> Option<&'static str> {
    all.into_iter().find(|known| *known == value)
}

fn order(value: &str) -> Option<Order> {
    ORDERS.iter().copied().find(|order| order.word() == value)
}

fn limit(value: &str) -> Option<usize> {
    value.parse().ok().filter(|limit| (1..=MOST).contains(limit))
}

fn plain(value: &str) -> String {
    let value: String =
        value.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(LONGEST).collect();
    value.trim().to_owned()
}

/// What the cursor of a search holds. Hits have an order only as long as nothing changes, so it is a number of lines here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skip {
    hits: usize,
}

impl Skip {
    pub fn hits(hits: usize) -> Self {
        Self { hits }
    }
}

pub fn cursor(skip: usize) -> String {
    cursor::write(&Skip::hits(skip)).unwrap_or_default()
}

fn skip(text: &str) -> Option<usize> {
    cursor::read::<Skip>(text).ok().map(|skip| skip.hits).filter(|skip| *skip <= DEEPEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_understood_or_refused_with_a_sentence() {
        let query = Query::parse("q=&kind=pdf&size=medium&since=2026-01-02&until=2026-01-02&in=/Reports/").unwrap();
        assert_eq!(query.sizes(), (Some(100_000), Some(999_999)));
        assert_eq!(query.since, query.until);
        assert_eq!(Query::parse("changed=week&zone=Europe/Berlin").unwrap().days_back(), Some(6));
        assert!(!query.is_empty() && Query::parse("q=+&in=").unwrap().is_empty());
        for nonsense in [
            "kind=x",
            "size=1",
            "since=yesterday",
            "in=a/../b",
            "folder=7",
            "sort=x",
            "changed=x",
            "zone=a'b",
            "zone=Etc/GMT%2B99",
            "limit=-1",
            "limit=0",
            "limit=101",
            "cursor=AAAA",
        ] {
            assert!(Query::parse(nonsense).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn a_cursor_leads_on() {
        assert_eq!(Query::parse(&format!("cursor={}", cursor(40))).unwrap().skip, 40);
        assert!(Query::parse(&format!("cursor={}", cursor(DEEPEST + 1))).is_err());
    }
}
