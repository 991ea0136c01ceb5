//! A form whose sender's session was over: the page that asks for a sign-in has all that was typed, and a button that
//! sends it again. Its bytes are read although nobody knows who sends them (I2), so little and only where a page of this
//! site sent them (`csrf.rs`): nobody else's form gets a button here.

use std::time::Duration;

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header},
    web,
};
use futures_util::StreamExt;
use uuid::Uuid;

use crate::{
    Error,
    error::Meaning,
    settings::{Patience, PublicUrl},
    transport::{csrf::SameOrigin, local_path::LocalPath, refusal},
};

/// Much more than anybody types.
const MOST: usize = 64 * 1024;

/// What was typed, and where it was to go.
#[derive(Debug, Clone, Default)]
pub struct KeptForm {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl KeptForm {
    /// What a person may want to read again: neither ids nor numbers nor where the form stood.
    pub fn typed(&self) -> Vec<&str> {
        let is_typed = |(name, value): &&(String, String)| {
            let is_place = matches!(name.as_str(), "back" | "action");
            let is_plain = !value.starts_with('/') && Uuid::try_parse(value).is_err() && value.parse::<u64>().is_err();
            !is_place && is_plain && !value.trim().is_empty()
        };
        self.fields.iter().filter(is_typed).map(|(_, value)| value.as_str()).collect()
    }

    /// The form that came with this request.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }
}

/// Reads the form, where this refusal asks for a sign-in and a person sent one.
pub async fn keep(error: &Error, request: &HttpRequest, payload: &mut Payload) {
    let is_form = request.headers().get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.to_str().is_ok_and(|kind| kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"))
    });
    if error.meaning() != Meaning::SignIn
        || request.method() != Method::POST
        || !is_form
        || !refusal::wants_page(request)
        || SameOrigin::from_request(request, payload).await.is_err()
    {
        return;
    }
    let patience = request.app_data::<web::Data<Patience>>().map_or(Duration::from_secs(30), |patience| patience.body);
    let mut bytes = Vec::new();
    let read = async {
        while let Some(piece) = payload.next().await {
            let piece = piece.ok()?;
            if bytes.len() + piece.len() > MOST {
                return None;
            }
            bytes.extend_from_slice(&piece);
        }
        Some(())
    };
    if !matches!(tokio::time::timeout(patience, read).await, Ok(Some(()))) {
        return;
    }
    let fields = url::form_urlencoded::parse(&bytes).into_owned().collect();
    request.extensions_mut().insert(KeptForm { action: action(request), fields });
}

fn action(request: &HttpRequest) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

/// Where a form stood that was sent with this request: an address that can be opened again.
pub fn place_of(request: &HttpRequest) -> LocalPath {
    let said = KeptForm::of(request).and_then(|form| {
        let back = form.fields.into_iter().find(|(name, _)| name == "back");
        back.and_then(|(_, place)| LocalPath::parse(&place))
    });
    let stood = || {
        let own = request.app_data::<web::Data<PublicUrl>>()?.origin().clone();
        let from = request.headers().get(header::REFERER)?.to_str().ok()?;
        LocalPath::parse(from.strip_prefix(&own)?)
    };
    said.or_else(stood).unwrap_or_else(|| LocalPath::parse("/files/").unwrap_or_else(LocalPath::home))
}
