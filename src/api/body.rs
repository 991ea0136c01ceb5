//! A JSON body that is read strictly: unknown members are refused, not ignored, so that a misspelt one is noticed.

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Bytes};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::{Error, Result};

/// An object with exactly the members that `T` has.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = matches!(request.content_type(), "application/json" | "application/merge-patch+json");
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                let sentence = text!("api-not-json");
                return Err(Error::invalid(sentence, "the content type is not JSON"));
            }
            let bytes = bytes.await.map_err(|error| Error::from_framework(&error))?;
            // Members in an array would be taken in the order of the fields.
            if bytes.trim_ascii_start().first() != Some(&b'{') {
                return Err(not_understood("body", &text!("api-no-object")));
            }
            serde_json::from_slice(&bytes).map(Self).map_err(|error| not_understood("body", &error))
        })
    }
}

/// The parser's own message is the most precise. It may quote the input, so it is escaped.
pub(super) fn not_understood(part: &str, error: &dyn std::fmt::Display) -> Error {
    let words: String = error.to_string().escape_debug().take(300).collect();
    Error::invalid(text!("api-not-understood", part = part, why = words.as_str()), format!("{part}: {words}"))
}

/// For members that may be left out but not be null.
pub(super) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}
