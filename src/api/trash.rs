//! `/api/v1/trash`.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, serde::rfc3339};
use uuid::Uuid;

use super::{
    api_schema::own_id,
    item_json::{ItemJson, TrashedJson},
    items::answer,
    page_json::Page,
    query::{CURSOR, LIMIT, Nothing, Part, Query},
};
use crate::{
    Result,
    access::ladder::{Admin, Editor},
    documents::{cursor, item, service::Documents},
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        openapi::{Answer, ETAG, Operation, Parameter, Topic},
    },
};

const TRASH_ID: Parameter = Parameter::path("trashId", "trash_id", "Of a deletion.", own_id);

#[derive(Serialize, Deserialize)]
struct After {
    #[serde(with = "rfc3339")]
    at: OffsetDateTime,
    id: Uuid,
}

/// `GET /api/v1/trash`: the latest deletion first.
pub async fn trash(editor: Editor, Query(part): Query<Part>, documents: Data<Documents>) -> Result<HttpResponse> {
    let limit = part.limit()?;
    let after = part.cursor.as_deref().map(cursor::read::<After>).transpose()?;
    let page = documents.trash(&editor, after.map(|after| (after.at, after.id)), limit).await?;
    let next = page.next.map(|(at, id)| After { at, id });
    Ok(Page::of(page.lines.into_iter().map(TrashedJson::from), next.as_ref())?.answer())
}

/// `POST /api/v1/trash/{id}/restore`
pub async fn restore(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    Ok(answer(StatusCode::OK, documents.restore(&editor, item::id(&id)?).await?))
}

/// `DELETE /api/v1/trash/{id}`: for good, once the holding time is over.
pub async fn purge(
    admin: Admin,
    _: SameOrigin,
    id: Path<String>,
    _: Query<Nothing>,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    documents.purge(&admin, item::id(&id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub fn trash_operation() -> Operation {
    let first = &[("trash_id", "$response.body#/trash/0/id")];
    let part = Answer::json::<Page<TrashedJson>>(200, "A part of the trash.")
        .link("restore", "restore", first)
        .link("purge", "purge", first);
    Operation::new(Topic::Trash, "trash", "What lies in the trash, the latest deletion first")
        .takes(LIMIT)
        .takes(CURSOR)
        .answers(part)
        .refuses(&[Meaning::Invalid])
}

pub fn restore_operation() -> Operation {
    Operation::new(Topic::Trash, "restore", "Bring something back")
        .about("Into its folder, or the nearest one around it that is there; under a name with a number if its own is taken.")
        .takes(TRASH_ID)
        .answers(Answer::json::<ItemJson>(200, "The item as it is now.").header(ETAG))
        .refuses(&[Meaning::Invalid, Meaning::Conflict, Meaning::Full])
}

pub fn purge_operation() -> Operation {
    Operation::new(Topic::Trash, "purge", "Delete for good")
        .about(
            "Takes the role admin. Where the site has a holding time (PURGE_HOLD_DAYS), administrators can restore it until \
             that is over.",
        )
        .takes(TRASH_ID)
        .answers(Answer::empty(204, "It is gone, or goes when the holding time is over."))
        .refuses(&[Meaning::Invalid])
}
