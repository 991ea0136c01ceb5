//! An id means the same wherever it stands, in small letters or capitals, and `root` is the topmost folder everywhere.

use serde_json::json;

use crate::support::{
    Browser, Request, World,
    api::ROOT,
    import::import,
    upload::{form, send_whole},
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\x03\x01\x01\0\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82";

fn status(browser: &mut Browser, address: &str) -> u16 {
    browser.click(address).status
}

#[test]
fn capitals_change_nothing() {
    let world = World::start();
    import(&world, &[("a/plan.png", PNG), ("b/x", b"x")]);
    let mut editor = world.editor();
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let plan = editor.id_of(&a, "plan.png");
    let (big_a, big_b, big_plan) = (a.to_uppercase(), b.to_uppercase(), plan.to_uppercase());
    assert_ne!(big_plan, plan);
    for (address, wanted) in [
        (format!("/d/{big_plan}/file"), 200),
        (format!("/d/{big_plan}/versions/1/file"), 200),
        (format!("/d/{big_plan}/thumbnail"), 200),
        (format!("/d/{big_plan}/move?at={big_b}"), 200),
        (format!("/d/{big_a}"), 303),
        (format!("/d/{big_a}/zip"), 200),
        (format!("/zip?id={big_a}&id={big_plan}"), 200),
        (format!("/zip/size?id={big_a}"), 200),
        (format!("/search?q=plan&folder={big_a}"), 200),
        (format!("/api/v1/search?q=plan&folder={big_a}"), 200),
        (format!("/api/v1/items/{big_a}"), 200),
        (format!("/api/v1/items/{big_a}/children"), 200),
        (format!("/api/v1/items/{big_a}/sizes"), 200),
        (format!("/api/v1/items/{big_plan}/versions"), 200),
        (format!("/api/v1/items/{big_plan}/content"), 200),
    ] {
        assert_eq!(status(&mut editor, &address), wanted, "{address}");
    }
    let found = editor.fetch(&format!("/api/v1/search?q=plan&folder={big_a}")).json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
    let page = editor.click(&format!("/d/{big_plan}?version=1"));
    assert_eq!(
        (page.status, page.location()),
        (303, format!("/d/{plan}?version=1").as_str()),
        "a page has one address"
    );
    assert!(crate::tickets::ticket(&mut editor, &big_plan)["url"].is_string());
    let starred = editor.submit(&format!("/d/{big_plan}/favourite"), &[]);
    assert_eq!(starred.status, 303, "{}", starred.text());
    let moved = editor.json("PATCH", &format!("/api/v1/items/{big_plan}"), &json!({ "parent": big_b }));
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(editor.names(&b), ["plan.png", "x"]);
    assert_eq!(send_whole(&mut editor, b"y", &[("filename", "y"), ("folder", &big_b)]).status, 201);
    let origin = editor.origin.clone();
    let sent = editor.send(form(&origin, &big_b, &[("z", b"z")]));
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(editor.names(&b), ["plan.png", "x", "y", "z"]);
    let trash = editor.delete(&plan).to_uppercase();
    let restored = editor.json("POST", &format!("/api/v1/trash/{trash}/restore"), &json!(null));
    assert_eq!(restored.status, 200, "{}", restored.text());
    let quota = world.admin().submit(&format!("/d/{big_b}/quota"), &[("quota", "1MB")]);
    assert_eq!(quota.status, 303, "{}", quota.text());
}

#[test]
fn root_is_the_topmost_folder_everywhere() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan")]);
    let mut editor = world.editor();
    let plan = {
        let a = editor.id_of("root", "a");
        editor.id_of(&a, "plan.txt")
    };
    let page = editor.click("/d/root");
    assert_eq!((page.status, page.location()), (303, "/files/"));
    for address in [
        "/d/root/zip".to_owned(),
        "/zip?id=root".to_owned(),
        "/zip/size?id=root".to_owned(),
        "/api/v1/items/root/sizes".to_owned(),
        format!("/d/{plan}/copy?at=root"),
    ] {
        assert_eq!(status(&mut editor, &address), 200, "{address}");
    }
    let found = editor.fetch("/api/v1/search?q=plan&folder=root").json();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1), "{found}");
    let copied = editor.json("POST", &format!("/api/v1/items/{plan}/copy"), &json!({ "folder": "root" }));
    assert_eq!(copied.status, 201, "{}", copied.text());
    let moved = editor.json("PATCH", &format!("/api/v1/items/{plan}"), &json!({ "parent": "root", "name": "p.txt" }));
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(send_whole(&mut editor, b"y", &[("filename", "y"), ("folder", "root")]).status, 201);
    let origin = editor.origin.clone();
    assert_eq!(editor.send(form(&origin, "root", &[("z", b"z")])).status, 303);
    assert_eq!(editor.names("root"), ["a", "p.txt", "plan.txt", "y", "z"]);
    assert_eq!(world.admin().submit("/d/root/quota", &[("quota", "1MB")]).status, 303);
}

#[test]
fn what_is_no_id_names_nothing() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    let mut editor = world.editor();
    let id = editor.id_of("root", "a.txt");
    let bare = id.replace('-', "");
    for wrong in [bare.as_str(), &format!("%7B{id}%7D"), &format!("urn:uuid:{id}"), "ROOT", "Root", "", "x"] {
        for address in [format!("/d/{wrong}"), format!("/d/{wrong}/file"), format!("/api/v1/items/{wrong}")] {
            assert_eq!(editor.send(Request::get(&address)).status, 404, "{address}");
        }
    }
}
