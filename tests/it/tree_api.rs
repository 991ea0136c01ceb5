//! What programs do with folders and documents over `/api/v1`.

use serde_json::{Value, json};

use crate::support::{Request, World, api::ROOT, import::import};

fn kinds(world: &World) -> String {
    world.database.text(
        "SELECT coalesce(string_agg(kind, ' ' ORDER BY id), '') FROM audit_events
          WHERE kind ~ '^(folder|document|version|item)_' AND kind <> 'document_downloaded'",
    )
}

#[test]
fn a_folder_is_made_renamed_moved_copied_deleted_and_restored() {
    let world = World::start();
    import(&world, &[("a/b/one.txt", b"one"), ("two.txt", b"two")]);
    let mut editor = world.editor();
    let made = editor.json("POST", "/api/v1/items/root/folders", &json!({ "name": "Berichte" }));
    assert_eq!(made.status, 201, "{}", made.text());
    let folder = made.json();
    let id = folder["id"].as_str().unwrap().to_owned();
    assert_eq!(made.location(), format!("/api/v1/items/{id}"));
    assert_eq!(made.header("etag"), Some("\"1\""));
    assert_eq!(
        (&folder["kind"], &folder["path"], &folder["parent"]),
        (&json!("folder"), &json!("/Berichte"), &json!(ROOT))
    );
    assert_eq!(folder["created"]["by"], "Editor Example");

    let renamed = editor.json("PATCH", &format!("/api/v1/items/{id}"), &json!({ "name": "Reports" }));
    assert_eq!((renamed.status, renamed.header("etag")), (200, Some("\"2\"")), "{}", renamed.text());
    let two = editor.id_of(ROOT, "two.txt");
    let moved = editor.json(
        "PATCH",
        &format!("/api/v1/items/{two}"),
        &json!({ "name": "zwei.txt", "parent": id, "description": " Die\r\nzweite " }),
    );
    let moved = moved.json();
    assert_eq!((&moved["path"], &moved["description"]), (&json!("/Reports/zwei.txt"), &json!("Die\nzweite")));
    assert_eq!((&moved["updated"]["by"], &moved["created"]["by"]), (&json!("Editor Example"), &json!("import")));

    let a = editor.id_of(ROOT, "a");
    let copied = editor.json("POST", &format!("/api/v1/items/{a}/copy"), &json!({ "folder": id, "name": "copy of a" }));
    assert_eq!(copied.status, 201, "{}", copied.text());
    let got = editor.send(Request::get("/files/Reports/copy%20of%20a/b/one.txt"));
    assert_eq!((got.status, got.text()), (200, "one".to_owned()));
    assert_eq!(world.database.text("SELECT count(*) FROM versions WHERE sha256 = sha256('one')"), "2");

    let trashed = editor.delete(&id);
    assert_eq!(editor.send(Request::get("/files/Reports/zwei.txt")).status, 404);
    assert_eq!(editor.send(Request::get(&format!("/d/{two}/file"))).status, 404, "what lies in it went with it");
    let trash = editor.send(Request::get("/api/v1/trash")).json();
    let line = &trash["trash"][0];
    assert_eq!((&line["id"], &line["path"], &line["documents"]), (&json!(trashed), &json!("/Reports"), &json!(2)));
    let restored = editor.json("POST", &format!("/api/v1/trash/{trashed}/restore"), &Value::Null);
    assert_eq!((restored.status, &restored.json()["path"]), (200, &json!("/Reports")));
    assert_eq!(editor.send(Request::get("/files/Reports/zwei.txt")).text(), "two");
    assert_eq!(editor.send(Request::get("/api/v1/trash")).json()["trash"], json!([]));
    assert_eq!(
        kinds(&world),
        "folder_made item_moved item_moved item_described item_copied item_deleted item_restored"
    );
}

#[test]
fn a_document_gets_a_new_version_and_its_old_one_back() {
    let world = World::start();
    import(&world, &[("plan.txt", b"first")]);
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "plan.txt");
    let large = vec![b'x'; 3_000_000];
    let put = editor.put(&id, &large, None);
    assert_eq!((put.status, &put.json()["content"]["version"]), (200, &json!(2)), "{}", put.text());
    assert!(editor.send(Request::get(&format!("/d/{id}/file"))).body == large);
    assert_eq!(editor.send(Request::get(&format!("/d/{id}/versions/1/file"))).text(), "first");
    assert_eq!(editor.send(Request::get(&format!("/d/{id}/versions/3/file"))).status, 404);
    let back = editor.json("POST", &format!("/api/v1/items/{id}/versions/1/restore"), &Value::Null);
    assert_eq!((back.status, &back.json()["content"]["version"]), (200, &json!(3)), "{}", back.text());
    assert_eq!(editor.send(Request::get("/files/plan.txt")).text(), "first");
    let again = editor.put(&id, b"first", None).json();
    assert_eq!(again["content"]["version"], 3, "the same bytes are no new version");
    let versions = editor.send(Request::get(&format!("/api/v1/items/{id}/versions?limit=2"))).json();
    assert_eq!((&versions["versions"][0]["version"], &versions["versions"][1]["version"]), (&json!(3), &json!(2)));
    let cursor = versions["next_cursor"].as_str().unwrap();
    let rest = editor.send(Request::get(&format!("/api/v1/items/{id}/versions?limit=2&cursor={cursor}"))).json();
    assert_eq!((&rest["versions"][0]["added"]["by"], &rest["next_cursor"]), (&json!("import"), &Value::Null));
    assert_eq!(kinds(&world), "version_added version_added");
}

