//! What a folder holds, and what one person may have added: everything that takes room counts.

use std::io::{Read, Write};

use latchkey::settings::UploadSettings;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{
    Answer, Browser, Request, World,
    http::connect,
    import::import,
    upload::{ROOT, announce, begin, form, patch, send_whole, tus},
};

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
    let by_path = [("filename", "c.txt"), ("path", "outer/inner/new")];
    let fits = begin(&mut editor, 100, &by_path);
    assert_eq!(try_it(&mut editor, 1).status, 507, "also what brings its way along");
    assert_eq!(editor.send(tus("DELETE", &fits)).status, 204);
    assert_eq!(announce(&mut editor, 5000, &[("filename", "c.txt")]).status, 201, "elsewhere there is room");
    let replace = [("filename", "a.txt"), ("folder", inner.as_str()), ("ontaken", "replace")];
    assert_eq!(send_whole(&mut editor, &[b'x'; 100], &replace).status, 201);
    assert_eq!(announce(&mut editor, 1, &replace).status, 507, "the old version is still there");
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
fn older_versions_and_the_trash_take_room_until_they_have_gone_for_good() {
    let world = World::with(|settings| settings.trash.hold = Duration::ZERO);
    import(&world, &[("outer/a.txt", &[b'a'; 400]), ("outer/inner/b.txt", &[b'b'; 300])]);
    let (mut editor, mut admin) = (world.editor(), world.admin());
    let outer = editor.id_of(ROOT, "outer");
    let quota = format!("/api/v1/items/{outer}/quota");
    assert_eq!(admin.json("PUT", &quota, &json!({ "quota": 1000 })).status, 200);
    let (a, inner) = (editor.id_of(&outer, "a.txt"), editor.id_of(&outer, "inner"));
    assert_eq!(editor.put(&a, &[b'c'; 200], None).status, 200);
    let refused = editor.put(&a, &[b'd'; 101], None);
    assert_eq!(refused.status, 507, "{}", refused.text());
    assert!(refused.text().contains("outer"), "{}", refused.text());
    let deletion = editor.delete(&inner);
    let small = form(&world.origin(), &outer, &[("e.txt", &[b'e'; 101])]);
    assert_eq!(editor.send(small.clone()).status, 507, "what lies in the trash has its room");
    // What adds no bytes is never refused: the quota may be smaller than what is there.
    assert_eq!(admin.json("PUT", &quota, &json!({ "quota": 500 })).status, 200);
    assert_eq!(editor.json("POST", &format!("/api/v1/items/{a}/versions/1/restore"), &Value::Null).status, 200);
    let renamed = editor.json("PATCH", &format!("/api/v1/items/{a}"), &json!({ "name": "a.md" }));
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert_eq!(editor.submit(&format!("/trash/{deletion}/restore"), &[]).status, 303);
    assert_eq!(editor.names(&outer), ["inner", "a.md"]);
    for id in [a, inner] {
        let deletion = editor.delete(&id);
        assert_eq!(admin.json("DELETE", &format!("/api/v1/trash/{deletion}"), &Value::Null).status, 204);
    }
    assert_eq!(editor.send(small).status, 303);
}

#[test]
fn nobody_keeps_others_out_by_announcing() {
    let world = World::start();
    import(&world, &[("outer/a.txt", &[b'a'; 200])]);
    let (mut editor, mut admin) = (world.editor(), world.admin());
    let outer = editor.id_of(ROOT, "outer");
    let quota = format!("/api/v1/items/{outer}/quota");
    assert_eq!(admin.json("PUT", &quota, &json!({ "quota": 1000 })).status, 200);
    let pairs = |name| [("filename", name), ("folder", outer.as_str())];
    begin(&mut editor, 800, &pairs("b.txt"));
    assert_eq!(announce(&mut editor, 1, &pairs("c.txt")).status, 507, "one's own counts in full");
    assert_eq!(announce(&mut admin, 401, &pairs("d.txt")).status, 507);
    let half = begin(&mut admin, 400, &pairs("d.txt"));
    assert_eq!(admin.send(patch(&half, 0, &[b'd'; 400])).status, 204);
    assert_eq!(admin.names(&outer), ["a.txt", "d.txt"]);
}

