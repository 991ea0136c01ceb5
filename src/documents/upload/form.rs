//! Documents from a plain form (`multipart/form-data`): streamed into the spool like any other upload. A file whose
//! name is taken waits as an upload, so that nothing is sent twice.

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::{StatusCode, header},
    web,
};
use futures_util::{Stream, StreamExt};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::{ladder::Editor, level::Level, recheck::Still},
    documents::{
        announced_upload::{Stage, Upload},
        file_time,
        item::Id,
        name::Name,
        on_taken::OnTaken,
        store,
        upload::{
            failure, file_name,
            finish::needs_decision,
            pages::{Refused, UploadsPage, listing_of},
            receive::Broken,
            room::Room,
            take_in::said,
            uploads::{Plan, Uploads},
        },
    },
    error::Meaning,
    settings::Patience,
    storage::blobs::Stored,
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
};

/// The form itself, beside the files in it.
pub(super) const FRAME: u64 = 1024 * 1024;

/// Tells of the file behind it when that was last changed: milliseconds since 1970, as tus uploads do.
pub(super) const OWN_TIME: &str = "lastModified";

/// More digits than a time has.
const LONGEST_TIME: usize = 30;

/// `POST /d/{id}/documents`
#[allow(clippy::too_many_arguments)] // each is something else that the handler touches
pub async fn take_form(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    uploads: web::Data<Uploads>,
    patience: web::Data<Patience>,
    folder: web::Path<Id>,
    layout: Layout,
    mut form: Multipart,
) -> Result<HttpResponse> {
    let Id(folder) = *folder;
    let mut room = uploads.form_is_welcome(&editor, folder, said(&request)).await?;
    let (mut refused, mut waiting, mut took) = (Vec::new(), false, false);
    let (still, mut modified_at) = (Still::of(&request), None);
    while let Some(field) = next_in(&mut form, patience.body).await? {
        if field.name() == Some(OWN_TIME) {
            modified_at = own_time(field, patience.body).await?;
            continue;
        }
        let modified_at = modified_at.take();
        let Some(name) = file_name(&field) else { continue };
        if field.name() != Some("file") {
            refused.push(Refused { name, reason: text!("upload-other-field") });
            drain(field, patience.body).await?;
            continue;
        }
        if field.headers().contains_key(header::CONTENT_ENCODING) {
            return Err(Error::unsupported(text!("body-encoded"), "a file of a form with a Content-Encoding"));
        }
        match Name::parse_new(&name) {
            Ok(name) => {
                let stored = uploads.take_in(field, patience.body, &mut room).await?;
                let stored = Stored { modified_at, ..stored };
                waiting |= !uploads.make_of(folder, name, stored, &still).await?;
                took = true;
            }
            Err(reason) => {
                refused.push(Refused { name, reason: reason.to_string() });
                drain(field, patience.body).await?;
            }
        }
    }
    if !took && refused.is_empty() {
        return Err(Error::invalid(text!("upload-nothing-sent"), "a form without a file"));
    }
    let back = listing_of(&uploads, &editor, folder).await?;
    if !waiting && refused.is_empty() {
        let to = back.map_or_else(|| "/files/".to_owned(), |link| format!("{link}?done=uploaded"));
        return Ok(see_other(to));
    }
    let page = UploadsPage::of(layout, &uploads, &editor, refused, back).await?;
    Ok(Page::with_status(page, StatusCode::CONFLICT).respond_to(&request))
}

/// What the file in this field is called. `None`: there is none in it.
pub(super) fn file_name(field: &Field) -> Option<String> {
    file_name::of(std::str::from_utf8(field.headers().get(header::CONTENT_DISPOSITION)?.as_bytes()).ok()?)
}

/// The field before a file in which scripts say when that was last changed; too long a text says nothing.
pub(super) async fn own_time(mut field: Field, patience: Duration) -> Result<Option<OffsetDateTime>> {
    let mut text = Vec::new();
    while let Some(piece) = next_in(&mut field, patience).await? {
        if text.len() <= LONGEST_TIME {
            text.extend_from_slice(&piece);
        }
    }
    Ok(std::str::from_utf8(&text).ok().and_then(file_time::of_milliseconds))
}

/// What comes next: a field of the form, a piece of a field; `patience`: for its first byte.
pub(super) async fn next_in<T>(
    stream: &mut (impl Stream<Item = Result<T, MultipartError>> + Unpin),
    patience: Duration,
) -> Result<Option<T>> {
    let next = tokio::time::timeout(patience, stream.next()).await.map_err(|_| failure::broken(Broken::Idle))?;
    next.transpose().map_err(|error| failure::cut_off(&error.to_string()))
}

/// The next file lies behind this one.
pub(super) async fn drain(mut field: Field, patience: Duration) -> Result<()> {
    while next_in(&mut field, patience).await?.is_some() {}
    Ok(())
}

impl Uploads {
    /// Asked before the first byte of the body is read: for how many bytes there is room.
    async fn form_is_welcome(&self, editor: &Editor, folder: Uuid, said: Option<u64>) -> Result<Room> {
        if said.is_some_and(|said| said > self.largest.saturating_add(FRAME)) {
            return Err(self.too_large());
        }
        let subjects = editor.person().subjects();
        let there =
            store::steps_below(&mut *self.documents.database.connection().await?, folder, &[], subjects).await?;
        let level = there.first().and_then(|step| step.level);
        level.ok_or_else(|| Error::not_found(format!("no folder {folder}")))?.includes(Level::Edit, folder)?;
        self.has_few(&editor.person().key()).await?;
        self.room(editor, folder, said.unwrap_or(0).saturating_sub(FRAME)).await
    }

    /// One file of a form; `false`: it is all there and waits.
    async fn make_of(&self, folder: Uuid, name: Name, stored: Stored, still: &Still) -> Result<bool> {
        let editor = &still.editor().await?;
        let Err(hindrance) = self.documents.add_document(editor, folder, &name, &stored, OnTaken::Refuse).await else {
            return Ok(true);
        };
        let modified_at = stored.modified_at;
        let (path, on_taken) = (Vec::new(), OnTaken::Refuse);
        let plan = Plan { folder, path, name, length: stored.size, key: None, on_taken, modified_at };
        let needs_decision = needs_decision(&hindrance);
        let waiting = Upload { stage: Stage::Waiting(stored), needs_decision, ..self.planned(editor, plan) };
        store::add_upload(self.documents.database.pool(), &waiting, folder).await?;
        self.count_waiting(&waiting.owner).await;
        if hindrance.meaning() == Meaning::Conflict { Ok(false) } else { Err(hindrance) }
    }
}
