//! Favourites, and what was changed or opened lately.

use crate::support::{Browser, Request, World, import::import};

fn id(world: &World, name: &str) -> String {
    world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"))
}

fn star(browser: &mut Browser, id: &str, word: &str) -> u16 {
    browser.submit(&format!("/d/{id}/{word}"), &[("back", "/files/")]).status
}

#[test]
fn a_star_is_one_persons_own() {
    let world = World::start();
    import(&world, &[("a/in.txt", b"x"), ("b.txt", b"y")]);
    let (folder, document) = (id(&world, "a"), id(&world, "b.txt"));
    let (mut reader, mut editor) = (world.reader(), world.editor());
    assert!(reader.click("/favourites").text().contains("You have no favourites yet."));
    let answer = reader.submit(&format!("/d/{document}/favourite"), &[("back", "/files/?sort=size")]);
    assert_eq!((answer.status, answer.location()), (303, "/files/?sort=size"));
    assert_eq!(star(&mut reader, &folder, "favourite"), 303);
    assert_eq!(star(&mut reader, &folder, "favourite"), 303, "twice is once");
    let page = reader.click("/favourites").text();
    assert!(page.contains(">b.txt<") && page.contains("href=\"/files/a/\""), "{page}");
    assert!(reader.click("/files/").text().contains(&format!("/d/{document}/unfavourite\" aria-pressed=\"true\"")));
    assert!(!editor.click("/favourites").text().contains("b.txt"));
    assert_eq!(star(&mut reader, &document, "unfavourite"), 303);
    assert_eq!(star(&mut reader, &document, "unfavourite"), 303);
    assert!(!reader.click("/favourites").text().contains("b.txt"));
}

#[test]
fn only_what_is_there_can_be_marked_and_only_from_our_pages() {
    let world = World::start();
    import(&world, &[("gone.txt", b"x")]);
    let gone = id(&world, "gone.txt");
    let mut reader = world.reader();
    assert_eq!(star(&mut reader, &gone, "favourite"), 303);
    world.database.execute(
        "WITH gone AS (
             INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by)
             SELECT gen_random_uuid(), id, name, now(), 'test' FROM nodes WHERE name = 'gone.txt' RETURNING id)
         UPDATE nodes SET deletion_id = (SELECT id FROM gone) WHERE name = 'gone.txt'",
    );
    assert!(!reader.click("/favourites").text().contains("gone.txt"), "the trash does not show");
    for id in [gone.as_str(), "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000009", "x"] {
        assert_eq!(star(&mut reader, id, "favourite"), 404, "{id}");
    }
    let foreign = Request::form(&format!("/d/{gone}/favourite"), &[]).header("sec-fetch-site", "cross-site");
    assert_eq!(reader.send(foreign).status, 403);
    // A script is told without a page; one that leads elsewhere afterwards is not followed.
    let ours = |back| Request::form(&format!("/d/{gone}/unfavourite"), &[("back", back)]);
    let by_script = ours("/").header("sec-fetch-site", "same-origin").header("sec-fetch-mode", "cors");
    assert_eq!(reader.send(by_script).status, 204);
    let answer = reader.submit(&format!("/d/{gone}/unfavourite"), &[("back", "//evil.example")]);
    assert_eq!(answer.location(), format!("/d/{gone}"));
}

#[test]
fn recent_shows_what_changed_and_to_oneself_what_one_opened() {
    let world = World::start();
    import(&world, &[("old.txt", b"x"), ("deep/new.txt", b"y")]);
    world.database.execute("UPDATE nodes SET updated_at = now() - interval '1 day' WHERE name = 'old.txt'");
    let mut reader = world.reader();
    let page = reader.click("/recent").text();
    assert!(page.find("new.txt").unwrap() < page.find("old.txt").unwrap(), "the latest first");
    assert!(page.contains("href=\"/files/deep/\""), "it says where it lies");
    assert!(reader.click("/recent?list=opened").text().contains("You have not opened a document yet."));
    assert_eq!(reader.click(&format!("/d/{}", id(&world, "old.txt"))).status, 200);
    assert!(reader.click("/recent?list=opened").text().contains("old.txt"));
    assert!(!world.editor().click("/recent?list=opened").text().contains("old.txt"), "for that person alone");
}

#[test]
fn the_hundred_latest_visits_are_kept() {
    let world = World::start();
    import(&world, &[("first.txt", b"x"), ("last.txt", b"y")]);
    let (first, last) = (id(&world, "first.txt"), id(&world, "last.txt"));
    let mut reader = world.reader();
    reader.click(&format!("/d/{first}"));
    world.database.execute(
        "WITH new AS (
             INSERT INTO nodes (id, parent_id, name, kind, created_by)
             SELECT gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'n' || number, 'document', 'test'
               FROM generate_series(1, 110) number RETURNING id)
         INSERT INTO visits (user_key, node_id, at)
         SELECT (SELECT user_key FROM visits), id, now() + interval '1 minute' FROM new",
    );
    world.clock.advance(time::Duration::seconds(120));
    reader.click(&format!("/d/{last}"));
    assert_eq!(world.database.text("SELECT count(*) FROM visits"), "100");
    assert_eq!(world.database.text(&format!("SELECT count(*) FROM visits WHERE node_id = '{last}'")), "1");
    assert_eq!(world.database.text(&format!("SELECT count(*) FROM visits WHERE node_id = '{first}'")), "0");
}

#[test]
fn guests_of_an_open_site_have_no_favourites() {
    let world = World::with(|settings| settings.sign_in = latchkey::settings::SignInMode::Open);
    import(&world, &[("a.txt", b"x")]);
    let mut guest = world.browser();
    assert!(!guest.click("/files/").text().contains("class=\"star\""));
    assert!(guest.click("/favourites").text().contains("no favourites on an open site"));
    assert_eq!(guest.click("/recent").status, 200);
    let id = id(&world, "a.txt");
    assert_eq!(star(&mut guest, &id, "favourite"), 403);
}
