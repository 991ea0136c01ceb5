//! What is refused before its bytes come: too large, more than a folder may hold, more than the disk holds.

use std::io::{Read, Write};

use latchkey::settings::{UploadSettings, bytes_in};
use serde_json::{Value, json};

use crate::support::{
    Answer, Browser, Request, World,
    http::connect,
    import::import,
    upload::{ROOT, announce, begin, metadata, patch, send_whole, tus},
};

fn small() -> World {
    World::with(|settings| settings.uploads = UploadSettings { largest: 1_000_000 })
}

#[test]
fn sizes_are_read_as_people_write_them() {
    for (text, bytes) in [
        ("500MB", 500_000_000),
        ("1.5 GB", 1_500_000_000),
        ("64KiB", 65_536),
        ("10gb", 10_000_000_000),
        ("123", 123),
        ("2 TiB", 2 << 40),
        ("0", 0),
        ("7 B", 7),
    ] {
        assert_eq!(bytes_in(text), Some(bytes), "{text}");
    }
    for text in ["", "MB", "-1", "1,5 GB", "1.2.3", "1 XB", "1e3", "99999999 TB", "ten"] {
        assert!(bytes_in(text).is_none(), "{text}");
    }
}

#[test]
fn a_file_that_is_too_large_is_refused_when_it_is_announced() {
    let world = small();
    let mut editor = world.editor();
    let answer = announce(&mut editor, 1_000_001, &[("filename", "a")]);
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("1.0 MB"), "{}", answer.text());
    assert_eq!(announce(&mut editor, 1_000_000, &[("filename", "a")]).status, 201);
}

