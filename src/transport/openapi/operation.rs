//! An operation, as declared next to its handler.

use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{
    answer::Answer,
    parameter::{Parameter, Place},
    shape::Shape,
};
use crate::error::Meaning;

/// What an operation is about; the chapters of the description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    Items,
    Content,
    Uploads,
    Search,
    Trash,
    Record,
    People,
}

impl Topic {
    pub const ALL: [Self; 7] =
        [Self::Items, Self::Content, Self::Uploads, Self::Search, Self::Trash, Self::Record, Self::People];

    pub fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Content => "content",
            Self::Uploads => "uploads",
            Self::Search => "search",
            Self::Trash => "trash",
            Self::Record => "record",
            Self::People => "people",
        }
    }

    pub fn about(self) -> &'static str {
        match self {
            Self::Items => "Folders and documents.",
            Self::Content => "Bytes and versions.",
            Self::Uploads => "Documents on their way in, by tus 1.0 (https://tus.io/protocols/resumable-upload).",
            Self::Search => "Finding.",
            Self::Trash => "What was deleted.",
            Self::Record => "What happened.",
            Self::People => "Who asks, and what there is.",
        }
    }
}

/// What a request brings.
#[derive(Clone)]
pub struct Body {
    pub kind: &'static str,
    pub shape: Shape,
    pub required: bool,
}

/// What one method does at one address.
#[derive(Clone)]
pub struct Operation {
    pub id: &'static str,
    pub topic: Topic,
    pub summary: &'static str,
    pub about: Option<&'static str>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub answers: Vec<Answer>,
    /// In addition to those that follow from audience, method, path and body.
    pub refusals: Vec<Meaning>,
}

impl Operation {
    pub fn new(topic: Topic, id: &'static str, summary: &'static str) -> Self {
        let (parameters, answers, refusals) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, topic, summary, about: None, parameters, body: None, answers, refusals }
    }

    pub fn about(mut self, about: &'static str) -> Self {
        self.about = Some(about);
        self
    }

    /// Adds a parameter. Those of the path have to be in the order of the path.
    pub fn takes(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// A JSON object in the body.
    pub fn body<T: ToSchema>(self) -> Self {
        self.brings("application/json", Shape::of::<T>())
    }

    /// A body that has to be there.
    pub fn brings(mut self, kind: &'static str, shape: Shape) -> Self {
        self.body = Some(Body { kind, shape, required: true });
        self
    }

    /// A body that may be there.
    pub fn may_bring(mut self, kind: &'static str, shape: Shape) -> Self {
        self.body = Some(Body { kind, shape, required: false });
        self
    }

    pub fn answers(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    pub fn refuses(mut self, refusals: &[Meaning]) -> Self {
        self.refusals.extend(refusals);
        self
    }

    pub fn path_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.place == Place::Path)
    }

    pub(super) fn written(&self) -> Map<String, Value> {
        let mut written = Map::new();
        written.insert("operationId".to_owned(), self.id.into());
        written.insert("summary".to_owned(), self.summary.into());
        written.insert("tags".to_owned(), json!([self.topic.name()]));
        if let Some(about) = self.about {
            written.insert("description".to_owned(), about.into());
        }
        if !self.parameters.is_empty() {
            let parameters: Vec<_> = self.parameters.iter().map(Parameter::reference).collect();
            written.insert("parameters".to_owned(), parameters.into());
        }
        if let Some(Body { kind, shape, required }) = &self.body {
            let content = json!({ *kind: { "schema": (shape.schema)() } });
            written.insert("requestBody".to_owned(), json!({ "required": required, "content": content }));
        }
        written
    }
}
