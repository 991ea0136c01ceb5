//! Groups of people, as their pages make and change them.

use super::{Answer, Browser, sharing::share_with};

/// Makes a group, and gives its id.
pub fn make_group(owner: &mut Browser, name: &str) -> String {
    let made = owner.submit("/groups", &[("name", name), ("listed", "yes")]);
    assert_eq!(made.status, 303, "{}", made.text());
    made.location().strip_prefix("/groups/").expect("the page of the group").to_owned()
}

pub fn change_group(owner: &mut Browser, group: &str, fields: &[(&str, &str)]) -> Answer {
    owner.submit(&format!("/groups/{group}"), fields)
}

/// Puts somebody in: an address, or the name of a group.
pub fn add(owner: &mut Browser, group: &str, member: &str) {
    let answer = change_group(owner, group, &[("action", "add"), ("member", member)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// Takes somebody out, as the page spells them.
pub fn take_out(owner: &mut Browser, group: &str, member: &str) {
    let answer = change_group(owner, group, &[("action", "remove"), ("member", member)]);
    assert!(answer.status == 303 && answer.told().ends_with("removed=1"), "{}", answer.text());
}

/// Gives everybody in a group access to a thing.
pub fn share_with_group(owner: &mut Browser, id: &str, group: &str, level: &str) {
    share_with(owner, id, &[("subject", &format!("group:{group}")), ("level", level)]);
}
