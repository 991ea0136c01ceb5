//! What this service understands (RFC 7644, section 4).

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use scim_v2::{models::scim_schema::get_schemas, schema_urns};
use serde_json::{Value, json};

use super::answer;
use crate::{Error, Result, access::scim::Provisioner, settings::PublicUrl};

/// `GET /scim/v2/ServiceProviderConfig`
pub async fn service_provider_config(_: Provisioner, site: Data<PublicUrl>) -> HttpResponse {
    let no = json!({ "supported": false });
    let body = json!({
        "schemas": [schema_urns::SERVICE_PROVIDER_CONFIG],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": 500 },
        "changePassword": no,
        "sort": no,
        "etag": no,
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer",
            "description": "A secret that an administrator of this site makes for the directory.",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": true,
        }],
        "meta": { "resourceType": "ServiceProviderConfig", "location": format!("{}/scim/v2/ServiceProviderConfig", site.origin()) },
    });
    answer::of(StatusCode::OK, &body)
}

/// `GET /scim/v2/ResourceTypes`
pub async fn resource_types(_: Provisioner, site: Data<PublicUrl>) -> HttpResponse {
    let types: Vec<Value> = ["User", "Group"].into_iter().filter_map(|name| resource_type_of(name, &site)).collect();
    let total = i64::try_from(types.len()).unwrap_or_default();
    answer::list(&types, total, 1)
}

/// `GET /scim/v2/ResourceTypes/{name}`
pub async fn resource_type(_: Provisioner, name: Path<String>, site: Data<PublicUrl>) -> Result<HttpResponse> {
    let found = resource_type_of(&name, &site).ok_or_else(|| Error::not_found("no such type of resource"))?;
    Ok(answer::of(StatusCode::OK, &found))
}

fn resource_type_of(name: &str, site: &PublicUrl) -> Option<Value> {
    let (schema, extensions) = match name {
        "User" => (schema_urns::USER, json!([{ "schema": schema_urns::ENTERPRISE_USER, "required": false }])),
        "Group" => (schema_urns::GROUP, json!([])),
        _ => return None,
    };
    Some(json!({
        "schemas": [schema_urns::RESOURCE_TYPE],
        "id": name,
        "name": name,
        "endpoint": format!("/{name}s"),
        "schema": schema,
        "schemaExtensions": extensions,
        "meta": { "resourceType": "ResourceType", "location": format!("{}/scim/v2/ResourceTypes/{name}", site.origin()) },
    }))
}

/// `GET /scim/v2/Schemas`
pub async fn schemas(_: Provisioner, site: Data<PublicUrl>) -> Result<HttpResponse> {
    let schemas = schemas_of(&site)?;
    let total = i64::try_from(schemas.len()).unwrap_or_default();
    Ok(answer::list(&schemas, total, 1))
}

/// `GET /scim/v2/Schemas/{urn}`
pub async fn schema(_: Provisioner, urn: Path<String>, site: Data<PublicUrl>) -> Result<HttpResponse> {
    let found = schemas_of(&site)?.into_iter().find(|schema| schema["id"] == urn.as_str());
    let found = found.ok_or_else(|| Error::not_found("no such schema"))?;
    Ok(answer::of(StatusCode::OK, &found))
}

/// As RFC 7643, section 8.7 has them.
fn schemas_of(site: &PublicUrl) -> Result<Vec<Value>> {
    let schemas = get_schemas(vec!["user", "group", "enterprise_user"]).map_err(Error::internal)?;
    let published = |schema| {
        let mut schema = serde_json::to_value(schema).map_err(Error::internal)?;
        let urn = schema["id"].as_str().unwrap_or_default().to_owned();
        schema["meta"] =
            json!({ "resourceType": "Schema", "location": format!("{}/scim/v2/Schemas/{urn}", site.origin()) });
        Ok(schema)
    };
    schemas.into_iter().map(published).collect()
}
