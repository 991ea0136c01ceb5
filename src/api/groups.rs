//! `/api/v1/groups`: groups of people, and who is in them.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    api_schema::ID_BUT_ROOT,
    body::Body,
    query::{Nothing, Query},
};
use crate::{
    Error, Result,
    access::{
        groups::{Group, GroupName, Groups, GroupsFor, LONGEST_NAME, MOST_MEMBERS, Member, MemberLine},
        ladder::Employee,
    },
    documents::item,
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, Operation, Parameter, Topic},
    },
};

#[derive(Serialize, ToSchema)]
pub struct GroupsJson {
    groups: Vec<GroupJson>,
}

#[derive(Serialize, ToSchema)]
pub struct GroupJson {
    id: Uuid,
    name: String,
    description: String,
    /// Whether everybody who can share finds it by its name.
    listed: bool,
    /// How many members it has itself, each group in it counted as one.
    members: u64,
    /// Whether you may say who is in it.
    may_change: bool,
    /// Whether you are in it.
    is_in_it: bool,
    #[serde(with = "rfc3339")]
    created_at: OffsetDateTime,
}

impl From<Group> for GroupJson {
    fn from(group: Group) -> Self {
        let Group { id, name, description, is_listed, created_at, members, may_change, is_in_it, .. } = group;
        Self { id, name, description, listed: is_listed, members, may_change, is_in_it, created_at }
    }
}

#[derive(Serialize, ToSchema)]
pub struct MembersJson {
    owners: Vec<MemberJson>,
    members: Vec<MemberJson>,
}

#[derive(Serialize, ToSchema)]
pub struct MemberJson {
    /// person:…, address:… of somebody who has not signed in yet, group:…, directory-group:… or app-role:….
    member: String,
    /// What people call them.
    name: String,
    /// Empty where there is none.
    email: String,
    #[serde(with = "rfc3339")]
    added_at: OffsetDateTime,
    /// Who added them.
    added_by: String,
}

