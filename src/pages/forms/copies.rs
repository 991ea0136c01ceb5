//! `/copies`: large copies of this person, and how far they are.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    web::{Data, Path},
};
use askama::Template;

use super::{fields::Fields, redirect_back};
use crate::{
    Result,
    access::ladder::Editor,
    documents::{changes::LargeCopy, item, service::Documents},
    transport::{
        csrf::SameOrigin,
        page::{Layout, Page},
    },
};

#[derive(Template)]
#[template(path = "documents/changes/copies.html")]
struct CopiesPage {
    layout: Layout,
    copies: Vec<LargeCopy>,
}

impl CopiesPage {
    fn is_running(&self) -> bool {
        self.copies.iter().any(|copy| copy.state == "running")
    }
}

/// `GET /copies`
pub async fn copies(editor: Editor, request: HttpRequest, documents: Data<Documents>) -> Result<HttpResponse> {
    let copies = documents.large_copies(&editor).await?;
    Ok(Page::ok(CopiesPage { layout: Layout::of(&request), copies }).respond_to(&request))
}

/// `POST /copies/{id}/cancel`
pub async fn cancel_copy(
    editor: Editor,
    _: SameOrigin,
    id: Path<String>,
    _: Fields,
    documents: Data<Documents>,
) -> Result<HttpResponse> {
    documents.cancel_copy(&editor, item::id(&id)?).await?;
    Ok(redirect_back::to("", "/copies", "copy-cancelled", None))
}
