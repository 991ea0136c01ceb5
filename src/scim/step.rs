//! Applies the operations of a PATCH to a resource (RFC 7644, section 3.5.2). A value path that matches nothing yet
//! creates the value, as Entra expects.

use scim_v2::filter::{AttrExp, AttrPath, CompValue, CompareOp, PatchPath, PatchValuePath, ValFilter};
use serde_json::{Map, Value};

use super::{filter, patch::Step, path, refused};
use crate::Result;

/// Does one step.
///
/// # Errors
/// `Invalid` for a path that leads nowhere.
pub fn take(resource: &mut Map<String, Value>, step: Step) -> Result<()> {
    match step {
        Step::Put { path: PatchPath::Attr(path), value, adds } => put_at(resource, &path, value, adds),
        Step::Put { path: PatchPath::Value(path), value, .. } => put_among(resource, &path, &value),
        Step::Remove { path: PatchPath::Attr(path), value } => remove_at(resource, &path, value.as_ref()),
        Step::Remove { path: PatchPath::Value(path), .. } => remove_among(resource, &path),
    }
}

fn nowhere(path: &dyn std::fmt::Display) -> crate::Error {
    let spelled: String = path.to_string().escape_debug().take(200).collect();
    refused("noTarget", text!("scim-no-target", path = spelled.as_str()), format!("{spelled} leads nowhere"))
}

fn put_at(resource: &mut Map<String, Value>, path: &AttrPath, value: Value, adds: bool) -> Result<()> {
    let object = path::object_of(resource, path).ok_or_else(|| nowhere(path))?;
    let name = path::spelled(object, &path.name);
    let Some(sub) = &path.sub_attr else {
        merge(object, name, value, adds);
        return Ok(());
    };
    match object.entry(name).or_insert_with(|| Value::Object(Map::new())) {
        Value::Object(inner) => {
            let sub = path::spelled(inner, sub);
            merge(inner, sub, value, adds);
        }
        // Of each of several values.
        Value::Array(list) => {
            for inner in list.iter_mut().filter_map(Value::as_object_mut) {
                let sub = path::spelled(inner, sub);
                merge(inner, sub, value.clone(), adds);
            }
        }
        _ => return Err(nowhere(path)),
    }
    Ok(())
}

/// Puts a value where one may be. Null is as good as absent (RFC 7643, section 2.5); of an object only the members that are
/// named change (RFC 7644, section 3.5.2.3).
fn merge(object: &mut Map<String, Value>, name: String, value: Value, adds: bool) {
    match (object.get_mut(&name), value) {
        (_, Value::Null) => {
            object.remove(&name);
        }
        (Some(Value::Object(there)), Value::Object(new)) => {
            for (inner, value) in new {
                let inner = path::spelled(there, &inner);
                merge(there, inner, value, adds);
            }
        }
        (Some(Value::Array(there)), Value::Array(new)) if adds => {
            let new: Vec<Value> = new.into_iter().filter(|value| !there.contains(value)).collect();
            there.extend(new);
        }
        (Some(Value::Array(there)), new @ Value::Object(_)) if adds => {
            if !there.contains(&new) {
                there.push(new);
            }
        }
        (_, value) => {
            object.insert(name, value);
        }
    }
}

fn put_among(resource: &mut Map<String, Value>, path: &PatchValuePath, value: &Value) -> Result<()> {
    let object = path::object_of(resource, &path.attr).ok_or_else(|| nowhere(path))?;
    let name = path::spelled(object, &path.attr.name);
    let list = object.entry(name).or_insert_with(|| Value::Array(Vec::new())).as_array_mut();
    let list = list.ok_or_else(|| nowhere(path))?;
    let is_meant = |inner: &Map<String, Value>| filter::takes_value(&path.filter, inner);
    if !list.iter().filter_map(Value::as_object).any(is_meant) {
        list.push(Value::Object(named_by(&path.filter).ok_or_else(|| nowhere(path))?));
    }
    for inner in list.iter_mut().filter_map(Value::as_object_mut).filter(|inner| is_meant(inner)) {
        match (&path.sub_attr, value) {
            (Some(sub), value) => {
                let sub = path::spelled(inner, sub);
                merge(inner, sub, value.clone(), false);
            }
            (None, Value::Object(new)) => {
                for (name, value) in new {
                    let name = path::spelled(inner, name);
                    merge(inner, name, value.clone(), false);
                }
            }
            (None, _) => return Err(nowhere(path)),
        }
    }
    Ok(())
}

