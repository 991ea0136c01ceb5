//! Why somebody can, or cannot, see a folder or document: the page, the API, and who may ask.

use serde_json::Value;

use crate::support::{
    Answer, Browser, Employee, Request, World,
    api::ROOT,
    import::import,
    log,
    sharing::{cut, guest, share, share_with, unshare},
};

const TREE: [(&str, &[u8]); 4] = [
    ("sales/2026/plan.txt", b"the plan"),
    ("sales/old.txt", b"old"),
    ("people/wages/list.txt", b"wages"),
    ("notes.txt", b"notes"),
];

fn at(browser: &mut Browser, path: &str) -> String {
    path.split('/').fold(ROOT.to_owned(), |folder, name| browser.id_of(&folder, name))
}

fn mine(browser: &mut Browser, id: &str) -> Answer {
    browser.click(&format!("/d/{id}/why"))
}

/// What is on a page of its own.
fn main_part(page: &str) -> String {
    let (from, to) = (page.find("<main").unwrap(), page.find("</main>").unwrap());
    page[from..to].to_owned()
}

/// The page that answers about somebody, checked to be one.
fn ask(browser: &mut Browser, id: &str, email: &str) -> String {
    let answer = browser.submit(&format!("/d/{id}/why"), &[("email", email)]);
    assert_eq!(answer.status, 200, "{}", answer.text());
    main_part(&answer.text())
}

fn has(page: &str, words: &str) {
    assert!(page.contains(words), "{words:?} is not in {page}");
}

fn json(browser: &mut Browser, id: &str, email: &str) -> Value {
    let answer = browser.send(Request::get(&format!("/api/v1/items/{id}/access?person={email}")));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["why"].clone()
}

#[test]
fn everybody_is_told_why_they_see_what_they_see() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let (plan, folder) = (at(&mut admin, "sales/2026/plan.txt"), at(&mut admin, "sales/2026"));
    let mut reader = world.reader();
    let page = mine(&mut reader, &plan).text();
    has(&page, "You may see this, because everybody with the role reader or a higher one has access to all documents");
    has(&page, "Why you can see plan.txt");
    assert!(!page.contains("Can somebody see this"), "who may not share it asks only about themselves: {page}");
    share_with(&mut admin, &folder, &[("email", "eve@example.com"), ("level", "edit"), ("reason", "the audit")]);
    let mut eve = guest(&world, "eve");
    let page = mine(&mut eve, &plan).text();
    has(&page, "You may see and change this, because Admin Example gave you access to the folder 2026 on ");
    has(&page, "the audit");
    // What leads there is on the page of the document and of the folder.
    has(&eve.click(&format!("/d/{plan}")).text(), &format!("/d/{plan}/why"));
    has(&eve.click("/files/sales/2026/").text(), &format!("/d/{folder}/why"));
    has(&reader.click("/files/sales/2026/").text(), &format!("/d/{folder}/why"));
    // What is hidden is not there, and has no reasons.
    for path in ["people/wages", "notes.txt"] {
        let id = at(&mut admin, path);
        assert_eq!(mine(&mut eve, &id).status, 404, "{path}");
        assert_eq!(eve.submit(&format!("/d/{id}/why"), &[("email", "eve@example.com")]).status, 404, "{path}");
        assert_eq!(eve.submit(&format!("/d/{id}/why"), &[("email", "ada@example.com")]).status, 404, "{path}");
    }
    // They may change the folder, and still ask only about themselves.
    assert_eq!(eve.submit(&format!("/d/{folder}/why"), &[("email", "reader@example.com")]).status, 403);
    has(&ask(&mut eve, &folder, "EVE@example.com"), "You may see and change this");
    let api = eve.send(Request::get(&format!("/api/v1/items/{folder}/access?person=eve@example.com")));
    assert_eq!(api.status, 403);
}

