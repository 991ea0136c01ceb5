//! A person's unfinished uploads as JSON, and what becomes of one that waits.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer::{self, UploadJson};
use crate::{
    Error, Result,
    access::ladder::Editor,
    documents::{item::Id, on_taken::OnTaken},
    uploads::{Progress, Uploads},
};

#[derive(Serialize, ToSchema)]
#[schema(as = Uploads)]
pub(super) struct List<'a> {
    uploads: Vec<UploadJson<'a>>,
}

/// `GET /uploads`, for programs.
///
/// # Errors
/// As [`Uploads::unfinished`].
pub async fn list(editor: &Editor, uploads: &Uploads) -> Result<HttpResponse> {
    let unfinished = uploads.unfinished(editor).await?;
    let list = List { uploads: unfinished.iter().map(|(upload, offset)| UploadJson::of(upload, *offset)).collect() };
    Ok(answer::start(StatusCode::OK).json(list))
}

// What is to become of an upload whose bytes are all there. No text of its own in the description.
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

impl Decision {
    /// `None`: as announced.
    ///
    /// # Errors
    /// `Invalid` for an unknown value.
    pub fn on_taken(&self) -> Result<Option<OnTaken>> {
        match self.ontaken.as_deref() {
            None | Some("") => Ok(None),
            Some(word) => {
                let choice = OnTaken::parse(word);
                choice.map(Some).ok_or_else(|| Error::invalid(text!("upload-no-choice"), "another word for ontaken"))
            }
        }
    }

    /// `None`: the announced one.
    pub fn folder(&self) -> Option<Uuid> {
        self.folder.map(|Id(id)| id)
    }
}

/// `POST /uploads/{id}/decide`, for programs: what became of the upload.
pub fn decided(request: &HttpRequest, progress: &Progress) -> HttpResponse {
    let Progress { upload, offset, hindrance } = progress;
    if let Some(hindrance) = hindrance {
        return answer::hindered(request, upload, hindrance);
    }
    let status = if upload.awaits_scan { StatusCode::ACCEPTED } else { StatusCode::OK };
    answer::progress(status, upload, *offset).json(UploadJson::of(upload, *offset))
}
