//! Copies of large folders: made step by step, out of sight until they are complete.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, Employee, World, api::ROOT, eventually, import::import};

/// A folder with more than an answer waits for, and another one.
fn large(world: &World) -> (String, String) {
    import(world, &[("big/sub/one.txt", b"one"), ("big/two.txt", b"two"), ("else/x.txt", b"x")]);
    world.database.execute(
        "WITH big AS (SELECT id FROM nodes WHERE name = 'sub'), made AS (
             SELECT gen_random_uuid() AS id, gen_random_uuid() AS version, n FROM generate_series(1, 1300) n
         ), documents AS (
             INSERT INTO nodes (id, parent_id, name, kind, created_by, current_version_id, description)
             SELECT made.id, big.id, 'doc ' || n, 'document', 'test', version, 'no. ' || n FROM made, big
         )
         INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_by)
         SELECT made.version, made.id, 1, v.sha256, v.size, 'text/plain', 'test'
           FROM made, versions v JOIN nodes n ON n.id = v.document_id AND n.name = 'one.txt'",
    );
    let id = |name: &str| world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"));
    (id("big"), id("else"))
}

fn copy(browser: &mut Browser, id: &str, into: &str) -> Answer {
    browser.json("POST", &format!("/api/v1/items/{id}/copy"), &json!({ "folder": into, "on_taken": "keep_both" }))
}

fn begin(browser: &mut Browser, id: &str, into: &str) -> String {
    let begun = copy(browser, id, into);
    assert_eq!(begun.status, 202, "{}", begun.text());
    let copy = begun.json();
    assert_eq!((copy["total"].as_i64(), copy["item"].is_null()), (Some(1304), true), "{copy}");
    let id = copy["id"].as_str().unwrap().to_owned();
    assert_eq!(begun.header("location"), Some(format!("/api/v1/copies/{id}").as_str()));
    id
}

fn state(browser: &mut Browser, copy: &str) -> Value {
    browser.fetch(&format!("/api/v1/copies/{copy}")).json()
}

fn ended(browser: &mut Browser, copy: &str) -> Value {
    eventually(|| state(browser, copy)["state"] != "running");
    state(browser, copy)
}

/// How many things lie in a folder, as a person sees them.
fn count(world: &World, top: &str) -> String {
    world.database.text(&format!(
        "WITH RECURSIVE down (id) AS (SELECT '{top}'::uuid UNION ALL
             SELECT n.id FROM down JOIN nodes n ON n.parent_id = down.id AND n.deletion_id IS NULL)
         SELECT count(*) FROM down JOIN nodes USING (id) WHERE path_of(id) IS NOT NULL"
    ))
}

#[test]
fn a_large_copy_shows_up_whole() {
    let world = World::start();
    let (big, into) = large(&world);
    let mut editor = world.editor();
    let copy = begin(&mut editor, &big, &into);
    let done = ended(&mut editor, &copy);
    assert_eq!((&done["state"], done["copied"].as_i64()), (&json!("done"), Some(1304)), "{done}");
    let top = done["item"].as_str().unwrap().to_owned();
    assert_eq!(editor.item(&top)["path"], "/else/big");
    assert_eq!(count(&world, &top), "1304");
    assert_eq!(editor.fetch("/files/else/big/two.txt").text(), "two");
    assert_eq!(editor.fetch("/files/else/big/sub/doc%201300").text(), "one");
    let described = "SELECT count(*) FROM nodes WHERE description LIKE 'no. %' AND path_of(id) LIKE 'else/%'";
    assert_eq!(world.database.text(described), "1300");
    let told = "SELECT count(*) || ' ' || max(detail->>'to') || ' ' || max(detail->>'documents') FROM audit_events
                 WHERE kind = 'item_copied'";
    assert_eq!(world.database.text(told), "1 else/big 1302");
    assert_eq!(world.database.text("SELECT count(*) FROM deletions"), "0");
    let page = editor.click("/copies").text();
    assert!(page.contains("Complete: 1,304") || page.contains("Complete: 1304"), "{page}");
    assert_eq!(world.reader().fetch(&format!("/api/v1/copies/{copy}")).status, 403);
    world.give_role(&Employee::named("other"), "editor");
    let mut other = world.signed_in(&Employee::named("other"));
    assert_eq!(other.fetch(&format!("/api/v1/copies/{copy}")).status, 404, "somebody else's");
}

