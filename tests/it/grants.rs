//! Who may do what with which folder: grants, inheritance, cuts, ends.

use serde_json::{Value, json};

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    eventually,
    import::import,
    sharing::{change, cut, guest, join, share, share_with, unshare},
};

const TREE: [(&str, &[u8]); 5] = [
    ("sales/2026/plan.txt", b"the plan"),
    ("sales/2026/deep/er.txt", b"deeper"),
    ("sales/old.txt", b"old"),
    ("people/wages.txt", b"wages"),
    ("notes.txt", b"notes"),
];

fn at(browser: &mut Browser, path: &str) -> String {
    path.split('/').fold(ROOT.to_owned(), |folder, name| browser.id_of(&folder, name))
}

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

fn rename(browser: &mut Browser, id: &str, name: &str) -> u16 {
    browser.json("PATCH", &format!("/api/v1/items/{id}"), &json!({ "name": name })).status
}

#[test]
fn somebody_who_was_never_here_signs_in_and_finds_what_was_shared_with_them() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let folder = at(&mut admin, "sales/2026");
    share_with(
        &mut admin,
        &folder,
        &[("email", "Eve@Example.com"), ("level", "view"), ("reason", "the audit of spring")],
    );
    let mut eve = guest(&world, "eve");
    let page = eve.click("/shared").text();
    assert!(page.contains("/files/sales/2026/") && page.contains("the audit of spring"), "{page}");
    assert_eq!(eve.click("/files/sales/2026/plan.txt").text(), "the plan");
    assert_eq!(eve.names(&folder), ["deep", "plan.txt"]);
    // The way there shows its name and that way, nothing else.
    let root = eve.click("/files/").text();
    assert!(root.contains("sales") && !root.contains("people") && !root.contains("notes.txt"), "{root}");
    assert!(!root.contains("<time") && !root.contains("favourite\""), "{root}");
    let way = eve.click("/files/sales/").text();
    assert!(way.contains("2026") && !way.contains("old.txt"), "{way}");
    for hidden in ["/files/notes.txt", "/files/people/", "/files/people/wages.txt", "/files/sales/old.txt"] {
        assert_eq!(status(&mut eve, hidden), 404, "{hidden}");
    }
    // The address is handed on: the next person with it gets nothing.
    let stranger = Employee { oid: "0f0f0f0f-0000-4000-8000-000000000001".to_owned(), ..Employee::named("eve") };
    assert_eq!(world.signed_in(&stranger).click("/files/sales/2026/").status, 403);
}

#[test]
fn who_may_look_may_not_change_and_who_may_change_may_not_share() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let (folder, plan) = (at(&mut admin, "sales/2026"), at(&mut admin, "sales/2026/plan.txt"));
    let notes = at(&mut admin, "notes.txt");
    share(&mut admin, &folder, "viewer@example.com", "view");
    share(&mut admin, &folder, "writer@example.com", "edit");
    let (mut viewer, mut writer) = (guest(&world, "viewer"), guest(&world, "writer"));
    // An editor of nothing is told by the gate, one of something else by the item.
    assert_eq!(rename(&mut viewer, &plan, "x"), 403);
    assert_eq!(rename(&mut writer, &notes, "x"), 404, "what they may not see is not there");
    assert_eq!(rename(&mut writer, &plan, "Plan.txt"), 200);
    assert_eq!(writer.put(&plan, b"a new plan", None).status, 200);
    assert_eq!(viewer.put(&plan, b"mine", None).status, 403);
    let made = writer.json("POST", &format!("/api/v1/items/{folder}/folders"), &json!({ "name": "new" }));
    assert_eq!(made.status, 201, "{}", made.text());
    let elsewhere = writer.json("PATCH", &format!("/api/v1/items/{plan}"), &json!({ "parent": ROOT }));
    assert_eq!(elsewhere.status, 409, "the folder is not there for them: {}", elsewhere.text());
    assert_eq!(change(&mut writer, &folder, &[("action", "cut")]).status, 403);
    assert_eq!(status(&mut writer, &format!("/d/{folder}/access")), 403);
    let trashed = writer.delete(&plan);
    assert_eq!(writer.send(Request::get("/api/v1/trash")).json()["trash"].as_array().unwrap().len(), 1);
    let restored = writer.json("POST", &format!("/api/v1/trash/{trashed}/restore"), &Value::Null);
    assert_eq!(restored.status, 200, "{}", restored.text());
}

