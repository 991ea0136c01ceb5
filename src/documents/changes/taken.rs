//! What happens when a name is taken.

use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{
        name::{Name, numbered},
        store,
    },
};

/// What a person wants done with a name that something in the folder has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnTaken {
    /// Nothing is done; the error says so.
    #[default]
    Refuse,
    /// The document there gets a new version. A folder is never replaced.
    Replace,
    /// The new one is called "name (2).pdf".
    KeepBoth,
    /// What is there stays, and the new one is left where it is.
    Skip,
}

impl OnTaken {
    /// As forms, uploads and programs spell it.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Refuse, Self::Replace, Self::KeepBoth, Self::Skip].into_iter().find(|choice| choice.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Replace => "replace",
            Self::KeepBoth => "keep_both",
            Self::Skip => "skip",
        }
    }
}

/// How many names are tried in one question, and how many questions are asked.
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

/// What programs know this refusal by: another word of [`OnTaken`] goes on.
pub const NAME_TAKEN: &str = "name_taken";

/// The name passed [`Name`], so it may stand in a sentence.
pub(super) fn taken(name: &Name) -> Error {
    let sentence = text!("change-name-taken", name = name.as_str());
    Error::conflict(sentence, "the name is taken").with_fact("taken", name.as_str()).with_fact("code", NAME_TAKEN)
}
