//! `/groups/{id}`: who is in a group, and the forms that change it.

use actix_web::{
    Either, HttpResponse,
    http::StatusCode,
    web::{Data, Path, Query},
};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::group_name;
use crate::{
    Error, Result,
    access::{
        groups::{Group, Groups, GroupsFor, Member, MemberLine},
        ladder::Employee,
        subjects::Subject,
    },
    documents::item,
    pages::forms::{Fields, is_for_the_form},
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

/// More than anybody looks through; the file has all of them.
const SHOWN: usize = 1000;

#[derive(Template)]
#[template(path = "groups/group.html")]
pub struct GroupPage {
    layout: Layout,
    group: Group,
    owners: Vec<MemberLine>,
    members: Vec<MemberLine>,
    /// What the last change did.
    done: Option<String>,
    /// A form that came back: nothing that was typed is lost.
    typed: Fields,
    complaint: Option<String>,
}

impl GroupPage {
    fn left_out(&self) -> u64 {
        self.group.members.saturating_sub(self.members.len() as u64)
    }

    /// What was typed into this field of a form that came back.
    fn typed(&self, action: &str, field: &str) -> &str {
        if self.typed.text("action") == action { self.typed.text(field) } else { "" }
    }
}

/// The page after a change says what happened.
#[derive(Deserialize)]
pub struct AfterChange {
    done: Option<String>,
    #[serde(default)]
    added: usize,
    #[serde(default)]
    removed: usize,
}

impl AfterChange {
    fn sentence(&self) -> Option<String> {
        match self.done.as_deref()? {
            "members" => Some(text!("groups-members-changed", added = self.added, removed = self.removed)),
            "owner" => Some(text!("groups-owner-changed")),
            "described" => Some(text!("groups-described")),
            _ => None,
        }
    }
}

/// `GET /groups/{id}`
pub async fn group(
    employee: Employee,
    id: Path<String>,
    after: Query<AfterChange>,
    layout: Layout,
    groups: Data<Groups>,
) -> Result<Page<GroupPage>> {
    let mut page = page(&groups.by(&employee), item::id(&id)?, layout).await?;
    page.done = after.sentence();
    Ok(Page::ok(page))
}

async fn page(groups: &GroupsFor<'_>, id: Uuid, layout: Layout) -> Result<GroupPage> {
    let group = groups.find(id).await?;
    let (owners, members) = if group.may_change {
        (groups.owners(&group).await?, groups.members(&group, SHOWN).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    Ok(GroupPage { layout, group, owners, members, done: None, typed: Fields::default(), complaint: None })
}

/// `POST /groups/{id}`
pub async fn change_group(
    employee: Employee,
    _: SameOrigin,
    id: Path<String>,
    fields: Fields,
    layout: Layout,
    groups: Data<Groups>,
) -> Result<Either<HttpResponse, Page<GroupPage>>> {
    let (id, groups) = (item::id(&id)?, groups.by(&employee));
    let error = match act(&groups, id, &fields).await {
        Ok(next) => return Ok(Either::Left(see_other(next))),
        Err(error) => error,
    };
    if !is_for_the_form(&error) {
        return Err(error);
    }
    let mut page = page(&groups, id, layout).await?;
    page.complaint = Some(error.person().to_owned());
    page.typed = fields;
    Ok(Either::Right(Page::with_status(page, StatusCode::UNPROCESSABLE_ENTITY)))
}

/// Carries out what a form requests, and returns where to go next.
async fn act(groups: &GroupsFor<'_>, id: Uuid, fields: &Fields) -> Result<String> {
    let there = |done: &str| Ok(format!("/groups/{id}?done={done}"));
    let members =
        |added: usize, removed: usize| Ok(format!("/groups/{id}?done=members&added={added}&removed={removed}"));
    match fields.text("action") {
        "describe" => {
            let name = group_name(fields).map_err(|complaint| Error::invalid(complaint, "no name for a group"))?;
            groups.describe(id, &name).await?;
            there("described")
        }
        "delete" => {
            groups.delete(id).await?;
            Ok("/groups".to_owned())
        }
        "add" => {
            let member = groups.meant_by(fields.text("member")).await?.ok_or_else(nobody)?;
            members(groups.add(id, &[member]).await?, 0)
        }
        "add_from_directory" => {
            let text = format!("{}:{}", fields.text("kind"), fields.text("value").trim());
            let member =
                Member::parse(&text).filter(|member| matches!(member, Member::DirectoryGroup(_) | Member::AppRole(_)));
            members(groups.add(id, &[member.ok_or_else(nobody)?]).await?, 0)
        }
        "remove" => {
            let member = Member::parse(fields.text("member")).ok_or_else(nobody)?;
            members(0, usize::from(groups.remove(id, &member).await?))
        }
        "list" => {
            let list = groups.read_list(fields.text("list")).await?;
            let (added, removed) = match fields.text("mode") {
                "replace" => groups.replace(id, &list).await?,
                _ => (groups.add(id, &list).await?, 0),
            };
            members(added, removed)
        }
        "add_owner" => {
            let meant = groups.meant_by(fields.text("member")).await?.ok_or_else(nobody)?;
            groups.add_owner(id, &owner(&meant)?).await?;
            there("owner")
        }
        "remove_owner" => {
            let meant = Member::parse(fields.text("member")).ok_or_else(nobody)?;
            groups.remove_owner(id, &owner(&meant)?).await?;
            there("owner")
        }
        other => Err(Error::invalid(text!("address-misspelt"), format!("no act {other:?}"))),
    }
}

fn nobody() -> Error {
    Error::invalid(text!("groups-nobody"), "nobody of that name")
}

fn owner(member: &Member) -> Result<Subject> {
    let subject = Subject::parse(&member.to_string());
    subject.ok_or_else(|| Error::invalid(text!("groups-owner-is-a-person"), "an owner that is no person"))
}
