//! The forms for one item.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{
    fields::Fields,
    picker, redirect_back,
    refused_form::{self, Form},
};
use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{
        changes::{Act, Copied},
        item::{self, Item},
        name::Name,
        on_taken::OnTaken,
        service::Documents,
    },
    error::Meaning,
    transport::csrf::SameOrigin,
};

/// Goes back, or shows the form again.
async fn answer(
    outcome: Result<Item>,
    form: Form,
    done: &str,
    (editor, request, documents): (&Editor, &HttpRequest, &Documents),
    id: Uuid,
    fields: Fields,
) -> Result<HttpResponse> {
    match outcome {
        Ok(item) => Ok(redirect_back::to(fields.text("back"), &item.link(), done, None)),
        Err(error) => refused_form::page(editor, request, documents, form, id, fields, error).await,
    }
}

/// `POST /d/{id}/folders`: a new folder in this one.
pub async fn make_folder(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let made = async { documents.make_folder(&editor, id, &fields.name()?).await }.await;
    answer(made, Form::MakeFolder, "made", (&editor, &request, &documents), id, fields).await
}

/// `POST /d/{id}/rename`
pub async fn rename(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let renamed = async { documents.rename(&editor, id, fields.expected(), &fields.name()?).await }.await;
    answer(renamed, Form::Rename, "renamed", (&editor, &request, &documents), id, fields).await
}

/// `POST /d/{id}/describe`
pub async fn describe(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let described = documents.describe(&editor, id, fields.expected(), fields.text("description")).await;
    answer(described, Form::Describe, "described", (&editor, &request, &documents), id, fields).await
}

/// `POST /d/{id}/versions/{number}/restore`
pub async fn restore_version(
    editor: Editor,
    _: SameOrigin,
    path: Path<(String, String)>,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let (id, number) = path.into_inner();
    let number = number.parse().map_err(|_| Error::not_found("a version has a number"))?;
    let id = item::id(&id)?;
    let restored = documents.restore_version(&editor, id, fields.expected(), number).await;
    answer(restored, Form::RestoreVersion, "version", (&editor, &request, &documents), id, fields).await
}

/// `POST /d/{id}/delete`: into the trash, and then to the folder that it was in.
pub async fn delete(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let deleted = async {
        let around = match documents.folder_around(&editor, id).await {
            Ok(folder) => folder.link(),
            // Whoever was given just this folder sees nothing around it.
            Err(error) if error.meaning() == Meaning::NotFound => "/shared".to_owned(),
            Err(error) => return Err(error),
        };
        Ok((documents.delete(&editor, id, fields.expected(), None).await?, around))
    };
    match deleted.await {
        Ok((deletion, around)) => Ok(redirect_back::to(fields.text("back"), &around, "deleted", Some(deletion))),
        Err(error) => refused_form::page(&editor, &request, &documents, Form::Delete, id, fields, error).await,
    }
}

/// `POST /d/{id}/move`
pub async fn relocate(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let to = item::id(fields.text("to"))?;
    match documents.relocate(&editor, id, fields.expected(), to, fields.on_taken(), fields.grants()).await {
        Ok(item) => Ok(redirect_back::to(fields.text("back"), &item.link(), "moved", None)),
        Err(error) => picker::again(&editor, &request, &documents, Act::Move, vec![id], to, error).await,
    }
}

/// `POST /d/{id}/copy`
pub async fn copy(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    request: HttpRequest,
    fields: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    let id = item::id(&id)?;
    let to = item::id(fields.text("to"))?;
    let copied = async {
        let name: Option<Name> = if fields.text("name").is_empty() { None } else { Some(fields.name()?) };
        documents.copy(&editor, id, to, name.as_ref(), OnTaken::KeepBoth, fields.grants()).await
    };
    match copied.await {
        Ok(Copied::Whole(item)) => Ok(redirect_back::to(fields.text("back"), &item.link(), "copied", None)),
        Ok(Copied::Begun(_)) => Ok(redirect_back::to("", "/copies", "copying", None)),
        Err(error) => picker::again(&editor, &request, &documents, Act::Copy, vec![id], to, error).await,
    }
}
