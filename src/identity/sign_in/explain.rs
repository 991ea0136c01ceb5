//! Puts into plain words what went wrong, and who can mend it. Numbers and texts of the provider change
//! (entra.md, section 8), so a number only chooses among our own sentences, the OAuth error is the
//! fallback, and there is always a last resort.

use actix_web::http::StatusCode;

use crate::identity::provider::Refusal;

/// Who can do something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    You,
    /// Whoever looks after the company's accounts.
    Administrator,
    /// Whoever runs this program.
    Operator,
    /// It passes by itself.
    Time,
}

/// What the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub title: &'static str,
    /// What happened.
    pub what: &'static str,
    pub who: Who,
    /// What to do.
    pub advice: &'static str,
    /// Likely reasons, where there are several.
    pub reasons: &'static [&'static str],
    /// A second try by itself may well succeed.
    pub begin_again: bool,
    /// The second try repeats the claims request that came with the refusal (entra.md, section 8).
    pub repeat_claims: bool,
    pub status: StatusCode,
}

impl Explanation {
    const fn new(title: &'static str, what: &'static str, who: Who, advice: &'static str) -> Self {
        Self {
            title,
            what,
            who,
            advice,
            reasons: &[],
            begin_again: false,
            repeat_claims: false,
            status: StatusCode::UNAUTHORIZED,
        }
    }

    const fn beginning_again(self) -> Self {
        Self { begin_again: true, ..self }
    }

    const fn repeating_claims(self) -> Self {
        Self { begin_again: true, repeat_claims: true, ..self }
    }

    const fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// What the provider's refusal means.
    pub fn of(refusal: &Refusal) -> Self {
        if refusal.cancelled {
            return CANCELLED;
        }
        refusal.code.and_then(by_code).unwrap_or_else(|| by_error(&refusal.error))
    }

    /// The provider does not answer.
    pub const fn provider_away() -> Self {
        BUSY
    }

    /// The provider's answer or token did not stand the checks.
    pub const fn untrusted() -> Self {
        Self::new(
            "We could not make sure who you are",
            "The answer of your company's sign-in service did not pass our checks, so nobody was signed in.",
            Who::Operator,
            "Try again once. If it happens again, send the details below to the people who run this site; \
             their log names the reason under the request number. A clock that is wrong is a frequent one.",
        )
    }

    /// The address of the callback has parts that contradict each other, or lacks some.
    pub const fn malformed() -> Self {
        Self::new(
            "This address is not complete",
            "The address that led here was cut off or changed on the way.",
            Who::You,
            "Begin again with the button below.",
        )
        .with_status(StatusCode::BAD_REQUEST)
    }

    /// A state that is not ours.
    pub const fn foreign() -> Self {
        Self::new(
            "This sign-in did not begin here",
            "The address that led here belongs to a sign-in that this site does not know, perhaps a very old one.",
            Who::You,
            "Begin again with the button below. If somebody sent you this address, do not use it: \
             a link to a document is safe to share, an address like this one is not.",
        )
        .with_status(StatusCode::BAD_REQUEST)
    }

    /// The browser came back without its attempt, twice.
    pub const fn cookie_lost() -> Self {
        let mut lost = Self::new(
            "Your browser forgot that you were signing in",
            "Before you went to your company's sign-in page, this site gave your browser a small note, called \
             a cookie, to bring back. It came back without it, twice.",
            Who::You,
            "Most likely it is one of these:",
        );
        lost.reasons = &[
            "Cookies are blocked for this site, or a private window or an extension throws them away. Allow them for this site.",
            "The address began with http:// where it should be https://, or had another name. Open the site by the \
             address that your administrator gave you.",
            "More than ten minutes went by on the sign-in page. Then simply try again.",
            "The clock of the server is wrong. Then nobody can sign in: tell the people who run this site.",
        ];
        lost
    }
}

impl Who {
    /// Whose turn it is, as a heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::You => "What you can do",
            Self::Administrator => "Your administrator can mend this",
            Self::Operator => "The people who run this site can mend this",
            Self::Time => "This should pass by itself",
        }
    }
}

const CANCELLED: Explanation = Explanation::new(
    "You did not finish signing in",
    "The sign-in was cancelled on the way. Nothing has changed.",
    Who::You,
    "Try again when you are ready.",
);

const CONSENT: Explanation = Explanation::new(
    "This site needs your administrator's approval",
    "Your company has not yet allowed this site to ask who you are.",
    Who::Administrator,
    "Send the details below to the people who look after your company's accounts, and ask them to grant consent to this site.",
);

const NOT_ASSIGNED: Explanation = Explanation::new(
    "You have not been given this site yet",
    "Your account is fine, but your company has not put you among the people who may sign in here.",
    Who::Administrator,
    "Ask the people who look after your company's accounts to assign you to this site.",
);

const WRONG_ACCOUNT: Explanation = Explanation::new(
    "That account does not belong to this company",
    "You signed in with an account that your company's sign-in service does not know, perhaps a private one.",
    Who::You,
    "Use another account: the one that you use for work.",
);

const ACCOUNT_CLOSED: Explanation = Explanation::new(
    "Your account cannot sign in at the moment",
    "Your account is switched off or locked, or its password has expired.",
    Who::Administrator,
    "Your IT help desk can tell which it is, and mend it.",
);