/// A PUT whose length nobody knows before its end.
fn put_without_length(editor: &Browser, id: &str, bytes: &[u8]) -> Answer {
    let mut stream = connect(editor.port);
    let head = format!(
        "PUT /api/v1/items/{id}/content HTTP/1.1\r\nhost: localhost:8000\r\norigin: {}\r\ncookie: {}\r\n\
         content-type: text/plain\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{:x}\r\n",
        editor.origin,
        editor.cookie_header(),
        bytes.len()
    );
    stream.write_all(&[head.as_bytes(), bytes, b"\r\n0\r\n\r\n"].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    Answer::parse(&answer, false)
}

#[test]
fn one_person_adds_no_more_than_their_quota_wherever_it_lies() {
    let world = World::with(|settings| {
        settings.trash.hold = Duration::ZERO;
        settings.uploads = UploadSettings { each_person: Some(1000), ..UploadSettings::default() };
    });
    import(&world, &[("in/a.txt", &[b'a'; 5000])]);
    let mut editor = world.editor();
    let (first, a) =
        (editor.make_folder(ROOT, "first"), world.database.text("SELECT id FROM nodes WHERE name = 'a.txt'"));
    let b = send_whole(&mut editor, &[b'b'; 400], &[("filename", "b.txt"), ("folder", &first)]);
    let b = b.header("upload-document").unwrap().to_owned();
    assert_eq!(editor.put(&b, &[b'c'; 300], None).status, 200);
    // 300 are left: by no way in more than that.
    let refused = announce(&mut editor, 301, &[("filename", "d.txt")]);
    assert_eq!(refused.status, 507);
    assert!(refused.text().contains("1.0 kB"), "{}", refused.text());
    assert_eq!(editor.put(&b, &[b'd'; 301], None).status, 507);
    assert_eq!(editor.put(&a, &[b'd'; 301], None).status, 507, "also where others began");
    assert_eq!(put_without_length(&editor, &b, &[b'd'; 301]).status, 507);
    assert_eq!(world.database.text("SELECT count(*) FROM uploads"), "1", "nothing waits of all this");
    let refused = editor.send(form(&world.origin(), &first, &[("d.txt", &[b'd'; 301])]));
    assert_eq!(refused.status, 507);
    assert!(refused.text().contains("You may have 1.0 kB here"), "{}", refused.text());
    assert_eq!(editor.json("POST", &format!("/api/v1/items/{a}/copy"), &json!({ "folder": first })).status, 507);
    let begun = begin(&mut editor, 300, &[("filename", "d.txt")]);
    assert_eq!(editor.put(&b, b"e", None).status, 507, "what is announced has its room");
    assert!(editor.click("/uploads").text().contains("1.0 kB of your 1.0 kB"));
    assert_eq!(editor.send(tus("DELETE", &begun)).status, 204);
    // Others have their own, and what adds no bytes is never refused.
    let mut other = world.admin();
    assert_eq!(other.put(&a, &[b'f'; 1000], None).status, 200);
    assert_eq!(other.put(&a, b"g", None).status, 507);
    assert_eq!(other.json("POST", &format!("/api/v1/items/{a}/versions/1/restore"), &Value::Null).status, 200);
    // The trash counts until it has gone for good.
    let deletion = editor.delete(&b);
    assert_eq!(announce(&mut editor, 301, &[("filename", "d.txt")]).status, 507);
    assert_eq!(other.json("DELETE", &format!("/api/v1/trash/{deletion}"), &Value::Null).status, 204);
    assert_eq!(announce(&mut editor, 1000, &[("filename", "d.txt")]).status, 201);
}

#[test]
fn many_who_come_at_once_find_a_quota_as_one_after_the_other_would() {
    let world = World::with(|settings| {
        settings.uploads = UploadSettings { each_person: Some(1000), ..UploadSettings::default() };
    });
    let editor = world.editor();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..8)
            .map(|number| {
                let mut editor = editor.clone();
                let name = format!("{number}.txt");
                scope.spawn(move || announce(&mut editor, 400, &[("filename", &name)]).status)
            })
            .collect();
        sent.into_iter().map(|sent| sent.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|&&status| status == 201).count(), 2, "{statuses:?}");
}

#[test]
fn an_administrator_limits_a_folder_on_its_page() {
    let world = World::start();
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