#[test]
fn who_speaks_of_an_old_state_is_told_who_changed_it() {
    let world = World::start();
    import(&world, &[("plan.txt", b"first")]);
    let (mut editor, mut admin) = (world.editor(), world.admin());
    let id = editor.id_of(ROOT, "plan.txt");
    let address = format!("/api/v1/items/{id}");
    let seen = editor.send(Request::get(&address)).header("etag").unwrap().to_owned();
    let content = editor.send(Request::get(&format!("{address}/content"))).header("etag").unwrap().to_owned();
    assert_eq!(admin.json_if("PATCH", &address, &json!({ "description": "mine" }), Some(&seen)).status, 200);
    for (method, target, body) in [
        ("PATCH", address.clone(), json!({ "name": "other.txt" })),
        ("DELETE", address.clone(), Value::Null),
        ("POST", format!("{address}/versions/1/restore"), Value::Null),
    ] {
        let late = editor.json_if(method, &target, &body, Some(&seen));
        let problem = late.json();
        assert_eq!(late.status, 412, "{method} {target}: {problem}");
        assert_eq!(late.header("content-type"), Some("application/problem+json"));
        assert_eq!((&problem["changed_by"], &problem["revision"]), (&json!("Admin Example"), &json!(2)));
        assert!(problem["changed_at"].as_str().unwrap().ends_with('Z'), "{problem}");
        assert!(problem["detail"].as_str().unwrap().starts_with("Admin Example changed this on "), "{problem}");
    }
    assert_eq!(editor.put(&id, b"mine", Some(&seen)).status, 412);
    assert_eq!(editor.put(&id, b"mine", Some(&content)).status, 200, "the bytes are as they were seen");
    assert_eq!(editor.put(&id, b"again", Some(&content)).status, 412);
    for (tag, status) in [("*", 200), ("W/\"3\"", 412), ("\"3", 400), ("3", 400), ("\"3\", \"99\"", 412)] {
        let answer = editor.json_if("PATCH", &address, &json!({ "description": tag }), Some(tag));
        assert_eq!(answer.status, status, "{tag}: {}", answer.text());
    }
}

#[test]
fn a_taken_name_is_a_conflict_that_names_the_way_out() {
    let world = World::start();
    import(&world, &[("a/x.txt", b"ax"), ("b/x.txt", b"bx"), ("b/y", b"y"), ("c/y/z", b"z")]);
    let mut editor = world.editor();
    let (a, b, other) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"), editor.id_of(ROOT, "c"));
    let (x, nested) = (editor.id_of(&a, "x.txt"), editor.id_of(&other, "y"));
    let wish = |on_taken: &str| json!({ "parent": b, "on_taken": on_taken });
    let refused = editor.json("PATCH", &format!("/api/v1/items/{x}"), &json!({ "parent": b }));
    assert_eq!(refused.status, 409);
    assert!(refused.json()["detail"].as_str().unwrap().contains("\"x.txt\""), "{}", refused.text());
    let skipped = editor.json("PATCH", &format!("/api/v1/items/{x}"), &wish("skip"));
    assert_eq!((skipped.status, &skipped.json()["path"]), (200, &json!("/a/x.txt")));
    let folder_over_document = editor.json("PATCH", &format!("/api/v1/items/{nested}"), &wish("replace"));
    assert_eq!(folder_over_document.status, 409);
    let kept =
        editor.json("POST", &format!("/api/v1/items/{x}/copy"), &json!({ "folder": b, "on_taken": "keep_both" }));
    assert_eq!((kept.status, &kept.json()["path"]), (201, &json!("/b/x (2).txt")));
    let replaced = editor.json("PATCH", &format!("/api/v1/items/{x}"), &wish("replace")).json();
    assert_eq!((&replaced["path"], &replaced["content"]["version"]), (&json!("/b/x.txt"), &json!(2)));
    assert_eq!(editor.send(Request::get("/files/b/x.txt")).text(), "ax");
    assert_eq!(editor.send(Request::get("/api/v1/trash")).json()["trash"][0]["path"], "/a/x.txt");
    let followed = editor.send(Request::get("/files/a/x.txt"));
    assert_eq!((followed.status, followed.location()), (307, "/files/b/x.txt"));
    assert_eq!(editor.names(&b), ["x (2).txt", "x.txt", "y"]);
}

