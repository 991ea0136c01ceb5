//! A page: an askama template in the house's frame. Each page's template holds a [`Layout`] in the
//! field `layout` and extends `base.html`; the handler takes the layout as an argument.

use std::{
    future::{Ready, ready},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse, Responder,
    dev::Payload,
    http::{StatusCode, header},
    web,
};
use askama::Template;
use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};

use crate::{
    Error,
    clock::SharedClock,
    entropy::SharedEntropy,
    settings::SignInMode,
    transport::{
        gate::{AudienceName, LINK_AUDIENCE},
        person_tag,
        waiting_uploads::WaitingUploads,
    },
};

/// What the frame of every page shows.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Who is signed in, where it is known.
    pub visitor: Option<Visitor>,
    /// A notice above every page (development, or open to everyone).
    pub banner: Option<Banner>,
    /// For `nonce="…"` on each `<script>` and `<style>`; new for every answer (CSP level 3, section 8.2).
    pub nonce: String,
    /// The largest document that may be sent, in bytes.
    pub upload_limit: u64,
    /// The number to report to the administrator.
    pub request_id: String,
    /// The person that this page is shown to (`person_tag.rs`); empty for nobody, `None` if unknown.
    pub person: Option<String>,
    /// Path and query of this page, for links that come back to it.
    pub here: String,
    /// Whether that address can be opened again: this page is not the answer to a form.
    pub can_come_back: bool,
    /// The time of this page in Unix seconds: a browser's clock may be wrong.
    pub clock: i64,
    /// How many uploads wait for this person to say what to do.
    pub waiting_uploads: u64,
    /// For people outside: the page has no parts of the site around it.
    pub is_bare: bool,
    /// Whether there is a virus scanner.
    pub has_scanner: bool,
}

/// The person in the corner of each page. Put on the request by `access/`.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// As rows name this person.
    pub key: String,
    pub name: String,
    pub email: String,
    /// `None`: signed in, but without a role.
    pub role: Option<&'static str>,
    pub is_admin: bool,
    /// Whether this person may change documents.
    pub is_editor: bool,
    pub session: SessionOf,
    /// In DEV_MODE, which of its people it is.
    pub persona: Option<&'static str>,
    /// The person's name, if an administrator is viewing the site as them.
    pub viewed: Option<String>,
}

/// What can become of a visitor's session while a page is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SessionOf {
    /// There is no session, so nothing ends.
    #[default]
    Nobody,
    /// It ends on its own; this page has no button that ends it.
    Time,
    /// The person can also end it.
    Person,
}

impl Visitor {
    pub fn can_sign_out(&self) -> bool {
        self.session == SessionOf::Person
    }

    pub fn session_ends(&self) -> bool {
        self.session != SessionOf::Nobody
    }
}

/// Added to the application's data by `app/` in the modes that need it.
#[derive(Debug, Clone)]
pub enum Banner {
    /// DEV_MODE: one click switches this browser to another persona. Says whether the database is slowed down.
    Dev(Arc<AtomicBool>),
    /// TEST_MODE: a header says who is asking.
    Test,
    /// AUTH_REQUIRED=false: everyone may read everything.
    Open,
}

