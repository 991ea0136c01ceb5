//! The colours of code.

use serde::{Deserialize, Serialize};

/// What a piece of code is; one colour each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hue {
    Plain,
    Comment,
    Text,
    Constant,
    Keyword,
    Function,
    Type,
    Attribute,
    Heading,
    Added,
    Removed,
}

impl Hue {
    pub const ALL: [Self; 11] = [
        Self::Plain,
        Self::Comment,
        Self::Text,
        Self::Constant,
        Self::Keyword,
        Self::Function,
        Self::Type,
        Self::Attribute,
        Self::Heading,
        Self::Added,
        Self::Removed,
    ];

    /// The class that has its colour; empty for none.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Comment => "hue-comment",
            Self::Text => "hue-text",
            Self::Constant => "hue-constant",
            Self::Keyword => "hue-keyword",
            Self::Function => "hue-function",
            Self::Type => "hue-type",
            Self::Attribute => "hue-attribute",
            Self::Heading => "hue-heading",
            Self::Added => "hue-added",
            Self::Removed => "hue-removed",
        }
    }
}

/// The innermost scope that begins so decides (Sublime Text's scope naming).
pub const SCOPES: &[(&str, Hue)] = &[
    ("comment", Hue::Comment),
    ("constant", Hue::Constant),
    ("string", Hue::Text),
    ("punctuation.definition.string", Hue::Text),
    ("punctuation.definition.comment", Hue::Comment),
    ("keyword.operator", Hue::Plain),
    ("keyword", Hue::Keyword),
    ("storage", Hue::Keyword),
    ("variable.language", Hue::Keyword),
    ("entity.name.function", Hue::Function),
    ("support.function", Hue::Function),
    ("variable.function", Hue::Function),
    ("entity.name.tag", Hue::Keyword),
    ("entity.other.attribute-name", Hue::Attribute),
    ("entity.name.section", Hue::Heading),
    ("markup.heading", Hue::Heading),
    ("markup.inserted", Hue::Added),
    ("markup.deleted", Hue::Removed),
    ("entity.name", Hue::Type),
    ("support.type.property-name", Hue::Attribute),
    ("support", Hue::Type),
];
