//! What the directory reads.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde_json::{Map, Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{body::MEDIA_TYPE, query::Selection};
use crate::settings::PublicUrl;

/// Which collection something is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    User,
    Group,
}

impl Kind {
    /// Its `meta.resourceType`.
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
        }
    }

    pub fn location(self, site: &PublicUrl, id: Uuid) -> String {
        format!("{}/scim/v2/{}s/{id}", site.origin(), self.name())
    }
}

/// An answer of one object.
pub fn of(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, MEDIA_TYPE))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}

/// Something new (RFC 7644, section 3.3).
pub fn made(resource: &Value) -> HttpResponse {
    let mut answer = of(StatusCode::CREATED, resource);
    let location = resource["meta"]["location"].as_str().and_then(|address| address.parse().ok());
    if let Some(location) = location {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    answer
}

/// RFC 7644, section 3.4.2.
pub fn list(resources: &[Value], total: i64, start: i64) -> HttpResponse {
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    });
    of(StatusCode::OK, &body)
}

/// Adds what the program itself says of a resource.
pub fn finish(
    mut resource: Map<String, Value>,
    (kind, id): (Kind, Uuid),
    (made_at, changed_at): (OffsetDateTime, OffsetDateTime),
    site: &PublicUrl,
    selection: &Selection,
) -> Value {
    resource.insert("id".to_owned(), json!(id));
    let meta = json!({
        "resourceType": kind.name(),
        "created": made_at.format(&Rfc3339).ok(),
        "lastModified": changed_at.format(&Rfc3339).ok(),
        "location": kind.location(site, id),
    });
    resource.insert("meta".to_owned(), meta);
    selection.apply(&mut resource);
    Value::Object(resource)
}
