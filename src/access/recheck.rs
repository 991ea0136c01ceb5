//! The proof once more, for what takes its time: bytes may come or go for hours, and meanwhile the role can be
//! withdrawn, a grant taken back or the session ended.

use actix_web::HttpRequest;

use crate::{
    Result,
    access::ladder::{Editor, Reader},
    transport::gate::Audience,
};

/// Asks again what the gate asked when the request came.
pub struct Recheck(HttpRequest);

impl Recheck {
    /// The right of whoever sends this request.
    pub fn of(request: &HttpRequest) -> Self {
        Self(request.clone())
    }

    /// The proof as it is by now. The one from before may name a role that the person has no more.
    ///
    /// # Errors
    /// As the gate: `SignIn`, `Forbidden`, `NoRole`; `Unavailable` when nobody can tell.
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
