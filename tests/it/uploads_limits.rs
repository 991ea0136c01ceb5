//! What is refused before its bytes come: too large, more than a folder may hold, more than the disk holds.

use std::io::{Read, Write};

use latchkey::settings::{UploadSettings, bytes_in};

use crate::support::{
    Answer, Browser, Request, World,
    http::connect,
    import::import,
    upload::{ROOT, announce, begin, metadata, tus},
};

fn small() -> World {
    World::with(|settings| settings.uploads = UploadSettings { largest: 1_000_000, ..UploadSettings::default() })
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
fn more_than_the_disk_holds_is_refused_when_it_is_announced() {
    let world =
        World::with(|settings| settings.uploads = UploadSettings { largest: u64::MAX, ..UploadSettings::default() });
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
fn what_is_announced_has_its_room_on_the_disk() {
    let world =
        World::with(|settings| settings.uploads = UploadSettings { largest: u64::MAX, ..UploadSettings::default() });
    let mut editor = world.editor();
    let free = rustix::fs::statvfs(&world.settings.data_dir).unwrap();
    let most = usize::try_from(free.f_bavail * free.f_frsize).unwrap() / 3 * 2;
    let first = begin(&mut editor, most, &[("filename", "a.bin")]);
    let second = announce(&mut editor, most, &[("filename", "b.bin")]);
    assert_eq!(second.status, 507, "each would fit, both together do not");
    assert!(second.text().contains("disk has no room"), "{}", second.text());
    assert_eq!(editor.fetch("/uploads").json()["uploads"].as_array().unwrap().len(), 1, "nothing stays of it");
    let half = most / 3;
    assert_eq!(announce(&mut world.admin(), half, &[("filename", "c.bin")]).status, 201, "others are not kept out");
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
