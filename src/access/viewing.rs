//! An administrator views the site as somebody else. They can only read, and gain nothing: they have to own all
//! documents, so everything that the other person sees is visible to them anyway. What belongs to one person alone is
//! not shown.

use actix_web::HttpRequest;

use super::{
    level::Level,
    role::Role,
    roles::{Roles, Standing},
    somebody::Somebody,
    store,
};
use crate::{
    Error, Result,
    identity::{
        principal::{Principal, Source},
        viewing::Viewings,
    },
};

/// Private to the person: their uploads and copies, and the key of the files that wait in their browser.
const PRIVATE: [&str; 4] = ["/uploads", "/copies", "/api/v1/copies", "/account/shelf-key"];

/// The person as whom they view the site; `None`: as themselves.
///
/// # Errors
/// `Forbidden` where they viewed it as somebody, and may no longer do so; `Unavailable` when that cannot be checked.
pub(super) async fn viewed(
    request: &HttpRequest,
    viewings: &Viewings,
    roles: &Roles,
    principal: &Principal,
    standing: &Standing,
) -> Result<Option<Somebody>> {
    let Source::Session { id, .. } = principal.source else { return Ok(None) };
    let Some(viewing) = viewings.of(request, id) else { return Ok(None) };
    if viewings.is_over(&viewing) {
        viewings.take_back(request);
        if request.method().is_safe() {
            return Ok(None);
        }
        return Err(Error::forbidden(
            text!("view-as-over"),
            "a change from a page that shows the site as somebody else",
        ));
    }
    if !roles.may_view_as_others(standing).await? {
        viewings.take_back(request);
        return Err(Error::forbidden(text!("view-as-no-more"), "they may not see the site as somebody else any more"));
    }
    let somebody = roles.somebody(&viewing.email).await?;
    Ok((somebody.principal.user != principal.user).then_some(somebody))
}

/// Checks that this request may be answered while the site is viewed as somebody else.
///
/// # Errors
/// `Forbidden`.
pub(super) fn may_ask(request: &HttpRequest, called: &str) -> Result<()> {
    if !request.method().is_safe() {
        let log = "a change while the site is seen as somebody else";
        return Err(Error::forbidden(text!("view-as-read-only", name = called), log));
    }
    let is_private = request.match_pattern().is_some_and(|route| {
        PRIVATE
            .iter()
            .any(|private| route.strip_prefix(private).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    });
    if is_private {
        let log = "what belongs to somebody alone, while the site is seen as they do";
        return Err(Error::forbidden(text!("view-as-private", name = called), log));
    }
    Ok(())
}

impl Roles {
    /// Whether they may view the site as others: administrators who own all documents may.
    ///
    /// # Errors
    /// `Unavailable` when the database does not answer.
    pub async fn may_view_as_others(&self, standing: &Standing) -> Result<bool> {
        if standing.role != Some(Role::Admin) || standing.subjects.highest() != Some(Level::Own) {
            return Ok(false);
        }
        let database = self.database();
        let level = database.look_up(|| store::level_at_root(database.pool(), standing.subjects.names())).await?;
        Ok(Level::of(level)? == Some(Level::Own))
    }
}
