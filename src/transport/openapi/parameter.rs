//! Parameters. Each is described once, next to the code that reads it.

use serde_json::{Map, Value, json};

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
}

impl Place {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// A parameter of an operation.
#[derive(Clone, Copy)]
pub struct Parameter {
    /// Its key among the components; two parameters with one name may mean different things.
    pub key: &'static str,
    pub name: &'static str,
    pub place: Place,
    pub about: &'static str,
    pub required: bool,
    schema: fn() -> Value,
    example: Option<&'static str>,
    may_be_empty: bool,
}

impl Parameter {
    const fn new(
        place: Place,
        key: &'static str,
        name: &'static str,
        about: &'static str,
        schema: fn() -> Value,
    ) -> Self {
        let required = matches!(place, Place::Path);
        Self { key, name, place, about, required, schema, example: None, may_be_empty: false }
    }

    pub const fn path(key: &'static str, name: &'static str, about: &'static str, schema: fn() -> Value) -> Self {
        Self::new(Place::Path, key, name, about, schema)
    }

    pub const fn query(key: &'static str, name: &'static str, about: &'static str, schema: fn() -> Value) -> Self {
        Self::new(Place::Query, key, name, about, schema)
    }

    pub const fn header(key: &'static str, name: &'static str, about: &'static str, schema: fn() -> Value) -> Self {
        Self::new(Place::Header, key, name, about, schema)
    }

    pub const fn example(mut self, example: &'static str) -> Self {
        self.example = Some(example);
        self
    }

    /// An empty value counts as missing.
    pub const fn or_empty(mut self) -> Self {
        self.may_be_empty = true;
        self
    }

    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The same where it may be missing: another component.
    pub const fn or_none(mut self, key: &'static str) -> Self {
        self.key = key;
        self.required = false;
        self
    }

    pub fn schema(&self) -> Value {
        (self.schema)()
    }

    pub(super) fn reference(&self) -> Value {
        json!({ "$ref": format!("#/components/parameters/{}", self.key) })
    }

    pub(super) fn component(&self) -> Value {
        let mut written = Map::new();
        written.insert("name".to_owned(), self.name.into());
        written.insert("in".to_owned(), self.place.as_str().into());
        written.insert("description".to_owned(), self.about.into());
        written.insert("schema".to_owned(), self.schema());
        if self.required {
            written.insert("required".to_owned(), true.into());
        }
        if self.may_be_empty {
            written.insert("allowEmptyValue".to_owned(), true.into());
        }
        if let Some(example) = self.example {
            written.insert("example".to_owned(), example.into());
        }
        written.into()
    }
}
