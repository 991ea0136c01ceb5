//! `/api/v1/items/{id}/access`: who may do what with a folder or document.

use std::borrow::Cow;

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::json;
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};
use uuid::Uuid;

use super::{
    api_schema::{ID, ID_BUT_ROOT},
    body::Body,
    query::{Nothing, Query},
    why::{About, PERSON, WhyJson},
};
use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level, roles::Roles, subjects::Subject},
    documents::{
        changes::{AccessLine, NewGrant},
        item,
        service::Documents,
    },
    error::Meaning,
    identity::principal::Email,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, Operation, Parameter, Topic},
    },
};

// Times as in RFC 3339, in UTC.
/// Who has access, and where it comes from.
#[derive(Serialize, ToSchema)]
pub struct AccessJson {
    /// Whether what is granted above counts here. Grants to own always do.
    inherits: bool,
    access: Vec<GrantJson>,
    /// About the person who was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
}

#[derive(Serialize, ToSchema)]
pub struct GrantJson {
    /// person:…, address:… of somebody who has not signed in yet, group:… or role:….
    subject: String,
    /// What people call them.
    name: String,
    level: &'static str,
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
    reason: String,
}

impl From<AccessLine> for GrantJson {
    fn from(line: AccessLine) -> Self {
        Self {
            subject: line.subject.to_string(),
            name: line.name,
            level: line.level.as_str(),
            from: line.from.map(|(folder, _)| folder),
            ends_at: line.ends_at,
            granted_at: line.granted.at,
            granted_by: line.granted.by.name,
            reason: line.reason,
        }
    }
}

/// Somebody, as programs name them: an e-mail address, or as the list spells them.
pub struct Whom(Named);

enum Named {
    Known(Subject),
    Address(Email),
}

impl<'de> Deserialize<'de> for Whom {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        let named = Subject::parse(&text).map(Named::Known).or_else(|| Email::parse(&text).map(Named::Address));
        named.map(Self).ok_or_else(|| de::Error::custom("an e-mail address, or a subject as the list spells it"))
    }
}

impl Whom {
    async fn subject(self, documents: &Documents) -> Result<Subject> {
        match self.0 {
            Named::Known(subject) => Ok(subject),
            Named::Address(email) => documents.subject_at(&email).await,
        }
    }
}

impl PartialSchema for Whom {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(SUBJECT_PATTERN))
            .max_length(Some(250))
            .build()
            .into()
    }
}

impl ToSchema for Whom {}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum LevelName {
    View,
    Edit,
    Own,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccess {
    /// An e-mail address, also of somebody who was never here; or a subject as the list spells it.
    subject: Whom,
    level: LevelName,
    /// From then on it counts for nothing.
    #[serde(default, with = "rfc3339::option")]
    #[schema(required = false, nullable)]
    ends_at: Option<OffsetDateTime>,
    /// For those who look later why somebody has access.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Inherits {
    inherits: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    subject: Whom,
}

/// `GET /api/v1/items/{id}/access`
pub async fn access(
    editor: Editor,
    id: Path<String>,
    Query(about): Query<About>,
    documents: Data<Documents>,
    roles: Data<Roles>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let mut access = read_access(&editor, id, &documents).await?;
    access.why = about.why(&editor, id, &documents, &roles).await?;
    Ok(not_stored(access))
}

/// `PUT /api/v1/items/{id}/access`
pub async fn grant(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    Body(wish): Body<NewAccess>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let level = match wish.level {
        LevelName::View => Level::View,
        LevelName::Edit => Level::Edit,
        LevelName::Own => Level::Own,
    };
    let subject = wish.subject.subject(&documents).await?;
    documents.grant(&editor, id, &NewGrant { subject, level, ends_at: wish.ends_at, reason: wish.reason }).await?;
    answer(&editor, id, &documents).await
}

/// `DELETE /api/v1/items/{id}/access?subject=…`
pub async fn revoke(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    Query(which): Query<Which>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let subject = which.subject.subject(&documents).await?;
    if !documents.revoke(&editor, id, &subject).await? {
        return Err(Error::not_found("nothing was granted to them here"));
    }
    Ok(HttpResponse::NoContent().finish())
}

/// `PUT /api/v1/items/{id}/access/inherits`
pub async fn set_inherits(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    Body(wish): Body<Inherits>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    documents.set_inherits(&editor, id, wish.inherits).await?;
    answer(&editor, id, &documents).await
}

async fn answer(editor: &Editor, id: Uuid, documents: &Documents) -> Result<HttpResponse> {
    Ok(not_stored(read_access(editor, id, documents).await?))
}

async fn read_access(editor: &Editor, id: Uuid, documents: &Documents) -> Result<AccessJson> {
    let (item, lines) = documents.access_of(editor, id).await?;
    let access = lines.into_iter().map(GrantJson::from).collect();
    Ok(AccessJson { inherits: item.inherits, access, why: None })
}

fn not_stored(access: AccessJson) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(access)
}

/// As plain addresses and the list spell it; everybody with the role admin is `role:admin`.
const SUBJECT_PATTERN: &str = r"^(person:[!-{}-~]+\|[!-~]+|role:(reader|editor)|group:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(address:)?[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+)$";

const SUBJECT: Parameter = Parameter::query(
    "subject",
    "subject",
    "An e-mail address, or a subject as the list spells it.",
    || json!({ "type": "string", "pattern": SUBJECT_PATTERN, "maxLength": 250 }),
)
.required();

pub fn access_operation() -> Operation {
    Operation::new(Topic::People, "access", "Who has access to a folder or document")
        .about("For those who own it: everybody to whom it was granted, here or in a folder above. With `person`, also why this person may, or may not, see it.")
        .takes(ID)
        .takes(PERSON)
        .answers(Answer::json::<AccessJson>(200, "Who has access."))
        .refuses(&[Meaning::Invalid])
}

pub fn grant_operation() -> Operation {
    Operation::new(Topic::People, "grantAccess", "Give somebody access to a folder or document")
        .about("For those who own it. In place of what the subject had on this very item.")
        .takes(ID)
        .body::<NewAccess>()
        .answers(Answer::json::<AccessJson>(200, "Who has access now."))
        .refuses(&[Meaning::Invalid])
}

pub fn revoke_operation() -> Operation {
    Operation::new(Topic::People, "revokeAccess", "Take back what was granted to somebody on this very item")
        .about("For those who own it. What they have from a folder above stays.")
        .takes(ID)
        .takes(SUBJECT)
        .answers(Answer::empty(204, "They do not have it from here any more."))
        .refuses(&[Meaning::Invalid])
}

pub fn set_inherits_operation() -> Operation {
    Operation::new(Topic::People, "setInherits", "Let what is granted above count here, or only what is granted here")
        .about("For those who own it. Grants to own always count.")
        .takes(ID_BUT_ROOT)
        .body::<Inherits>()
        .answers(Answer::json::<AccessJson>(200, "Who has access now."))
        .refuses(&[Meaning::Invalid])
}
