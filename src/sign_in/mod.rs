//! Signing in and out: `/login`, `/callback`, `/logout`. Requests to the provider and the verification of its answers
//! are in `identity/provider`; here are the steps of the browser.

mod attempt;
mod begin;
mod callback;
mod callback_query;
mod explain;
mod explanation;
mod failure;
mod front_channel;
mod landing;
mod logout;
mod navigation;
mod sentences;
mod simulated_failures;
mod used_attempts;

pub use self::{
    attempt::Attempts,
    begin::begin,
    callback::callback,
    front_channel::front_channel,
    logout::{ask_to_sign_out, sign_out},
    simulated_failures::{not_assigned, provider_down},
};

use actix_web::{HttpMessage, HttpRequest};

use crate::transport::page::RequestId;

fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