/// Sends only a head that promises a body.
fn head_only(editor: &Browser, world: &World, head: &str) -> Answer {
    let mut stream = connect(world.port());
    let head = format!(
        "{head}\r\nhost: localhost:8000\r\norigin: {}\r\ncookie: {}\r\nconnection: close\r\n\r\n",
        world.origin(),
        editor.cookie_header()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    Answer::parse(&answer, false)
}

#[test]
fn what_is_too_large_is_refused_before_its_body_is_read() {
    let world = small();
    let editor = world.editor();
    let form = format!(
        "POST /d/{ROOT}/documents HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 5000000"
    );
    assert_eq!(head_only(&editor, &world, &form).status, 413);
    let tus = format!(
        "POST /uploads HTTP/1.1\r\ntus-resumable: 1.0.0\r\nupload-length: 5000000\r\nupload-metadata: {}\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: 5000000",
        metadata(&[("filename", "a")])
    );
    assert_eq!(head_only(&editor, &world, &tus).status, 413);
}

#[test]
fn a_folder_holds_no_more_than_its_quota_and_those_above_it() {
    let world = World::start();
    import(&world, &[("outer/inner/a.txt", &[b'a'; 600]), ("outer/b.txt", &[b'b'; 300])]);
    let id = |name: &str| world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"));
    let (outer, inner) = (id("outer"), id("inner"));
    let mut admin = world.admin();
    let mut editor = world.editor();
    let set = |who: &mut Browser, folder: &str, quota: &str| {
        who.submit(&format!("/d/{folder}/quota"), &[("quota", quota)]).status
    };
    assert_eq!(set(&mut editor, &outer, "1kB"), 403);
    assert_eq!(set(&mut admin, &outer, "1 cubit"), 400);
    assert_eq!(set(&mut admin, &id("a.txt"), "1kB"), 400, "a document has none");
    assert_eq!(set(&mut admin, &outer, "1kB"), 303);
    assert_eq!(world.database.text("SELECT detail->>'bytes' FROM audit_events WHERE kind = 'quota_set'"), "1000");
    let try_it = |editor: &mut Browser, size: usize| {
        announce(editor, size, &[("filename", "c.txt"), ("folder", inner.as_str())])
    };
    let answer = try_it(&mut editor, 101);
    assert_eq!(answer.status, 507);
    assert!(answer.text().contains("outer") && answer.text().contains("1.0 kB"), "{}", answer.text());
    let fits = try_it(&mut editor, 100);
    assert_eq!(fits.status, 201);
    let refused = announce(&mut editor, 1, &[("filename", "d.txt"), ("folder", inner.as_str())]);
    assert_eq!(refused.status, 507, "what is announced has its room");
    assert!(refused.text().contains("outer"), "{}", refused.text());
    assert_eq!(editor.send(tus("DELETE", fits.location())).status, 204);
    assert_eq!(announce(&mut editor, 5000, &[("filename", "c.txt")]).status, 201, "elsewhere there is room");
    // What is replaced makes room.
    let replace = [("filename", "a.txt"), ("folder", inner.as_str()), ("ontaken", "replace")];
    assert_eq!(send_whole(&mut editor, &[b'x'; 700], &replace).status, 201);
    assert_eq!(announce(&mut editor, 701, &replace).status, 507);
    // Asked again at the end: both were welcome, only one has room.
    assert_eq!(set(&mut admin, &outer, "1.2kB"), 303);
    let pairs = |name| [("filename", name), ("folder", inner.as_str())];
    let first = begin(&mut editor, 80, &pairs("d.txt"));
    let second = begin(&mut editor, 80, &pairs("e.txt"));
    assert_eq!(set(&mut admin, &outer, "1.1kB"), 303);
    assert_eq!(editor.send(patch(&first, 0, &[b'd'; 80])).status, 204);
    let answer = editor.send(patch(&second, 0, &[b'e'; 80]));
    assert_eq!((answer.status, answer.json()["upload"]["state"].as_str()), (507, Some("waiting")));
    assert_eq!(set(&mut admin, &outer, ""), 303);
    let request = crate::support::Request::form(&format!("{second}/decide"), &[]).header("origin", &world.origin());
    assert_eq!(editor.send(request).status, 200);
}

#[test]
fn more_than_the_disk_holds_is_refused_when_it_is_announced() {
    let world = World::with(|settings| settings.uploads = UploadSettings { largest: u64::MAX });
    let mut editor = world.editor();
    let answer = announce(&mut editor, 1 << 60, &[("filename", "a")]);
    assert_eq!(answer.status, 507);
    assert!(answer.text().contains("disk has no room"), "{}", answer.text());
}

#[test]
fn a_document_is_not_replaced_by_one_that_is_too_large() {
    let world = small();
    import(&world, &[("a.txt", b"small")]);
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "a.txt");
    let put = |bytes: Vec<u8>| {
        let mut request = Request::new("PUT", &format!("/api/v1/items/{id}/content"))
            .header("content-type", "text/plain")
            .header("content-length", &bytes.len().to_string());
        request.body = bytes;
        request
    };
    let refused = editor.send(put(vec![b'x'; 1_000_001]));
    assert_eq!(refused.status, 413, "{}", refused.text());
    assert_eq!(editor.click("/files/a.txt").body, b"small");
    assert_eq!(editor.send(put(vec![b'x'; 1_000_000])).status, 200);
}

#[test]
fn an_administrator_limits_a_folder_on_its_page() {
    let world = small();
    let mut admin = world.admin();
    let form = format!("action=\"/d/{ROOT}/quota\"");
    assert!(admin.click("/files/").text().contains(&form));
    assert!(!world.editor().click("/files/").text().contains(&form), "others are not offered it");
    for (typed, shown) in [("2 GB", "value=\"2.0 GB\""), ("1234567", "value=\"1234567\""), ("", "value=\"\"")] {
        assert_eq!(admin.submit(&format!("/d/{ROOT}/quota"), &[("quota", typed)]).status, 303);
        let page = admin.click("/files/").text();
        assert!(page.contains(shown), "{typed}: {}", page.split("own-quota").nth(2).unwrap_or_default());
    }
    let refused = admin.submit(&format!("/d/{ROOT}/quota"), &[("quota", "lots")]);
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("500 MB"), "{}", refused.text());
}

