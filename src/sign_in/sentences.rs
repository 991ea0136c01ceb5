//! Every sentence that a failed sign-in can show. Written for people who know nothing of the machinery: what
//! happened, who can fix it, what to do.

use actix_web::http::StatusCode;

use super::explanation::{Explanation, Who};
pub fn cancelled() -> Explanation {
    Explanation::new(
        text!("sign-in-cancelled"),
        text!("sign-in-cancelled-what"),
        Who::You,
        text!("sign-in-cancelled-advice"),
    )
}

/// By a provider that does not say whether the person or a rule did it.
pub fn denied() -> Explanation {
    Explanation::new(text!("sign-in-denied"), text!("sign-in-denied-what"), Who::You, text!("sign-in-denied-advice"))
}

pub fn consent() -> Explanation {
    Explanation::new(
        text!("sign-in-consent"),
        text!("sign-in-consent-what"),
        Who::Administrator,
        text!("sign-in-consent-advice"),
    )
}

pub fn not_assigned() -> Explanation {
    Explanation::new(
        text!("sign-in-not-assigned"),
        text!("sign-in-not-assigned-what"),
        Who::Administrator,
        text!("sign-in-not-assigned-advice"),
    )
}

pub fn wrong_account() -> Explanation {
    Explanation::new(
        text!("sign-in-wrong-account"),
        text!("sign-in-wrong-account-what"),
        Who::You,
        text!("sign-in-wrong-account-advice"),
    )
}

pub fn account_closed() -> Explanation {
    Explanation::new(
        text!("sign-in-account-closed"),
        text!("sign-in-account-closed-what"),
        Who::Administrator,
        text!("sign-in-account-closed-advice"),
    )
}

pub fn once_more() -> Explanation {
    Explanation::new(
        text!("sign-in-once-more"),
        text!("sign-in-once-more-what"),
        Who::You,
        text!("sign-in-once-more-advice"),
    )
    .beginning_again()
}

pub fn second_proof() -> Explanation {
    Explanation::new(
        text!("sign-in-second-proof"),
        text!("sign-in-second-proof-what"),
        Who::You,
        text!("sign-in-second-proof-advice"),
    )
    .repeating_claims()
}

pub fn not_from_here() -> Explanation {
    Explanation::new(
        text!("sign-in-not-from-here"),
        text!("sign-in-not-from-here-what"),
        Who::Administrator,
        text!("sign-in-not-from-here-advice"),
    )
}

pub fn too_late() -> Explanation {
    Explanation::new(
        text!("sign-in-too-late"),
        text!("sign-in-too-late-what"),
        Who::You,
        text!("sign-in-too-late-advice"),
    )
    .beginning_again()
}

pub fn badly_set_up() -> Explanation {
    Explanation::new(
        text!("sign-in-badly-set-up"),
        text!("sign-in-badly-set-up-what"),
        Who::Operator,
        text!("sign-in-badly-set-up-advice"),
    )
}

pub fn in_circles() -> Explanation {
    Explanation::new(
        text!("sign-in-in-circles"),
        text!("sign-in-in-circles-what"),
        Who::You,
        text!("sign-in-in-circles-advice"),
    )
}

pub fn busy() -> Explanation {
    Explanation::new(text!("sign-in-busy"), text!("sign-in-busy-what"), Who::Time, text!("sign-in-busy-advice"))
        .with_status(StatusCode::SERVICE_UNAVAILABLE)
}

pub fn refused() -> Explanation {
    Explanation::new(
        text!("sign-in-refused"),
        text!("sign-in-refused-what"),
        Who::Administrator,
        text!("sign-in-refused-advice"),
    )
}

/// The provider's answer or token failed the checks.
pub fn untrusted() -> Explanation {
    Explanation::new(
        text!("sign-in-untrusted"),
        text!("sign-in-untrusted-what"),
        Who::Operator,
        text!("sign-in-untrusted-advice"),
    )
}

/// The address of the callback has parts that contradict each other, or lacks some.
pub fn malformed() -> Explanation {
    Explanation::new(
        text!("sign-in-malformed"),
        text!("sign-in-malformed-what"),
        Who::You,
        text!("sign-in-malformed-advice"),
    )
    .with_status(StatusCode::BAD_REQUEST)
}

/// A state that is not ours.
pub fn foreign() -> Explanation {
    Explanation::new(text!("sign-in-foreign"), text!("sign-in-foreign-what"), Who::You, text!("sign-in-foreign-advice"))
        .with_status(StatusCode::BAD_REQUEST)
}

/// The browser came back without its attempt, twice.
/// The way back is longer than a sign-in can remember.
pub fn link_too_long() -> Explanation {
    Explanation::new(
        text!("sign-in-link-too-long"),
        text!("sign-in-link-too-long-what"),
        Who::You,
        text!("sign-in-link-too-long-advice"),
    )
    .with_status(StatusCode::URI_TOO_LONG)
}

pub fn cookie_lost() -> Explanation {
    Explanation::new(
        text!("sign-in-cookie-lost"),
        text!("sign-in-cookie-lost-what"),
        Who::You,
        text!("sign-in-cookie-lost-advice"),
    )
    .with_reasons(vec![
        text!("sign-in-cookie-lost-reason-cookies"),
        text!("sign-in-cookie-lost-reason-address"),
        text!("sign-in-cookie-lost-reason-time"),
        text!("sign-in-cookie-lost-reason-clock"),
    ])
}