#[test]
fn until_it_is_complete_nobody_sees_anything_of_it_and_two_copies_of_the_program_make_it_once() {
    let mut world = World::start();
    let (big, into) = large(&world);
    let mut editor = world.editor();
    // A step fails in the middle, again and again.
    world.database.execute("CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.copied > 600 AND NEW.state = 'running' THEN RAISE EXCEPTION 'held' USING ERRCODE = '57014'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER hold BEFORE UPDATE ON copies FOR EACH ROW EXECUTE FUNCTION hold()");
    let copy = begin(&mut editor, &big, &into);
    eventually(|| state(&mut editor, &copy)["copied"].as_i64() > Some(400));
    assert_eq!(editor.names(&into), ["x.txt"]);
    let found = editor.fetch("/api/v1/search?q=doc").json();
    assert!(found["items"].as_array().unwrap().iter().all(|hit| !hit["path"].as_str().unwrap().contains("else")));
    assert_eq!(editor.fetch("/api/v1/trash").json()["trash"], json!([]));
    let page = editor.click("/copies").text();
    assert!(page.contains("<progress") && page.contains("of 1,304") | page.contains("of 1304"), "{page}");
    world.stop();
    world.database.execute("DROP TRIGGER hold ON copies");
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    let id: uuid::Uuid = copy.parse().unwrap();
    System::new().block_on(async {
        let one = Services::open(&world.settings, &outside).await.unwrap();
        let two = Services::open(&world.settings, &outside).await.unwrap();
        let both =
            tokio::join!(one.documents.go_on_copying(id, &one.roles), two.documents.go_on_copying(id, &two.roles));
        both.0.unwrap();
        both.1.unwrap();
        // Who came while the other was at it has left it alone.
        one.documents.go_on_copying(id, &one.roles).await.unwrap();
        one.database.close().await;
        two.database.close().await;
    });
    world.wake();
    let mut editor = world.editor();
    let done = state(&mut editor, &copy);
    assert_eq!((&done["state"], done["copied"].as_i64()), (&json!("done"), Some(1304)), "{done}");
    assert_eq!(count(&world, done["item"].as_str().unwrap()), "1304");
    assert_eq!(world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'item_copied'"), "1");
}

#[test]
fn a_copy_that_cannot_be_put_where_it_was_to_go_says_why_and_leaves_nothing() {
    let world = World::start();
    let (big, into) = large(&world);
    let mut admin = world.admin();
    let before = world.database.text("SELECT count(*) FROM nodes");
    // The folder goes in the moment before the copy is complete.
    world.database.execute("CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW.copied = 1304 AND NEW.state = 'running' THEN
                INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by) VALUES (NEW.id, NEW.folder_id, 'else', now(), 'test');
                UPDATE nodes SET deletion_id = NEW.id WHERE id = NEW.folder_id;
            END IF; RETURN NEW; END $$;
        CREATE TRIGGER gone BEFORE UPDATE ON copies FOR EACH ROW EXECUTE FUNCTION gone()");
    let copy = begin(&mut admin, &big, &into);
    let failed = ended(&mut admin, &copy);
    assert_eq!(failed["state"], "failed", "{failed}");
    let reason = failed["reason"].as_str().unwrap();
    assert!(admin.click("/copies").text().contains(&page_text(reason)), "{reason}");
    eventually(|| world.database.text("SELECT count(*) FROM nodes") == before);
    assert_eq!(world.database.text("SELECT count(*) FROM deletions WHERE is_copy"), "0");
}

fn page_text(sentence: &str) -> String {
    sentence.replace('\'', "&#39;").replace('"', "&#34;")
}

#[test]
fn a_cancelled_copy_leaves_nothing_and_a_complete_one_stays() {
    let world = World::start();
    let (big, into) = large(&world);
    let mut editor = world.editor();
    let before = world.database.text("SELECT count(*) FROM nodes");
    world.database.execute("CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.copied > 600 AND NEW.state = 'running' THEN RAISE EXCEPTION 'held' USING ERRCODE = '57014'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER hold BEFORE UPDATE ON copies FOR EACH ROW EXECUTE FUNCTION hold()");
    let copy = begin(&mut editor, &big, &into);
    let cancelled = editor.submit(&format!("/copies/{copy}/cancel"), &[]);
    assert_eq!((cancelled.status, cancelled.location(), cancelled.told()), (303, "/copies", "done=copy-cancelled"));
    assert_eq!(state(&mut editor, &copy)["state"], "cancelled");
    assert_eq!(editor.json("DELETE", &format!("/api/v1/copies/{copy}"), &Value::Null).status, 409);
    eventually(|| world.database.text("SELECT count(*) FROM nodes") == before);
    assert_eq!(editor.names(&into), ["x.txt"]);
}

#[test]
fn a_copy_ends_when_its_person_may_not_change_documents_any_more() {
    let world = World::start();
    let (big, into) = large(&world);
    let (mut editor, mut admin) = (world.editor(), world.admin());
    let before = world.database.text("SELECT count(*) FROM nodes");
    world.database.execute("CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.copied > 600 AND NEW.state = 'running' THEN RAISE EXCEPTION 'held' USING ERRCODE = '57014'; END IF; RETURN NEW; END $$;
        CREATE TRIGGER hold BEFORE UPDATE ON copies FOR EACH ROW EXECUTE FUNCTION hold()");
    let copy = begin(&mut editor, &big, &into);
    eventually(|| state(&mut admin, &copy)["copied"].as_i64() > Some(400));
    world.give_role(&Employee::named("editor"), "reader");
    eventually(|| editor.fetch("/copies").status == 403);
    world.database.execute("DROP TRIGGER hold ON copies");
    // Another one wakes whoever copies.
    let other = begin(&mut admin, &big, ROOT);
    let failed = ended(&mut admin, &copy);
    assert_eq!(failed["state"], "failed", "{failed}");
    assert!(failed["reason"].as_str().unwrap().contains("not change documents any more"), "{failed}");
    assert_eq!(ended(&mut admin, &other)["state"], "done");
    assert_eq!(admin.names(&into), ["x.txt"]);
    eventually(|| world.database.text("SELECT count(*) - 1304 FROM nodes") == before);
}

#[test]
fn a_folder_is_copied_into_itself_once() {
    let world = World::start();
    let (big, _) = large(&world);
    let mut editor = world.editor();
    let sub = editor.id_of(&big, "sub");
    let copy = begin(&mut editor, &big, &sub);
    let done = ended(&mut editor, &copy);
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(editor.item(done["item"].as_str().unwrap())["path"], "/big/sub/big");
    assert_eq!(count(&world, done["item"].as_str().unwrap()), "1304");
    assert_eq!(count(&world, ROOT), (1304 * 2 + 2 + 1).to_string());
}

#[test]
fn its_name_and_its_room_are_looked_at_when_it_is_complete_and_what_is_known_before_is_said_before() {
    let world = World::start();
    let (big, into) = large(&world);
    let (mut editor, mut admin) = (world.editor(), world.admin());
    assert_eq!(admin.json("PUT", &format!("/api/v1/items/{into}/quota"), &json!({ "quota": 100 })).status, 200);
    let refused = copy(&mut editor, &big, &into);
    assert_eq!(refused.status, 507, "{}", refused.text());
    assert_eq!(admin.json("PUT", &format!("/api/v1/items/{into}/quota"), &json!({ "quota": null })).status, 200);
    let target = format!("/api/v1/items/{big}/copy");
    let there = editor.json("POST", &target, &json!({ "folder": ROOT }));
    assert_eq!((there.status, there.json()["code"].as_str()), (409, Some("name_taken")), "{}", there.text());
    let copy = begin(&mut editor, &big, ROOT);
    let done = ended(&mut editor, &copy);
    assert_eq!(editor.item(done["item"].as_str().unwrap())["path"], "/big (2)");
}
