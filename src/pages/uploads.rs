//! What a person has begun and not finished: to be decided or discarded after the browser was closed.

use actix_web::{HttpRequest, HttpResponse, Responder, web};
use askama::Template;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{Documents, item::Id, path::FolderPath},
    texts::{calendar, size::Size},
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
    },
    uploads::{Progress, Upload, Uploads},
};

#[derive(Template)]
#[template(path = "documents/uploads.html")]
pub(super) struct UploadsPage {
    layout: Layout,
    uploads: Vec<Line>,
    /// Files that did not become uploads.
    refused: Vec<Refused>,
    /// How much this person has added, and how much they may, where that is limited.
    room: Option<(Size, Size)>,
    /// The folder that a form was sent from.
    back: Option<String>,
}

/// A file of a form that was not taken.
pub(super) struct Refused {
    pub name: String,
    pub reason: String,
}

struct Line {
    id: Uuid,
    name: String,
    path: String,
    length: Size,
    percent: u64,
    is_waiting: bool,
    awaits_scan: bool,
    refused: Option<String>,
    /// `None`: until its person has decided.
    until: Option<String>,
}

impl UploadsPage {
    pub async fn of(
        layout: Layout,
        (uploads, documents): (&Uploads, &Documents),
        editor: &Editor,
        refused: Vec<Refused>,
        back: Option<String>,
    ) -> Result<Self> {
        let mine = uploads.unfinished(editor).await?;
        let folders: Vec<Uuid> = mine.iter().map(|(upload, _)| upload.folder).collect();
        let places = documents.paths_of(editor, &folders).await?;
        let lines = mine.iter().map(|(upload, came)| Line::of(places.get(&upload.folder), upload, *came)).collect();
        let room = uploads.own_quota(editor).await?.map(|(used, most)| (Size(used), Size(most)));
        Ok(Self { layout, uploads: lines, refused, room, back })
    }
}

impl Line {
    /// `place`: the path of its folder, where that is there.
    fn of(place: Option<&String>, upload: &Upload, offset: u64) -> Self {
        let folder = place.map_or_else(|| text!("upload-deleted-folder"), |path| format!("/{path}"));
        let on_the_way = upload.path_text();
        let path =
            if on_the_way.is_empty() { folder } else { format!("{}/{on_the_way}", folder.trim_end_matches('/')) };
        Self {
            id: upload.id,
            name: upload.name.to_string(),
            path,
            length: Size(upload.length),
            percent: (u128::from(offset) * 100)
                .checked_div(u128::from(upload.length))
                .map_or(100, |percent| u64::try_from(percent).unwrap_or(100)),
            is_waiting: offset == upload.length,
            awaits_scan: upload.awaits_scan,
            refused: upload.refused.clone(),
            until: (!upload.needs_decision && !upload.awaits_scan).then(|| calendar::exact(&upload.expires_at)),
        }
    }
}

/// `GET /uploads`, for browsers.
///
/// # Errors
/// As [`Uploads::unfinished`].
pub async fn list(
    editor: &Editor,
    request: &HttpRequest,
    uploads: &Uploads,
    documents: &Documents,
    layout: Layout,
) -> Result<HttpResponse> {
    let page = UploadsPage::of(layout, (uploads, documents), editor, Vec::new(), None).await?;
    Ok(Page::ok(page).respond_to(request))
}

/// `POST /uploads/{id}/decide`, for browsers: redirects to the list if more uploads wait, else to the folder.
///
/// # Errors
/// The reason why the document cannot be made.
pub async fn decided(
    editor: &Editor,
    uploads: &Uploads,
    documents: &Documents,
    progress: Progress,
) -> Result<HttpResponse> {
    if let Some(hindrance) = progress.hindrance {
        return Err(hindrance);
    }
    let others = uploads.unfinished(editor).await?;
    if others.is_empty() && !progress.upload.awaits_scan {
        after_upload(documents, editor, progress.upload.folder).await
    } else {
        Ok(see_other("/uploads"))
    }
}

/// `POST /uploads/{id}/discard`: as DELETE, from a form.
pub async fn discard(
    editor: Editor,
    _: SameOrigin,
    uploads: web::Data<Uploads>,
    id: web::Path<Id>,
) -> Result<HttpResponse> {
    uploads.discard(&editor, id.0).await?;
    Ok(see_other("/uploads"))
}

/// To the listing of the folder, with a notice; if it no longer exists, to the root.
async fn after_upload(documents: &Documents, editor: &Editor, folder: Uuid) -> Result<HttpResponse> {
    Ok(see_other(done_link(listing_of(documents, editor, folder).await?)))
}

/// `listing`: its address; `None`: the folder no longer exists.
pub(super) fn done_link(listing: Option<String>) -> String {
    listing.map_or_else(|| "/files/".to_owned(), |link| format!("{link}?done=uploaded"))
}

/// The address of a folder's listing. `None`: it is not there.
pub(super) async fn listing_of(documents: &Documents, editor: &Editor, folder: Uuid) -> Result<Option<String>> {
    let Some(item) = documents.folder(editor, folder).await? else { return Ok(None) };
    let path = FolderPath::from_plain(&item.path).map_err(Error::internal)?;
    Ok(Some(format!("/files/{}", path.to_link())))
}
