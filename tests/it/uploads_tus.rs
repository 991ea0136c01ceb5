//! The tus protocol 1.0: creation, what comes after it, checksums, termination; and whose uploads are whose.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::support::{
    Request, World,
    blobs::blobs,
    upload::{ROOT, announce, begin, metadata, noise, offset, patch, send_whole, tus},
};

#[test]
fn the_site_says_what_it_speaks() {
    let world = World::start();
    let answer = world.editor().send(Request::new("OPTIONS", "/uploads"));
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("tus-version"), Some("1.0.0"));
    assert_eq!(answer.header("tus-resumable"), Some("1.0.0"));
    assert_eq!(answer.header("tus-max-size"), Some("10000000000"));
    assert_eq!(answer.header("tus-extension"), Some("creation,creation-with-upload,expiration,checksum,termination"));
    assert_eq!(answer.header("tus-checksum-algorithm"), Some("sha1,sha256"));
}

#[test]
fn a_file_in_pieces_becomes_a_document_with_the_last_one() {
    let world = World::start();
    let mut editor = world.editor();
    let bytes = noise(3_000_000);
    let answer = announce(&mut editor, bytes.len(), &[("filename", "plan.bin"), ("folder", "root")]);
    assert_eq!((answer.status, answer.header("upload-offset")), (201, Some("0")));
    assert!(answer.header("upload-expires").unwrap().ends_with(" GMT"));
    let target = answer.location().to_owned();
    let mut sent = 0;
    for piece in bytes.chunks(1_100_000) {
        assert_eq!(editor.fetch("/files/plan.bin").status, 404, "not before it is whole");
        let answer = editor.send(patch(&target, sent, piece));
        sent += piece.len();
        assert_eq!((answer.status, answer.header("upload-offset")), (204, Some(sent.to_string().as_str())));
        assert_eq!(offset(&mut editor, &target), sent);
    }
    let done = editor.fetch(&target).json();
    assert_eq!((done["state"].as_str(), done["outcome"].as_str()), (Some("done"), Some("new")));
    assert_eq!(editor.fetch("/files/plan.bin").body, bytes);
    assert_eq!(editor.fetch("/uploads").json()["uploads"].as_array().unwrap().len(), 0, "nothing is left over");
}

#[test]
fn a_small_file_takes_one_request() {
    let world = World::start();
    let mut editor = world.editor();
    for bytes in [&b"hello"[..], b""] {
        let name = format!("{}.txt", bytes.len());
        let answer = send_whole(&mut editor, bytes, &[("filename", &name), ("folder", ROOT)]);
        assert_eq!((answer.status, answer.header("upload-outcome")), (201, Some("new")), "{}", answer.text());
        assert_eq!(answer.header("upload-offset"), Some(bytes.len().to_string().as_str()));
        assert_eq!(editor.fetch(&format!("/files/{name}")).body, bytes);
    }
    let empty = announce(&mut editor, 0, &[("filename", "announced.txt")]);
    assert_eq!((empty.status, empty.header("upload-state")), (201, Some("done")));
}

#[test]
fn a_small_file_that_is_refused_leaves_no_bytes() {
    let world = World::with(|settings| settings.uploads.each_person = Some(10));
    let mut editor = world.editor();
    send_whole(&mut editor, b"first", &[("filename", "a.txt")]);
    let before = blobs(&world);
    let taken = send_whole(&mut editor, b"other", &[("filename", "a.txt")]);
    let full = send_whole(&mut editor, b"too many", &[("filename", "b.txt")]);
    let nowhere =
        send_whole(&mut editor, b"none", &[("filename", "c.txt"), ("folder", &uuid::Uuid::nil().to_string())]);
    assert_eq!((taken.status, full.status, nowhere.status), (409, 507, 404));
    assert_eq!(blobs(&world), before);
    assert_eq!(world.database.text("SELECT count(*) FROM uploads"), "1");
}

#[test]
fn the_first_bytes_may_come_with_the_announcement() {
    let world = World::start();
    let mut editor = world.editor();
    let mut request = tus("POST", "/uploads")
        .header("upload-length", "10")
        .header("upload-metadata", &metadata(&[("filename", "ten")]))
        .header("content-type", "application/offset+octet-stream");
    request.body = b"01234".to_vec();
    let answer = editor.send(request);
    assert_eq!((answer.status, answer.header("upload-offset")), (201, Some("5")));
    let target = answer.location().to_owned();
    assert_eq!(editor.send(patch(&target, 5, b"56789")).status, 204);
    assert_eq!(editor.fetch("/files/ten").body, b"0123456789");
}

