//! What happens to an item's own grants when it is moved or copied.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a person wants done with the item's own grants. Those on its descendants always go with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(
    description = "What becomes of the access that was given on the item itself: it is kept, or only what holds in the folder that it goes to counts from then on."
)]
pub enum OwnGrants {
    Keep,
    Target,
}

impl OwnGrants {
    pub const ALL: [Self; 2] = [Self::Keep, Self::Target];

    /// As forms and the record spell it.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Target => "target",
        }
    }
}
