//! How other portals' files were taken, tried on every way that leads to bytes here. Each test is named for what the
//! attacker does not get.

use std::{
    fs,
    io::{Read, Write},
    net::Shutdown,
    os::unix::fs::symlink,
    path::PathBuf,
};

use latchkey::downloads::zip::entry_name::safe;

use crate::{
    documents_zip::{id_of, names},
    support::{Answer, Browser, Request, World, http, import::import},
    tickets::{path, ticket},
};

/// Stands in the document, and must stand in no answer to anybody who may not read it.
pub const SECRET: &str = "the figures of the third quarter";

pub fn get(browser: &mut Browser, target: &str) -> Answer {
    browser.send(Request::get(target).header("accept", "*/*"))
}

/// Every address that gives a document's bytes to whoever may read it.
pub fn ways_to(reader: &mut Browser, id: &str, place: &str) -> Vec<String> {
    let ticket = path(&ticket(reader, id));
    vec![
        format!("/files/{place}"),
        format!("/api/files/{place}"),
        format!("/d/{id}/file"),
        format!("/d/{id}/versions/1/file"),
        format!("/api/v1/items/{id}/content"),
        format!("/zip?id={id}"),
        ticket,
    ]
}

#[test]
fn no_spelling_of_an_address_leads_out_of_the_documents() {
    let world = World::start();
    import(&world, &[("folder/a.txt", SECRET.as_bytes())]);
    let id = id_of(&world, "a.txt");
    let mut reader = world.reader();
    let beyond = [
        "..",
        "../..",
        "%2e%2e",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%2f..%2f",
        "..%5c..%5c",
        "%5c",
        "..\\..\\",
        "%252e%252e%252f",
        "%2e%2e%5c",
        ".%2e",
        "%2e.",
        "C:",
        "C:%5cWindows",
        "C:/Windows/win.ini",
        "%00",
        "a.txt%00.png",
        "folder%00",
        "%c0%ae%c0%ae",
        "%uff0e%uff0e",
        "....//",
        "..;/",
        "folder/..%2f..%2fetc%2fpasswd",
        "folder/%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "file:///etc/passwd",
        "~root",
        "folder/a.txt/..",
        "folder/a.txt/.",
    ];
    let ticket = path(&ticket(&mut reader, &id));
    let sealed = ticket.split('/').nth(2).unwrap();
    for way in beyond {
        for mount in [
            "/files/",
            "/api/files/",
            "/static/0/",
            "/static/",
            "/d/",
            &format!("/d/{id}/"),
            &format!("/t/{sealed}x/"),
            "/t/",
        ] {
            let answer = get(&mut reader, &format!("{mount}{way}"));
            assert!(matches!(answer.status, 400 | 404), "{mount}{way}: {}", answer.status);
            assert!(!answer.text().contains("root:") && !answer.text().contains(SECRET), "{mount}{way}");
        }
        let zip = get(&mut reader, &format!("/zip?id={way}"));
        assert_eq!(zip.status, 400, "/zip?id={way}");
    }
}

#[test]
fn what_is_checked_is_what_is_opened() {
    let world = World::start();
    // One name in two spellings of Unicode, and its neighbours that differ by a letter's case, a dot or a blank.
    import(
        &world,
        &[("f/\u{e4}.txt", b"composed"), ("f/A.txt", b"upper"), ("f/a.txt", b"lower"), ("f/a.txt.", b"dot")],
    );
    let mut reader = world.reader();
    for (spelled, content) in [
        ("%C3%A4.txt", "composed"),
        ("a%CC%88.txt", "composed"),
        ("A.txt", "upper"),
        ("a.txt", "lower"),
        ("%61.txt", "lower"),
        ("a.txt.", "dot"),
        ("a.txt%2e", "dot"),
    ] {
        for mount in ["/files/f/", "/api/files/f/"] {
            assert_eq!(get(&mut reader, &format!("{mount}{spelled}")).text(), content, "{mount}{spelled}");
        }
    }
    for spelled in [
        "/files/F/a.txt",
        "/files//f/a.txt",
        "/files/f//a.txt",
        "/files/f/./a.txt",
        "/files/x/../f/a.txt",
        "/files/f%2fa.txt",
        "/files/f/a.txt/",
        "/files/f/a.txt%20",
        "/%66iles/f/a.txt",
        "/files/f;x/a.txt",
        "/FILES/f/a.txt",
        "//files/f/a.txt",
        "/files/f\\a.txt",
        "/files/f/a.txt::$DATA",
    ] {
        assert_eq!(get(&mut reader, spelled).status, 404, "{spelled}");
    }
}

fn blob(world: &World, content: &str) -> PathBuf {
    let walk = walkdir::WalkDir::new(world.settings.data_dir.join("blobs")).into_iter().map(|entry| entry.unwrap());
    let mut files = walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.find(|file| fs::read(file).is_ok_and(|bytes| bytes == content.as_bytes())).unwrap()
}

#[test]
fn a_link_in_the_store_leads_nowhere() {
    for whole_folder in [false, true] {
        // Before it starts, so that no reader of its own has the bytes in memory.
        let mut world = World::asleep("http://localhost:8000", |_| {});
        let outside = tempfile::tempdir().unwrap();
        import(&world, &[("a.txt", SECRET.as_bytes()), ("whole.txt", b"so the store is known")]);
        let id = id_of(&world, "a.txt");
        let file = blob(&world, SECRET);
        let moved = if whole_folder { file.parent().unwrap().to_owned() } else { file };
        let elsewhere = outside.path().join("elsewhere");
        fs::rename(&moved, &elsewhere).unwrap();
        symlink(&elsewhere, &moved).unwrap();
        world.wake();
        let mut reader = world.reader();
        for way in ways_to(&mut reader, &id, "a.txt") {
            if way.starts_with("/zip") {
                continue; // cut off in the middle: documents_zip.rs
            }
            let answer = get(&mut reader, &way);
            assert_eq!(answer.status, 500, "{way}");
            assert!(!answer.text().contains(SECRET), "{way}");
        }
    }
}