#[test]
fn a_cut_folder_is_for_those_who_are_listed_and_for_owners_above() {
    let world = World::start();
    import(&world, &TREE);
    let (mut admin, mut reader, mut editor) = (world.admin(), world.reader(), world.editor());
    let people = at(&mut admin, "people");
    let wages = at(&mut admin, "people/wages.txt");
    cut(&mut admin, &people);
    for browser in [&mut reader, &mut editor] {
        assert_eq!(status(browser, "/files/people/wages.txt"), 404);
        assert_eq!(status(browser, &format!("/d/{wages}")), 404);
        assert_eq!(status(browser, &format!("/api/v1/items/{people}/children")), 404);
        assert_eq!(browser.names(ROOT), ["sales", "notes.txt"]);
    }
    assert_eq!(status(&mut admin, "/files/people/wages.txt"), 200, "whoever owns what is above keeps access");
    share(&mut admin, &people, "reader@example.com", "view");
    assert_eq!(status(&mut reader, "/files/people/wages.txt"), 200);
    assert_eq!(status(&mut editor, "/files/people/wages.txt"), 404);
    // A name that one may not see is refused, and nothing is told of it.
    let taken = editor.json("POST", &format!("/api/v1/items/{ROOT}/folders"), &json!({ "name": "people" }));
    assert_eq!(taken.status, 409, "{}", taken.text());
    let notes = at(&mut editor, "notes.txt");
    let taken = editor.json("PATCH", &format!("/api/v1/items/{notes}"), &json!({ "name": "people" }));
    assert!(taken.status == 409 && taken.text().contains("This name cannot be used here"), "{}", taken.text());
    join(&mut admin, &people);
    assert_eq!(status(&mut editor, "/files/people/wages.txt"), 200);
}

#[test]
fn a_role_can_lose_everything_at_the_root() {
    let world = World::start();
    import(&world, &TREE);
    let (mut admin, mut reader) = (world.admin(), world.reader());
    assert_eq!(status(&mut reader, "/files/notes.txt"), 200);
    unshare(&mut admin, ROOT, "role:reader");
    assert_eq!(status(&mut reader, "/files/notes.txt"), 403, "nothing is theirs any more");
    let sales = at(&mut admin, "sales");
    share_with(&mut admin, &sales, &[("subject", "role:reader"), ("level", "view")]);
    assert_eq!(status(&mut reader, "/files/sales/old.txt"), 200);
    assert_eq!(status(&mut reader, "/files/notes.txt"), 404);
    assert_eq!(reader.names(&sales), ["2026", "old.txt"]);
}

#[test]
fn a_grant_ends_by_itself() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let folder = at(&mut admin, "sales");
    share(&mut admin, &folder, "temp@example.com", "view");
    let mut temp = guest(&world, "temp");
    assert_eq!(status(&mut temp, "/files/sales/old.txt"), 200);
    world.database.execute("UPDATE grants SET ends_at = now() + interval '2 seconds' WHERE subject LIKE 'person:%'");
    eventually(|| world.database.text("SELECT ends_at < now() FROM grants WHERE ends_at IS NOT NULL") == "true");
    // The clocks of the two go together, but for that of this test.
    world.clock.advance(time::Duration::seconds(3));
    assert_eq!(status(&mut temp, "/files/sales/old.txt"), 403);
    let past = change(
        &mut admin,
        &folder,
        &[("action", "grant"), ("email", "a@b.c"), ("level", "view"), ("ends", "2020-01-01")],
    );
    assert_eq!(past.status, 400, "{}", past.text());
}

