//! What happens when a name is taken.

use serde::Deserialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Error, Result,
    documents::{name::Name, store},
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
        let wishes: Vec<String> = (first..first + AT_ONCE).map(|number| numbered(name.as_str(), number)).collect();
        if let Some(free) = store::first_free(connection, folder, &wishes).await? {
            return Name::parse(&free).map_err(Error::internal);
        }
    }
    Err(taken(name))
}

/// The number stands before the ending, and the name stays within its 255 bytes.
fn numbered(name: &str, number: usize) -> String {
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= 16 => name.split_at(dot),
        _ => (name, ""),
    };
    let mark = format!(" ({number})");
    let room = Name::LONGEST.saturating_sub(mark.len() + ending.len());
    let cut = (0..=room.min(stem.len())).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or_default();
    format!("{}{mark}{ending}", stem[..cut].trim_end())
}

/// What programs know this refusal by: another word of [`OnTaken`] goes on.
pub const NAME_TAKEN: &str = "name_taken";

/// The name passed [`Name`], so it may stand in a sentence.
pub(super) fn taken(name: &Name) -> Error {
    let sentence = text!("change-name-taken", name = name.as_str());
    Error::conflict(sentence, "the name is taken").with_fact("taken", name.as_str()).with_fact("code", NAME_TAKEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_before_the_ending() {
        assert_eq!(numbered("plan.pdf", 2), "plan (2).pdf");
        assert_eq!(numbered("plan", 3), "plan (3)");
        assert_eq!(numbered(".env", 2), ".env (2)");
        assert_eq!(numbered("v1.2 of the plan for everybody", 2), "v1.2 of the plan for everybody (2)");
    }

    #[test]
    fn a_long_name_stays_within_255_bytes_and_whole_letters() {
        let long = format!("{}.pdf", "ä".repeat(125));
        let numbered = numbered(&long, 12);
        assert!(numbered.len() <= Name::LONGEST, "{}", numbered.len());
        assert!(numbered.ends_with("ä (12).pdf"), "{numbered}");
        assert!(Name::parse(&numbered).is_ok());
    }
}
