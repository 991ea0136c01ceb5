//! What an error means, and the status and title that go with it.

use actix_web::http::StatusCode;

/// What an error means to the one who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// 401: we do not know who is asking.
    SignIn,
    /// 403: we know who is asking, and the answer is no.
    Forbidden,
    /// 403: identified, but without a role.
    NoRole,
    /// 404: not there, or not for these eyes (I7).
    NotFound,
    /// 400: the request makes no sense.
    Invalid,
    /// 405: this address does not take that method.
    Method,
    /// 408: the request body came too slowly.
    TooSlow,
    /// 409: somebody else was quicker.
    Conflict,
    /// 410: it was here, and is over for good.
    Gone,
    /// 412: it is not any more as the one who asks has seen it (RFC 9110, section 13.1.1).
    Changed,
    /// 412: another version of the protocol than the one that is spoken here (tus 1.0, "Tus-Resumable").
    OtherVersion,
    /// 413: more bytes than allowed.
    TooLarge,
    /// 415: no handler accepts a body of this type or encoding.
    Unsupported,
    /// 422: the bytes were understood, and are not taken: a virus was found in them, or nobody can look for one (RFC 9110,
    /// section 15.5.21).
    NotAccepted,
    /// 421: this is not the host that the request is for.
    Misdirected,
    /// 429: over a person's limit; later it is possible again (RFC 6585, section 4).
    TooMany,
    /// 460: the bytes are not what their checksum says (tus 1.0, "Checksum"; in no registry).
    Damaged,
    /// 503: something we need is away; try again.
    Unavailable,
    /// 507: there is no space for it (RFC 4918, section 11.5).
    Full,
    /// 500: our fault.
    Internal,
}

impl Meaning {
    pub fn status(self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::NoRole => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Invalid => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Gone => StatusCode::GONE,
            Self::Changed | Self::OtherVersion => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::NotAccepted => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Damaged => StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST),
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The heading of the page and the `title` of the problem document (RFC 9457, section 3.1.4).
    pub fn title(self) -> String {
        match self {
            Self::SignIn => text!("error-title-sign-in"),
            Self::Forbidden => text!("error-title-forbidden"),
            Self::NoRole => text!("error-title-no-role"),
            Self::NotFound => text!("error-title-not-found"),
            Self::Invalid => text!("error-title-invalid"),
            Self::Method => text!("error-title-method"),
            Self::TooSlow => text!("error-title-too-slow"),
            Self::Conflict => text!("error-title-conflict"),
            Self::Gone => text!("error-title-gone"),
            Self::Changed => text!("error-title-changed"),
            Self::OtherVersion => text!("error-title-other-version"),
            Self::TooLarge => text!("error-title-too-large"),
            Self::Unsupported => text!("error-title-unsupported"),
            Self::Full => text!("error-title-full"),
            Self::NotAccepted => text!("error-title-not-accepted"),
            Self::Misdirected => text!("error-title-misdirected"),
            Self::TooMany => text!("error-title-too-many"),
            Self::Damaged => text!("error-title-damaged"),
            Self::Unavailable => text!("error-title-unavailable"),
            Self::Internal => text!("error-title-internal"),
        }
    }

    /// As metrics spell it.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Forbidden => "forbidden",
            Self::NoRole => "no_role",
            Self::NotFound => "not_found",
            Self::Invalid => "invalid",
            Self::Method => "method",
            Self::TooSlow => "too_slow",
            Self::Conflict => "conflict",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::OtherVersion => "other_version",
            Self::TooLarge => "too_large",
            Self::Unsupported => "unsupported",
            Self::NotAccepted => "not_accepted",
            Self::Misdirected => "misdirected",
            Self::TooMany => "too_many",
            Self::Damaged => "damaged",
            Self::Unavailable => "unavailable",
            Self::Full => "full",
            Self::Internal => "internal",
        }
    }
}
