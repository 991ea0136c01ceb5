//! Whether a resource is what a filter asks for (RFC 7644, section 3.4.2.2).

use std::cmp::Ordering;

use scim_v2::filter::{AttrExp, CompValue, CompareOp, Filter, ValFilter};
use serde_json::{Map, Value};

use super::path;

/// Whether the filter takes it.
pub fn takes(filter: &Filter, resource: &Map<String, Value>) -> bool {
    match filter {
        Filter::Attr(expression) => is_true(expression, resource),
        Filter::ValuePath(inner) => {
            let wanted = |value: &&Value| value.as_object().is_some_and(|object| takes_value(&inner.filter, object));
            elements(resource, &inner.attr.name).iter().any(wanted)
        }
        Filter::Not(inner) => !takes(inner, resource),
        Filter::And(all) => all.iter().all(|inner| takes(inner, resource)),
        Filter::Or(any) => any.iter().any(|inner| takes(inner, resource)),
    }
}

/// The same for one of the values of an attribute.
pub fn takes_value(filter: &ValFilter, value: &Map<String, Value>) -> bool {
    match filter {
        ValFilter::Attr(expression) => is_true(expression, value),
        ValFilter::Not(inner) => !takes_value(inner, value),
        ValFilter::And(all) => all.iter().all(|inner| takes_value(inner, value)),
        ValFilter::Or(any) => any.iter().any(|inner| takes_value(inner, value)),
    }
}

/// The value that a filter requires of an attribute, so that the database can look it up: equality with no
/// alternatives.
pub fn required<'a>(filter: &'a Filter, name: &str) -> Option<&'a str> {
    match filter {
        Filter::Attr(AttrExp::Comparison(path, CompareOp::Eq, CompValue::Str(value)))
            if path.sub_attr.is_none() && path.name.eq_ignore_ascii_case(name) =>
        {
            Some(value)
        }
        Filter::And(all) => all.iter().find_map(|inner| required(inner, name)),
        _ => None,
    }
}

fn elements<'a>(resource: &'a Map<String, Value>, name: &str) -> Vec<&'a Value> {
    match path::get(resource, name) {
        Some(Value::Array(list)) => list.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn is_true(expression: &AttrExp, resource: &Map<String, Value>) -> bool {
    match expression {
        AttrExp::Present(path) => path::values(resource, path).into_iter().any(is_present),
        AttrExp::Comparison(path, operator, wanted) => {
            let values = path::values(resource, path);
            match operator {
                CompareOp::Ne => !values.into_iter().any(|value| compares(value, &CompareOp::Eq, wanted)),
                // A missing attribute is null (RFC 7643, section 2.5).
                CompareOp::Eq if values.is_empty() => *wanted == CompValue::Null,
                _ => values.into_iter().any(|value| compares(value, operator, wanted)),
            }
        }
    }
}

fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn compares(value: &Value, operator: &CompareOp, wanted: &CompValue) -> bool {
    let (Some(value), Some(wanted)) = (folded(value), folded_wanted(wanted)) else {
        return value.is_null() && *wanted == CompValue::Null && *operator == CompareOp::Eq;
    };
    let order = match (value.parse::<f64>(), wanted.parse::<f64>()) {
        (Ok(value), Ok(wanted)) => value.partial_cmp(&wanted).unwrap_or(Ordering::Less),
        _ => value.cmp(&wanted),
    };
    match operator {
        CompareOp::Eq => value == wanted,
        CompareOp::Ne => value != wanted,
        CompareOp::Co => value.contains(&wanted),
        CompareOp::Sw => value.starts_with(&wanted),
        CompareOp::Ew => value.ends_with(&wanted),
        CompareOp::Gt => order.is_gt(),
        CompareOp::Ge => order.is_ge(),
        CompareOp::Lt => order.is_lt(),
        CompareOp::Le => order.is_le(),
    }
}

/// In lower case: of all attributes here only ids are `caseExact`, and those do not differ by case alone. Booleans as
/// a word, because Entra sends `primary eq "True"`.
fn folded(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.to_lowercase()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn folded_wanted(wanted: &CompValue) -> Option<String> {
    match wanted {
        CompValue::Str(text) => Some(text.to_lowercase()),
        CompValue::True => Some("true".to_owned()),
        CompValue::False => Some("false".to_owned()),
        CompValue::Number(number) => Some(number.to_string()),
        CompValue::Null => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_taken(filter: &str) -> bool {
        let resource = json!({
            "userName": "Ada@example.com", "active": true, "externalId": "A-1",
            "name": { "familyName": "Lovelace" },
            "emails": [{ "type": "work", "value": "ada@example.com", "primary": true }, { "type": "home", "value": "a@home.example" }],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Engines" },
        });
        takes(&filter.parse().expect(filter), resource.as_object().expect("an object"))
    }

    #[test]
    fn filters_are_understood_as_the_rfc_shows_them() {
        for taken in [
            r#"userName eq "ada@EXAMPLE.com""#,
            r#"username sw "ada""#,
            r#"name.familyName co "love""#,
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "A""#,
            r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "engines""#,
            "emails pr",
            r#"emails co "home.example""#,
            r#"emails.value ew "@example.com""#,
            r#"emails[type eq "work" and value co "@example.com"]"#,
            r#"emails[primary eq "True"]"#,
            "title pr or active eq true",
            r#"active eq "true""#,
            r#"not (userName eq "bob")"#,
            "title eq null",
            r#"userName ne "bob""#,
        ] {
            assert!(is_taken(taken), "{taken}");
        }
        for left in [
            r#"userName eq "ada""#,
            "title pr",
            r#"emails[type eq "home" and value co "@example.com"]"#,
            "active eq false",
            r#"userName ne "ada@example.com""#,
            r#"userName eq "ada@example.com" and active eq false"#,
        ] {
            assert!(!is_taken(left), "{left}");
        }
    }

    #[test]
    fn only_what_nothing_else_can_stand_in_for_is_looked_for_in_the_database() {
        let of = |filter: &str| required(&filter.parse().expect(filter), "userName").map(str::to_owned);
        assert_eq!(of(r#"userName eq "ada""#).as_deref(), Some("ada"));
        assert_eq!(of(r#"active eq true and USERNAME eq "ada""#).as_deref(), Some("ada"));
        assert_eq!(of(r#"active eq true or userName eq "ada""#), None);
        assert_eq!(of(r#"not (userName eq "ada")"#), None);
        assert_eq!(of(r#"userName sw "ada""#), None);
    }
}
