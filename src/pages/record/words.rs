//! Rows of the record in plain words.

use serde_json::Value;

use crate::{
    documents::record::RecordLine,
    texts::markup::{CLOSE, OPEN},
};

/// What happened, in a sentence; the name of the person to whom it was done is marked. A kind that this program does not
/// know shows its own name.
pub fn what(line: &RecordLine) -> String {
    let details = &line.details;
    let text = |name: &str| details.get(name).and_then(Value::as_str).unwrap_or_default();
    let first = |names: &[&str]| names.iter().map(|name| text(name)).find(|text| !text.is_empty()).unwrap_or_default();
    let number = |name: &str| details.get(name).and_then(Value::as_i64);
    let count = match line.entry.kind.as_str() {
        "documents_imported" => Some(number("added").unwrap_or_default() + number("changed").unwrap_or_default()),
        _ => ["sessions", "documents", "version", "rows", "number"].iter().find_map(|name| number(name)),
    };
    let name = match line.entry.kind.as_str() {
        "record_removed" => kind(text("kind")),
        _ => first(&["name", "code", "sender", "signature", "format", "route", "outcome", "what"]).to_owned(),
    };
    let role = text!("role", role = if text("role").is_empty() { "none" } else { text("role") });
    let level = if text("level").is_empty() { String::new() } else { text!("access-may", level = text("level")) };
    text!(
        "record-what",
        kind = line.entry.kind.as_str(),
        whom = line.whom.as_ref().map_or_else(|| text!("record-nobody"), |whom| marked(&whom.name)),
        name = unmarked(&name),
        role = role,
        level = level,
        from = unmarked(text("from")),
        to = unmarked(text("to")),
        count = count.unwrap_or_default(),
        yes = if is_yes(details) { "yes" } else { "no" },
    )
}

fn marked(name: &str) -> String {
    format!("{OPEN}{}{CLOSE}", unmarked(name))
}

/// What comes from outside has no markup of its own.
fn unmarked(text: &str) -> String {
    text.replace(OPEN, "").replace(CLOSE, "")
}

/// Whether the one member that can be true or false is true; or whether there is a role.
fn is_yes(details: &Value) -> bool {
    let has_role = details.get("role").is_some_and(Value::is_string);
    has_role
        || ["is_given", "is_ended", "is_cut", "is_active", "owns", "wants"]
            .iter()
            .any(|name| details.get(name).and_then(Value::as_bool) == Some(true))
}

/// A kind of event, for a list.
pub fn kind(kind: &str) -> String {
    text!("record-kind", kind = kind)
}

/// How somebody was authenticated.
pub fn via(via: &str) -> String {
    text!("record-via", via = via)
}
