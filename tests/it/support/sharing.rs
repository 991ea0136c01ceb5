//! Giving people access, as the page of a folder or document does.

use super::{Answer, Browser, Employee, World};

/// Gives somebody access to a thing.
pub fn share(owner: &mut Browser, id: &str, email: &str, level: &str) {
    share_with(owner, id, &[("email", email), ("level", level)]);
}

/// The same, with these fields of the form.
pub fn share_with(owner: &mut Browser, id: &str, fields: &[(&str, &str)]) {
    done(&change(owner, id, &[&[("action", "grant")], fields].concat()), "granted");
}

/// Takes back what a subject has on a thing.
pub fn unshare(owner: &mut Browser, id: &str, subject: &str) {
    done(&change(owner, id, &[("action", "revoke"), ("subject", subject)]), "revoked");
}

/// Lets nothing count that is given above.
pub fn cut(owner: &mut Browser, id: &str) {
    done(&change(owner, id, &[("action", "cut")]), "cut");
}

pub fn join(owner: &mut Browser, id: &str) {
    done(&change(owner, id, &[("action", "join")]), "joined");
}

pub fn change(owner: &mut Browser, id: &str, fields: &[(&str, &str)]) -> Answer {
    owner.submit(&format!("/d/{id}/access"), fields)
}

fn done(answer: &Answer, word: &str) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(answer.location().ends_with("/access"), "{}", answer.location());
    assert_eq!(answer.told(), format!("done={word}"));
}

/// Somebody without a role, signed in.
pub fn guest(world: &World, name: &str) -> Browser {
    world.signed_in(&Employee::named(name))
}
