//! Pages say whose they are, so that scripts leave nothing of one person to the next; and each person is given the key of
//! what waits in their own browser, and of nobody else's.

use crate::support::{
    Employee, Request, World,
    upload::{metadata, tus},
};

/// What the page says: nothing, nobody, or a tag.
fn shown_to(page: &str) -> Option<&str> {
    let html = page.split("<html").nth(1).expect("a page").split('>').next().unwrap_or_default();
    html.split("data-person=\"").nth(1).map(|rest| rest.split('"').next().unwrap_or_default())
}

#[test]
fn a_page_says_whose_it_is_and_a_page_for_nobody_says_so() {
    let world = World::start();
    let mut reader = world.reader();
    let page = reader.goto("/files/").text();
    let tag = shown_to(&page).expect("a tag").to_owned();
    assert_eq!(tag.len(), 32, "{tag}");
    assert_eq!(shown_to(&reader.goto("/account").text()), Some(tag.as_str()));
    let other = world.signed_in(&Employee::named("other")).goto("/account").text();
    assert_ne!(shown_to(&other), Some(tag.as_str()));
    for address in ["/logout", "/nowhere"] {
        assert_eq!(shown_to(&world.browser().goto(address).text()), Some(""), "{address}");
    }
}

#[test]
fn a_page_that_does_not_know_whose_it_is_says_nothing() {
    let world = World::start();
    let failed = world.browser().goto("/callback?code=x&state=y").text();
    assert_eq!(shown_to(&failed), None, "a sign-in that failed has not ended anything");
    let mut reader = world.reader();
    let page = reader.send(Request::get("/nowhere").header("accept", "text/html").header("authorization", "Bearer x"));
    assert_eq!(shown_to(&page.text()), None);
}

#[test]
fn a_page_that_has_not_heard_of_the_next_person_does_nothing_under_their_name() {
    let world = World::start();
    let (mut editor, mut admin) = (world.editor(), world.admin());
    let page = editor.goto("/files/").text();
    let tag = shown_to(&page).unwrap();
    let upload = || {
        tus("POST", "/uploads")
            .header("upload-length", "0")
            .header("upload-metadata", &metadata(&[("filename", "a.txt")]))
    };
    assert_eq!(editor.send(upload().header("latchkey-person", tag)).status, 201);
    assert_eq!(admin.send(upload().header("latchkey-person", tag)).status, 401);
    assert_eq!(admin.fetch("/uploads").json()["uploads"].as_array().map(Vec::len), Some(0));
}

#[test]
fn everybody_gets_the_key_of_their_own_browser_only() {
    let world = World::start();
    let key = |browser: &mut crate::support::Browser| browser.fetch("/account/shelf-key");
    let mine = key(&mut world.editor());
    assert_eq!(mine.header("cache-control"), Some("no-store"));
    let mine = mine.json();
    assert_eq!(mine["keys"].as_array().map(Vec::len), Some(1));
    let other = key(&mut world.signed_in(&Employee::named("other"))).json();
    assert_ne!(mine["keys"], other["keys"]);
    assert_ne!(mine["person"], other["person"]);
    let refused = key(&mut world.browser());
    assert_eq!(refused.status, 401);
    assert!(!refused.text().contains("keys"));
}
