//! `/api/v1/items/{id}/access/people`: everybody who can get in, one line for each person.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    api_schema::ID,
    page_json::{Listed, Page},
    query::{CURSOR, LIMIT, Query, limit},
};
use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        changes::{PeopleColumn, PeopleOrder, PeoplePlace, PersonLine},
        cursor, item,
        service::Documents,
    },
    error::Meaning,
    transport::{
        openapi::{Answer, Operation, Parameter, Topic},
        share::{People, Share},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    limit: Option<u16>,
    cursor: Option<String>,
    #[serde(default)]
    sort: Key,
    #[serde(default)]
    order: Way,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Key {
    #[default]
    Name,
    Level,
    EndsAt,
    LastHere,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    #[default]
    Asc,
    Desc,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    sort: Key,
    order: Way,
    behind: PeoplePlace,
}

/// Somebody, and the grant that decides for them: the highest, and of several the nearest.
#[derive(Serialize, ToSchema)]
#[schema(as = AccessPerson)]
pub struct AccessPersonJson {
    /// person:… of whoever was here, address:… of others.
    person: String,
    name: String,
    /// Empty where it is not known.
    email: String,
    level: &'static str,
    /// To whom it was given: themselves, a group that they are in, or a role.
    through: String,
    /// What people call that.
    through_name: String,
    /// The folder above that it was granted on; null: it was granted here.
    #[schema(required = true)]
    from: Option<Uuid>,
    /// From then on it counts for nothing; null: it has no end.
    #[serde(with = "rfc3339::option")]
    #[schema(required = true)]
    ends_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339")]
    granted_at: OffsetDateTime,
    /// Who gave it.
    granted_by: String,
    /// When they were last on the site; null: they never were.
    #[serde(with = "rfc3339::option")]
    #[schema(required = true)]
    last_here: Option<OffsetDateTime>,
}

impl Listed for AccessPersonJson {
    const PART: &'static str = "AccessPeople";
    const LINES: &'static str = "items";
}

impl From<PersonLine> for AccessPersonJson {
    fn from(line: PersonLine) -> Self {
        Self {
            person: line.person.to_string(),
            name: line.name,
            email: line.email,
            level: line.by.level.as_str(),
            through: line.by.subject.to_string(),
            through_name: line.by.name,
            from: line.by.from.map(|(folder, _)| folder),
            ends_at: line.by.ends_at,
            granted_at: line.by.granted.at,
            granted_by: line.by.granted.by.name,
            last_here: line.seen_at,
        }
    }
}

/// `GET /api/v1/items/{id}/access/people`
pub async fn access_people(
    editor: Editor,
    _share: Share<People>,
    id: Path<String>,
    Query(asked): Query<Asked>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let limit = limit(asked.limit)?;
    let cursor = asked.cursor.as_deref().map(cursor::read::<Cursor>).transpose()?;
    if cursor.as_ref().is_some_and(|cursor| (cursor.sort, cursor.order) != (asked.sort, asked.order)) {
        return Err(Error::invalid(text!("api-other-cursor"), "a cursor of another order"));
    }
    let by = match asked.sort {
        Key::Name => PeopleColumn::Name,
        Key::Level => PeopleColumn::Level,
        Key::EndsAt => PeopleColumn::Until,
        Key::LastHere => PeopleColumn::Seen,
    };
    let order = PeopleOrder { by, descending: asked.order == Way::Desc };
    let behind = cursor.map(|cursor| cursor.behind);
    let (_, list) = documents.access_people(&editor, item::id(&id)?, order, behind.as_ref(), limit.into()).await?;
    let next = list.next.map(|behind| Cursor { sort: asked.sort, order: asked.order, behind });
    Ok(Page::of(list.lines.into_iter().map(AccessPersonJson::from), next.as_ref())?.answer())
}

const SORT: Parameter = Parameter::query(
    "peopleSort",
    "sort",
    "By what the list is ordered.",
    || json!({ "type": "string", "enum": [Key::Name, Key::Level, Key::EndsAt, Key::LastHere], "default": Key::default() }),
);
const ORDER: Parameter = Parameter::query(
    "peopleOrder",
    "order",
    "Which way. Ascending, the highest level comes first.",
    || json!({ "type": "string", "enum": [Way::Asc, Way::Desc], "default": Way::default() }),
);

pub fn access_people_operation() -> Operation {
    let part = Answer::json::<Page<AccessPersonJson>>(200, "A part of them.").link(
        "next",
        "accessPeople",
        &[("id", "$request.path.id"), ("cursor", "$response.body#/next_cursor")],
    );
    Operation::new(Topic::People, "accessPeople", "Everybody who can get into a folder or document")
        .about("For those who own it: one line for each person, also for those in groups and with a role.")
        .takes(ID)
        .takes(LIMIT)
        .takes(CURSOR)
        .takes(SORT)
        .takes(ORDER)
        .answers(part)
        .refuses(&[Meaning::Invalid, Meaning::TooMany])
}
