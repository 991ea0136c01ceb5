//! `/trash`: what was deleted, by whom, and until when it can be restored.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    web::{Data, Path},
};
use askama::Template;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use super::{fields::Fields, redirect_back};
use crate::{
    Error, Result,
    access::ladder::{Admin, Editor},
    documents::{changes::Trashed, item, service::Documents},
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
    },
};

#[derive(Template)]
#[template(path = "documents/changes/trash.html")]
struct TrashPage {
    layout: Layout,
    lines: Vec<Trashed>,
    /// The address of the next lines.
    next: Option<String>,
    days: i64,
    /// How many days administrators can still restore what they have deleted for good.
    hold: i64,
    is_admin: bool,
}

/// How many lines a page has.
const LINES: u16 = 100;

/// `GET /trash?after=…`
pub async fn trash(editor: Editor, request: HttpRequest, documents: Data<Documents>) -> Result<HttpResponse> {
    let query = url::form_urlencoded::parse(request.query_string().as_bytes());
    let after = query.into_iter().find(|(key, _)| key == "after").map(|(_, after)| place(&after)).transpose()?;
    let page = documents.trash(&editor, after, LINES).await?;
    let next = page.next.map(|(at, id)| {
        let after = format!("{}_{id}", at.format(&Rfc3339).unwrap_or_default());
        format!("?{}", url::form_urlencoded::Serializer::new(String::new()).append_pair("after", &after).finish())
    });
    let layout = Layout::of(&request);
    let days = documents.retention().whole_days();
    let (hold, is_admin) = (documents.purge_hold().whole_days(), documents.shows_condemned(&editor));
    Ok(Page::ok(TrashPage { layout, lines: page.lines, next, days, hold, is_admin }).respond_to(&request))
}

fn place(text: &str) -> Result<(OffsetDateTime, Uuid)> {
    let strange = || Error::invalid(text!("address-misspelt"), "no place in the trash");
    let (at, id) = text.split_once('_').ok_or_else(strange)?;
    Ok((OffsetDateTime::parse(at, &Rfc3339).map_err(|_| strange())?, Uuid::try_parse(id).map_err(|_| strange())?))
}

/// `POST /trash/restore`: restores a deletion or a batch; redirects to where the items are now.
pub async fn restore(
    editor: Editor,
    _: SameOrigin,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let (mut last, mut deletions) = (None, Vec::new());
    for id in chosen(&fields)? {
        deletions.extend(documents.deletions_of(&editor, id).await?);
    }
    for deletion in &deletions {
        match documents.restore(&editor, *deletion).await {
            Ok(item) => last = Some(item),
            // Somebody else was quicker with one of several.
            Err(error) if error.meaning() == Meaning::NotFound && deletions.len() > 1 => {}
            Err(error) => return Err(error),
        }
    }
    let item = last.ok_or_else(|| Error::not_found("nothing of it is in the trash"))?;
    let folder = documents.folder_around(&editor, item.id).await?;
    Ok(redirect_back::to(fields.text("back"), &folder.link(), "restored", None))
}

/// The ids that came with a form over the list.
fn chosen(fields: &Fields) -> Result<Vec<Uuid>> {
    let ids = fields.ids("id")?;
    if ids.is_empty() { Err(Error::invalid(text!("trash-nothing-chosen"), "a form without an id")) } else { Ok(ids) }
}

/// `POST /trash/{id}/restore`
pub async fn restore_one(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let item = documents.restore(&editor, item::id(&id)?).await?;
    Ok(redirect_back::to(fields.text("back"), &item.link(), "restored", None))
}

/// `POST /trash/{id}/purge`
pub async fn purge(
    admin: Admin,
    _: SameOrigin,
    id: Path<String>,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    documents.purge(&admin, item::id(&id)?).await?;
    let done = if documents.purge_hold().is_zero() { "purged" } else { "condemned" };
    Ok(redirect_back::to(fields.text("back"), "/trash", done, None))
}

/// `POST /trash/purge`: several at once.
pub async fn purge_many(
    admin: Admin,
    _: SameOrigin,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let ids = chosen(&fields)?;
    for id in &ids {
        match documents.purge(&admin, *id).await {
            // Somebody else was quicker with one of several.
            Err(error) if error.meaning() == Meaning::NotFound && ids.len() > 1 => {}
            purged => purged?,
        }
    }
    let done = if documents.purge_hold().is_zero() { "purged" } else { "condemned" };
    Ok(redirect_back::to(fields.text("back"), "/trash", done, None))
}

/// `POST /trash/empty`
pub async fn empty(admin: Admin, _: SameOrigin, documents: Data<Documents>) -> Result<HttpResponse> {
    documents.empty_trash(&admin).await?;
    let done = if documents.purge_hold().is_zero() { "emptied" } else { "emptying" };
    Ok(redirect_back::to("", "/trash", done, None))
}