#[test]
fn no_entry_of_an_archive_leads_out_of_the_folder_it_is_unpacked_into() {
    let world = World::start();
    let bad = [
        "a..b",
        "..\\..\\evil.bat",
        "C:\\evil.bat",
        "C:evil.bat",
        "\\\\host\\share",
        "a:hidden",
        "\u{202e}txt.exe",
        "x\ny",
    ];
    let files: Vec<(String, &[u8])> = (0..bad.len()).map(|place| (format!("f/{place}"), &b"x"[..])).collect();
    import(&world, &files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect::<Vec<_>>());
    for (place, name) in bad.iter().enumerate() {
        let name = name.replace('\n', "' || chr(10) || '");
        world.database.execute(&format!("UPDATE nodes SET name = '{name}' WHERE name = '{place}'"));
    }
    let mut reader = world.reader();
    let answer = get(&mut reader, &format!("/d/{}/zip", id_of(&world, "f")));
    let found = names(&answer);
    assert_eq!(found.len(), bad.len() + 1, "each is there: {found:?}");
    for name in &found {
        let steps: Vec<&str> = name.trim_end_matches('/').split('/').collect();
        let harmless = steps.iter().all(|step| !step.is_empty() && *step != "." && *step != "..");
        assert!(harmless && !name.starts_with('/'), "{name:?}");
        assert!(!name.contains(['\\', ':', '\n', '\u{202e}']), "{name:?}");
    }
    assert!(found.contains(&"f/a..b".to_owned()), "two dots in a name are no way up: {found:?}");
    for name in ["..", ".", "", "/", "/etc/passwd", "a/../../b", "\0"] {
        let step = safe(name);
        let leads_out = step == ".." || step == "." || step.contains(['/', '\\', ':', '\0']);
        assert!(!step.is_empty() && !leads_out, "{name:?}: {step:?}");
    }
}

#[test]
fn a_body_that_is_not_as_long_as_it_says_becomes_no_version() {
    let world = World::start();
    import(&world, &[("a.txt", SECRET.as_bytes())]);
    let id = id_of(&world, "a.txt");
    let mut editor = world.editor();
    let put = |length: usize, body: &str| {
        let head = format!(
            "PUT /api/v1/items/{id}/content HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {}\r\norigin: http://localhost:8000\r\n\
             if-match: *\r\ncontent-length: {length}\r\n\r\n{body}",
            editor.cookie_header()
        );
        let mut stream = http::connect(world.port());
        stream.write_all(head.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
    };
    let versions = || world.database.text("SELECT count(*)::text FROM versions");
    put(1000, "cut off");
    assert_eq!(
        (versions().as_str(), get(&mut editor.clone(), "/files/a.txt").text().as_str()),
        ("1", SECRET),
        "shorter"
    );
    put(5, "12345 and more that nobody announced");
    let now = get(&mut editor, "/files/a.txt").text();
    assert!(now == "12345" || now == SECRET, "longer: {now}");
}

#[test]
fn a_range_that_makes_no_sense_is_refused_and_never_a_crash() {
    let world = World::start();
    import(&world, &[("a.txt", SECRET.as_bytes()), ("empty", b"")]);
    let (id, empty) = (id_of(&world, "a.txt"), id_of(&world, "empty"));
    let mut reader = world.reader();
    let ways = ways_to(&mut reader, &id, "a.txt").into_iter().map(|way| (way, false));
    let ways = ways.chain(ways_to(&mut reader, &empty, "empty").into_iter().map(|way| (way, true)));
    for (way, is_empty) in ways.filter(|(way, _)| !way.starts_with("/zip")) {
        for (range, status) in [
            ("bytes=10-1", 416),
            ("bytes=1000-", 416),
            ("bytes=-0", 416),
            ("", 200),
            ("bytes=", 200),
            ("bytes=-", 200),
            ("bytes", 200),
            ("=0-1", 200),
            ("bytes=a-b", 200),
            ("bytes=0-1-2", 200),
            ("bytes=99999999999999999999-", 416),
            ("bytes=0-99999999999999999999", if is_empty { 200 } else { 206 }),
            ("bytes=-99999999999999999999", if is_empty { 200 } else { 206 }),
            ("bytes= 0-1", if is_empty { 200 } else { 206 }),
        ] {
            let answer = reader.send(Request::get(&way).header("range", range));
            assert_eq!(answer.status, status, "{way} with {range:?}");
        }
    }
}

#[test]
fn a_missing_store_never_serves_the_working_directory() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    import(&world, &[("Cargo.toml", SECRET.as_bytes()), ("whole.txt", b"so the store is known")]);
    let id = id_of(&world, "Cargo.toml");
    fs::remove_file(blob(&world, SECRET)).unwrap();
    world.wake();
    let mut reader = world.reader();
    fs::rename(world.settings.data_dir.join("blobs"), world.settings.data_dir.join("gone")).unwrap();
    for way in ways_to(&mut reader, &id, "Cargo.toml") {
        if way.starts_with("/zip") {
            continue;
        }
        let answer = get(&mut reader, &way);
        assert_eq!(answer.status, 500, "{way}");
        assert!(!answer.text().contains("[package]"), "{way}");
    }
    for way in ["/files/Cargo.lock", "/files/src/main.rs", "/api/files/.env", "/static/0/../Cargo.toml"] {
        assert!(matches!(get(&mut reader, way).status, 404), "{way}");
    }
}
