//! What JSON looks like, by the type that it is made of.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::{
    ToSchema,
    openapi::{RefOr, schema::Schema},
};

/// The schema of some content.
#[derive(Clone, Copy)]
pub struct Shape {
    pub(super) schema: fn() -> Value,
    pub(super) named: fn() -> Vec<(String, RefOr<Schema>)>,
}

impl Shape {
    /// Any bytes.
    pub const BYTES: Self = Self { schema: || json!({}), named: Vec::new };

    /// Some object.
    pub const OBJECT: Self = Self { schema: || json!({ "type": "object" }), named: Vec::new };

    /// What this type is written as.
    pub fn of<T: ToSchema>() -> Self {
        Self {
            schema: || json!({ "$ref": format!("#/components/schemas/{}", T::name()) }),
            named: || {
                let mut named = vec![(T::name().into_owned(), T::schema())];
                T::schemas(&mut named);
                named
            },
        }
    }

    /// Adds its own schema and those that it refers to.
    pub(super) fn collect(self, into: &mut BTreeMap<String, Value>) {
        for (name, schema) in (self.named)() {
            into.entry(name).or_insert_with(|| serde_json::to_value(schema).unwrap_or_default());
        }
    }
}
