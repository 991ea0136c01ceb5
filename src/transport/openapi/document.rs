//! The document as a whole, out of the route table.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    operation::Topic,
    refusal::{self, PROBLEM},
};
use crate::{
    error::Meaning,
    transport::{
        gate::Asks,
        routing::{Described, RouteTable},
    },
};

const ABOUT: &str = "Documents and folders, for programs. Requests carry the session's cookie. A POST without a JSON body \
     says where it comes from, by Origin or Sec-Fetch-Site as browsers do. Every error is a problem document (RFC 9457); \
     what does not exist and what one may not see are the same 404. Besides what stands at each operation, any of them may \
     answer 421 (this is not the host that the site is served under) and 500 (a mistake on our side, which the log has \
     under the request_id).";

/// What this program offers to others.
pub struct Description {
    pub operations: Vec<Described>,
    document: Value,
}

impl Description {
    /// `cookie`: the name of the session's.
    pub fn of(table: &RouteTable, cookie: &str) -> Self {
        let operations = table.described();
        let document = document(&operations, cookie);
        Self { operations, document }
    }

    /// As an OpenAPI 3.1 document.
    pub fn document(&self) -> &Value {
        &self.document
    }
}

fn document(operations: &[Described], cookie: &str) -> Value {
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    let (mut parameters, mut schemas) = (Map::new(), BTreeMap::new());
    let mut responses = BTreeMap::new();
    PROBLEM().collect(&mut schemas);
    for described in operations {
        let Described { operation, .. } = described;
        let mut written = operation.written();
        if matches!(described.asks, Asks::Nothing | Asks::Ticket) {
            // The cookie of a session is not looked at.
            written.insert("security".to_owned(), json!([]));
        }
        let refusals = refusals(described);
        let mut answers: Map<_, _> =
            operation.answers.iter().map(|answer| (answer.status.to_string(), answer.written())).collect();
        for meaning in refusals {
            answers.entry(meaning.status().as_u16().to_string()).or_insert_with(|| refusal::reference(meaning));
            responses.entry(refusal::words(meaning).0).or_insert_with(|| refusal::component(meaning));
        }
        written.insert("responses".to_owned(), answers.into());
        for parameter in &operation.parameters {
            parameters.insert(parameter.key.to_owned(), parameter.component());
        }
        let shapes = operation.answers.iter().filter_map(|answer| answer.content.map(|(_, shape)| shape));
        for shape in shapes.chain(operation.body.as_ref().map(|body| body.shape)) {
            shape.collect(&mut schemas);
        }
        let method = described.method.as_str().to_ascii_lowercase();
        paths.entry(described.spelled()).or_default().insert(method, written.into());
    }
    let topic = |topic: Topic| json!({ "name": topic.name(), "description": topic.about() });
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Latchkey", "version": "1", "description": ABOUT },
        "servers": [{ "url": "/" }],
        "security": [{ "session": [] }],
        "tags": Topic::ALL.map(topic),
        "paths": paths,
        "components": {
            "securitySchemes": { "session": {
                "type": "apiKey", "in": "cookie", "name": cookie, "description": "The cookie of the sign-in.",
            } },
            "parameters": parameters,
            "responses": responses,
            "schemas": schemas,
        },
    })
}

/// The possible refusals: by audience, method, path and body, and those that the operation declares.
pub fn refusals(described: &Described) -> BTreeSet<Meaning> {
    let Described { operation, asks, method, .. } = described;
    let mut refusals: BTreeSet<_> = refusal::of_audience(*asks).iter().chain(&operation.refusals).copied().collect();
    if !method.is_safe() && *asks != Asks::Ticket {
        refusals.insert(Meaning::Forbidden);
    }
    if operation.path_parameters().next().is_some() {
        refusals.insert(Meaning::NotFound);
    }
    if operation.body.is_some() {
        refusals.extend([Meaning::Invalid, Meaning::TooSlow, Meaning::TooLarge]);
    }
    refusals
}
