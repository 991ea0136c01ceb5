//! A second check of the proof, for long transfers: bytes may come or go for hours, and meanwhile the role can be
//! withdrawn, a grant revoked or the session ended.

use actix_web::HttpRequest;

use crate::{
    Result,
    access::ladder::{Editor, Reader},
    transport::gate::Audience,
};

/// Asks again what the gate asked when the request came.
pub struct Recheck(HttpRequest);

impl Recheck {
    /// For the sender of this request.
    pub fn of(request: &HttpRequest) -> Self {
        Self(request.clone())
    }

    /// The proof as of now. The earlier one may name a role that the person no longer has.
    ///
    /// # Errors
    /// As the gate: `SignIn`, `Forbidden`, `NoRole`; `Unavailable` when it cannot be checked.
    pub async fn editor(&self) -> Result<Editor> {
        Editor::admit(&self.0).await
    }

    /// The same for what only looks.
    ///
    /// # Errors
    /// As [`Self::editor`].
    pub async fn reader(&self) -> Result<Reader> {
        Reader::admit(&self.0).await
    }
}
