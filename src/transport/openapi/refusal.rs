//! Refusals: what each status means to a program. They are the same for all operations, so each is described once.

use serde_json::{Value, json};

use super::{answer::Header, shape::Shape};
use crate::{
    error::Meaning,
    transport::{gate::Asks, refusal::Problem},
};

const RETRY_AFTER: Header = Header::number("Retry-After", "After so many seconds it is worth trying again.");

/// The key among the components, and the description.
pub fn words(meaning: Meaning) -> (&'static str, &'static str) {
    match meaning {
        Meaning::SignIn => ("SignIn", "Nobody is signed in."),
        Meaning::Forbidden | Meaning::NoRole => {
            ("Forbidden", "The role does not allow it, or the request came from another site.")
        }
        Meaning::NotFound => ("NotFound", "It is not there, or not for this person."),
        Meaning::Invalid => ("Invalid", "The request makes no sense; the detail says why."),
        Meaning::Method => ("Method", "This address does not take that method."),
        Meaning::TooSlow => ("TooSlow", "The body took too long."),
        Meaning::Conflict => ("Conflict", "Something is in the way; the detail names the way out."),
        Meaning::Gone => ("Gone", "It was here, and is over for good."),
        Meaning::Changed => ("Changed", "It has changed meanwhile; the problem says who changed it and when."),
        Meaning::OtherVersion => {
            ("OtherVersion", "Another version of the protocol; Tus-Version has the one spoken here.")
        }
        Meaning::TooLarge => ("TooLarge", "More bytes than allowed."),
        Meaning::Unsupported => ("Unsupported", "The body is written in a way that nobody here reads."),
        Meaning::NotAccepted => (
            "NotAccepted",
            "A virus was found in the bytes, or the virus scanner cannot look into them; they are not kept.",
        ),
        Meaning::Misdirected => ("Misdirected", "This is not the host that the site is served under."),
        Meaning::TooMany => ("TooMany", "More of this than one person may have in so short a time."),
        Meaning::Damaged => ("Damaged", "The bytes are not what their checksum says, and are forgotten."),
        Meaning::Unavailable => ("Unavailable", "Something that is needed is away; try again."),
        Meaning::Full => ("Full", "There is no room for it."),
        Meaning::Internal => ("Internal", "A mistake on our side."),
    }
}

/// What an audience may be refused with, whatever the operation does.
pub fn of_audience(asks: Asks) -> &'static [Meaning] {
    match asks {
        Asks::Nothing => &[],
        Asks::Ticket => &[Meaning::Gone, Meaning::Unavailable],
        Asks::Session | Asks::Secret => &[Meaning::SignIn, Meaning::Unavailable],
        Asks::Role(_) => &[Meaning::SignIn, Meaning::Forbidden, Meaning::Unavailable],
    }
}

pub fn reference(meaning: Meaning) -> Value {
    json!({ "$ref": format!("#/components/responses/{}", words(meaning).0) })
}

pub const PROBLEM: fn() -> Shape = Shape::of::<Problem>;

pub fn component(meaning: Meaning) -> Value {
    let mut written = json!({
        "description": words(meaning).1,
        "content": { "application/problem+json": { "schema": (PROBLEM().schema)() } },
    });
    if meaning == Meaning::TooMany {
        written["headers"] = Header::written(&[RETRY_AFTER]);
    }
    written
}
