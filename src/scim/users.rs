//! `/scim/v2/Users`: the people of the directory.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::{Map, Value, json};

use super::{
    answer::{self, Kind},
    body::ScimBody,
    filter, not_understood, patch,
    query::{Query, id, is_wanted, text},
    refused, step,
};
use crate::{
    Error, Result,
    access::scim::{DirectoryPerson, PersonState, Provisioner, Scim, WhichPeople},
    settings::PublicUrl,
    transport::csrf::SameOrigin,
};

/// What is never kept: it is not ours, or the program says it itself.
const NOT_KEPT: [&str; 4] = ["password", "id", "meta", "groups"];
/// In bytes.
const LONGEST_RESOURCE: usize = 65_536;
const LONGEST_NAME: usize = 500;

/// `GET /scim/v2/Users`
pub async fn users(
    directory: Provisioner,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let shown = |person: &DirectoryPerson| shown(person, &site, &query);
    let Some(filter) = &query.filter else {
        let people = scim.people(&directory, &WhichPeople::default(), query.offset(), query.count).await?;
        let total = scim.number_of_people(&directory).await?;
        let page = people.iter().map(shown).collect::<Result<Vec<_>>>()?;
        return Ok(answer::list(&page, total, query.start));
    };
    let which = WhichPeople {
        id: match filter::required(filter, "id") {
            Some(text) => match id(text) {
                Ok(id) => Some(id),
                Err(_) => return Ok(answer::list(&[], 0, query.start)),
            },
            None => None,
        },
        user_name: filter::required(filter, "userName").map(str::to_owned),
        external_id: filter::required(filter, "externalId").map(str::to_owned),
    };
    let mut found = Vec::new();
    for person in scim.people(&directory, &which, 0, i64::MAX).await? {
        let mut resource = object(&person.resource)?;
        resource.insert("id".to_owned(), json!(person.id));
        if is_wanted(Some(filter), &resource) {
            found.push(person);
        }
    }
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let (offset, count) =
        (usize::try_from(query.offset()).unwrap_or(usize::MAX), usize::try_from(query.count).unwrap_or(0));
    let page = found.iter().skip(offset).take(count).map(shown).collect::<Result<Vec<_>>>()?;
    Ok(answer::list(&page, total, query.start))
}

/// `GET /scim/v2/Users/{id}`
pub async fn user(
    directory: Provisioner,
    path: Path<String>,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let person = scim.person(&directory, id(&path)?).await?;
    Ok(answer::of(StatusCode::OK, &shown(&person, &site, &query)?))
}

/// `POST /scim/v2/Users`
pub async fn make_user(
    directory: Provisioner,
    _: SameOrigin,
    body: ScimBody,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let person = scim.add_person(&directory, &state(body.0)?).await?;
    Ok(answer::made(&shown(&person, &site, &query)?))
}

/// `PUT /scim/v2/Users/{id}`: replaces all of it.
pub async fn put_user(
    directory: Provisioner,
    _: SameOrigin,
    path: Path<String>,
    body: ScimBody,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let state = state(body.0)?;
    let person = scim.change_person(&directory, id(&path)?, |_| Ok(state)).await?;
    Ok(answer::of(StatusCode::OK, &shown(&person, &site, &query)?))
}

/// `PATCH /scim/v2/Users/{id}`
pub async fn patch_user(
    directory: Provisioner,
    _: SameOrigin,
    path: Path<String>,
    body: ScimBody,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let steps = patch::steps(body.0)?;
    let change = |before: &str| {
        let mut resource = object(before)?;
        for step in steps {
            step::take(&mut resource, step)?;
        }
        state(Value::Object(resource))
    };
    let person = scim.change_person(&directory, id(&path)?, change).await?;
    Ok(answer::of(StatusCode::OK, &shown(&person, &site, &query)?))
}

/// `DELETE /scim/v2/Users/{id}`
pub async fn delete_user(
    directory: Provisioner,
    _: SameOrigin,
    path: Path<String>,
    scim: Data<Scim>,
) -> Result<HttpResponse> {
    scim.remove_person(&directory, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown(person: &DirectoryPerson, site: &PublicUrl, query: &Query) -> Result<Value> {
    let resource = object(&person.resource)?;
    let times = (person.made_at, person.changed_at);
    Ok(answer::finish(resource, (Kind::User, person.id), times, site, &query.selection))
}

fn object(resource: &str) -> Result<Map<String, Value>> {
    serde_json::from_str(resource)
        .map_err(|error| Error::internal(format!("a row of scim_users that cannot be: {error}")))
}

/// The content of a resource.
fn state(resource: Value) -> Result<PersonState> {
    let Value::Object(mut resource) = resource else { return Err(not_understood("invalidSyntax", "{}")) };
    resource.retain(|name, _| !NOT_KEPT.contains(&name.as_str()));
    let is_active = match resource.get("active") {
        None | Some(Value::Null) => true,
        Some(Value::Bool(is)) => *is,
        // Entra, without the flag aadOptscim062020.
        Some(Value::String(word)) if word.eq_ignore_ascii_case("true") => true,
        Some(Value::String(word)) if word.eq_ignore_ascii_case("false") => false,
        Some(_) => return Err(refused("invalidValue", text!("scim-active"), "active is neither true nor false")),
    };
    resource.insert("active".to_owned(), Value::Bool(is_active));
    resource.entry("schemas").or_insert_with(|| json!([scim_v2::schema_urns::USER]));
    let user_name = text(&resource, "userName").filter(|name| name.len() <= LONGEST_NAME).map(str::to_owned);
    let user_name =
        user_name.ok_or_else(|| refused("invalidValue", text!("scim-user-name"), "no userName, or a long one"))?;
    let external_id = text(&resource, "externalId").unwrap_or_default().to_owned();
    let resource = Value::Object(resource).to_string();
    if resource.len() > LONGEST_RESOURCE || resource.contains("\\u0000") {
        return Err(refused("invalidValue", text!("scim-too-long"), "a resource that is too long, or holds a NUL"));
    }
    Ok(PersonState { user_name_key: user_name.to_lowercase(), user_name, external_id, is_active, resource })
}
