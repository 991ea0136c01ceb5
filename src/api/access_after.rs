//! `/api/v1/items/{id}/access/after`: what moving or copying something would change for whom.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    api_schema::{ID_BUT_ROOT, any_id},
    query::Query,
};
use crate::{
    Result,
    access::{ladder::Editor, level::Level},
    documents::{
        changes::{AccessDiffs, Act, Affected, DiffLine},
        item::{self, Id},
        own_grants::OwnGrants,
        service::Documents,
    },
    error::Meaning,
    transport::{
        openapi::{Answer, Operation, Parameter, Topic},
        share::{People, Share},
    },
};

/// Where it would go, and how.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Going {
    folder: Id,
    #[serde(default)]
    act: ActName,
}

#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ActName {
    #[default]
    Move,
    Copy,
}

/// What it would change. Whoever nothing changes for is in no line, everybody else in one.
#[derive(Serialize, ToSchema)]
pub struct AccessAfterJson {
    /// With the access that was given on the item itself.
    keep: Vec<DiffLineJson>,
    /// Without it.
    target: Vec<DiffLineJson>,
    /// What happens when the change does not say it.
    usual: OwnGrants,
    /// Whether you may choose between the two, and it makes a difference.
    may_choose: bool,
}

#[derive(Serialize, ToSchema)]
pub struct DiffLineJson {
    /// Who that is, for people.
    name: String,
    /// person:…, address:…, group:… or role:…; null: several, or you may not know.
    #[schema(required = true)]
    subject: Option<String>,
    /// How many people.
    #[schema(minimum = 1)]
    people: u64,
    /// What they may do now; null: they cannot see it. Of a copy: what they may do with the original.
    #[schema(required = true)]
    before: Option<&'static str>,
    /// What they may do then.
    #[schema(required = true)]
    after: Option<&'static str>,
    /// The same in one sentence.
    sentence: String,
}

/// `GET /api/v1/items/{id}/access/after?folder=…`
pub async fn access_after(
    editor: Editor,
    _share: Share<People>,
    id: Path<String>,
    Query(going): Query<Going>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let act = match going.act {
        ActName::Move => Act::Move,
        ActName::Copy => Act::Copy,
    };
    let all = documents.access_diff(&editor, act, item::id(&id)?, going.folder.0).await?;
    let diff = diff_json(&editor, act, &all);
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(diff))
}

fn diff_json(editor: &Editor, act: Act, all: &AccessDiffs) -> AccessAfterJson {
    let lines = |grants| {
        let lines = all.diffs.iter().flat_map(|diff| diff.of(grants));
        lines.map(|line| line_json(editor, act, line)).collect()
    };
    let (keep, target) = (lines(OwnGrants::Keep), lines(OwnGrants::Target));
    AccessAfterJson { keep, target, usual: act.usual(), may_choose: all.may_choose }
}

fn line_json(editor: &Editor, act: Act, line: &DiffLine) -> DiffLineJson {
    let subject = match &line.who {
        Affected::Asker => Some(format!("person:{}", editor.person().key())),
        Affected::Person { subject, .. } => Some(subject.clone()),
        Affected::Group { id, .. } => Some(format!("group:{id}")),
        Affected::Role(role) => Some(format!("role:{role}")),
        Affected::OtherGroup | Affected::People => None,
    };
    DiffLineJson {
        name: line.called(),
        subject,
        people: line.people,
        before: line.before.map(Level::as_str),
        after: line.after.map(Level::as_str),
        sentence: line.sentence(act, 1),
    }
}

const FOLDER: Parameter = Parameter::query("toFolder", "folder", "The folder that it would go to.", any_id).required();
const ACT: Parameter = Parameter::query(
    "act",
    "act",
    "What would be done.",
    || json!({ "type": "string", "enum": [ActName::Move, ActName::Copy], "default": ActName::default() }),
);

pub fn access_after_operation() -> Operation {
    Operation::new(Topic::People, "accessAfter", "What moving or copying an item would change for whom")
        .about("For those who may change the item and the folder. Groups are named that you may know of, and people where you own what was given to them; others are counted.")
        .takes(ID_BUT_ROOT)
        .takes(FOLDER)
        .takes(ACT)
        .answers(Answer::json::<AccessAfterJson>(200, "What it would change."))
        .refuses(&[Meaning::Invalid, Meaning::Conflict, Meaning::TooMany])
}
