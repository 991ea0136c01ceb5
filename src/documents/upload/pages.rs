//! What a person has begun and not finished: to be decided or thrown away after the browser was closed.

use crate::{
    documents::{announced_upload::Upload, on_taken::OnTaken},
    texts::size::Size,
};
use actix_web::{HttpRequest, HttpResponse, Responder, http::StatusCode, web};
use askama::Template;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        item::Id,
        path::FolderPath,
        store,
        upload::{
            told::{self, Told},
            uploads::{Progress, Uploads},
        },
    },
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
        redirect::see_other,
        refusal::wants_page,
    },
};

#[derive(Template)]
#[template(path = "documents/uploads.html")]
pub(super) struct UploadsPage {
    layout: Layout,
    uploads: Vec<Line>,
    /// What did not get so far as to wait.
    refused: Vec<Refused>,
    /// What this person has added, where that is limited: so much of so much.
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
    /// `None`: until its person has decided.
    until: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Uploads)]
pub(super) struct List<'a> {
    uploads: Vec<Told<'a>>,
}

impl UploadsPage {
    pub async fn of(
        layout: Layout,
        uploads: &Uploads,
        editor: &Editor,
        refused: Vec<Refused>,
        back: Option<String>,
    ) -> Result<Self> {
        let mine = uploads.unfinished(editor).await?;
        let folders: Vec<Uuid> = mine.iter().map(|(upload, _)| upload.folder).collect();
        let subjects = editor.person().subjects();
        let places = store::paths_of(uploads.documents.database.pool(), &folders, subjects).await?;
        let lines = mine.iter().map(|(upload, came)| Line::of(places.get(&upload.folder), upload, *came)).collect();
        let room = uploads.room_of(editor).await?.map(|(used, most)| (Size(used), Size(most)));
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
            until: (!upload.needs_decision).then(|| Told::of(upload, offset).expires_at),
        }
    }
}

/// `GET /uploads`: a page, or JSON for programs.
pub async fn list(
    editor: Editor,
    request: HttpRequest,
    uploads: web::Data<Uploads>,
    layout: Layout,
) -> Result<HttpResponse> {
    if wants_page(&request) {
        let page = UploadsPage::of(layout, &uploads, &editor, Vec::new(), None).await?;
        return Ok(Page::ok(page).respond_to(&request));
    }
    let mine = uploads.unfinished(&editor).await?;
    let list = List { uploads: mine.iter().map(|(upload, offset)| Told::of(upload, *offset)).collect() };
    Ok(told::answer(StatusCode::OK).json(list))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Missing: as announced, once more.
    #[schema(value_type = Option<OnTaken>, nullable = false)]
    ontaken: Option<String>,
    /// Another folder than the announced one.
    #[schema(nullable = false)]
    folder: Option<Id>,
}

/// `POST /uploads/{id}/decide`: what to do with a file that is all there.
pub async fn decide(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    uploads: web::Data<Uploads>,
    id: web::Path<Id>,
    decision: web::Form<Decision>,
) -> Result<HttpResponse> {
    let choice = match decision.ontaken.as_deref() {
        None | Some("") => None,
        Some(word) => Some(
            OnTaken::parse(word)
                .ok_or_else(|| Error::invalid(text!("upload-no-choice"), "another word for ontaken"))?,
        ),
    };
    let Progress { upload, offset, hindrance } =
        uploads.decide(&editor, id.0, choice, decision.folder.map(|Id(id)| id)).await?;
    match (hindrance, wants_page(&request)) {
        (Some(hindrance), true) => Err(hindrance),
        (Some(hindrance), false) => Ok(told::hindered(&request, &upload, &hindrance)),
        (None, true) => {
            let others = uploads.unfinished(&editor).await?;
            let next = if others.is_empty() { place(&uploads, &editor, &upload).await? } else { "/uploads".to_owned() };
            Ok(see_other(next))
        }
        (None, false) => Ok(told::progress(StatusCode::OK, &upload, offset).json(Told::of(&upload, offset))),
    }
}

/// `POST /uploads/{id}/discard`: as DELETE, from a form.
pub async fn discard_form(
    editor: Editor,
    _: SameOrigin,
    uploads: web::Data<Uploads>,
    id: web::Path<Id>,
) -> Result<HttpResponse> {
    uploads.discard(&editor, id.0).await?;
    Ok(see_other("/uploads"))
}

/// The listing of the folder that it was sent to.
async fn place(uploads: &Uploads, editor: &Editor, upload: &Upload) -> Result<String> {
    Ok(listing_of(uploads, editor, upload.folder)
        .await?
        .map_or_else(|| "/files/".to_owned(), |link| format!("{link}?done=uploaded")))
}

/// The address of a folder's listing. `None`: it is not there.
pub(super) async fn listing_of(uploads: &Uploads, editor: &Editor, folder: Uuid) -> Result<Option<String>> {
    let subjects = editor.person().subjects();
    let item = store::item(uploads.documents.database.pool(), folder, subjects).await?.transpose()?;
    let Some(item) = item.filter(crate::documents::item::Item::is_folder) else { return Ok(None) };
    let path = FolderPath::from_plain(&item.path).map_err(Error::internal)?;
    Ok(Some(format!("/files/{}", path.to_link())))
}