#[test]
fn the_root_stays_and_nothing_nests_too_deep_or_in_itself() {
    let world = World::start();
    let mut editor = world.editor();
    for (method, body) in [("PATCH", json!({ "name": "x" })), ("DELETE", Value::Null)] {
        let answer = editor.json(method, "/api/v1/items/root", &body);
        assert_eq!(answer.status, 400, "{method}: {}", answer.text());
    }
    assert_eq!(editor.json("POST", "/api/v1/items/root/copy", &json!({ "folder": ROOT })).status, 400);
    let mut deepest = ROOT.to_owned();
    let mut all = Vec::new();
    for _ in 0..64 {
        deepest = editor.make_folder(&deepest, "n");
        all.push(deepest.clone());
    }
    assert_eq!(editor.json("POST", &format!("/api/v1/items/{deepest}/folders"), &json!({ "name": "n" })).status, 409);
    let two = editor.make_folder(ROOT, "two");
    editor.make_folder(&two, "levels");
    let target = all[62].clone();
    let too_deep = editor.json("PATCH", &format!("/api/v1/items/{two}"), &json!({ "parent": target }));
    assert_eq!(too_deep.status, 409, "{}", too_deep.text());
    assert_eq!(editor.json("POST", &format!("/api/v1/items/{two}/copy"), &json!({ "folder": target })).status, 409);
    for into in [&all[0], &all[5]] {
        let answer = editor.json("PATCH", &format!("/api/v1/items/{}", all[0]), &json!({ "parent": into }));
        assert_eq!(answer.status, 409, "{}", answer.text());
    }
    let inside = editor.json("POST", &format!("/api/v1/items/{two}/copy"), &json!({ "folder": two, "name": "again" }));
    assert_eq!(inside.status, 201, "a copy of a folder may lie in it");
    assert_eq!(editor.names(&two), ["again", "levels"]);
}

#[test]
fn what_is_misspelt_is_refused_with_a_sentence() {
    let world = World::start();
    let mut editor = world.editor();
    let folder = editor.make_folder(ROOT, "a");
    let address = format!("/api/v1/items/{folder}");
    for (method, target, body, part) in [
        ("PATCH", address.clone(), json!({ "nmae": "b" }), "nmae"),
        ("PATCH", address.clone(), json!({ "name": null }), "null"),
        ("PATCH", address.clone(), json!({ "name": "a/b" }), "cannot hold"),
        ("PATCH", address.clone(), json!({ "name": "" }), "empty"),
        ("PATCH", address.clone(), json!({ "description": "a\u{0}" }), "do not print"),
        ("PATCH", address.clone(), json!({ "description": "a".repeat(2001) }), "2000"),
        ("PATCH", address.clone(), json!(["name"]), "not as it should be"),
        ("PATCH", format!("{address}?dry_run=1"), json!({}), "dry_run"),
        ("POST", format!("{address}/folders"), json!({}), "name"),
        ("POST", format!("{address}/copy"), json!({ "folder": "here" }), "not as it should be"),
        ("GET", format!("{address}/children?limit=0"), Value::Null, "limit"),
        ("GET", format!("{address}/children?limit=1&limit=2"), Value::Null, "limit"),
        ("GET", format!("{address}/children?sort=taste"), Value::Null, "taste"),
        ("GET", format!("{address}/children?cursor=abc"), Value::Null, "cursor"),
        ("GET", "/api/v1/trash?cursor=e30".to_owned(), Value::Null, "cursor"),
        ("GET", format!("{address}?fields=name"), Value::Null, "fields"),
    ] {
        let answer = editor.json(method, &target, &body);
        let problem = answer.json();
        assert_eq!(answer.status, 400, "{method} {target} {body}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(part), "{target} {body}: {problem}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    let text = editor.send(Request::new("PATCH", &address).header("content-type", "text/plain"));
    assert!(text.status == 400 && text.json()["detail"].as_str().unwrap().contains("application/json"));
    for id in ["x", "00000000-0000-7000-8000-000000000002", "00000000000070008000000000000001", "ROOT"] {
        assert_eq!(editor.send(Request::get(&format!("/api/v1/items/{id}"))).status, 404, "{id}");
    }
    assert_eq!(editor.names(ROOT), ["a"]);
}

#[test]
fn readers_see_folders_but_neither_change_them_nor_see_the_trash() {
    let world = World::start();
    import(&world, &[("a/x.txt", b"ax")]);
    let mut reader = world.reader();
    let a = reader.id_of(ROOT, "a");
    assert_eq!(reader.item(&a)["name"], "a");
    for (method, target) in [
        ("PATCH", format!("/api/v1/items/{a}")),
        ("DELETE", format!("/api/v1/items/{a}")),
        ("POST", format!("/api/v1/items/{a}/folders")),
        ("POST", format!("/api/v1/items/{a}/copy")),
        ("PUT", format!("/api/v1/items/{a}/content")),
        ("GET", "/api/v1/trash".to_owned()),
        ("DELETE", format!("/api/v1/trash/{a}")),
        ("POST", format!("/api/v1/trash/{a}/restore")),
    ] {
        assert_eq!(reader.json(method, &target, &json!({})).status, 403, "{method} {target}");
    }
    assert_eq!(world.nobody().send(Request::get(&format!("/api/v1/items/{a}"))).status, 403);
    assert_eq!(world.browser().send(Request::get(&format!("/api/v1/items/{a}"))).status, 401);
}
