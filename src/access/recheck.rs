//! The same question once more, for a change that takes its time: bytes may come for hours, and meanwhile the role can
//! be withdrawn or the session ended.

use actix_web::HttpRequest;

use crate::{Result, transport::gate};

/// Asks again what the gate asked when the request came.
pub struct Still(HttpRequest);

impl Still {
    /// The right of whoever sends this request.
    pub fn of(request: &HttpRequest) -> Self {
        Self(request.clone())
    }

    /// # Errors
    /// As the gate: `SignIn`, `Forbidden`, `NoRole`; `Unavailable` when nobody can tell.
    pub async fn ask(&self) -> Result<()> {
        gate::ask_again(&self.0).await
    }
}