const ONCE_MORE: Explanation = Explanation::new(
    "Please sign in once more",
    "Your earlier sign-in is over, or your password was changed.",
    Who::You,
    "Try again, and sign in with your password where you are asked for it.",
)
.beginning_again();

const SECOND_PROOF: Explanation = Explanation::new(
    "Your company asks for one more proof",
    "Besides the password, your company wants to see that it is you, for example with your phone.",
    Who::You,
    "Try again, and follow the steps on your company's sign-in page to the end.",
)
.repeating_claims();

const NOT_FROM_HERE: Explanation = Explanation::new(
    "Your company does not allow signing in from here",
    "A rule of your company refused this device, this place or this browser. Trying again does not help.",
    Who::Administrator,
    "Send the details below to your IT help desk: they show which rule it was.",
);

const TOO_LATE: Explanation = Explanation::new(
    "That sign-in was used already, or took too long",
    "Each sign-in works once and for a few minutes. The page may have been loaded twice.",
    Who::You,
    "Try again.",
)
.beginning_again();

const BADLY_SET_UP: Explanation = Explanation::new(
    "Signing in does not work at the moment",
    "This site and your company's sign-in service do not agree on how to talk to each other. \
     It is not your fault, and trying again does not help.",
    Who::Operator,
    "Send them the details below. Until it is mended, nobody can sign in.",
);

const IN_CIRCLES: Explanation = Explanation::new(
    "Signing in went round in circles",
    "Your company's sign-in service stopped it.",
    Who::You,
    "Close all windows of this browser, wait a few minutes, and open the site again.",
);

const BUSY: Explanation = Explanation::new(
    "Signing in is temporarily unavailable",
    "Your company's sign-in service does not answer at the moment. Whoever is signed in already stays so.",
    Who::Time,
    "Try again in a few minutes. If it stays like this, send the details below to the people who run this site.",
)
.with_status(StatusCode::SERVICE_UNAVAILABLE);

const REFUSED: Explanation = Explanation::new(
    "You could not be signed in",
    "Your company's sign-in service said no.",
    Who::Administrator,
    "Try again, perhaps with another account. If it says no again, send the details below to your IT help desk.",
);

/// AADSTS numbers (entra.md, section 8).
fn by_code(code: u32) -> Option<Explanation> {
    Some(match code {
        65004 => CANCELLED,
        65001 | 90094 | 90095 => CONSENT,
        50105 => NOT_ASSIGNED,
        50020 | 50034 | 51004 | 16000 | 90072 => WRONG_ACCOUNT,
        50053 | 50055 | 50057 => ACCOUNT_CLOSED,
        50058 | 50132 | 50133 | 50173 => ONCE_MORE,
        50072 | 50074 | 50076 | 50078 | 50079 => SECOND_PROOF,
        53000..=53004 | 530_000..=530_099 => NOT_FROM_HERE,
        54005 | 70000 | 70008 | 70043 | 50089 | 700_082 | 50147 | 501_481 => TOO_LATE,
        // The address to come back to; the application, tenant or resource; the secret; the certificate or a
        // clock; the federated credential; the scope or authority.
        50011
        | 900_971
        | 500_113
        | 9_002_325
        | 700_016
        | 90002
        | 500_011
        | 50194
        | 7_000_215
        | 7_000_218
        | 7_000_222
        | 700_025
        | 50012
        | 700_024
        | 700_027
        | 70021
        | 700_211..=700_213
        | 28002
        | 70011
        | 650_057
        | 700_005 => BADLY_SET_UP,
        50196 => IN_CIRCLES,
        50033 | 50087 | 90006 | 90024 | 90033 => BUSY,
        _ => return None,
    })
}

/// OAuth and OpenID errors (RFC 6749, sections 4.1.2.1 and 5.2; OpenID Connect Core 1.0, section 3.1.2.6).
fn by_error(error: &str) -> Explanation {
    match error {
        "consent_required" => CONSENT,
        "login_required" => ONCE_MORE,
        "interaction_required" => SECOND_PROOF,
        "invalid_grant" => TOO_LATE,
        "invalid_client"
        | "unauthorized_client"
        | "invalid_request"
        | "invalid_scope"
        | "unsupported_response_type"
        | "unsupported_grant_type"
        | "invalid_resource" => BADLY_SET_UP,
        "server_error" | "temporarily_unavailable" => BUSY,
        _ => REFUSED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(error: &str, code: Option<u32>) -> Explanation {
        Explanation::of(&Refusal { error: error.to_owned(), code, ..Refusal::default() })
    }

    #[test]
    fn a_number_decides_then_the_error_then_the_last_resort() {
        assert_eq!(refusal("invalid_client", Some(7_000_222)).who, Who::Operator);
        assert!(refusal("invalid_grant", Some(54005)).begin_again);
        assert!(!refusal("invalid_grant", Some(53003)).begin_again);
        assert_eq!(refusal("temporarily_unavailable", Some(1)), BUSY);
        assert_eq!(refusal("access_denied", None), REFUSED);
        assert_eq!(Explanation::of(&Refusal { cancelled: true, ..Refusal::default() }), CANCELLED);
    }
}