#[test]
fn each_change_bites_on_the_other_copy() {
    let world = World::start();
    import(&world, &TREE);
    let twin = world.twin();
    let mut admin = world.admin();
    let sales = at(&mut admin, "sales");
    let mut reader = world.reader();
    let mut there = Browser::new(twin.port(), &world.origin());
    there.set_session(reader.session().unwrap());
    assert_eq!(status(&mut there, "/files/sales/old.txt"), 200);
    cut(&mut admin, &sales);
    eventually(|| status(&mut there, "/files/sales/old.txt") == 404);
    share(&mut admin, &sales, "reader@example.com", "view");
    eventually(|| status(&mut there, "/files/sales/old.txt") == 200);
    assert_eq!(status(&mut reader, "/files/sales/old.txt"), 200);
}

#[test]
fn the_record_says_who_gave_what_to_whom() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = at(&mut admin, "sales");
    share(&mut admin, &sales, "new@example.com", "edit");
    cut(&mut admin, &sales);
    unshare(&mut admin, &sales, "address:new@example.com");
    let kinds = "SELECT string_agg(kind, ' ' ORDER BY id) FROM audit_events WHERE kind LIKE 'access_%'";
    assert_eq!(world.database.text(kinds), "access_granted access_cut access_revoked");
    assert_eq!(
        world.database.text("SELECT detail->>'subject' FROM audit_events WHERE kind = 'access_granted'"),
        "address:new@example.com"
    );
}

#[test]
fn a_bad_form_comes_back_with_what_was_typed() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = at(&mut admin, "sales");
    let back = change(
        &mut admin,
        &sales,
        &[("action", "grant"), ("email", "nonsense"), ("level", "own"), ("reason", "why <not>")],
    );
    assert_eq!(back.status, 422);
    let page = back.text();
    assert!(page.contains("value=\"nonsense\"") && page.contains("not an e-mail address"), "{page}");
    assert!(page.contains("why &#60;not&#62;") || page.contains("why &lt;not&gt;"), "{page}");
    assert_eq!(world.database.text("SELECT count(*) FROM grants"), "3");
}

#[test]
fn who_was_given_one_folder_may_delete_it_and_goes_on_to_what_is_shared_with_them() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let folder = at(&mut admin, "sales/2026");
    share(&mut admin, &folder, "writer@example.com", "edit");
    let mut writer = guest(&world, "writer");
    let deleted = writer.submit(&format!("/d/{folder}/delete"), &[]);
    assert_eq!(deleted.status, 303, "{}", deleted.text());
    assert!(deleted.location().starts_with("/shared"), "{}", deleted.location());
    assert_eq!(status(&mut writer, deleted.location()), 200);
    assert_eq!(status(&mut admin, "/files/sales/2026/"), 404);
}

#[test]
fn who_was_given_two_folders_copies_one_into_the_other() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let (folder, people) = (at(&mut admin, "sales/2026"), at(&mut admin, "people"));
    share(&mut admin, &folder, "writer@example.com", "edit");
    let mut writer = guest(&world, "writer");
    let alone = writer.click(&format!("/d/{folder}/copy"));
    assert!(alone.status == 403 && alone.text().contains("no other folder"), "{}", alone.text());
    share(&mut admin, &people, "writer@example.com", "edit");
    let page = writer.click(&format!("/d/{folder}/copy"));
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains(&format!("name=\"to\" value=\"{people}\"")), "{}", page.text());
    let copied = writer.submit(&format!("/d/{folder}/copy"), &[("to", &people)]);
    assert_eq!(copied.status, 303, "{}", copied.text());
    assert_eq!(status(&mut writer, "/files/people/2026/plan.txt"), 200);
    // From a document in the one the other is in sight, too.
    let plan = at(&mut admin, "sales/2026/plan.txt");
    let page = writer.click(&format!("/d/{plan}/move")).text();
    assert!(page.contains("Other folders that were shared with you") && page.contains("/people<"), "{page}");
}