#[test]
fn folders_on_the_way_are_made() {
    let world = World::start();
    let mut editor = world.editor();
    for (path, name) in [("Fotos/2026", "a.txt"), ("Fotos/2026", "b.txt"), ("Fotos", "c.txt"), ("", "d.txt")] {
        let answer = send_whole(&mut editor, b"x", &[("filename", name), ("path", path)]);
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(editor.fetch(&format!("/files/{path}/{name}").replace("//", "/")).status, 200);
    }
    let answer = send_whole(&mut editor, b"x", &[("filename", "e.txt"), ("path", "d.txt/f")]);
    assert_eq!(answer.status, 409, "a document is no folder");
    assert_eq!(send_whole(&mut editor, b"x", &[("filename", "e.txt"), ("path", "a/../b")]).status, 400);
}

#[test]
fn many_at_once_may_make_the_same_folders() {
    let world = World::start();
    let editor = world.editor();
    let senders: Vec<_> = (0..8)
        .map(|number| {
            let mut editor = editor.clone();
            std::thread::spawn(move || {
                let name = format!("{number}.txt");
                send_whole(&mut editor, b"x", &[("filename", &name), ("path", "one/two/three")]).status
            })
        })
        .collect();
    assert!(senders.into_iter().all(|sender| sender.join().unwrap() == 201));
    assert_eq!(editor.clone().fetch("/api/files/one/two/three/").json()["entries"].as_array().unwrap().len(), 8);
}

#[test]
fn bytes_for_another_place_are_refused_and_nothing_is_lost() {
    let world = World::start();
    let mut editor = world.editor();
    let target = begin(&mut editor, 10, &[("filename", "ten")]);
    assert_eq!(editor.send(patch(&target, 0, b"01234")).status, 204);
    for wrong in [0, 4, 6, 10] {
        assert_eq!(editor.send(patch(&target, wrong, b"x")).status, 409, "{wrong}");
    }
    assert_eq!(offset(&mut editor, &target), 5);
    assert_eq!(editor.send(patch(&target, 5, b"56789")).status, 204);
    assert_eq!(editor.fetch("/files/ten").body, b"0123456789");
}

#[test]
fn more_than_was_announced_is_refused() {
    let world = World::start();
    let mut editor = world.editor();
    let target = begin(&mut editor, 5, &[("filename", "five")]);
    assert_eq!(editor.send(patch(&target, 0, b"0123456")).status, 413);
    // And without saying so before.
    let mut chunked = patch(&target, 0, b"7\r\n0123456\r\n0\r\n\r\n");
    chunked.headers.retain(|(name, _)| name != "content-length");
    let chunked = chunked.header("transfer-encoding", "chunked").header("content-length", "");
    let chunked =
        Request { headers: chunked.headers.into_iter().filter(|(_, value)| !value.is_empty()).collect(), ..chunked };
    let mut raw = format!(
        "PATCH {target} HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {}\r\nconnection: close\r\n",
        editor.cookie_header()
    );
    for (name, value) in &chunked.headers {
        raw += &format!("{name}: {value}\r\n");
    }
    let raw = [raw.as_bytes(), b"\r\n", &chunked.body].concat();
    let answer = crate::support::Answer::parse(&crate::support::http::exchange(world.port(), &raw), false);
    assert_eq!(answer.status, 413, "{}", answer.text());
    assert_eq!(editor.send(patch(&target, offset(&mut editor.clone(), &target), b"")).status, 204);
    assert_eq!(editor.fetch("/files/five").status, 404);
    let mut long = tus("POST", "/uploads")
        .header("upload-length", "3")
        .header("upload-metadata", &metadata(&[("filename", "three")]))
        .header("content-type", "application/offset+octet-stream");
    long.body = b"0123".to_vec();
    assert_eq!(editor.send(long).status, 413);
}

#[test]
fn bytes_that_are_not_what_their_checksum_says_are_gone() {
    let world = World::start();
    let mut editor = world.editor();
    let target = begin(&mut editor, 10, &[("filename", "ten")]);
    let sha1 = format!("sha1 {}", BASE64_STANDARD.encode(Sha1::digest(b"01234")));
    let sha256 = format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(b"56789")));
    assert_eq!(editor.send(patch(&target, 0, b"01x34").header("upload-checksum", &sha1)).status, 460);
    assert_eq!(offset(&mut editor, &target), 0);
    assert_eq!(editor.send(patch(&target, 0, b"01234").header("upload-checksum", &sha1)).status, 204);
    assert_eq!(editor.send(patch(&target, 5, b"01234").header("upload-checksum", &sha256)).status, 460);
    assert_eq!(offset(&mut editor, &target), 5);
    assert_eq!(editor.send(patch(&target, 5, b"56789").header("upload-checksum", "md5 AAAA")).status, 400);
    assert_eq!(editor.send(patch(&target, 5, b"56789").header("upload-checksum", &sha256)).status, 204);
    assert_eq!(editor.fetch("/files/ten").body, b"0123456789");
}

