//! A page of a list, with the cursor of the next one: one format for every list.

use actix_web::{HttpResponse, http::header};
use serde::{Serialize, Serializer, ser::SerializeMap};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Ref, RefOr,
        schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type},
    },
};

use crate::{Result, documents::cursor};

/// An entry of a list, and its name in JSON.
pub trait Listed: Serialize + ToSchema {
    /// Of the part, in the description.
    const PART: &'static str;
    /// The member that holds the lines.
    const LINES: &'static str;
    /// The member that holds the cursor.
    const NEXT: &'static str = "next_cursor";
    const ABOUT_NEXT: &'static str = "Begins the next part; null at the end.";
}

/// A part of a list of these.
pub struct Page<T> {
    lines: Vec<T>,
    next: Option<String>,
}

impl<T: Listed> Page<T> {
    /// `next`: the place where the next part begins.
    pub fn of(lines: impl Iterator<Item = T>, next: Option<&impl Serialize>) -> Result<Self> {
        Ok(Self { lines: lines.collect(), next: next.map(cursor::write).transpose()? })
    }

    pub fn answer(&self) -> HttpResponse {
        HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(self)
    }
}

impl<T: Listed> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let mut written = to.serialize_map(Some(2))?;
        written.serialize_entry(T::LINES, &self.lines)?;
        written.serialize_entry(T::NEXT, &self.next)?;
        written.end()
    }
}

impl<T: Listed> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let next = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some(T::ABOUT_NEXT));
        ObjectBuilder::new()
            .property(T::LINES, ArrayBuilder::new().items(Ref::from_schema_name(T::name())))
            .property(T::NEXT, next)
            .required(T::LINES)
            .required(T::NEXT)
            .build()
            .into()
    }
}

impl<T: Listed> ToSchema for Page<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::PART.into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