impl From<MemberLine> for MemberJson {
    fn from(line: MemberLine) -> Self {
        let MemberLine { member, name, email, added_at, added_by } = line;
        Self { member: member.to_string(), name, email, added_at, added_by }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[serde(default)]
    #[schema(max_length = 500)]
    description: String,
    /// Whether everybody who can share finds it by its name.
    #[serde(default = "yes")]
    #[schema(default = true)]
    listed: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    member: String,
}

impl Which {
    async fn member(&self, groups: &GroupsFor<'_>) -> Result<Member> {
        let meant = groups.meant_by(&self.member).await?;
        meant.ok_or_else(|| Error::invalid(text!("groups-nobody"), "nobody of that name"))
    }
}

/// `GET /api/v1/groups`
pub async fn groups(employee: Employee, _: Query<Nothing>, groups: Data<Groups>) -> Result<HttpResponse> {
    let groups = groups.by(&employee).list().await?.into_iter().map(GroupJson::from).collect();
    Ok(fresh().json(GroupsJson { groups }))
}

/// `POST /api/v1/groups`
pub async fn make_group(
    employee: Employee,
    _: SameOrigin,
    _: Query<Nothing>,
    Body(wish): Body<NewGroup>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    let name = GroupName::parse(&wish.name, &wish.description, wish.listed);
    let no_name = || Error::invalid(text!("groups-no-name", most = LONGEST_NAME), "no name for a group");
    let groups = groups.by(&employee);
    let id = groups.make(&name.ok_or_else(no_name)?).await?;
    let mut answer = HttpResponse::Created();
    answer.insert_header((header::LOCATION, format!("/api/v1/groups/{id}")));
    Ok(answer.json(GroupJson::from(groups.find(id).await?)))
}

/// `GET /api/v1/groups/{id}`
pub async fn group(
    employee: Employee,
    id: Path<String>,
    _: Query<Nothing>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    Ok(fresh().json(GroupJson::from(groups.by(&employee).find(item::id(&id)?).await?)))
}

/// `DELETE /api/v1/groups/{id}`
pub async fn delete_group(
    employee: Employee,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    groups.by(&employee).delete(item::id(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/groups/{id}/members`
pub async fn members(
    employee: Employee,
    id: Path<String>,
    _: Query<Nothing>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    let groups = groups.by(&employee);
    let group = groups.find(item::id(&id)?).await?;
    let json = |lines: Vec<MemberLine>| lines.into_iter().map(MemberJson::from).collect();
    let owners = json(groups.owners(&group).await?);
    Ok(fresh().json(MembersJson { owners, members: json(groups.members(&group, MOST_MEMBERS).await?) }))
}

/// `PUT /api/v1/groups/{id}/members?member=…`
pub async fn add_member(
    employee: Employee,
    _: SameOrigin,
    id: Path<String>,
    Query(which): Query<Which>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    let (id, groups) = (item::id(&id)?, groups.by(&employee));
    groups.find(id).await?;
    groups.add(id, &[which.member(&groups).await?]).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/groups/{id}/members?member=…`
pub async fn remove_member(
    employee: Employee,
    _: SameOrigin,
    id: Path<String>,
    Query(which): Query<Which>,
    groups: Data<Groups>,
) -> Result<HttpResponse> {
    let (id, groups) = (item::id(&id)?, groups.by(&employee));
    groups.find(id).await?;
    if !groups.remove(id, &which.member(&groups).await?).await? {
        return Err(Error::not_found("they were not in the group"));
    }
    Ok(HttpResponse::NoContent().finish())
}

fn fresh() -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}

const MEMBER: Parameter = Parameter::query(
    "member",
    "member",
    "An e-mail address, the name of a group, or a member as the list spells it.",
    || json!({ "type": "string", "maxLength": 600 }),
)
.required();

pub fn groups_operation() -> Operation {
    Operation::new(Topic::People, "groups", "The groups that you are in or own")
        .about("Administrators see all of them.")
        .answers(Answer::json::<GroupsJson>(200, "By name."))
}

pub fn make_group_operation() -> Operation {
    Operation::new(Topic::People, "makeGroup", "Make a group of people")
        .about("For those who own a folder or document, and administrators. You own the group.")
        .body::<NewGroup>()
        .answers(Answer::json::<GroupJson>(201, "It is there."))
        .refuses(&[Meaning::Invalid, Meaning::Forbidden, Meaning::Conflict])
}

pub fn group_operation() -> Operation {
    Operation::new(Topic::People, "group", "One group")
        .takes(ID_BUT_ROOT)
        .answers(Answer::json::<GroupJson>(200, "It."))
}

pub fn delete_group_operation() -> Operation {
    Operation::new(Topic::People, "deleteGroup", "Delete a group, and what was granted to it")
        .about("For its owners and administrators.")
        .takes(ID_BUT_ROOT)
        .answers(Answer::empty(204, "It is gone."))
        .refuses(&[Meaning::Forbidden])
}

pub fn members_operation() -> Operation {
    Operation::new(Topic::People, "groupMembers", "Who is in a group, and who owns it")
        .about("For its owners and administrators.")
        .takes(ID_BUT_ROOT)
        .answers(Answer::json::<MembersJson>(200, "All of them."))
        .refuses(&[Meaning::Forbidden])
}

pub fn add_member_operation() -> Operation {
    Operation::new(Topic::People, "addGroupMember", "Put somebody into a group")
        .about("For its owners and administrators.")
        .takes(ID_BUT_ROOT)
        .takes(MEMBER)
        .answers(Answer::empty(204, "They are in it."))
        .refuses(&[Meaning::Invalid, Meaning::Forbidden])
}

pub fn remove_member_operation() -> Operation {
    Operation::new(Topic::People, "removeGroupMember", "Take somebody out of a group")
        .about("For its owners and administrators.")
        .takes(ID_BUT_ROOT)
        .takes(MEMBER)
        .answers(Answer::empty(204, "They are not in it any more."))
        .refuses(&[Meaning::Invalid, Meaning::Forbidden])
}
