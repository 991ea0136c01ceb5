//! `/api/v1/record`, `/api/v1/me/activity` and `/api/v1/items/{id}/history`: what happened.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    api_schema::ID,
    page_json::{Listed, Page},
    query::{CURSOR, LIMIT, Query, limit},
};
use crate::{
    Result,
    access::ladder::{Admin, Editor, Employee},
    audit::{Event, Mark, Via},
    documents::{
        cursor, item,
        record::{RecordLine, RecordPage, RecordPart, RecordQuery, RecordWords},
        service::Documents,
    },
    error::Meaning,
    transport::{
        openapi::{Answer, Operation, Parameter, Topic},
        share::{Record, Share},
    },
};

/// The filters of administrators.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct All {
    limit: Option<u16>,
    cursor: Option<String>,
    person: String,
    item: String,
    kind: String,
    via: String,
    request: String,
    since: String,
    until: String,
    zone: String,
}

/// Those of everybody.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Own {
    limit: Option<u16>,
    cursor: Option<String>,
    kind: String,
    since: String,
    until: String,
    zone: String,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordEvent)]
pub struct RecordEventJson {
    /// Counts up; gaps mean nothing.
    id: i64,
    #[serde(with = "rfc3339")]
    at: OffsetDateTime,
    /// What happened; later versions know more kinds.
    kind: String,
    /// Who did it: a user key, or the name of a command; null: nobody is known.
    #[schema(required = true)]
    actor: Option<String>,
    /// What that person is called now.
    #[schema(required = true)]
    name: Option<String>,
    /// How they were known; null in old events.
    #[schema(required = true)]
    via: Option<String>,
    /// The number of the request, or the name of a command; null: not for this reader.
    #[schema(required = true)]
    request: Option<String>,
    /// The network address; null: not known, or not for this reader.
    #[schema(required = true)]
    address: Option<String>,
    /// The folder or document that it is about.
    #[schema(required = true)]
    item: Option<Uuid>,
    /// Where that is now, else where it was then; null: not for this reader.
    #[schema(required = true)]
    path: Option<String>,
    /// What else is known of an event of this kind, as far as it is for this reader.
    #[schema(value_type = Object)]
    detail: Value,
}

impl Listed for RecordEventJson {
    const PART: &'static str = "RecordEvents";
    const LINES: &'static str = "items";
    const ABOUT_NEXT: &'static str =
        "Begins the next part; null at the end. A part can be short, or empty, and have a next one.";
}

impl From<RecordLine> for RecordEventJson {
    fn from(line: RecordLine) -> Self {
        let RecordLine { entry, details, who, item, path, .. } = line;
        Self {
            id: entry.id,
            at: entry.at,
            kind: entry.kind,
            name: who.map(|who| who.name),
            actor: entry.actor,
            via: entry.via,
            request: Some(entry.request).filter(|request| !request.is_empty()),
            address: entry.address,
            item: entry.item,
            path: item.map(|item| item.path).or(path),
            detail: details,
        }
    }
}

fn part(asked: Option<u16>, cursor: Option<&str>) -> Result<RecordPart> {
    let from = cursor.map(cursor::read::<Mark>).transpose()?;
    Ok(RecordPart { from, ..RecordPart::newest(limit(asked)?.into()) })
}

fn answer(page: RecordPage) -> Result<HttpResponse> {
    Ok(Page::of(page.lines.into_iter().map(RecordEventJson::from), page.older.as_ref())?.answer())
}

/// `GET /api/v1/record`
pub async fn record(
    admin: Admin,
    _share: Share<Record>,
    Query(asked): Query<All>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let part = part(asked.limit, asked.cursor.as_deref())?;
    let All { person, item, kind, via, request, since, until, zone, .. } = asked;
    let words = RecordWords { person, item, kind, via, request, since, until, zone };
    answer(documents.record(&admin, &RecordQuery::read(&words)?, part).await?)
}

