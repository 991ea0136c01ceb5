//! What the record keeps of the company's directory, when it sends people and groups (SCIM).

use serde_json::{Value, json};
use uuid::Uuid;

/// What the directory provisioned, or its secrets.
#[derive(Clone, PartialEq, Eq)]
pub enum ScimEvent {
    /// The directory has sent a person (SCIM), or has changed whether they are active.
    PersonSet {
        /// The user key.
        person: String,
        is_active: bool,
    },
    /// The directory has them no more.
    PersonRemoved {
        person: String,
    },
    /// The directory has sent a group, or who is in it now.
    GroupSet {
        /// As the table of members has it.
        claim: String,
        name: String,
        /// User keys.
        added: Vec<String>,
        removed: Vec<String>,
    },
    GroupRemoved {
        claim: String,
        name: String,
    },
    /// A secret was made with which the directory can send people and groups.
    SecretMade {
        secret: Uuid,
    },
    SecretEnded {
        secret: Uuid,
    },
}

impl ScimEvent {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::PersonSet { .. } => "scim_person_set",
            Self::PersonRemoved { .. } => "scim_person_removed",
            Self::GroupSet { .. } => "scim_group_set",
            Self::GroupRemoved { .. } => "scim_group_removed",
            Self::SecretMade { .. } => "scim_secret_made",
            Self::SecretEnded { .. } => "scim_secret_ended",
        }
    }

    pub(super) fn detail(&self) -> Value {
        match self {
            Self::PersonSet { person, is_active } => json!({ "person": person, "is_active": is_active }),
            Self::PersonRemoved { person } => json!({ "person": person }),
            Self::GroupSet { claim, name, added, removed } => {
                json!({ "claim": claim, "name": name, "added": added, "removed": removed })
            }
            Self::GroupRemoved { claim, name } => json!({ "claim": claim, "name": name }),
            Self::SecretMade { secret } | Self::SecretEnded { secret } => json!({ "secret": secret }),
        }
    }
}