#[test]
fn an_owner_asks_about_anybody_and_is_told_what_gives_it_and_what_stands_in_the_way() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    assert_eq!(world.reader().click("/files/").status, 200);
    let (wages, people) = (at(&mut admin, "people/wages"), at(&mut admin, "people"));
    let list = at(&mut admin, "people/wages/list.txt");
    has(
        &ask(&mut admin, &list, "reader@example.com"),
        "Reader Example may see this, because everybody with the role reader",
    );
    // Of somebody who was never here.
    let page = ask(&mut admin, &list, "ada@example.com");
    has(
        &page,
        "ada@example.com cannot see this: nothing was given to them, to their address, to their role or to a group of theirs.",
    );
    has(&page, "Nobody has signed in with this address yet.");
    share(&mut admin, &people, "ada@example.com", "view");
    has(
        &ask(&mut admin, &list, "ada@example.com"),
        "because Admin Example gave the address ada@example.com access to the folder people on ",
    );
    let mut ada = guest(&world, "ada");
    assert_eq!(ada.click("/files/people/wages/list.txt").status, 200);
    has(
        &ask(&mut admin, &list, "ada@example.com"),
        "Ada Example may see this, because Admin Example gave them access to the folder people on ",
    );
    // Cut off in between.
    cut(&mut admin, &wages);
    let page = ask(&mut admin, &list, "ada@example.com");
    has(
        &page,
        "Ada Example cannot see this: the folder wages is only for the people who are listed there, and what they may do with the folder people does not count in it.",
    );
    has(&page, "no, cut off at wages");
    has(
        &ask(&mut admin, &wages, "reader@example.com"),
        "Reader Example cannot see this: this folder is only for the people who are listed there, and what was given to everybody with the role reader on all documents does not count in it.",
    );
    has(
        &ask(&mut admin, &list, "admin@example.com"),
        "You may see, change and share this, because everybody with the role administrator",
    );
    // On the way to something.
    share(&mut admin, &list, "ada@example.com", "view");
    has(&ask(&mut admin, &wages, "ada@example.com"), "Ada Example sees only the name of this folder");
    // Ended.
    world.database.execute("UPDATE grants SET ends_at = now() - interval '1 hour' WHERE subject LIKE 'person:%'");
    let page = ask(&mut admin, &people, "ada@example.com");
    has(&page, "Ada Example cannot see this: the access to this folder that they had has ended (");
    has(&page, "no, it has ended");
}

#[test]
fn the_address_that_is_asked_for_stands_in_no_address_and_no_log() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let notes = at(&mut admin, "notes.txt");
    let page = ask(&mut admin, &notes, "some-private-address@example.com");
    has(&page, "value=\"some-private-address@example.com\"");
    assert!(!log::contains("some-private-address"));
    let refused = admin.submit(&format!("/d/{notes}/why"), &[("email", "nonsense")]);
    assert_eq!(refused.status, 422);
    has(&refused.text(), "That is not an e-mail address.");
    has(&refused.text(), "value=\"nonsense\"");
    has(&admin.click(&format!("/d/{notes}/access")).text(), "Can somebody see this, and why?");
}

#[test]
fn an_owner_of_a_subfolder_learns_nothing_of_the_folders_above() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let (wages, people) = (at(&mut admin, "people/wages"), at(&mut admin, "people"));
    cut(&mut admin, &wages);
    share(&mut admin, &wages, "bob@example.com", "own");
    share_with(&mut admin, &people, &[("email", "amy@example.com"), ("level", "view"), ("reason", "a secret reason")]);
    share_with(&mut admin, ROOT, &[("email", "carl@example.com"), ("level", "own"), ("reason", "the boss")]);
    let mut bob = guest(&world, "bob");
    let page = ask(&mut bob, &wages, "amy@example.com");
    has(&page, "amy@example.com cannot see this: nothing that counts here was given to them");
    has(&page, "Access to folders above that you do not own is listed only where it counts here.");
    assert!(!page.contains("a secret reason") && !page.contains("cut off at"), "{page}");
    // The same words as for somebody to whom nothing was given at all.
    assert_eq!(page.replace("amy@", "x@"), ask(&mut bob, &wages, "x@example.com"));
    // What counts is listed on the page of those who have access, too.
    has(&ask(&mut bob, &wages, "carl@example.com"), "the boss");
    let why = json(&mut bob, &wages, "amy@example.com");
    assert!(why["grants"].as_array().unwrap().is_empty() && why["is_told_all"] == false, "{why}");
    has(&ask(&mut admin, &wages, "amy@example.com"), "a secret reason");
}

