//! Every sentence that a failed sign-in can show. Written for somebody who has never heard of any of the
//! machinery: what happened, who can mend it, what to do.

use actix_web::http::StatusCode;

use super::explanation::{Explanation, Who};

pub const CANCELLED: Explanation = Explanation::new(
    "You did not finish signing in",
    "The sign-in was cancelled on the way. Nothing has changed.",
    Who::You,
    "Try again when you are ready.",
);

pub const CONSENT: Explanation = Explanation::new(
    "This site needs your administrator's approval",
    "Your company has not yet allowed this site to ask who you are.",
    Who::Administrator,
    "Send the details below to the people who look after your company's accounts, and ask them to grant consent to this site.",
);

pub const NOT_ASSIGNED: Explanation = Explanation::new(
    "You have not been given this site yet",
    "Your account is fine, but your company has not put you among the people who may sign in here.",
    Who::Administrator,
    "Ask the people who look after your company's accounts to assign you to this site.",
);

pub const WRONG_ACCOUNT: Explanation = Explanation::new(
    "That account does not belong to this company",
    "You signed in with an account that your company's sign-in service does not know, perhaps a private one.",
    Who::You,
    "Use another account: the one that you use for work.",
);

pub const ACCOUNT_CLOSED: Explanation = Explanation::new(
    "Your account cannot sign in at the moment",
    "Your account is switched off or locked, or its password has expired.",
    Who::Administrator,
    "Your IT help desk can tell which it is, and mend it.",
);

pub const ONCE_MORE: Explanation = Explanation::new(
    "Please sign in once more",
    "Your earlier sign-in is over, or your password was changed.",
    Who::You,
    "Try again, and sign in with your password where you are asked for it.",
)
.beginning_again();

pub const SECOND_PROOF: Explanation = Explanation::new(
    "Your company asks for one more proof",
    "Besides the password, your company wants to see that it is you, for example with your phone.",
    Who::You,
    "Try again, and follow the steps on your company's sign-in page to the end.",
)
.repeating_claims();

pub const NOT_FROM_HERE: Explanation = Explanation::new(
    "Your company does not allow signing in from here",
    "A rule of your company refused this device, this place or this browser. Trying again does not help.",
    Who::Administrator,
    "Send the details below to your IT help desk: they show which rule it was.",
);

pub const TOO_LATE: Explanation = Explanation::new(
    "That sign-in was used already, or took too long",
    "Each sign-in works once and for a few minutes. The page may have been loaded twice.",
    Who::You,
    "Try again.",
)
.beginning_again();

pub const BADLY_SET_UP: Explanation = Explanation::new(
    "Signing in does not work at the moment",
    "This site and your company's sign-in service do not agree on how to talk to each other. \
     It is not your fault, and trying again does not help.",
    Who::Operator,
    "Send them the details below. Until it is mended, nobody can sign in.",
);

pub const IN_CIRCLES: Explanation = Explanation::new(
    "Signing in went round in circles",
    "Your company's sign-in service stopped it.",
    Who::You,
    "Close all windows of this browser, wait a few minutes, and open the site again.",
);

pub const BUSY: Explanation = Explanation::new(
    "Signing in is temporarily unavailable",
    "Your company's sign-in service does not answer at the moment. Whoever is signed in already stays so.",
    Who::Time,
    "Try again in a few minutes. If it stays like this, send the details below to the people who run this site.",
)
.with_status(StatusCode::SERVICE_UNAVAILABLE);

pub const REFUSED: Explanation = Explanation::new(
    "You could not be signed in",
    "Your company's sign-in service said no.",
    Who::Administrator,
    "Try again, perhaps with another account. If it says no again, send the details below to your IT help desk.",
);

/// The provider's answer or token did not stand the checks.
pub const UNTRUSTED: Explanation = Explanation::new(
    "We could not make sure who you are",
    "The answer of your company's sign-in service did not pass our checks, so nobody was signed in.",
    Who::Operator,
    "Try again once. If it happens again, send the details below to the people who run this site: \
     their log names the reason under the request number. A clock that is wrong is a frequent one.",
);

/// The address of the callback has parts that contradict each other, or lacks some.
pub const MALFORMED: Explanation = Explanation::new(
    "This address is not complete",
    "The address that led here was cut off or changed on the way.",
    Who::You,
    "Begin again with the button below.",
)
.with_status(StatusCode::BAD_REQUEST);

/// A state that is not ours.
pub const FOREIGN: Explanation = Explanation::new(
    "This sign-in did not begin here",
    "The address that led here belongs to a sign-in that this site does not know, perhaps a very old one.",
    Who::You,
    "Begin again with the button below. If somebody sent you this address, do not use it: \
     a link to a document is safe to share, an address like this one is not.",
)
.with_status(StatusCode::BAD_REQUEST);

/// The browser came back without its attempt, twice.
pub const COOKIE_LOST: Explanation = Explanation::new(
    "Your browser forgot that you were signing in",
    "Before you went to your company's sign-in page, this site gave your browser a small note, called a cookie, \
     to bring back. It came back without it, twice.",
    Who::You,
    "Most likely it is one of these:",
)
.with_reasons(&[
    "Cookies are blocked for this site, or a private window or an extension throws them away. Allow them for this site.",
    "The address began with http:// where it should be https://, or had another name. Open the site by the address \
     that your administrator gave you.",
    "More than ten minutes went by on the sign-in page. Then simply try again.",
    "The clock of the server is wrong. Then nobody can sign in: tell the people who run this site.",
]);
