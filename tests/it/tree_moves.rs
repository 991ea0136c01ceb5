//! Old addresses lead on, and permanent ones never change.

use serde_json::json;
use time::Duration;

use crate::support::{Answer, Browser, Request, World, api::ROOT, eventually, import::import};

fn get(browser: &mut Browser, target: &str) -> Answer {
    browser.send(Request::get(target))
}

fn leads_to(browser: &mut Browser, from: &str, to: &str) {
    let answer = get(browser, from);
    assert_eq!((answer.status, answer.header("location")), (307, Some(to)), "{from}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

fn patch(browser: &mut Browser, id: &str, body: &serde_json::Value) {
    let answer = browser.json("PATCH", &format!("/api/v1/items/{id}"), body);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn an_old_link_leads_to_where_a_thing_lies_now() {
    let world = World::start();
    import(&world, &[("Jahr 1/q/plan.txt", b"plan"), ("other/x", b"x")]);
    let (mut editor, mut reader) = (world.editor(), world.reader());
    let (year, other) = (editor.id_of(ROOT, "Jahr 1"), editor.id_of(ROOT, "other"));
    let q = editor.id_of(&year, "q");
    let plan = editor.id_of(&q, "plan.txt");
    patch(&mut editor, &year, &json!({ "name": "2026" }));
    leads_to(&mut reader, "/files/Jahr%201/q/plan.txt?download", "/files/2026/q/plan.txt?download");
    leads_to(&mut reader, "/api/files/Jahr%201/q/plan.txt", "/api/files/2026/q/plan.txt");
    leads_to(&mut reader, "/files/Jahr%201/q/", "/files/2026/q/");
    leads_to(&mut reader, "/files/Jahr%201", "/files/2026/");
    patch(&mut editor, &plan, &json!({ "parent": other, "name": "Plan ä.txt" }));
    leads_to(&mut reader, "/files/Jahr%201/q/plan.txt", "/files/other/Plan%20%C3%A4.txt");
    assert_eq!(get(&mut reader, &format!("/d/{plan}/file")).text(), "plan");
    assert_eq!(get(&mut reader, "/files/Jahr%201/q/never").status, 404);
    let stranger = world.browser().send(Request::get("/files/Jahr%201/q/plan.txt"));
    assert_eq!(stranger.status, 401, "nobody learns from it who may not see");
}

#[test]
fn what_lies_there_now_goes_before_and_what_lies_in_the_trash_is_not_told() {
    let world = World::start();
    import(&world, &[("a.txt", b"first")]);
    let mut editor = world.editor();
    let first = editor.id_of(ROOT, "a.txt");
    patch(&mut editor, &first, &json!({ "name": "b.txt" }));
    leads_to(&mut editor, "/files/a.txt", "/files/b.txt");
    import(&world, &[("a.txt", b"second")]);
    assert_eq!(get(&mut editor, "/files/a.txt").text(), "second");
    let second = editor.id_of(ROOT, "a.txt");
    world.clock.advance(Duration::seconds(1));
    editor.delete(&second);
    assert_eq!(get(&mut editor, "/files/a.txt").status, 404, "what was there last lies in the trash");
    let trashed = editor.delete(&first);
    assert_eq!(get(&mut editor, "/files/b.txt").status, 404);
    assert_eq!(editor.json("POST", &format!("/api/v1/trash/{trashed}/restore"), &serde_json::Value::Null).status, 200);
    assert_eq!(get(&mut editor, "/files/b.txt").text(), "first");
}

#[test]
fn it_leads_on_for_ninety_days_and_never_in_a_circle() {
    let world = World::start();
    import(&world, &[("a/x", b"x")]);
    let mut editor = world.editor();
    let a = editor.id_of(ROOT, "a");
    for name in ["b", "a", "b", "c", "b", "a", "d"] {
        patch(&mut editor, &a, &json!({ "name": name }));
    }
    for old in ["a", "b", "c"] {
        leads_to(&mut editor, &format!("/files/{old}/x"), "/files/d/x");
    }
    assert_eq!(get(&mut editor, "/files/a/y").status, 404);
    world.clock.advance(Duration::days(91));
    let mut editor = world.editor();
    assert_eq!(get(&mut editor, "/files/a/x").status, 404);
}

#[test]
fn a_folder_is_read_part_by_part_while_others_change_it() {
    let world = World::start();
    let names: Vec<String> = (0..25).map(|number| format!("{number:02}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    import(&world, &files);
    let mut editor = world.editor();
    for (sort, order) in [("name", "asc"), ("name", "desc"), ("size", "asc"), ("changed", "desc")] {
        let mut seen: Vec<String> = Vec::new();
        let mut cursor = String::new();
        for part in 0.. {
            let address = format!("/api/v1/items/root/children?limit=7&sort={sort}&order={order}{cursor}");
            let answer = get(&mut editor, &address).json();
            let items = answer["items"].as_array().unwrap();
            seen.extend(items.iter().map(|item| item["name"].as_str().unwrap().to_owned()));
            // Others add and take away before and behind the cursor.
            let made = editor.make_folder(ROOT, &format!("{sort}{order}{part}"));
            if part == 1 {
                editor.delete(&made);
            }
            match answer["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut files: Vec<_> = seen.iter().filter(|name| names.contains(name)).cloned().collect();
        if (sort, order) == ("name", "asc") {
            assert_eq!(files, names);
        }
        files.sort();
        assert_eq!(files, names, "{sort} {order}: each once");
        let another = if sort == "size" { "changed" } else { "size" };
        let reverse = if order == "asc" { "desc" } else { "asc" };
        for (sort, order) in [(another, order), (sort, reverse)] {
            let wrong = get(&mut editor, &format!("/api/v1/items/root/children?sort={sort}&order={order}{cursor}"));
            assert_eq!(wrong.status, 400, "a cursor belongs to its order");
        }
    }
}

#[test]
fn under_another_name_a_document_is_what_name_and_bytes_say_and_never_runs() {
    let world = World::start();
    let markup = b"<!doctype html><script>alert(1)</script>";
    import(&world, &[("page.txt", markup), ("b.png", b"\x89PNG\r\n\x1a\n...."), ("scan.txt", b"%PDF-1.7 scan")]);
    let mut editor = world.editor();
    let (page, picture, scan) =
        (editor.id_of(ROOT, "page.txt"), editor.id_of(ROOT, "b.png"), editor.id_of(ROOT, "scan.txt"));
    let kind = |editor: &mut Browser, id: &str| editor.item(id)["content"]["content_type"].clone();
    for (id, name, version, wanted, is_saved) in [
        (&page, "page.html", 2, "text/html; charset=utf-8", true),
        (&page, "page.png", 3, "application/octet-stream", true),
        (&page, "page.svg", 4, "image/svg+xml", true),
        (&page, "page.txt", 5, "text/plain; charset=utf-8", false),
        (&scan, "scan.pdf", 2, "application/pdf", false),
    ] {
        let renamed = editor.json("PATCH", &format!("/api/v1/items/{id}"), &json!({ "name": name }));
        assert_eq!(renamed.status, 200, "{name}: {}", renamed.text());
        let content = renamed.json()["content"].clone();
        assert_eq!((&content["content_type"], &content["version"]), (&json!(wanted), &json!(version)), "{name}");
        let download = editor.fetch(&format!("/files/{name}"));
        assert_eq!(download.header("content-type"), Some(wanted));
        assert_eq!(download.header("content-disposition").unwrap().starts_with("attachment"), is_saved, "{name}");
        assert_eq!(download.header("x-content-type-options"), Some("nosniff"));
    }
    let other = editor.json("PATCH", &format!("/api/v1/items/{scan}"), &json!({ "name": "report.pdf" })).json();
    assert_eq!(other["content"]["version"], 2, "of the same kind, so nothing new");
    let kinds = "SELECT string_agg(kind, ' ' ORDER BY name) FROM search_entries";
    assert_eq!(world.database.text(kinds), "picture text pdf");
    let copied =
        editor.json("POST", &format!("/api/v1/items/{page}/copy"), &json!({ "folder": ROOT, "name": "c.png" }));
    assert_eq!(copied.json()["content"]["content_type"], "application/octet-stream", "{}", copied.text());
    let over = json!({ "name": "b.png", "on_taken": "replace" });
    let over = editor.json("PATCH", &format!("/api/v1/items/{page}"), &over);
    assert_eq!((over.status, over.json()["id"].as_str()), (200, Some(picture.as_str())), "{}", over.text());
    assert_eq!(kind(&mut editor, &picture), "application/octet-stream");
}

#[test]
fn what_was_no_text_under_its_old_name_is_read_under_the_new_one() {
    let world = World::start();
    import(&world, &[("words.png", b"zebra")]);
    eventually(|| world.database.text("SELECT state FROM contents") == "unsupported");
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "words.png");
    assert_eq!(editor.json("PATCH", &format!("/api/v1/items/{id}"), &json!({ "name": "words.txt" })).status, 200);
    eventually(|| world.database.text("SELECT state FROM contents") == "done");
}
