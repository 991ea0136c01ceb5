//! `/scim/v2/Groups`: the groups of the directory.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use serde_json::{Map, Value, json};

use super::{
    answer::{self, Kind},
    body::ScimBody,
    filter, group_change, patch,
    query::{Query, id, is_wanted},
};
use crate::{
    Result,
    access::scim::{DirectoryGroup, GroupChange, Provisioner, Scim, WhichGroups},
    settings::PublicUrl,
    transport::csrf::SameOrigin,
};

/// What every handler of one group takes.
type Site = (Data<Scim>, Data<PublicUrl>);

/// `GET /scim/v2/Groups`
pub async fn groups(
    directory: Provisioner,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let site: Site = (scim, site);
    let Some(filter) = &query.filter else {
        let groups = site.0.groups(&directory, &WhichGroups::default(), query.offset(), query.count).await?;
        let total = site.0.number_of_groups(&directory).await?;
        let mut page = Vec::new();
        for group in &groups {
            page.push(shown(&directory, group, &site, &query).await?);
        }
        return Ok(answer::list(&page, total, query.start));
    };
    let which = WhichGroups {
        id: filter::required(filter, "id").and_then(|text| text.parse().ok()),
        display_name: filter::required(filter, "displayName").map(str::to_owned),
        external_id: filter::required(filter, "externalId").map(str::to_owned),
    };
    let mut found = site.0.groups(&directory, &which, 0, i64::MAX).await?;
    found.retain(|group| is_wanted(Some(filter), &bare(group)));
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let mut page = Vec::new();
    let (offset, count) =
        (usize::try_from(query.offset()).unwrap_or(usize::MAX), usize::try_from(query.count).unwrap_or(0));
    for group in found.iter().skip(offset).take(count) {
        page.push(shown(&directory, group, &site, &query).await?);
    }
    Ok(answer::list(&page, total, query.start))
}

/// `GET /scim/v2/Groups/{id}`
pub async fn group(
    directory: Provisioner,
    path: Path<String>,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let group = scim.group(&directory, id(&path)?).await?;
    Ok(answer::of(StatusCode::OK, &shown(&directory, &group, &(scim, site), &query).await?))
}

/// `POST /scim/v2/Groups`
pub async fn make_group(
    directory: Provisioner,
    _: SameOrigin,
    body: ScimBody,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let name = group_change::display_name(body.0["displayName"].as_str())?;
    let external_id = group_change::external_id(&body.0["externalId"])?;
    let members = group_change::ids(&body.0["members"])?;
    let group = scim.add_group(&directory, external_id.as_deref(), &name, &members).await?;
    Ok(answer::made(&shown(&directory, &group, &(scim, site), &query).await?))
}

/// `PUT /scim/v2/Groups/{id}`: replaces all of it.
pub async fn put_group(
    directory: Provisioner,
    _: SameOrigin,
    path: Path<String>,
    body: ScimBody,
    query: Query,
    scim: Data<Scim>,
    site: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let changes = vec![
        GroupChange::DisplayName(group_change::display_name(body.0["displayName"].as_str())?),
        GroupChange::ExternalId(group_change::external_id(&body.0["externalId"])?),
        GroupChange::Members(group_change::ids(&body.0["members"])?),
    ];
    let group = scim.change_group(&directory, id(&path)?, changes).await?;
    Ok(answer::of(StatusCode::OK, &shown(&directory, &group, &(scim, site), &query).await?))
}

/// `PATCH /scim/v2/Groups/{id}`. Without a body, as Entra expects it: a large group is not sent back for one member more
/// (RFC 7644, section 3.5.2).
pub async fn patch_group(
    directory: Provisioner,
    _: SameOrigin,
    path: Path<String>,
    body: ScimBody,
    scim: Data<Scim>,
) -> Result<HttpResponse> {
    let mut changes = Vec::new();
    for step in patch::steps(body.0)? {
        changes.extend(group_change::of(step)?);
    }
    scim.change_group(&directory, id(&path)?, changes).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /scim/v2/Groups/{id}`
pub async fn delete_group(
    directory: Provisioner,
    _: SameOrigin,
    path: Path<String>,
    scim: Data<Scim>,
) -> Result<HttpResponse> {
    scim.remove_group(&directory, id(&path)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Without its members.
fn bare(group: &DirectoryGroup) -> Map<String, Value> {
    let mut resource = Map::new();
    resource.insert("schemas".to_owned(), json!([scim_v2::schema_urns::GROUP]));
    resource.insert("id".to_owned(), json!(group.id));
    if let Some(external_id) = &group.external_id {
        resource.insert("externalId".to_owned(), json!(external_id));
    }
    resource.insert("displayName".to_owned(), json!(group.display_name));
    resource
}

async fn shown(directory: &Provisioner, group: &DirectoryGroup, (scim, site): &Site, query: &Query) -> Result<Value> {
    let mut resource = bare(group);
    if query.selection.wants("members") {
        let member = |(id, name): (uuid::Uuid, String)| json!({ "value": id, "$ref": Kind::User.location(site, id), "type": "User", "display": name });
        let members: Vec<Value> = scim.members(directory, group.id).await?.into_iter().map(member).collect();
        resource.insert("members".to_owned(), Value::Array(members));
    }
    let times = (group.made_at, group.changed_at);
    Ok(answer::finish(resource, (Kind::Group, group.id), times, site, &query.selection))
}
