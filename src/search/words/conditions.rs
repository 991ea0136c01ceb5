//! What a document's words have to fulfil, as PostgreSQL reads it: a tsquery.

use std::fmt;

use super::lexemes::quoted;

/// A lexeme, or the beginning of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub lexeme: String,
    pub is_beginning: bool,
}

impl Key {
    pub fn word(lexeme: String) -> Self {
        Self { lexeme, is_beginning: false }
    }

    pub fn beginning(lexeme: String) -> Self {
        Self { lexeme, is_beginning: true }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", quoted(&self.lexeme), if self.is_beginning { ":*" } else { "" })
    }
}

/// A condition: one of these is among the words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneOf(Vec<Key>);

impl OneOf {
    pub fn add(&mut self, key: Key) {
        if !self.0.contains(&key) {
            self.0.push(key);
        }
    }

    pub fn keys(&self) -> &[Key] {
        &self.0
    }
}

impl From<Key> for OneOf {
    fn from(key: Key) -> Self {
        Self(vec![key])
    }
}

impl fmt::Display for OneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        write!(f, "({})", keys.join(" | "))
    }
}

/// All of these conditions hold, as a tsquery.
pub fn all(conditions: &[OneOf]) -> String {
    conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join(" & ")
}

/// The conditions of a query, all of which hold, and those of which none does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions {
    pub with: Vec<OneOf>,
    /// Each is several that do not hold together.
    pub without: Vec<Vec<OneOf>>,
}

impl Conditions {
    /// All of them, as a tsquery.
    pub fn to_tsquery(&self) -> String {
        let without = self.without.iter().map(|conditions| format!("!({})", all(conditions)));
        self.with.iter().map(ToString::to_string).chain(without).collect::<Vec<_>>().join(" & ")
    }
}
