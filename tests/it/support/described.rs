//! Whether an answer is one that the description of the API has.

use serde_json::{Value, json};

use super::{Answer, Browser, Request};

/// The description that the portal serves.
pub fn document(browser: &mut Browser) -> Value {
    browser.send(Request::get("/api/v1/openapi.json")).json()
}

/// What `$ref` points to.
fn at<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(pointer) => document.pointer(pointer.trim_start_matches('#')).unwrap_or_else(|| panic!("no {pointer}")),
        None => value,
    }
}

/// A schema as one, where it is made of several.
fn whole(document: &Value, schema: &Value) -> Value {
    let schema = at(document, schema);
    let Some(parts) = schema["allOf"].as_array() else { return schema.clone() };
    let parts: Vec<_> = parts.iter().map(|part| whole(document, part)).collect();
    let of = |member: &str| parts.iter().map(move |part| part[member].clone()).collect::<Vec<_>>();
    let properties =
        of("properties").iter().filter_map(Value::as_object).flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
    let required = of("required").iter().filter_map(Value::as_array).flatten().cloned().collect();
    json!({ "type": "object", "properties": Value::Object(properties), "required": Value::Array(required) })
}

/// As far as our schemas go: type, required, properties, items, enum.
fn fits(document: &Value, schema: &Value, value: &Value, place: &str) {
    let schema = whole(document, schema);
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let said = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|known| known == kind),
        Value::String(known) => known == kind,
        _ => true,
    };
    assert!(said, "{place}: {kind}, but {schema}");
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{place}: {value}");
    }
    for required in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(required.as_str().unwrap()).is_some(), "{place}: {required} is missing in {value}");
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        let known = [&schema["properties"][name], &schema["additionalProperties"]];
        let known = known.into_iter().find(|known| known.is_object()).unwrap_or(&Value::Null);
        assert!(!known.is_null() || schema.get("properties").is_none(), "{place}: {name} is not described");
        fits(document, known, inner, &format!("{place}.{name}"));
    }
    for inner in value.as_array().into_iter().flatten() {
        fits(document, &schema["items"], inner, &format!("{place}[]"));
    }
}

/// The answer is one that the description has, and looks as it says.
pub fn check(document: &Value, path: &str, method: &str, answer: &Answer) {
    let operation = &document["paths"][path][method];
    let place = format!("{method} {path}");
    let described = at(document, &operation["responses"][answer.status.to_string()]);
    assert!(!described.is_null(), "{place}: {} is not described: {}", answer.status, answer.text());
    for (name, header) in described["headers"].as_object().into_iter().flatten() {
        assert!(header["required"] == false || answer.header(&name.to_lowercase()).is_some(), "{place}: no {name}");
    }
    let Some((kind, content)) = described["content"].as_object().and_then(|content| content.iter().next()) else {
        return;
    };
    if kind != "*/*" {
        assert_eq!(answer.header("content-type"), Some(kind.as_str()), "{place}");
        fits(document, &content["schema"], &answer.json(), &place);
    }
}
