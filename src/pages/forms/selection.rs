//! `POST /selection/…`: something done with everything that was chosen in a list.

use actix_web::{HttpRequest, HttpResponse, Responder, http::StatusCode, web::Data};
use askama::Template;
use uuid::Uuid;

use super::{fields::Fields, picker, redirect_back};
use crate::{
    Error, Result,
    access::ladder::{Editor, Reader},
    audit::Ledger,
    documents::{
        changes::{Act, Copied, Expected},
        item::{self, Item},
        on_taken::OnTaken,
        service::Documents,
    },
    downloads::zip::{self, service::Archives},
    error::Meaning,
    transport::{
        csrf::SameOrigin,
        local_path::LocalPath,
        page::{Layout, Page},
        share::{Archive, Share},
    },
};

/// What could not be done, and why.
#[derive(Template)]
#[template(path = "documents/changes/not_all.html")]
struct NotAllPage {
    layout: Layout,
    done: usize,
    failed: Vec<(String, String)>,
    back: String,
}

/// `POST /selection/zip`: an archive of the selection, which may be too long for a link.
pub async fn zip_selection(
    reader: Reader,
    _: SameOrigin,
    _share: Share<Archive>,
    request: HttpRequest,
    fields: Fields,
    archives: Data<Archives>,
    ledger: Data<Ledger>,
) -> Result<HttpResponse> {
    zip::answer(&reader, &request, &archives, &ledger, &chosen(&fields)?).await
}

/// `POST /selection/delete`
pub async fn delete_selection(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let (batch, mut done, mut failed) = (documents.new_id(), 0, Vec::new());
    for item in documents.all_editable(&editor, &chosen(&fields)?).await? {
        match documents.delete(&editor, item.id, Expected::Any, Some(batch)).await {
            Ok(_) => done += 1,
            // It is gone already, which is what was wanted.
            Err(error) if error.meaning() == Meaning::NotFound => {}
            Err(error) => note(&mut failed, &item, &error)?,
        }
    }
    Ok(finish(&request, "deleted", (done > 0).then_some(batch), done, failed, &fields))
}

/// `POST /selection/move`
pub async fn move_selection(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    choose_or_put(&editor, &request, &documents, Act::Move, &fields).await
}

/// `POST /selection/copy`
pub async fn copy_selection(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    choose_or_put(&editor, &request, &documents, Act::Copy, &fields).await
}

fn chosen(fields: &Fields) -> Result<Vec<Uuid>> {
    let ids = fields.ids("id")?;
    if ids.is_empty() {
        return Err(Error::invalid(text!("selection-empty-form"), "an empty selection"));
    }
    Ok(ids)
}

/// Without a target, the page on which to choose one.
async fn choose_or_put(
    editor: &Editor,
    request: &HttpRequest,
    documents: &Documents,
    action: Act,
    fields: &Fields,
) -> Result<HttpResponse> {
    let items = documents.all_editable(editor, &chosen(fields)?).await?;
    let optional = |name: &str| Some(fields.text(name)).filter(|id| !id.is_empty()).map(item::id).transpose();
    match optional("to")? {
        Some(to) => put(editor, request, documents, action, (items, to), fields).await,
        None => {
            picker::for_selection(editor, request, documents, action, (items, optional("at")?), place(fields)).await
        }
    }
}

fn place(fields: &Fields) -> String {
    LocalPath::parse(fields.text("back")).map_or_else(|| "/files/".to_owned(), |path| path.to_string())
}

async fn put(
    editor: &Editor,
    request: &HttpRequest,
    documents: &Documents,
    action: Act,
    (items, to): (Vec<Item>, Uuid),
    fields: &Fields,
) -> Result<HttpResponse> {
    let (mut done, mut under_way, mut failed) = (0, false, Vec::new());
    for item in items {
        // Of the others nothing is chosen.
        let grants = fields.grants().filter(|_| item.has_grants);
        let outcome = match action {
            Act::Move => documents
                .relocate(editor, item.id, Expected::Any, to, fields.on_taken(), fields.grants())
                .await
                .map(|_| false),
            Act::Copy => {
                let copied = documents.copy(editor, item.id, to, None, OnTaken::KeepBoth, grants).await;
                copied.map(|copied| matches!(copied, Copied::Begun(_)))
            }
        };
        match outcome {
            Ok(goes_on) => (done, under_way) = (done + 1, under_way || goes_on),
            Err(error) => note(&mut failed, &item, &error)?,
        }
    }
    if under_way && failed.is_empty() {
        return Ok(redirect_back::to("", "/copies", "copying", None));
    }
    let word = if action == Act::Move { "moved" } else { "copied" };
    Ok(finish(request, word, None, done, failed, fields))
}

/// The others are still tried, unless the fault is ours.
fn note(failed: &mut Vec<(String, String)>, item: &Item, error: &Error) -> Result<()> {
    if error.meaning().status().is_server_error() {
        return Err(error.clone());
    }
    failed.push((item.name.clone(), error.person().to_owned()));
    Ok(())
}

fn finish(
    request: &HttpRequest,
    word: &str,
    undo: Option<Uuid>,
    done: usize,
    failed: Vec<(String, String)>,
    fields: &Fields,
) -> HttpResponse {
    if failed.is_empty() {
        return redirect_back::to(fields.text("back"), "/files/", word, undo);
    }
    let page = NotAllPage { layout: Layout::of(request), done, failed, back: place(fields) };
    Page::with_status(page, StatusCode::CONFLICT).respond_to(request)
}
