//! The successful responses of an operation.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::shape::Shape;

/// A header of an answer.
#[derive(Debug, Clone, Copy)]
pub struct Header {
    pub name: &'static str,
    pub about: &'static str,
    kind: &'static str,
    is_always_there: bool,
}

impl Header {
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self { name, about, kind: "string", is_always_there: true }
    }

    pub const fn number(name: &'static str, about: &'static str) -> Self {
        Self { name, about, kind: "integer", is_always_there: true }
    }

    /// Not each of these answers has it.
    pub const fn sometimes(mut self) -> Self {
        self.is_always_there = false;
        self
    }

    pub(super) fn written(headers: &[Self]) -> Value {
        let one = |header: &Self| {
            let written = json!({
                "description": header.about, "required": header.is_always_there, "schema": { "type": header.kind },
            });
            (header.name.to_owned(), written)
        };
        headers.iter().map(one).collect::<Map<_, _>>().into()
    }
}

/// The entity tag of an item.
pub const ETAG: Header = Header::text("ETag", "The revision, in quotes.");
pub const LOCATION: Header = Header::text("Location", "Of the new item.");

/// Where an answer leads: name, operation, and which of its parameters are where in this answer.
type Link = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// One answer.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub about: &'static str,
    pub headers: Vec<Header>,
    pub content: Option<(&'static str, Shape)>,
    links: Vec<Link>,
}

impl Answer {
    pub fn empty(status: u16, about: &'static str) -> Self {
        Self { status, about, headers: Vec::new(), content: None, links: Vec::new() }
    }

    pub fn json<T: ToSchema>(status: u16, about: &'static str) -> Self {
        Self::of("application/json", Shape::of::<T>(), status, about)
    }

    pub fn bytes(status: u16, about: &'static str) -> Self {
        Self::of("*/*", Shape::BYTES, status, about)
    }

    pub fn of(kind: &'static str, shape: Shape, status: u16, about: &'static str) -> Self {
        Self { content: Some((kind, shape)), ..Self::empty(status, about) }
    }

    pub fn header(mut self, header: Header) -> Self {
        self.headers.push(header);
        self
    }

    pub fn headers(mut self, headers: &[Header]) -> Self {
        self.headers.extend(headers);
        self
    }

    pub fn link(
        mut self,
        name: &'static str,
        operation: &'static str,
        parameters: &'static [(&'static str, &'static str)],
    ) -> Self {
        self.links.push((name, operation, parameters));
        self
    }

    pub(super) fn written(&self) -> Value {
        let mut written = Map::new();
        written.insert("description".to_owned(), self.about.into());
        if !self.headers.is_empty() {
            written.insert("headers".to_owned(), Header::written(&self.headers));
        }
        if let Some((kind, shape)) = &self.content {
            written.insert("content".to_owned(), json!({ *kind: { "schema": (shape.schema)() } }));
        }
        if !self.links.is_empty() {
            let links = self.links.iter().map(|(name, operation, parameters)| {
                let parameters: Map<_, _> =
                    parameters.iter().map(|(name, place)| ((*name).to_owned(), (*place).into())).collect();
                ((*name).to_owned(), json!({ "operationId": operation, "parameters": parameters }))
            });
            written.insert("links".to_owned(), links.collect::<Map<_, _>>().into());
        }
        written.into()
    }
}
