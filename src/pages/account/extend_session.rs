//! `POST /account/stay`: a page that was left open extends its session (`static/session.js`).

use actix_web::{HttpRequest, HttpResponse, http::header, web::Data};
use serde_json::json;

use crate::{
    Error, Result, access::ladder::Employee, clock::SharedClock, identity::session::Sessions,
    transport::csrf::SameOrigin,
};

/// The server's time, in Unix seconds. The new end of the session is in the cookie of this response.
pub async fn extend_session(
    _: Employee,
    _: SameOrigin,
    request: HttpRequest,
    sessions: Data<Sessions>,
    clock: Data<SharedClock>,
) -> Result<HttpResponse> {
    if sessions.renew(&request).await?.is_none() {
        return Err(Error::not_found("nobody signs in here, so there is no session"));
    }
    let answer = json!({ "clock": clock.now().unix_timestamp() });
    Ok(HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(answer))
}