#[test]
fn a_program_of_an_administrator_limits_a_folder() {
    let world = World::start();
    import(&world, &[("a/b.txt", b"b")]);
    let (mut admin, mut editor) = (world.admin(), world.editor());
    let a = admin.id_of(ROOT, "a");
    let quota = |id: &str| format!("/api/v1/items/{id}/quota");
    let seen = admin.send(Request::get(&format!("/api/v1/items/{a}"))).header("etag").unwrap().to_owned();
    let set = admin.json_if("PUT", &quota(&a), &json!({ "quota": 2_000_000 }), Some(&seen));
    assert_eq!((set.status, &set.json()["quota"]), (200, &json!(2_000_000)), "{}", set.text());
    let tag = set.header("etag").unwrap().to_owned();
    assert_ne!(tag, seen);
    let late = admin.json_if("PUT", &quota(&a), &json!({ "quota": null }), Some(&seen));
    assert_eq!((late.status, &admin.item(&a)["quota"]), (412, &json!(2_000_000)), "somebody else was quicker");
    for wrong in [json!({}), json!({ "quota": "2 MB" }), json!({ "quota": -1 }), json!({ "quota": 1.5 })] {
        assert_eq!(admin.json("PUT", &quota(&a), &wrong).status, 400, "{wrong}");
    }
    assert_eq!(admin.json("PUT", &quota(&a), &json!({ "quota": u64::MAX })).status, 400);
    let document = admin.id_of(&a, "b.txt");
    assert_eq!(admin.json("PUT", &quota(&document), &json!({ "quota": 1 })).status, 400);
    assert_eq!(editor.json("PUT", &quota(&a), &json!({ "quota": null })).status, 403);
    let none = admin.json_if("PUT", &quota(&a), &json!({ "quota": null }), Some(&tag));
    assert_eq!((none.status, &none.json()["quota"]), (200, &Value::Null));
    assert_eq!(world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'quota_set'"), "2");
}

#[test]
fn what_is_announced_has_its_room_on_the_disk() {
    let world = World::with(|settings| settings.uploads = UploadSettings { largest: u64::MAX });
    let mut editor = world.editor();
    let free = rustix::fs::statvfs(&world.settings.data_dir).unwrap();
    let most = usize::try_from(free.f_bavail * free.f_frsize).unwrap() / 3 * 2;
    let first = begin(&mut editor, most, &[("filename", "a.bin")]);
    let second = announce(&mut editor, most, &[("filename", "b.bin")]);
    assert_eq!(second.status, 507, "each would fit, both together do not");
    assert!(second.text().contains("disk has no room"), "{}", second.text());
    assert_eq!(editor.fetch("/uploads").json()["uploads"].as_array().unwrap().len(), 1, "nothing stays of it");
    assert_eq!(editor.send(tus("DELETE", &first)).status, 204);
    assert_eq!(announce(&mut editor, most, &[("filename", "b.bin")]).status, 201);
}

#[test]
fn one_person_has_so_many_uploads_under_way_and_the_page_shows_them_all() {
    let world = World::start();
    let mut editor = world.editor();
    let known = begin(&mut editor, 5, &[("filename", "a.txt")]);
    world.database.execute(
        "INSERT INTO uploads (id, owner, folder_id, path, name, length, on_taken, created_at, expires_at)
         SELECT gen_random_uuid(), owner, folder_id, path, 'left ' || number, 5, on_taken, created_at, expires_at
           FROM uploads, generate_series(1, 4999) AS number",
    );
    let page = editor.click("/uploads").text();
    assert_eq!(page.matches("<h2 dir=\"auto\">left ").count(), 4999);
    let refused = announce(&mut editor, 5, &[("filename", "b.txt")]);
    assert_eq!(refused.status, 429);
    assert!(refused.text().contains("5000 unfinished uploads"), "{}", refused.text());
    assert_eq!(editor.send(tus("DELETE", &known)).status, 204);
    assert_eq!(announce(&mut editor, 5, &[("filename", "b.txt")]).status, 201);
    assert_eq!(announce(&mut world.admin(), 5, &[("filename", "c.txt")]).status, 201, "others have their own");
}
