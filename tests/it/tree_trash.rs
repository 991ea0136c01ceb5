//! The trash, and when things leave it for good.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
};
use serde_json::Value;
use time::Duration;

use crate::support::{Browser, Request, World, api::ROOT, import::import, page};

/// What the program does by itself every hour.
fn purge_expired(world: &World) -> u64 {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let purged = services.documents.purge_expired().await.unwrap();
        services.database.close().await;
        purged
    })
}

fn trash(browser: &mut Browser) -> Vec<String> {
    let answer = browser.send(Request::get("/api/v1/trash")).json();
    let lines = answer["trash"].as_array().unwrap();
    lines.iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn after_thirty_days_it_goes_for_good() {
    let world = World::start();
    import(&world, &[("a/1", b"one"), ("a/2", b"two"), ("b", b"one"), ("c", b"c")]);
    let mut editor = world.editor();
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    editor.delete(&a);
    world.clock.advance(Duration::days(29));
    let mut editor = world.editor();
    editor.delete(&b);
    assert_eq!(purge_expired(&world), 0);
    assert_eq!(trash(&mut editor), ["/b", "/a"]);
    world.clock.advance(Duration::days(1));
    let mut editor = world.editor();
    assert_eq!((purge_expired(&world), purge_expired(&world)), (1, 0));
    assert_eq!(trash(&mut editor), ["/b"]);
    assert_eq!(world.database.text("SELECT count(*) FROM nodes WHERE kind = 'document'"), "2");
    assert_eq!(world.database.text("SELECT count(*) FROM versions"), "2");
    let told = "SELECT actor || ' ' || (detail->>'path') || ' ' || (detail->>'documents') FROM audit_events
                 WHERE kind = 'item_purged'";
    assert_eq!(world.database.text(told), "retention a 2");
}

#[test]
fn the_page_restores_deletes_for_good_and_empties_each_after_a_second_question() {
    let world = World::start();
    import(&world, &[("a/1", b"1"), ("b", b"2"), ("c", b"3"), ("<i>d", b"4")]);
    let mut admin = world.admin();
    for name in ["a", "b", "c", "<i>d"] {
        let id = admin.id_of(ROOT, name);
        admin.delete(&id);
    }
    let html = admin.click("/trash").text();
    assert!(html.contains("&#60;i&#62;d") && !html.contains("<i>d"), "{html}");
    assert!(html.contains("Admin Example") && html.contains("30 days"), "{html}");
    assert!(page::forms(&html).len() > 8, "two forms for each line, and one for all of it");
    let line = |browser: &mut Browser, path: &str| {
        let answer = browser.send(Request::get("/api/v1/trash")).json();
        let lines = answer["trash"].as_array().unwrap().clone();
        lines.iter().find(|line| line["path"] == path).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (a, b) = (line(&mut admin, "/a"), line(&mut admin, "/b"));
    let restored = admin.submit(&format!("/trash/{a}/restore"), &[]);
    assert_eq!((restored.status, restored.location(), restored.told()), (303, "/files/a/", "done=restored"));
    let purged = admin.submit(&format!("/trash/{b}/purge"), &[]);
    assert_eq!((purged.status, purged.location(), purged.told()), (303, "/trash", "done=purged"));
    assert_eq!(trash(&mut admin).len(), 2);
    let emptied = admin.submit("/trash/empty", &[]);
    assert_eq!((emptied.status, emptied.location(), emptied.told()), (303, "/trash", "done=emptied"));
    let html = admin.click(emptied.location()).text();
    assert!(html.contains("The trash is empty.") && html.contains("role=\"status\""), "{html}");
    assert_eq!(world.reader().click("/trash").status, 403);
}

#[test]
fn an_editor_deletes_nothing_for_good() {
    let world = World::start();
    import(&world, &[("a/1", b"1")]);
    let mut editor = world.editor();
    let a = editor.id_of(ROOT, "a");
    let deletion = editor.delete(&a);
    let html = editor.click("/trash").text();
    assert!(
        html.contains("Only administrators") && !html.contains("/purge") && !html.contains("/trash/empty"),
        "{html}"
    );
    for target in ["/trash/empty".to_owned(), format!("/trash/{deletion}/purge")] {
        assert_eq!(editor.submit(&target, &[]).status, 403, "{target}");
    }
    assert_eq!(editor.json("DELETE", &format!("/api/v1/trash/{deletion}"), &Value::Null).status, 403);
    assert_eq!(trash(&mut editor), ["/a"]);
}

#[test]
fn what_an_administrator_deletes_for_good_is_held_for_some_days() {
    let world = World::with(|settings| settings.trash.hold = Duration::days(7));
    import(&world, &[("a/1", b"1"), ("b/2", b"2"), ("c", b"3")]);
    let (mut editor, mut admin) = (world.editor(), world.admin());
    let ids = ["a", "b", "c"].map(|name| editor.id_of(ROOT, name));
    let [a, b, c] = ids.map(|id| editor.delete(&id));
    assert_eq!(admin.json("DELETE", &format!("/api/v1/trash/{a}"), &Value::Null).status, 204);
    let emptied = admin.submit("/trash/empty", &[]);
    assert_eq!((emptied.status, emptied.location(), emptied.told()), (303, "/trash", "done=emptying"));
    assert_eq!(trash(&mut editor), [] as [&str; 0], "nothing to restore for editors");
    for deletion in [&a, &b] {
        assert_eq!(editor.json("POST", &format!("/api/v1/trash/{deletion}/restore"), &Value::Null).status, 404);
    }
    assert_eq!(trash(&mut admin).len(), 3);
    let html = admin.click("/trash").text();
    assert!(html.contains("An administrator has deleted this for good."), "{html}");
    assert_eq!(admin.json("POST", &format!("/api/v1/trash/{b}/restore"), &Value::Null).status, 200);
    world.clock.advance(Duration::days(6));
    assert_eq!(purge_expired(&world), 0);
    world.clock.advance(Duration::days(1));
    let mut admin = world.admin();
    assert_eq!(admin.json("POST", &format!("/api/v1/trash/{c}/restore"), &Value::Null).status, 404, "its time is over");
    assert_eq!(purge_expired(&world), 2);
    assert_eq!(admin.names(ROOT), ["b"]);
    assert_eq!(world.database.text("SELECT count(*) FROM nodes WHERE kind = 'document'"), "1");
}
