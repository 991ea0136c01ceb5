//! Finding attributes in a resource. Their names are compared without regard to case (RFC 7643, section 2.1).

use scim_v2::{filter::AttrPath, schema_urns};
use serde_json::{Map, Value};

/// The schema that every attribute without a name before it is of.
fn is_core(uri: &str) -> bool {
    [schema_urns::USER, schema_urns::GROUP].iter().any(|core| core.eq_ignore_ascii_case(uri))
}

/// The name as spelled in the object already; otherwise as given.
pub fn spelled(object: &Map<String, Value>, name: &str) -> String {
    object.keys().find(|key| key.eq_ignore_ascii_case(name)).map_or_else(|| name.to_owned(), Clone::clone)
}

pub fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// All values that a path leads to: of an attribute with several, each of them.
pub fn values<'a>(resource: &'a Map<String, Value>, path: &AttrPath) -> Vec<&'a Value> {
    let extension = path.uri.as_deref().filter(|uri| !is_core(uri));
    let object = match extension {
        Some(uri) => get(resource, uri).and_then(Value::as_object),
        None => Some(resource),
    };
    let Some(found) = object.and_then(|object| get(object, &path.name)) else { return Vec::new() };
    let each: Vec<&Value> = found.as_array().map_or_else(|| vec![found], |list| list.iter().collect());
    // "emails co" asks for "emails.value" (RFC 7644, section 3.4.2.2).
    let sub = path.sub_attr.as_deref().or_else(|| found.is_array().then_some("value"));
    let Some(sub) = sub else { return each };
    let inner = |value: &'a Value| match value {
        Value::Object(object) => get(object, sub),
        other => path.sub_attr.is_none().then_some(other),
    };
    each.into_iter().filter_map(inner).collect()
}

/// The object that contains the attribute of a path. That of an extension is created if necessary.
pub fn object_of<'a>(resource: &'a mut Map<String, Value>, path: &AttrPath) -> Option<&'a mut Map<String, Value>> {
    match path.uri.as_deref().filter(|uri| !is_core(uri)) {
        None => Some(resource),
        Some(uri) => {
            let uri = spelled(resource, uri);
            resource.entry(uri).or_insert_with(|| Value::Object(Map::new())).as_object_mut()
        }
    }
}
