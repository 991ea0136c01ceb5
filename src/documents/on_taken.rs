//! What happens when a name is taken.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person wants done with a name that something in the folder has already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(
    default = json!("refuse"),
    description = "What happens when the name is taken: an error; the document there gets a new version; \"name (2)\"; nothing."
)]
pub enum OnTaken {
    /// Nothing is done; the error says so.
    #[default]
    Refuse,
    /// The document there gets a new version. A folder is never replaced.
    Replace,
    /// The new one is called "name (2).pdf".
    KeepBoth,
    /// The existing item stays, and the new one is not added.
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
