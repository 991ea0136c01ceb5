//! What the directory sends.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev, web};
use futures_util::future::LocalBoxFuture;
use scim_v2::case_insensitive::canonicalize_keys;
use serde_json::Value;

use super::not_understood;
use crate::{Error, Result};

/// As RFC 7644, section 3.1 has it. Plain JSON is taken, too: some send it.
pub const MEDIA_TYPE: &str = "application/scim+json";
/// A group of 20,000 members.
const LONGEST: usize = 4 * 1024 * 1024;

/// A JSON object whose attributes are spelled as the RFC has them, however they came (RFC 7643, section 2.1).
pub struct ScimBody(pub Value);

impl FromRequest for ScimBody {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let is_json = matches!(request.content_type(), MEDIA_TYPE | "application/json");
        let payload = web::Payload::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Error::unsupported(text!("scim-not-json"), "the content type is not SCIM's"));
            }
            let payload = payload.await.map_err(|error| Error::from_framework(&error))?;
            let bytes = payload.to_bytes_limited(LONGEST).await;
            let bytes = bytes.map_err(|_| Error::too_large(text!("error-form-too-large"), "a long SCIM body"))?;
            let bytes = bytes.map_err(|error| Error::from_framework(&error))?;
            let mut value: Value =
                serde_json::from_slice(&bytes).map_err(|error| not_understood("invalidSyntax", error))?;
            if !value.is_object() {
                return Err(not_understood("invalidSyntax", "{}"));
            }
            canonicalize_keys(&mut value)
                .map_err(|twice| not_understood("invalidSyntax", format!("{} / {}", twice.first, twice.second)))?;
            Ok(Self(value))
        })
    }
}
