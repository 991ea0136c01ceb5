//! Bytes that are not any more what they were: they are never served for good ones, and the same file heals them.

use std::{
    fs,
    io::{Read, Write},
    os::unix::fs::{FileExt, PermissionsExt},
    path::PathBuf,
};

use crate::support::{
    World,
    http::connect,
    import::import,
    log,
    program::{latchkey, said},
    upload::send_whole,
};

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 % 251) as u8).collect()
}

/// The only blob.
fn blob(world: &World) -> PathBuf {
    let walk = walkdir::WalkDir::new(world.settings.data_dir.join("blobs")).into_iter().map(Result::unwrap);
    let mut all = walk.filter(|entry| entry.file_name().len() == 62).map(walkdir::DirEntry::into_path);
    all.next().unwrap()
}

/// Four bytes in the middle are others.
fn damage(world: &World) {
    let path = blob(world);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.write_all_at(b"\xff\xff\xff\xff", file.metadata().unwrap().len() / 2).unwrap();
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
        damage(&world);
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
        damage(&world);
        assert!(whole(&world, "a.bin").is_none_or(|came| came.len() < size), "{size}");
        let hash = blob(&world);
        let hash =
            format!("{}{}", hash.parent().unwrap().file_name().unwrap().display(), hash.file_name().unwrap().display());
        let lines = log::lines_with(&hash);
        assert!(lines.iter().any(|line| line["level"] == "ERROR" && line["fields"]["damaged"].is_u64()), "{lines:?}");
    }
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