/// The value that a filter describes, as far as it consists of equalities.
fn named_by(filter: &ValFilter) -> Option<Map<String, Value>> {
    match filter {
        ValFilter::Attr(AttrExp::Comparison(path, CompareOp::Eq, value)) if path.sub_attr.is_none() => {
            let value = match value {
                CompValue::Str(text) => Value::String(text.clone()),
                CompValue::True => Value::Bool(true),
                CompValue::False => Value::Bool(false),
                CompValue::Number(number) => Value::Number(number.clone()),
                CompValue::Null => return None,
            };
            Some(Map::from_iter([(path.name.clone(), value)]))
        }
        ValFilter::And(all) => {
            let mut named = Map::new();
            for inner in all {
                named.extend(named_by(inner)?);
            }
            Some(named)
        }
        ValFilter::Attr(_) | ValFilter::Not(_) | ValFilter::Or(_) => None,
    }
}

/// `value`: which of several values, as Entra has it.
fn remove_at(resource: &mut Map<String, Value>, path: &AttrPath, value: Option<&Value>) -> Result<()> {
    let object = path::object_of(resource, path).ok_or_else(|| nowhere(path))?;
    let name = path::spelled(object, &path.name);
    match (&path.sub_attr, value, object.get_mut(&name)) {
        (_, _, None) => {}
        (Some(sub), _, Some(Value::Object(inner))) => {
            let sub = path::spelled(inner, sub);
            inner.remove(&sub);
        }
        (Some(sub), _, Some(Value::Array(list))) => {
            for inner in list.iter_mut().filter_map(Value::as_object_mut) {
                let sub = path::spelled(inner, sub);
                inner.remove(&sub);
            }
        }
        (None, Some(Value::Array(gone)), Some(Value::Array(list))) => list.retain(|value| !gone.contains(value)),
        _ => {
            object.remove(&name);
        }
    }
    Ok(())
}

