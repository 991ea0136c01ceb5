//! Choosing the folder that something is moved or copied to: one folder after the other, as in the listing.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::StatusCode,
    web::{Data, Path},
};
use askama::Template;
use uuid::Uuid;

use super::{access_changes::AccessChanges, refused_form::is_for_the_form};
use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        changes::{Act, Surroundings},
        item::{self, Item},
        service::Documents,
    },
    error::Meaning,
    transport::{
        page::{Layout, Page},
        share::{People, Share},
    },
};

#[derive(Template)]
#[template(path = "documents/changes/picker.html")]
pub(super) struct PickerPage {
    layout: Layout,
    action: Act,
    /// What goes there.
    items: Vec<Item>,
    /// The folder that is looked at.
    at: Surroundings,
    /// What it changes for whom, where they may choose the folder.
    access_changes: AccessChanges,
    /// Other folders that were shared with them, to which no way leads from here: ids and places.
    elsewhere: Vec<(Uuid, String)>,
    complaint: Option<String>,
    /// The name is taken there: the form asks what to do.
    is_taken: bool,
    /// Where a selection came from; a single item has its own page.
    back: Option<String>,
}

impl PickerPage {
    /// As addresses and texts name it.
    fn word(&self) -> &'static str {
        match self.action {
            Act::Move => "move",
            Act::Copy => "copy",
        }
    }

    /// The only one; `None`: a selection.
    fn single(&self) -> Option<&Item> {
        self.items.first().filter(|_| self.back.is_none())
    }

    fn what(&self) -> String {
        match &self.items[..] {
            [one] => one.name.clone(),
            many => text!("picker-things", count = many.len()),
        }
    }

    /// Where to, when this folder is left without a decision.
    fn way_back(&self) -> String {
        match (&self.back, self.items.first()) {
            (Some(back), _) => back.clone(),
            (None, Some(item)) => item.link(),
            (None, None) => "/files/".to_owned(),
        }
    }

    fn is_one_of_them(&self, folder: &Uuid) -> bool {
        self.items.iter().any(|item| item.id == *folder)
    }

    /// Everything is in this folder already.
    fn is_here_already(&self) -> bool {
        self.action == Act::Move && self.items.iter().all(|item| item.parent == Some(self.at.folder.id))
    }

    fn folder_name(&self) -> String {
        if self.at.folder.name.is_empty() { text!("root-folder") } else { self.at.folder.name.clone() }
    }
}

/// `GET /d/{id}/move?at={folder}`
pub async fn choose_move_target(
    editor: Editor,
    _share: Share<People>,
    id: Path<String>,
    request: HttpRequest,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    choose(&editor, &request, &documents, Act::Move, &id).await
}

/// `GET /d/{id}/copy?at={folder}`
pub async fn choose_copy_target(
    editor: Editor,
    _share: Share<People>,
    id: Path<String>,
    request: HttpRequest,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    choose(&editor, &request, &documents, Act::Copy, &id).await
}

async fn choose(
    editor: &Editor,
    request: &HttpRequest,
    documents: &Documents,
    action: Act,
    id: &str,
) -> Result<HttpResponse> {
    let item = documents.editable(editor, item::id(id)?).await?;
    let parent = item.parent.ok_or_else(|| Error::not_found("the root stays where it is"))?;
    let query = url::form_urlencoded::parse(request.query_string().as_bytes());
    let at = query.into_iter().find(|(key, _)| key == "at").map(|(_, id)| item::id(&id)).transpose()?;
    let mut elsewhere = documents.shared_folders(editor).await?;
    elsewhere.retain(|(id, _)| *id != item.id);
    let at = match at {
        Some(at) => documents.surroundings(editor, at).await?,
        None => start(editor, documents, parent, &elsewhere).await?,
    };
    elsewhere.retain(|(id, _)| *id != at.folder.id);
    let layout = Layout::of(request);
    let items = vec![item];
    let access_changes = AccessChanges::of(editor, documents, action, &items, &at.folder).await?;
    let page = PickerPage {
        layout,
        action,
        items,
        at,
        access_changes,
        elsewhere,
        complaint: None,
        is_taken: false,
        back: None,
    };
    Ok(Page::ok(page).respond_to(request))
}

/// The folder to begin with: its parent, or for somebody who may see only this item another folder that was shared
/// with them.
async fn start(
    editor: &Editor,
    documents: &Documents,
    parent: Uuid,
    elsewhere: &[(Uuid, String)],
) -> Result<Surroundings> {
    for folder in std::iter::once(&parent).chain(elsewhere.iter().map(|(id, _)| id)) {
        match documents.surroundings(editor, *folder).await {
            Err(error) if error.meaning() == Meaning::NotFound => {}
            found => return found,
        }
    }
    Err(Error::forbidden(text!("picker-nowhere"), "whoever was given just this sees no folder that it could go to"))
}

/// The page for a selection.
pub(super) async fn for_selection(
    editor: &Editor,
    request: &HttpRequest,
    documents: &Documents,
    action: Act,
    (items, at): (Vec<Item>, Option<Uuid>),
    back: String,
) -> Result<HttpResponse> {
    let parent = items.first().and_then(|item| item.parent);
    let at = at.or(parent).ok_or_else(|| Error::invalid(text!("selection-empty"), "an empty selection"))?;
    let at = documents.surroundings(editor, at).await?;
    let layout = Layout::of(request);
    let access_changes = AccessChanges::of(editor, documents, action, &items, &at.folder).await?;
    let (elsewhere, back) = (Vec::new(), Some(back));
    let page =
        PickerPage { layout, action, items, at, access_changes, elsewhere, complaint: None, is_taken: false, back };
    Ok(Page::ok(page).respond_to(request))
}

/// The page again, with the reason why it failed.
pub(super) async fn again(
    editor: &Editor,
    request: &HttpRequest,
    documents: &Documents,
    action: Act,
    ids: Vec<Uuid>,
    at: Uuid,
    error: Error,
) -> Result<HttpResponse> {
    if !is_for_the_form(&error) {
        return Err(error);
    }
    let items = documents.all_editable(editor, &ids).await?;
    let (Some(item), status) = (items.first(), error.meaning().status()) else { return Err(error) };
    // It may be the folder that no longer exists.
    let at = match documents.surroundings(editor, at).await {
        Err(gone) if gone.meaning() == Meaning::NotFound => {
            let parent = item.parent.ok_or(gone)?;
            documents.surroundings(editor, parent).await?
        }
        at => at?,
    };
    let is_taken = status == StatusCode::CONFLICT && error.facts().is_some_and(|facts| facts.taken.is_some());
    let complaint = Some(error.person().to_owned());
    let access_changes = AccessChanges::of(editor, documents, action, &items, &at.folder).await?;
    let (layout, elsewhere) = (Layout::of(request), Vec::new());
    let page = PickerPage { layout, action, items, at, access_changes, elsewhere, complaint, is_taken, back: None };
    Ok(Page::with_status(page, status).respond_to(request))
}
