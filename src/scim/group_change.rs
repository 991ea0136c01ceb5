//! Who is in a group, as the directory sends it.

use scim_v2::filter::{AttrExp, CompValue, CompareOp, PatchPath, ValFilter};
use serde_json::Value;
use uuid::Uuid;

use super::{not_understood, patch::Step, path::get, refused};
use crate::{Result, access::scim::GroupChange};

/// The ids in `[{ "value": "…" }]`, or in one such object.
///
/// # Errors
/// `Invalid` for what is not a list of known ids.
pub fn ids(members: &Value) -> Result<Vec<Uuid>> {
    let list = match members {
        Value::Null => return Ok(Vec::new()),
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    list.iter().map(id).collect()
}

fn id(member: &Value) -> Result<Uuid> {
    let text = match member {
        Value::Object(member) => get(member, "value").and_then(Value::as_str),
        Value::String(text) => Some(text.as_str()),
        _ => None,
    };
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| refused("invalidValue", text!("scim-member-unknown"), "a member without an id of ours"))
}

/// What a step means for a group.
///
/// # Errors
/// `Invalid` for what a group does not have.
pub fn of(step: Step) -> Result<Vec<GroupChange>> {
    match step {
        Step::Put { path: PatchPath::Attr(path), value, adds } => match path.name.to_ascii_lowercase().as_str() {
            "members" if adds => Ok(vec![GroupChange::Add(ids(&value)?)]),
            "members" => Ok(vec![GroupChange::Members(ids(&value)?)]),
            "displayname" => Ok(vec![GroupChange::DisplayName(display_name(value.as_str())?)]),
            "externalid" => Ok(vec![GroupChange::ExternalId(external_id(&value)?)]),
            // What is not kept of a group changes nothing: Okta sends its id, others their descriptions.
            _ => Ok(Vec::new()),
        },
        Step::Remove { path: PatchPath::Attr(path), value } => match path.name.to_ascii_lowercase().as_str() {
            "members" => Ok(vec![match value {
                Some(value) => GroupChange::Remove(known_ids(&value)),
                None => GroupChange::Members(Vec::new()),
            }]),
            "externalid" => Ok(vec![GroupChange::ExternalId(None)]),
            "displayname" => Err(refused("mutability", text!("scim-group-name"), "a group without a name")),
            _ => Ok(Vec::new()),
        },
        // members[value eq "…"] (RFC 7644, section 3.5.2.2).
        Step::Remove { path: PatchPath::Value(path), .. } if path.attr.name.eq_ignore_ascii_case("members") => {
            Ok(vec![GroupChange::Remove(named(&path.filter)?)])
        }
        Step::Put { path, .. } | Step::Remove { path, .. } => Err(not_understood("invalidPath", path)),
    }
}

/// Whoever is not known is not in it, and need not be removed.
fn known_ids(value: &Value) -> Vec<Uuid> {
    let list = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    list.iter().filter_map(|member| id(member).ok()).collect()
}

fn named(filter: &ValFilter) -> Result<Vec<Uuid>> {
    match filter {
        ValFilter::Attr(AttrExp::Comparison(path, CompareOp::Eq, CompValue::Str(text)))
            if path.name.eq_ignore_ascii_case("value") =>
        {
            Ok(text.parse().into_iter().collect())
        }
        ValFilter::Or(any) => {
            let named: Result<Vec<_>> = any.iter().map(named).collect();
            Ok(named?.concat())
        }
        other => Err(not_understood("invalidFilter", other)),
    }
}

/// # Errors
/// `Invalid` for none, and for one that is too long.
pub fn display_name(name: Option<&str>) -> Result<String> {
    let name =
        name.map(str::trim).filter(|name| !name.is_empty() && name.len() <= 500 && !name.contains(char::is_control));
    name.map(str::to_owned)
        .ok_or_else(|| refused("invalidValue", text!("scim-group-name"), "no displayName, or a long one"))
}

/// # Errors
/// `Invalid` for one that is too long.
pub fn external_id(id: &Value) -> Result<Option<String>> {
    let Some(id) = id.as_str().map(str::trim).filter(|id| !id.is_empty()) else { return Ok(None) };
    if id.len() > 500 || id.contains(char::is_control) {
        return Err(refused("invalidValue", text!("scim-too-long"), "a long externalId of a group"));
    }
    Ok(Some(id.to_owned()))
}