fn remove_among(resource: &mut Map<String, Value>, path: &PatchValuePath) -> Result<()> {
    let object = path::object_of(resource, &path.attr).ok_or_else(|| nowhere(path))?;
    let name = path::spelled(object, &path.attr.name);
    let Some(list) = object.get_mut(&name).and_then(Value::as_array_mut) else { return Ok(()) };
    let is_meant = |value: &Value| value.as_object().is_some_and(|inner| filter::takes_value(&path.filter, inner));
    match &path.sub_attr {
        None => list.retain(|value| !is_meant(value)),
        Some(sub) => {
            for inner in list.iter_mut().filter(|value| is_meant(value)).filter_map(Value::as_object_mut) {
                let sub = path::spelled(inner, sub);
                inner.remove(&sub);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scim::patch::steps;

    fn patched(operations: &Value) -> Result<Value> {
        let mut resource = json!({
            "userName": "ada", "active": true, "title": "Countess",
            "name": { "familyName": "Byron", "givenName": "Ada" },
            "emails": [{ "type": "work", "value": "ada@example.com" }, { "type": "home", "value": "ada@home.example" }],
        });
        let body = json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations });
        let object = resource.as_object_mut().expect("an object");
        for step in steps(body)? {
            take(object, step)?;
        }
        Ok(resource)
    }

    #[track_caller]
    fn same(operations: &Value, pointer: &str, wanted: &Value) {
        let patched = patched(operations).expect("understood");
        assert_eq!(patched.pointer(pointer).cloned().unwrap_or(Value::Null), *wanted, "{patched}");
    }

    #[test]
    fn attributes_are_put_added_and_removed_as_the_rfc_has_it() {
        same(&json!([{ "op": "replace", "path": "userName", "value": "lovelace" }]), "/userName", &json!("lovelace"));
        same(&json!([{ "op": "Replace", "path": "USERNAME", "value": "lovelace" }]), "/userName", &json!("lovelace"));
        same(&json!([{ "op": "add", "path": "nickName", "value": "AAL" }]), "/nickName", &json!("AAL"));
        same(
            &json!([{ "op": "replace", "path": "name.familyName", "value": "King" }]),
            "/name",
            &json!({ "familyName": "King", "givenName": "Ada" }),
        );
        same(
            &json!([{ "op": "replace", "path": "name", "value": { "familyName": "King" } }]),
            "/name",
            &json!({ "familyName": "King", "givenName": "Ada" }),
        );
        same(&json!([{ "op": "remove", "path": "title" }]), "/title", &Value::Null);
        same(&json!([{ "op": "replace", "path": "title", "value": null }]), "/title", &Value::Null);
        same(
            &json!([{ "op": "Remove", "path": "emails[type eq \"home\"]" }]),
            "/emails",
            &json!([{ "type": "work", "value": "ada@example.com" }]),
        );
        same(
            &json!([{ "op": "remove", "path": "emails[type eq \"home\"].value" }]),
            "/emails/1",
            &json!({ "type": "home" }),
        );
        let third = json!({ "type": "other", "value": "a@other.example" });
        same(&json!([{ "op": "add", "path": "emails", "value": [third] }]), "/emails/2", &third);
        same(&json!([{ "op": "replace", "path": "emails", "value": [third] }]), "/emails", &json!([third]));
    }

    #[test]
    fn what_entra_and_okta_send_besides_is_understood() {
        same(
            &json!([{ "op": "Replace", "path": "emails[type eq \"work\"].value", "value": "b@example.com" }]),
            "/emails/0/value",
            &json!("b@example.com"),
        );
        same(
            &json!([{ "op": "Add", "path": "emails[type eq \"other\"].value", "value": "c@example.com" }]),
            "/emails/2",
            &json!({ "type": "other", "value": "c@example.com" }),
        );
        same(
            &json!([{ "op": "Add", "path": "phoneNumbers[type eq \"mobile\" and primary eq true].value", "value": "1" }]),
            "/phoneNumbers/0",
            &json!({ "type": "mobile", "primary": true, "value": "1" }),
        );
        same(&json!([{ "op": "replace", "value": { "active": false } }]), "/active", &json!(false));
        same(
            &json!([{ "op": "Replace", "value": { "name.givenName": "Augusta", "emails[type eq \"work\"].value": "d@example.com" } }]),
            "/name/givenName",
            &json!("Augusta"),
        );
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
        let department = format!("/{enterprise}/department");
        same(
            &json!([{ "op": "Add", "path": format!("{enterprise}:department"), "value": "Engines" }]),
            &department,
            &json!("Engines"),
        );
        same(
            &json!([{ "op": "Add", "value": { enterprise: { "department": "Engines" } } }]),
            &department,
            &json!("Engines"),
        );
        same(
            &json!([{ "op": "Replace", "value": { format!("{enterprise}:department"): "Engines" } }]),
            &department,
            &json!("Engines"),
        );
    }

    #[test]
    fn what_leads_nowhere_is_refused_by_its_name() {
        for (operation, word) in [
            (json!({ "op": "replace", "path": "userName.first", "value": "a" }), "noTarget"),
            (
                json!({ "op": "replace", "path": "emails[not (type eq \"work\") and not (type eq \"home\")].value", "value": "a" }),
                "noTarget",
            ),
            (json!({ "op": "replace", "path": "emails[", "value": "a" }), "invalidSyntax"),
            (json!({ "op": "remove" }), "invalidSyntax"),
            (json!({ "op": "swap", "path": "userName", "value": "a" }), "invalidSyntax"),
            (json!({ "op": "add", "path": "userName" }), "invalidSyntax"),
        ] {
            let error = patched(&json!([operation])).expect_err("refused");
            assert_eq!(error.facts().and_then(|facts| facts.code), Some(word), "{operation}");
        }
    }
}
