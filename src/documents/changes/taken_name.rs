//! A name that is taken: the next one that is free, and the refusal.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{
        name::{Name, numbered},
        store::{self, Child},
    },
    error::Facts,
};

/// How many names are tried in one query, and the most queries.
const AT_ONCE: usize = 64;
const QUESTIONS: usize = 160;

/// The first of `name (2).pdf`, `name (3).pdf` … that nothing in the folder has.
pub(super) async fn free_name(connection: &mut PgConnection, folder: Uuid, name: &Name) -> Result<Name> {
    for question in 0..QUESTIONS {
        let first = question * AT_ONCE + 2;
        let wishes: Vec<String> =
            (first..first + AT_ONCE).map(|number| numbered(name.as_str(), number, true)).collect();
        if let Some(free) = store::first_free(connection, folder, &wishes).await? {
            return Name::parse(&free).map_err(Error::internal);
        }
    }
    Err(taken(name))
}

/// The code by which programs recognise this refusal: they can go on with another value of [`OnTaken`].
pub const NAME_TAKEN: &str = "name_taken";

/// As [`taken`], for a name that an item has: the existence of hidden items is not revealed. The name passed
/// [`Name`], so it may be part of a sentence.
pub(super) fn taken_by(there: &Child, name: &Name) -> Error {
    if there.level.is_some() {
        return taken(name);
    }
    Error::conflict(
        text!("change-name-unusable"),
        format!("the name is that of {}, which is hidden from them", there.id),
    )
}

pub(super) fn taken(name: &Name) -> Error {
    let sentence = text!("change-name-taken", name = name.as_str());
    let facts = Facts { taken: Some(name.to_string()), code: Some(NAME_TAKEN), ..Facts::default() };
    Error::conflict(sentence, "the name is taken").with_facts(facts)
}
