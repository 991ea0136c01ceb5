//! A row of the record on its way into the table.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Actor, Event};
use crate::{clock::SharedClock, entropy::SharedEntropy};

/// What the table will have. Also a line of the journal (`journal.rs`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    /// Its name: writing it again changes nothing.
    pub uid: Uuid,
    pub at: OffsetDateTime,
    pub kind: Cow<'static, str>,
    pub actor: Option<String>,
    /// How the actor was authenticated.
    pub via: Cow<'static, str>,
    pub request: String,
    pub address: Option<String>,
    /// JSON.
    pub detail: String,
}

impl Row {
    pub fn new(uid: Uuid, at: OffsetDateTime, actor: &Actor, event: &Event) -> Self {
        Self {
            uid,
            at,
            kind: Cow::Borrowed(event.kind()),
            actor: actor.person.clone(),
            via: Cow::Borrowed(actor.via.as_str()),
            request: actor.request.clone(),
            address: actor.address.map(|address| address.to_string()),
            detail: detail_of(actor, event),
        }
    }
}

/// A new name for a row; later ones sort after earlier ones (UUID version 7), which keeps the index dense.
pub fn new_uid(clock: &SharedClock, entropy: &SharedEntropy) -> Uuid {
    let milliseconds = u64::try_from(clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &entropy.bytes()).into_uuid()
}

/// The details of an event, as JSON.
pub(super) fn detail_of(actor: &Actor, event: &Event) -> String {
    let mut detail = event.detail();
    if let Some(person) = &actor.viewing_as {
        detail["viewing_as"] = person.as_str().into();
    }
    // PostgreSQL knows no NUL in text, and a code may come from outside.
    detail.to_string().replace("\\u0000", "\\ufffd")
}
