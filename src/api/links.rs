//! `/api/v1/items/{id}/links`: links for people outside.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    api_schema::{ID, ID_BUT_ROOT, own_id},
    body::Body,
    query::{Nothing, Query},
};
use crate::{
    Result,
    access::ladder::Editor,
    documents::{
        changes::{LinkLine, NewLink},
        item::{self, Id},
        service::Documents,
    },
    error::Meaning,
    identity::principal::Email,
    settings::PublicUrl,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, Operation, Parameter, Topic},
    },
};

#[derive(Serialize, ToSchema)]
pub struct LinksJson {
    links: Vec<LinkJson>,
}

/// A link on the item, or on something in it.
#[derive(Serialize, ToSchema)]
pub struct LinkJson {
    id: Uuid,
    /// What it opens.
    item: Uuid,
    /// Names from the root on.
    path: String,
    kind: &'static str,
    note: String,
    #[serde(with = "rfc3339")]
    made_at: OffsetDateTime,
    /// Who made it.
    made_by: String,
    #[serde(with = "rfc3339")]
    ends_at: OffsetDateTime,
    /// Whether it has ended.
    is_over: bool,
    has_password: bool,
    /// For whom alone it opens; empty: for whoever has it.
    recipients: Vec<String>,
    /// Null: any number.
    #[schema(required = true)]
    downloads_left: Option<i32>,
    opened: i64,
    downloaded: i64,
    /// How many files came by it.
    sent: i64,
    #[serde(with = "rfc3339::option")]
    #[schema(required = true)]
    last_used_at: Option<OffsetDateTime>,
}

impl From<LinkLine> for LinkJson {
    fn from(line: LinkLine) -> Self {
        let kind = line.kind();
        Self {
            id: line.id,
            item: line.node,
            path: line.path,
            kind,
            note: line.note,
            made_at: line.made.at,
            made_by: line.made.by.name,
            ends_at: line.ends_at,
            is_over: line.is_over,
            has_password: line.has_password,
            recipients: line.recipients,
            downloads_left: line.downloads_left,
            opened: line.opened,
            downloaded: line.downloaded,
            sent: line.sent,
            last_used_at: line.last_at,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum LinkKind {
    /// Whoever has it sees and downloads.
    View,
    /// Whoever has it sends files into the folder, and sees nothing.
    Upload,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLinkJson {
    kind: LinkKind,
    #[serde(with = "rfc3339")]
    ends_at: OffsetDateTime,
    #[serde(default)]
    #[schema(required = false, nullable, min_length = 8, max_length = 200, value_type = Option<String>)]
    password: Option<SecretPassword>,
    /// How many; left out: any number.
    #[serde(default)]
    #[schema(required = false, nullable, minimum = 1, maximum = 1_000_000)]
    downloads: Option<i32>,
    /// What it is for.
    #[serde(default)]
    #[schema(max_length = 200)]
    note: String,
    /// E-mail addresses for which alone it opens, by a code that is sent to them. Not together with a password.
    #[serde(default)]
    #[schema(max_items = 50, value_type = Vec<String>)]
    recipients: Vec<Email>,
}

/// Does not print itself.
#[derive(Deserialize)]
#[serde(from = "String")]
struct SecretPassword(SecretString);

impl From<String> for SecretPassword {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

/// A link that was just made.
#[derive(Serialize, ToSchema)]
pub struct MadeLinkJson {
    id: Uuid,
    /// For whoever it is meant for. It is told this once.
    url: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    link: Id,
}

/// `GET /api/v1/items/{id}/links`
pub async fn links(
    editor: Editor,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let links = documents.links_in(&editor, item::id(&id)?).await?.into_iter().map(LinkJson::from).collect();
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(LinksJson { links }))
}

/// `POST /api/v1/items/{id}/links`
pub async fn make_link(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    Body(wish): Body<NewLinkJson>,
    documents: Data<Documents>,
    own: Data<PublicUrl>,
) -> Result<HttpResponse> {
    let new = NewLink {
        takes_files: matches!(wish.kind, LinkKind::Upload),
        ends_at: wish.ends_at,
        password: wish.password.map(|password| password.0),
        downloads: wish.downloads,
        note: wish.note,
        recipients: wish.recipients,
    };
    let made = documents.make_link(&editor, item::id(&id)?, new).await?;
    let url = own.join(&format!("/l/{}", made.secret.expose()));
    let mut answer = HttpResponse::Created();
    Ok(answer.insert_header((header::CACHE_CONTROL, "no-store")).json(MadeLinkJson { id: made.id, url }))
}

/// `DELETE /api/v1/items/{id}/links?link=…`
pub async fn end_link(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    Query(which): Query<Which>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    documents.end_link(&editor, item::id(&id)?, which.link.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

const LINK: Parameter = Parameter::query("link", "link", "Of the link.", own_id).required();

pub fn links_operation() -> Operation {
    Operation::new(Topic::People, "links", "Links for people outside")
        .about("For those who own the item: every link on it and on what lies in it, whoever made it; those that are over for 30 days more.")
        .takes(ID)
        .answers(Answer::json::<LinksJson>(200, "The latest first."))
        .refuses(&[Meaning::Invalid])
}

pub fn make_link_operation() -> Operation {
    Operation::new(Topic::People, "makeLink", "Make a link for people outside")
        .about("For those who own the item. Whoever has the link needs no sign-in. It ends when its maker does not own the item any more, and with SHARE_LINKS_LONGEST at the latest.")
        .takes(ID_BUT_ROOT)
        .body::<NewLinkJson>()
        .answers(Answer::json::<MadeLinkJson>(201, "Its address."))
        .refuses(&[Meaning::Invalid])
}

pub fn end_link_operation() -> Operation {
    Operation::new(Topic::People, "endLink", "End a link for people outside, at once")
        .about("For those who own what it opens; `id` is that, or a folder around it.")
        .takes(ID)
        .takes(LINK)
        .answers(Answer::empty(204, "It opens nothing any more."))
        .refuses(&[Meaning::Invalid])
}
