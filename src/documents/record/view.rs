//! What each reader of a row gets to see of it.

use serde_json::{Map, Value};

use crate::audit::Entry;

/// Who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum View {
    /// An administrator: everything.
    Everything,
    /// Somebody what concerns themselves, by their user key: all of what they did; of what others did to them neither
    /// from where, nor what else was in it.
    Own(String),
    /// An owner what happened to their item: not from where, and no other places.
    Owner,
}

/// Details that somebody may see of what others did to them, and owners of what happened to their item.
const SHOWN: [&str; 30] = [
    "bytes",
    "claim",
    "downloads",
    "email",
    "ends_at",
    "format",
    "has_password",
    "heir",
    "how",
    "is_active",
    "is_cut",
    "is_ended",
    "is_given",
    "level",
    "of",
    "outcome",
    "owner",
    "owns",
    "person",
    "redirected",
    "requests",
    "role",
    "sender",
    "sessions",
    "signature",
    "subject",
    "takes_files",
    "until",
    "version",
    "which",
];

impl View {
    /// Whether this reader sees all of this row.
    pub(super) fn is_whole(&self, entry: &Entry) -> bool {
        match self {
            Self::Everything => true,
            Self::Own(key) => entry.actor.as_ref() == Some(key),
            Self::Owner => false,
        }
    }

    /// The row without what this reader may not see, and its details.
    pub(super) fn cut(&self, mut entry: Entry) -> (Entry, Value) {
        let details = entry.details();
        if self.is_whole(&entry) {
            return (entry, details);
        }
        entry.address = None;
        entry.request = String::new();
        let details = self.told(details);
        entry.detail = details.to_string();
        (entry, details)
    }

    /// The same where the details are wanted as text.
    pub(super) fn cut_raw(&self, entry: Entry) -> Entry {
        if self.is_whole(&entry) { entry } else { self.cut(entry).0 }
    }

    fn told(&self, details: Value) -> Value {
        let Value::Object(details) = details else { return Value::Object(Map::new()) };
        let told = details.into_iter().filter_map(|(name, value)| match name.as_str() {
            known if SHOWN.contains(&known) => Some((name, value)),
            // The group that somebody came into; of an item it may be the name of an archive with others.
            "name" if matches!(self, Self::Own(_)) => Some((name, value)),
            // Why somebody was given something is for owners.
            "reason" if *self == Self::Owner => Some((name, value)),
            // A path would name folders that they may not see.
            "from" | "to" if *self == Self::Owner => {
                let last = value.as_str().and_then(|path| path.rsplit('/').next()).map(Value::from);
                Some((name, last.unwrap_or_default()))
            }
            _ => None,
        });
        Value::Object(told.collect())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    fn entry(actor: &str, detail: &Value) -> Entry {
        Entry {
            id: 1,
            at: datetime!(2026-12-02 10:00 UTC),
            kind: "item_moved".to_owned(),
            actor: Some(actor.to_owned()),
            via: Some("session".to_owned()),
            request: "r".to_owned(),
            address: Some("192.0.2.7".to_owned()),
            item: None,
            detail: detail.to_string(),
        }
    }

    #[test]
    fn others_are_not_told_from_where_and_what_else() {
        let detail = json!({ "from": "secret/a.txt", "to": "b.txt", "added": ["person:t|x"], "level": "view" });
        let (cut, told) = View::Owner.cut(entry("t|ada", &detail));
        assert_eq!((cut.address, cut.request.as_str()), (None, ""));
        assert_eq!(told, json!({ "from": "a.txt", "to": "b.txt", "level": "view" }));
        let own = View::Own("t|ada".to_owned());
        assert_eq!(own.cut(entry("t|ada", &detail)).1, detail);
        assert_eq!(own.cut(entry("t|bob", &detail)).1, json!({ "level": "view" }));
    }
}
