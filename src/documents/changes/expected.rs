//! Against lost updates: a change names the revision that its author has seen.

use crate::{Error, Result, documents::item::Item, error::Facts, storage::content_hash::ContentHash, texts::calendar};

/// The state that a change is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is by now.
    Any,
    /// The revision that the person had before their eyes.
    Revision(i64),
    /// Any one of these; none, if the list is empty.
    OneOf(Vec<Tag>),
}

/// One entity tag of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Of an item.
    Revision(i64),
    /// Of a document's bytes.
    Content(ContentHash),
}

impl Expected {
    /// # Errors
    /// `Changed`, saying who changed it and when.
    pub fn check(&self, item: &Item) -> Result<()> {
        let is_so = match self {
            Self::Any => true,
            Self::Revision(revision) => item.revision == *revision,
            Self::OneOf(tags) => tags.iter().any(|tag| match tag {
                Tag::Revision(revision) => item.revision == *revision,
                Tag::Content(hash) => item.content().is_some_and(|content| content.hash == *hash),
            }),
        };
        if is_so { Ok(()) } else { Err(changed(item)) }
    }
}

fn changed(item: &Item) -> Error {
    let (who, at) = (visible(&item.updated.by.name), item.updated.at);
    let (day, clock) = (calendar::day(&at), calendar::clock(&at));
    let sentence = text!("change-changed", who = who.as_str(), day = day, clock = clock);
    let exact = at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default();
    Error::changed(sentence, format!("{} has revision {}", item.id, item.revision)).with_facts(Facts {
        changed_by: Some(who),
        changed_at: Some(exact),
        revision: Some(item.revision),
        ..Facts::default()
    })
}

/// The name comes from the provider: control and bidirectional characters are removed, and it is kept short.
fn visible(name: &str) -> String {
    let plain = |letter: &char| {
        !letter.is_control()
            && !matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    name.chars().filter(plain).take(100).collect()
}
