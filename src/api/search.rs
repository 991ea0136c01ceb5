//! `GET /api/v1/search`: for programs and for the box in the head of each page.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use serde::Serialize;
use serde_json::{Value, json};
use time::{OffsetDateTime, serde::rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    api_schema::any_id,
    item_json::Kind,
    page_json::{Listed, Page},
};
use crate::{
    Error, Result,
    access::ladder::Reader,
    error::Meaning,
    search::{
        Hit, Piece, Search,
        query::{CHANGED, KINDS, MOST, ORDERS, Query, SIZES, Skip, USUAL},
    },
    transport::{
        openapi::{Answer, Operation, Parameter, Topic},
        share::{self, Share},
    },
};

/// `GET /api/v1/search`
pub async fn search(
    reader: Reader,
    _share: Share<share::Search>,
    request: HttpRequest,
    search: Data<Search>,
) -> Result<HttpResponse> {
    let query = Query::parse(request.query_string())
        .map_err(|sentence| Error::invalid(sentence, "a search that makes no sense"))?;
    let found = search.find(&reader, &query).await?;
    Ok(Page::of(found.hits.iter().map(HitJson::of), found.next.map(Skip::hits).as_ref())?.answer())
}

pub fn search_operation() -> Operation {
    Operation::new(Topic::Search, "search", "Folders and documents by their names, places and words")
        .about(
            "What fits best comes first. Every filter that is given must hold; an empty one counts as not given, and fields \
             that are not named here are passed over. Without a query and filters, nothing is found.",
        )
        .takes(Parameter::query(
            "q",
            "q",
            "Words that must be there. In quotes: next to each other; with - before: not there.",
            text,
        ).or_empty())
        .takes(Parameter::query("kind", "kind", "What kind of thing.", kinds).or_empty())
        .takes(Parameter::query("size", "size", "Below 100 kB, below 1 MB, below 10 MB, or more.", sizes).or_empty())
        .takes(Parameter::query("minSize", "min_size", "Bytes, at least.", bytes).or_empty())
        .takes(Parameter::query("maxSize", "max_size", "Bytes, at most.", bytes).or_empty())
        .takes(Parameter::query("since", "since", "Changed on this day or later.", day).or_empty())
        .takes(Parameter::query("until", "until", "Changed on this day or before.", day).or_empty())
        .takes(Parameter::query("changed", "changed", "Changed today, or in the last 7, 30 or 365 days.", times).or_empty())
        .takes(
            Parameter::query("zone", "zone", "The time zone whose days are meant, such as Europe/Berlin; else UTC.", text)
                .or_empty(),
        )
        .takes(
            Parameter::query("by", "by", "A part of the name or address of whoever changed it last.", text).or_empty(),
        )
        .takes(Parameter::query("in", "in", "The path of a folder: what lies below it.", text).or_empty())
        .takes(Parameter::query("folder", "folder", "The same by the folder's id.", any_id).or_empty())
        .takes(Parameter::query("here", "here", "The path of a folder: what lies there comes before what is as good.", text).or_empty())
        .takes(Parameter::query("searchSort", "sort", "The order of the hits.", orders).or_empty())
        .takes(Parameter::query("searchLimit", "limit", "How long a part is.", limit).or_empty())
        .takes(Parameter::query("searchCursor", "cursor", "The next of the part before, as it came.", text).or_empty())
        .answers(Answer::json::<Page<HitJson>>(200, "A part of the hits."))
        .refuses(&[Meaning::Invalid, Meaning::TooMany])
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn kinds() -> Value {
    json!({ "type": "string", "enum": KINDS })
}

fn sizes() -> Value {
    json!({ "type": "string", "enum": SIZES.iter().map(|size| size.0).collect::<Vec<_>>() })
}

fn times() -> Value {
    json!({ "type": "string", "enum": CHANGED.iter().map(|time| time.0).collect::<Vec<_>>() })
}

fn orders() -> Value {
    json!({ "type": "string", "enum": ORDERS.iter().map(|order| order.word()).collect::<Vec<_>>(), "default": ORDERS[0].word() })
}

fn bytes() -> Value {
    json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX })
}

fn day() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn limit() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL })
}

#[derive(Serialize, ToSchema)]
#[schema(as = Hit)]
struct HitJson<'a> {
    id: Uuid,
    #[schema(inline)]
    kind: Kind,
    /// What the filter "kind" calls it.
    #[schema(schema_with = group)]
    group: &'a str,
    name: &'a str,
    /// From the root on, without a / at either end.
    path: &'a str,
    /// The path of the folder around it; empty: the root.
    folder: &'a str,
    /// The page for people.
    href: String,
    /// In bytes; null for folders.
    #[schema(required = true)]
    size: Option<u64>,
    #[schema(required = true)]
    content_type: Option<&'a str>,
    #[serde(with = "rfc3339")]
    changed_at: OffsetDateTime,
    changed_by: &'a str,
    /// Where the words stand in the text, piece by piece; empty when they do not.
    passage: Vec<PieceJson<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Piece)]
struct PieceJson<'a> {
    text: &'a str,
    /// Whether it is one of the words.
    hit: bool,
}

fn group() -> utoipa::openapi::Object {
    utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::Type::String)
        .enum_values(Some(KINDS.iter().copied()))
        .description(Some("What the filter \"kind\" calls it."))
        .build()
}

impl Listed for HitJson<'_> {
    const PART: &'static str = "Found";
    const LINES: &'static str = "items";
    const NEXT: &'static str = "next";
    const ABOUT_NEXT: &'static str = "The cursor of the next part; null at the end.";
}

impl<'a> HitJson<'a> {
    fn of(hit: &'a Hit) -> Self {
        Self {
            id: hit.id,
            kind: if hit.is_folder() { Kind::Folder } else { Kind::Document },
            group: &hit.kind,
            name: hit.name(),
            path: &hit.path,
            folder: hit.folder(),
            href: hit.link(),
            size: hit.size,
            content_type: hit.content_type.as_deref(),
            changed_at: hit.changed_at.truncate_to_second(),
            changed_by: &hit.changed_by.name,
            passage: hit.passage.iter().map(|Piece { text, is_hit }| PieceJson { text, hit: *is_hit }).collect(),
        }
    }
}
