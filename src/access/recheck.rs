//! The proof once more, for a change that takes its time: bytes may come for hours, and meanwhile the role can be
//! withdrawn, a grant taken back or the session ended.

use actix_web::HttpRequest;

use crate::{Result, access::ladder::Editor, transport::gate::Audience};

/// Asks again what the gate asked when the request came.
pub struct Still(HttpRequest);

impl Still {
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
}
