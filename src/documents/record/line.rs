//! A row of the record with the names of what it mentions.

use std::collections::HashMap;

use serde_json::Value;
use uuid::Uuid;

use super::view::View;
use crate::{
    Result,
    access::{ladder::Person, links, role::Role},
    audit::Entry,
    documents::{
        item::{Item, Who},
        service::Documents,
        store::{self, Called},
    },
};

/// A row as one reader sees it.
#[derive(Debug, Clone)]
pub struct RecordLine {
    /// Without what this reader may not see.
    pub entry: Entry,
    pub details: Value,
    /// Who did it; `None`: nobody is known.
    pub who: Option<Who>,
    /// The e-mail address of that person; may be empty.
    pub email: String,
    /// To whom it was done, where that is somebody.
    pub whom: Option<Who>,
    /// What it is about, where this reader may see that now.
    pub item: Option<Item>,
    /// Where that was then: a path, as far as this reader may read it.
    pub path: Option<String>,
}

/// The members of details that say to whom something was done, the first that is there counts.
const WHOM: [&str; 5] = ["person", "subject", "owner", "email", "claim"];

/// The members that say where the item was afterwards.
const WHERE: [&str; 3] = ["path", "to", "into"];

pub(super) fn path_in(details: &Value) -> Option<&str> {
    WHERE.iter().find_map(|name| details.get(name)?.as_str())
}

/// The person or group, as [`WHOM`] spells it, without what kind of name it is where that is a person.
fn whom_in(details: &Value) -> Option<&str> {
    let found = WHOM.iter().find_map(|name| details.get(name)?.as_str())?;
    Some(found.strip_prefix("person:").or_else(|| found.strip_prefix("address:")).unwrap_or(found))
}

fn group(name: &str) -> Option<Uuid> {
    name.strip_prefix("group:")?.parse().ok()
}

impl Documents {
    /// The rows as this reader sees them.
    pub(super) async fn record_lines(
        &self,
        person: &Person,
        view: &View,
        entries: Vec<Entry>,
    ) -> Result<Vec<RecordLine>> {
        let cut: Vec<(bool, Entry, Value)> = entries
            .into_iter()
            .map(|entry| {
                let is_whole = view.is_whole(&entry);
                let (entry, details) = view.cut(entry);
                (is_whole, entry, details)
            })
            .collect();
        let (mut keys, mut groups, mut ids) = (Vec::new(), Vec::new(), Vec::new());
        for (_, entry, details) in &cut {
            keys.extend(entry.actor.clone());
            let whom = whom_in(details);
            keys.extend(whom.filter(|whom| whom.contains('|')).map(str::to_owned));
            groups.extend(whom.and_then(group));
            ids.extend(entry.item);
        }
        ids.sort_unstable();
        ids.dedup();
        let pool = self.database.pool();
        let called = self.database.look_up(|| store::called(pool, &keys)).await?;
        let groups = self.database.look_up(|| store::group_names(pool, &groups)).await?;
        let items = self.database.look_up(|| store::items(pool, &ids, person.subjects())).await?;
        let items: HashMap<Uuid, Item> =
            items.into_iter().map(|item| item.map(|item| (item.id, item))).collect::<Result<_>>()?;
        let line = |(is_whole, entry, details): (bool, Entry, Value)| {
            let item = entry.item.and_then(|id| items.get(&id)).cloned();
            let then = path_in(&details).filter(|_| is_whole).map(str::to_owned);
            let who = entry.actor.as_deref().map(|key| who(&called, key));
            let email = entry.actor.as_ref().and_then(|key| called.get(key)).map(|called| called.email.clone());
            let whom = whom_in(&details).map(|name| whom(&called, &groups, name));
            RecordLine { entry, details, who, email: email.unwrap_or_default(), whom, item, path: then }
        };
        Ok(cut.into_iter().map(line).collect())
    }
}

/// Somebody by their key.
pub(super) fn who(called: &HashMap<String, Called>, key: &str) -> Who {
    let is_link = key.split_once('|').is_some_and(|(realm, _)| realm == links::REALM);
    if is_link {
        return Who { key: key.to_owned(), name: text!("record-by-link") };
    }
    Called::who(called.get(key), key)
}

fn whom(called: &HashMap<String, Called>, groups: &HashMap<Uuid, String>, name: &str) -> Who {
    let key = name.to_owned();
    if let Some(id) = group(name) {
        return match groups.get(&id) {
            Some(known) => Who { key, name: text!("access-group", name = known.as_str()) },
            None => Who { key, name: text!("record-former-group") },
        };
    }
    if let Some(role) = name.strip_prefix("role:").and_then(|role| role.parse::<Role>().ok()) {
        return Who { key, name: text!("access-role", role = role.as_str()) };
    }
    who(called, name)
}