#[test]
fn a_role_that_belongs_to_somebody_else_counts_for_nobody_else() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let notes = at(&mut admin, "notes.txt");
    let eve = Employee::named("eve");
    world.give_role(&eve, "editor");
    // Whoever signs in first will have it.
    has(
        &ask(&mut admin, &notes, "eve@example.com"),
        "eve@example.com may see and change this, because everybody with the role editor",
    );
    assert_eq!(
        world.database.text("SELECT count(*) FROM user_roles WHERE email = 'eve@example.com' AND object_id IS NULL"),
        "1",
        "asking pins nothing"
    );
    assert_eq!(world.signed_in(&eve).click("/files/").status, 200);
    let other =
        Employee { oid: "0f0f0f0f-0000-4000-8000-000000000001".to_owned(), name: "Other Eve".to_owned(), ..eve };
    world.clock.advance(time::Duration::minutes(1));
    assert_eq!(world.signed_in(&other).click("/files/").status, 403);
    has(&ask(&mut admin, &notes, "eve@example.com"), "Other Eve cannot see this: nothing was given to them");
}

#[test]
fn asking_takes_nothing_from_whoever_signs_in_next() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let folder = at(&mut admin, "sales");
    share(&mut admin, &folder, "eve@example.com", "view");
    for _ in 0..2 {
        has(&ask(&mut admin, &folder, "eve@example.com"), "gave the address eve@example.com access");
    }
    assert_eq!(world.database.text("SELECT count(*) FROM grants WHERE subject = 'address:eve@example.com'"), "1");
    let mut eve = guest(&world, "eve");
    assert_eq!(eve.click("/files/sales/old.txt").status, 200);
    assert_eq!(world.database.text("SELECT count(*) FROM grants WHERE subject = 'address:eve@example.com'"), "0");
}

#[test]
fn an_administrator_may_ask_for_what_they_can_see_and_do_not_own() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let notes = at(&mut admin, "notes.txt");
    share(&mut admin, ROOT, "keeper@example.com", "own");
    share_with(&mut admin, ROOT, &[("subject", "role:admin"), ("level", "view")]);
    assert_eq!(admin.click(&format!("/d/{notes}/access")).status, 403);
    has(&ask(&mut admin, &notes, "keeper@example.com"), "keeper@example.com may see, change and share this");
    unshare(&mut guest(&world, "keeper"), ROOT, "role:admin");
    world.database.execute("DELETE FROM grants WHERE subject = 'role:reader' OR subject = 'role:editor'");
    assert!(matches!(admin.submit(&format!("/d/{notes}/why"), &[("email", "x@example.com")]).status, 403 | 404));
}

#[test]
fn programs_are_told_the_same() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let (plan, folder) = (at(&mut admin, "sales/2026/plan.txt"), at(&mut admin, "sales/2026"));
    share_with(&mut admin, &folder, &[("email", "eve@example.com"), ("level", "edit"), ("ends", "2099-12-31")]);
    let why = json(&mut admin, &plan, "eve@example.com");
    assert_eq!(why["level"], "edit", "{why}");
    assert_eq!(why["person"]["has_signed_in"], false);
    assert_eq!(why["person"]["role"], Value::Null);
    assert_eq!(why["grants"][0]["from"], folder.as_str());
    assert_eq!(why["grants"][0]["subject"], "address:eve@example.com");
    assert_eq!(why["grants"][0]["verdict"], "counts");
    assert_eq!(why["grants"][0]["decides"], true);
    assert_eq!(why["grants"][0]["ends_at"], "2100-01-01T00:00:00Z");
    cut(&mut admin, &plan);
    let why = json(&mut admin, &plan, "eve@example.com");
    assert_eq!(why["level"], Value::Null);
    assert_eq!(why["grants"][0]["cut_at"], plan.as_str());
    let without = admin.send(Request::get(&format!("/api/v1/items/{plan}/access"))).json();
    assert!(without.get("why").is_none(), "{without}");
    assert_eq!(admin.send(Request::get(&format!("/api/v1/items/{plan}/access?person=nobody"))).status, 400);
}
