//! Addresses that answer a browser with a page and a program with JSON: `Accept` decides which.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};

use crate::{
    Result,
    access::ladder::Editor,
    api::tus,
    documents::{Documents, item::Id},
    pages,
    transport::{csrf::SameOrigin, page::Layout, refusal::wants_page},
    uploads::Uploads,
};

/// `GET /uploads`: what somebody has begun and not finished.
pub async fn list_uploads(
    editor: Editor,
    request: HttpRequest,
    uploads: Data<Uploads>,
    documents: Data<Documents>,
    layout: Layout,
) -> Result<HttpResponse> {
    if wants_page(&request) {
        pages::uploads::list(&editor, &request, &uploads, &documents, layout).await
    } else {
        tus::list(&editor, &uploads).await
    }
}

/// `POST /uploads/{id}/decide`: what to do with a file that is all there.
pub async fn decide_upload(
    editor: Editor,
    _: SameOrigin,
    request: HttpRequest,
    uploads: Data<Uploads>,
    documents: Data<Documents>,
    id: Path<Id>,
    Form(decision): Form<tus::Decision>,
) -> Result<HttpResponse> {
    let progress = uploads.decide(&editor, id.0, decision.on_taken()?, decision.folder()).await?;
    if wants_page(&request) {
        pages::uploads::decided(&editor, &uploads, &documents, progress).await
    } else {
        Ok(tus::decided(&request, &progress))
    }
}