impl Banner {
    /// The people of DEV_MODE that every page offers; the lab has the others.
    pub const ROLES: [&'static str; 4] = ["admin", "editor", "reader", "none"];

    pub fn of(mode: &SignInMode, is_slow: Arc<AtomicBool>) -> Option<Self> {
        match mode {
            SignInMode::Oidc(_) => None,
            SignInMode::Dev => Some(Self::Dev(is_slow)),
            SignInMode::Test => Some(Self::Test),
            SignInMode::Open => Some(Self::Open),
        }
    }

    /// Whether the database is slow because a developer wants to see that.
    pub fn has_slow_database(&self) -> bool {
        matches!(self, Self::Dev(is_slow) if is_slow.load(Ordering::Relaxed))
    }
}

/// `MAX_UPLOAD`, which pages show before anything is sent.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimit(pub u64);

/// Whether there is a virus scanner, whose state administrators are shown.
#[derive(Debug, Clone, Copy)]
pub struct HasScanner(pub bool);

/// The nonce of this response's policy: drawn by the first caller, the page or `transport/headers.rs`.
#[derive(Debug, Clone)]
pub struct Nonce(pub String);

impl Nonce {
    /// The one nonce of the answer to this request: 128 random bits.
    pub fn of(request: &HttpRequest) -> Self {
        if let Some(drawn) = request.extensions().get::<Self>() {
            return drawn.clone();
        }
        let entropy = request.app_data::<web::Data<SharedEntropy>>();
        let bytes = entropy.map(|entropy| BASE64_STANDARD_NO_PAD.encode(entropy.bytes::<16>()));
        let nonce = Self(bytes.unwrap_or_default());
        request.extensions_mut().insert(nonce.clone());
        nonce
    }
}

/// The number of this request; put on the request by `transport/request_id.rs`.
#[derive(Debug, Clone, Default)]
pub struct RequestId(pub String);

impl Layout {
    /// Whether to offer what changes documents; the services ask again.
    pub fn may_edit(&self) -> bool {
        self.visitor.as_ref().is_some_and(|visitor| visitor.is_editor) && !self.is_viewed()
    }

    /// Whether an administrator is viewing the site as somebody else.
    pub fn is_viewed(&self) -> bool {
        self.visitor.as_ref().is_some_and(|visitor| visitor.viewed.is_some())
    }

    /// The frame for this request, as far as it is known yet.
    pub fn of(request: &HttpRequest) -> Self {
        let nonce = Nonce::of(request).0;
        let person = person_tag::shown_to(request);
        let extensions = request.extensions();
        let visitor = extensions.get::<Visitor>().cloned();
        let waiting = request.app_data::<web::Data<WaitingUploads>>();
        Self {
            waiting_uploads: match (waiting, &visitor) {
                (Some(waiting), Some(Visitor { viewed: None, key, .. })) => waiting.of(key),
                _ => 0,
            },
            visitor,
            banner: request.app_data::<web::Data<Banner>>().map(|banner| banner.get_ref().clone()),
            nonce,
            upload_limit: request.app_data::<web::Data<UploadLimit>>().map_or(0, |limit| limit.0),
            request_id: extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
            person,
            here: here(request),
            can_come_back: request.method().is_safe(),
            has_scanner: request.app_data::<web::Data<HasScanner>>().is_some_and(|scanner| scanner.0),
            is_bare: extensions.get::<AudienceName>().is_some_and(|name| name.0 == LINK_AUDIENCE),
            clock: request.app_data::<web::Data<SharedClock>>().map_or(0, |clock| clock.now().unix_timestamp()),
        }
    }
}

/// Whether an address with this path holds a secret: a code, a ticket, or a link for people outside.
pub fn has_secret(path: &str) -> bool {
    path == "/callback" || path.starts_with("/t/") || path.starts_with("/l/")
}

/// No page repeats a secret of its address.
fn here(request: &HttpRequest) -> String {
    match request.uri().path_and_query() {
        Some(here) if !has_secret(here.path()) => here.to_string(),
        _ => "/".to_owned(),
    }
}

impl FromRequest for Layout {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// A rendered template as an answer: HTML, never stored by a cache.
pub struct Page<T> {
    template: T,
    status: StatusCode,
}

impl<T: Template> Page<T> {
    pub fn ok(template: T) -> Self {
        Self { template, status: StatusCode::OK }
    }

    pub fn with_status(template: T, status: StatusCode) -> Self {
        Self { template, status }
    }
}

impl<T: Template> Responder for Page<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        match self.template.render() {
            Ok(html) => HttpResponse::build(self.status)
                .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .body(html),
            Err(error) => HttpResponse::from_error(Error::internal(format!("a template did not render: {error}"))),
        }
    }
}
