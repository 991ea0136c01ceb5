//! The page for a form that was refused: it contains what was typed.

use actix_web::{HttpRequest, HttpResponse, Responder};
use askama::Template;

use super::fields::Fields;
use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{item::Item, service::Documents},
    error::Meaning,
    transport::page::{Layout, Page},
};

/// Which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    MakeFolder,
    Rename,
    Describe,
    Delete,
    RestoreVersion,
}

#[derive(Template)]
#[template(path = "documents/changes/again.html")]
struct AgainPage {
    layout: Layout,
    form: Form,
    /// As it is by now.
    item: Item,
    complaint: String,
    /// Somebody else changed it: the same button now means "all the same".
    was_changed: bool,
    fields: Fields,
    /// Where the form is sent.
    target: String,
}

impl AgainPage {
    fn title(&self) -> String {
        match self.form {
            Form::MakeFolder => text!("form-make-folder"),
            Form::Rename => text!("form-rename"),
            Form::Describe => text!("form-describe"),
            Form::Delete => text!("form-delete"),
            Form::RestoreVersion => text!("form-restore-version"),
        }
    }

    fn name(&self) -> String {
        if self.item.name.is_empty() { text!("root-folder") } else { self.item.name.clone() }
    }
}

/// Whether the person can do something about it on the same page.
pub fn is_for_the_form(error: &Error) -> bool {
    matches!(error.meaning(), Meaning::Invalid | Meaning::Conflict | Meaning::Changed)
}

/// The page for an error that the person can do something about; any other error stays one.
pub async fn page(
    editor: &Editor,
    request: &HttpRequest,
    documents: &Documents,
    form: Form,
    item: uuid::Uuid,
    fields: Fields,
    error: Error,
) -> Result<HttpResponse> {
    if !is_for_the_form(&error) {
        return Err(error);
    }
    let item = documents.editable(editor, item).await?;
    let page = AgainPage {
        layout: Layout::of(request),
        form,
        item,
        complaint: error.person().to_owned(),
        was_changed: error.meaning() == Meaning::Changed,
        fields,
        target: request.path().to_owned(),
    };
    Ok(Page::with_status(page, error.meaning().status()).respond_to(request))
}
