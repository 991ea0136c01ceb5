//! A query that is read strictly, as the bodies are.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;

use super::body::not_understood;
use crate::{Error, Result, transport::openapi::Parameter};

/// A query with exactly the fields that `T` has, each at most once.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = web::Query::<T>::from_query(request.query_string());
        ready(read.map(|query| Self(query.into_inner())).map_err(|error| not_understood("query", &error)))
    }
}

/// No fields at all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Which part of a list, and how long.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    limit: Option<u16>,
    pub cursor: Option<String>,
}

const USUAL: u16 = 100;
const LONGEST: u16 = 1000;

impl Part {
    /// # Errors
    /// `Invalid` for none and for too many.
    pub fn limit(&self) -> Result<u16> {
        limit(self.limit)
    }
}

pub(super) fn limit(asked: Option<u16>) -> Result<u16> {
    let limit = asked.unwrap_or(USUAL);
    if (1..=LONGEST).contains(&limit) {
        return Ok(limit);
    }
    Err(Error::invalid(text!("api-limit", most = LONGEST), "a limit out of bounds"))
}

pub const LIMIT: Parameter = Parameter::query(
    "limit",
    "limit",
    "How long a part is.",
    || json!({ "type": "integer", "minimum": 1, "maximum": LONGEST, "default": USUAL }),
);
pub const CURSOR: Parameter = Parameter::query(
    "cursor",
    "cursor",
    "The next_cursor of the part before, as it came.",
    || json!({ "type": "string" }),
);