impl Own {
    fn read(self) -> Result<(RecordQuery, RecordPart)> {
        let part = part(self.limit, self.cursor.as_deref())?;
        let Self { kind, since, until, zone, .. } = self;
        Ok((RecordQuery::read(&RecordWords { kind, since, until, zone, ..RecordWords::default() })?, part))
    }
}

/// `GET /api/v1/me/activity`
pub async fn my_activity(
    employee: Employee,
    _share: Share<Record>,
    Query(asked): Query<Own>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let (query, part) = asked.read()?;
    answer(documents.own_activity(&employee, &query, part).await?)
}

/// `GET /api/v1/items/{id}/history`
pub async fn history(
    editor: Editor,
    _share: Share<Record>,
    id: Path<String>,
    Query(asked): Query<Own>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let (query, part) = asked.read()?;
    answer(documents.history(&editor, item::id(&id)?, &query, part).await?.1)
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn kinds() -> Value {
    json!({ "type": "string", "pattern": "^[a-z_]*$", "examples": [Event::KINDS[0]] })
}

fn ways() -> Value {
    json!({ "type": "string", "enum": Via::ALL.map(Via::as_str) })
}

/// With the filters of everybody.
fn filtered(operation: Operation) -> Operation {
    operation
        .takes(LIMIT)
        .takes(CURSOR)
        .takes(Parameter::query("eventKind", "kind", "The kind of event.", kinds).or_empty())
        .takes(Parameter::query("eventSince", "since", "On this day or later.", day).or_empty())
        .takes(Parameter::query("eventUntil", "until", "On this day or before.", day).or_empty())
        .takes(
            Parameter::query(
                "zone",
                "zone",
                "The time zone whose days are meant, such as Europe/Berlin; else UTC.",
                text,
            )
            .or_empty(),
        )
}

pub fn record_operation() -> Operation {
    let part = Answer::json::<Page<RecordEventJson>>(200, "A part of them.").link(
        "next",
        "record",
        &[("cursor", "$response.body#/next_cursor")],
    );
    filtered(Operation::new(Topic::Record, "record", "What happened"))
        .about(
            "For administrators, the newest first. All filters that are given must hold. /admin/record.csv and \
             /admin/record.jsonl have all of it as a file.",
        )
        .takes(
            Parameter::query(
                "eventPerson",
                "person",
                "Who did it, or to whom it was done: an e-mail address, a user key, or the name of a command.",
                text,
            )
            .or_empty(),
        )
        .takes(Parameter::query("eventItem", "item", "A folder or document by its id or path.", text).or_empty())
        .takes(Parameter::query("eventVia", "via", "How the person was known.", ways).or_empty())
        .takes(
            Parameter::query("eventRequest", "request", "The number of a request, or the name of a command.", text)
                .or_empty(),
        )
        .answers(part)
        .refuses(&[Meaning::Invalid, Meaning::TooMany])
}

pub fn my_activity_operation() -> Operation {
    let part = Answer::json::<Page<RecordEventJson>>(200, "A part of it.").link(
        "next",
        "myActivity",
        &[("cursor", "$response.body#/next_cursor")],
    );
    filtered(Operation::new(Topic::Record, "myActivity", "What one did, and what was done to one's access"))
        .about("The newest first.")
        .answers(part)
        .refuses(&[Meaning::Invalid, Meaning::TooMany])
}

pub fn history_operation() -> Operation {
    let part = Answer::json::<Page<RecordEventJson>>(200, "A part of it.").link(
        "next",
        "history",
        &[("id", "$request.path.id"), ("cursor", "$response.body#/next_cursor")],
    );
    filtered(Operation::new(Topic::Record, "history", "What happened to a folder or document").takes(ID))
        .about("For those who own it: who opened it, changed it or gave access to it, the newest first.")
        .answers(part)
        .refuses(&[Meaning::Invalid, Meaning::TooMany])
}
