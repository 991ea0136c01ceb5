//! Bytes that are not any more what they were: they are never served for good ones, and the same file heals them.

use std::{
    fs,
    io::{Read, Write},
    path::PathBuf,
};

use crate::support::{
    Request, World,
    blobs::{blob_with, blobs, damage, name_of},
    http::connect,
    import::import,
    log,
    program::{latchkey, said},
    upload::send_whole,
};

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 % 251) as u8).collect()
}

/// The only one.
fn blob(world: &World) -> PathBuf {
    blobs(world).remove(0)
}

fn sizes() -> [usize; 3] {
    // Held in memory, an open file that readers share, a file of each reader's own.
    [100_000, 1_000_000, 9_000_000]
}

#[test]
fn an_upload_of_the_same_file_takes_the_place_of_damaged_bytes() {
    for size in sizes() {
        let (world, bytes) = (World::start(), some_bytes(size));
        import(&world, &[("a.bin", &bytes)]);
        damage(&blob(&world));
        let (code, text) = said(latchkey(&world, &["verify"]));
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains("/a.bin, version 1") && text.contains("heals it by uploading it again"), "{text}");
        // The damage is looked at, so that it is open or remembered where that is so.
        assert!(whole(&world, "a.bin").is_none_or(|came| came.len() < size));
        let sent = send_whole(&mut world.editor(), &bytes, &[("filename", "b.bin")]);
        assert_eq!(sent.status, 201, "{}", sent.text());
        for name in ["a.bin", "b.bin"] {
            assert!(whole(&world, name).unwrap() == bytes, "{name} of {size}");
        }
        assert_eq!(said(latchkey(&world, &["verify"])).0, Some(0));
    }
}

#[test]
fn a_download_of_damaged_bytes_is_cut_before_its_end_and_told_to_the_operator() {
    for size in sizes() {
        let (world, bytes) = (World::start(), some_bytes(size));
        import(&world, &[("a.bin", &bytes)]);
        if size > 128 * 1024 {
            assert!(whole(&world, "a.bin").unwrap() == bytes, "it was good before");
        }
        damage(&blob(&world));
        assert!(whole(&world, "a.bin").is_none_or(|came| came.len() < size), "{size}");
        let hash = name_of(&blob(&world));
        let lines = log::lines_with(&hash);
        assert!(lines.iter().any(|line| line["level"] == "ERROR" && line["fields"]["damaged"].is_u64()), "{lines:?}");
    }
}

#[test]
fn a_download_that_was_cut_for_damage_cannot_be_gone_on_with() {
    for size in [1_000_000, 9_000_000] {
        let (world, bytes) = (World::start(), some_bytes(size));
        import(&world, &[("a.bin", &bytes)]);
        damage(&blob(&world));
        let came = whole(&world, "a.bin").unwrap().len();
        assert!(came < size);
        let mut reader = world.reader();
        let rest = format!("bytes={came}-");
        for headers in [&[("range", rest.as_str())][..], &[("range", "bytes=0-9")], &[]] {
            let answer = reader.send(Request::get("/files/a.bin").headers(headers));
            assert_eq!(answer.status, 500, "{headers:?} of {size}");
            let told = answer.text();
            assert!(told.contains("Whoever still has it can upload it again"), "{told}");
        }
        assert_eq!(send_whole(&mut world.editor(), &bytes, &[("filename", "b.bin")]).status, 201);
        let answer = reader.send(Request::get("/files/a.bin").header("range", &rest));
        assert!(answer.status == 206 && answer.body == bytes[came..], "{}", answer.status);
    }
}

#[test]
fn verify_takes_what_is_lost_from_the_files_of_a_folder_whatever_they_are_called() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let (large, fine) = (some_bytes(1_000_000), some_bytes(5));
    import(&world, &[("large.bin", &large), ("gone.txt", b"gone"), ("lost.txt", b"lost"), ("fine.txt", &fine)]);
    damage(&blob_with(&world, &large));
    for lost in [&b"gone"[..], b"lost"] {
        fs::remove_file(blob_with(&world, lost)).unwrap();
    }
    let backup = tempfile::tempdir().unwrap();
    fs::create_dir(backup.path().join("below")).unwrap();
    // One of the right length and other bytes; one twice; a link, which nobody follows.
    fs::write(backup.path().join("1"), "othr").unwrap();
    for name in ["2", "below/3"] {
        fs::write(backup.path().join(name), "gone").unwrap();
    }
    fs::write(backup.path().join("below/4"), &large).unwrap();
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    fs::write(elsewhere.path(), "lost").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), backup.path().join("link")).unwrap();
    let heal = |place: &str| said(latchkey(&world, &["verify", "--heal", place]));
    let (code, text) = heal(backup.path().to_str().unwrap());
    assert_eq!(code, Some(1), "one is still missing: {text}");
    for part in ["/large.bin, version 1", "/below/4", "/gone.txt, version 1", "/2", "latchkey: one blob is missing"] {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
    assert_eq!(text.matches("HEALED").count(), 2, "{text}");
    let (code, text) = heal(elsewhere.path().to_str().unwrap());
    assert_eq!((code, text.matches("WRONG").count(), text.matches("HEALED").count()), (Some(0), 1, 1), "{text}");
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert!(code == Some(0) && text.contains("4 blobs are whole") && !text.contains("not named"), "{text}");
    let (code, text) = heal("/not/there");
    assert!(code == Some(1) && text.contains("/not/there: No such file"), "{text}");
}

/// What came, if the answer was 200: all of it, or less when the connection was cut.
fn whole(world: &World, name: &str) -> Option<Vec<u8>> {
    let (mut stream, cookie) = (connect(world.port()), world.reader().cookie_header());
    let ask =
        format!("GET /files/{name} HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    answer.starts_with(b"HTTP/1.1 200").then(|| answer.split_off(head))
}