#[test]
fn an_upload_can_be_thrown_away() {
    let world = World::start();
    let mut editor = world.editor();
    let target = begin(&mut editor, 10, &[("filename", "ten")]);
    assert_eq!(editor.send(patch(&target, 0, b"01234")).status, 204);
    assert_eq!(editor.send(tus("DELETE", &target)).status, 204);
    for method in ["HEAD", "GET", "DELETE"] {
        assert_eq!(editor.send(tus(method, &target)).status, 404, "{method}");
    }
    assert_eq!(editor.send(patch(&target, 5, b"56789")).status, 404);
    assert_eq!(std::fs::read_dir(world.settings.data_dir.join("blobs/incoming/uploads")).unwrap().count(), 0);
}

#[test]
fn nobody_else_sees_or_touches_an_upload() {
    let world = World::start();
    let mut editor = world.editor();
    let target = begin(&mut editor, 10, &[("filename", "ten")]);
    let mut other = world.admin();
    for method in ["HEAD", "GET", "DELETE"] {
        assert_eq!(other.send(tus(method, &target)).status, 404, "{method}");
    }
    assert_eq!(other.send(patch(&target, 0, b"0")).status, 404);
    assert_eq!(other.submit(&format!("{target}/decide"), &[("ontaken", "skip")]).status, 404);
    assert_eq!(other.submit(&format!("{target}/discard"), &[]).status, 404);
    assert!(other.fetch("/uploads").json()["uploads"].as_array().unwrap().is_empty());
    assert_eq!(editor.fetch("/uploads").json()["uploads"][0]["name"], "ten");
}

#[test]
fn a_request_without_the_protocols_version_is_refused() {
    let world = World::start();
    let mut editor = world.editor();
    for request in [Request::new("POST", "/uploads"), Request::new("PATCH", "/uploads/x")] {
        let answer = editor.send(request.header("content-type", "application/offset+octet-stream"));
        assert!(matches!(answer.status, 404 | 412), "{}", answer.status);
    }
    let target = begin(&mut editor, 10, &[("filename", "ten")]);
    let mut old = patch(&target, 0, b"0");
    old.headers.retain(|(name, _)| name != "tus-resumable");
    let answer = editor.send(old.header("tus-resumable", "0.2.2"));
    assert_eq!((answer.status, answer.header("tus-version")), (412, Some("1.0.0")));
    let mut typed = patch(&target, 0, b"0");
    typed.headers.retain(|(name, _)| name != "content-type");
    assert_eq!(editor.send(typed.header("content-type", "text/plain")).status, 415);
}

#[test]
fn nonsense_in_headers_is_refused() {
    let world = World::start();
    let mut editor = world.editor();
    let good = metadata(&[("filename", "a")]);
    for (length, metadata) in [
        ("", good.as_str()),
        ("-1", &good),
        ("1e3", &good),
        ("99999999999999999999", &good),
        ("1", "filename"),
        ("1", "filename %%%"),
        ("1", "filename YQ==,filename YQ=="),
        ("1", "filename /w=="),
        ("1", ""),
    ] {
        let request = tus("POST", "/uploads").header("upload-length", length).header("upload-metadata", metadata);
        assert_eq!(editor.send(request).status, 400, "{length:?} {metadata:?}");
    }
    assert_eq!(announce(&mut editor, 1, &[("filename", "a"), ("folder", "x")]).status, 400);
    assert_eq!(announce(&mut editor, 1, &[("filename", "a"), ("ontaken", "x")]).status, 400);
    let gone = "00000000-0000-7000-8000-00000000ffff";
    assert_eq!(announce(&mut editor, 1, &[("filename", "a"), ("folder", gone)]).status, 404);
}

#[test]
fn an_upload_that_is_announced_twice_with_its_key_is_one() {
    let world = World::start();
    let mut editor = world.editor();
    // The answer to the first request got lost; the document is there.
    let pairs = [("filename", "a.txt"), ("key", "browser-17")];
    let first = send_whole(&mut editor, b"bytes", &pairs);
    let again = send_whole(&mut editor, b"bytes", &pairs);
    assert_eq!((again.status, again.header("upload-state")), (201, Some("done")), "{}", again.text());
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(again.header("upload-document"), first.header("upload-document"));
    // Or some of it is there.
    let pairs = [("filename", "b.txt"), ("key", "browser-18")];
    let target = begin(&mut editor, 5, &pairs);
    assert_eq!(editor.send(patch(&target, 0, b"byt")).status, 204);
    let again = send_whole(&mut editor, b"bytes", &pairs);
    assert_eq!((again.location(), again.header("upload-offset")), (target.as_str(), Some("3")));
    assert_eq!(editor.send(patch(&target, 3, b"es")).status, 204);
    // Somebody else's key is another one.
    assert_eq!(announce(&mut world.admin(), 5, &[("filename", "c.txt"), ("key", "browser-18")]).status, 201);
    assert_eq!(world.database.text("SELECT count(*) FROM nodes WHERE kind = 'document'"), "2");
}
