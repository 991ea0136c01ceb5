//! A folder or a selection as one file. The judge is another implementation of the format: the crate `zip`.

use std::{
    fs,
    io::{Cursor, Read, Write},
};

use latchkey::downloads::zip::entry_name::EntryNames;
use zip::ZipArchive;

use crate::support::{Answer, Browser, Request, World, eventually, http, import::import};

pub const ROOT: &str = "00000000-0000-7000-8000-000000000001";

pub fn id_of(world: &World, name: &str) -> String {
    world.database.text(&format!("SELECT id::text FROM nodes WHERE name = '{name}' AND deletion_id IS NULL"))
}

pub fn open(answer: &Answer) -> ZipArchive<Cursor<Vec<u8>>> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    ZipArchive::new(Cursor::new(answer.body.clone())).unwrap()
}

/// Names and contents, each read to its end, so that the checksum is looked at.
pub fn contents(answer: &Answer) -> Vec<(String, Vec<u8>)> {
    let mut archive = open(answer);
    (0..archive.len())
        .map(|place| {
            let mut entry = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

pub fn names(answer: &Answer) -> Vec<String> {
    contents(answer).into_iter().map(|(name, _)| name).collect()
}

fn get(browser: &mut Browser, target: &str) -> Answer {
    browser.send(Request::get(target))
}

#[test]
fn a_folder_comes_with_everything_in_it() {
    let world = World::start();
    let large: Vec<u8> = (0..300_000).map(|place: usize| (place * 31 % 251) as u8).collect();
    let files: &[(&str, &[u8])] = &[
        ("Jahr/Übersicht.txt", "Grüße".as_bytes()),
        ("Jahr/2026/large.bin", &large),
        ("Jahr/会社.txt", b""),
        ("other.txt", b"no"),
    ];
    import(&world, files);
    let year = id_of(&world, "Jahr");
    world.database.execute(&format!(
        "INSERT INTO nodes (id, parent_id, name, kind, created_by) VALUES (gen_random_uuid(), '{year}', 'leer', 'folder', 'test')"
    ));
    let mut reader = world.reader();
    let answer = get(&mut reader, &format!("/d/{year}/zip"));
    for (name, value) in [
        ("content-type", "application/zip"),
        ("content-disposition", "attachment; filename=\"Jahr.zip\"; filename*=UTF-8''Jahr.zip"),
        ("accept-ranges", "none"),
        ("cache-control", "private, no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    assert!(answer.header("content-length").is_some(), "so that the browser shows how far it is");
    let expected: Vec<(String, Vec<u8>)> = vec![
        ("Jahr/".to_owned(), vec![]),
        ("Jahr/2026/".to_owned(), vec![]),
        ("Jahr/2026/large.bin".to_owned(), large),
        ("Jahr/leer/".to_owned(), vec![]),
        ("Jahr/Übersicht.txt".to_owned(), "Grüße".as_bytes().to_vec()),
        ("Jahr/会社.txt".to_owned(), vec![]),
    ];
    assert_eq!(contents(&answer), expected);
    let mut archive = open(&answer);
    let entry = archive.by_name("Jahr/2026/large.bin").unwrap();
    assert_eq!(entry.unix_mode(), Some(0o100_644));
    let (changed, now) = (entry.last_modified().unwrap(), latchkey::clock::Clock::now(&*world.clock));
    let (day, minute) = ((changed.day(), changed.hour()), (changed.minute(), changed.second()));
    assert_eq!((day, minute), ((now.day(), now.hour()), (now.minute(), now.second() / 2 * 2)), "when it was added");

    let head = reader.send(Request::new("HEAD", &format!("/d/{year}/zip")));
    assert_eq!((head.status, head.header("content-length")), (200, answer.header("content-length")));
    let ranged = reader.send(Request::get(&format!("/d/{year}/zip")).header("range", "bytes=5-9"));
    assert_eq!((ranged.status, ranged.body.len()), (200, answer.body.len()), "no parts");

    let everything = get(&mut reader, &format!("/d/{ROOT}/zip"));
    assert!(names(&everything).contains(&"other.txt".to_owned()));
    assert!(everything.header("content-disposition").unwrap().contains("\"Documents.zip\""));
    let recorded = world.database.text(
        "SELECT count(*)::text || ' ' || min(detail->>'documents') FROM audit_events WHERE kind = 'archive_downloaded' AND detail->>'name' = 'Jahr'",
    );
    assert_eq!(recorded, "2 3", "who took what; asking for the size alone takes nothing");
}

#[test]
fn a_selection_holds_what_was_chosen_under_names_of_their_own() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"of a"), ("b/plan.txt", b"of b"), ("c/deep/in.txt", b"c"), ("empty/x", b"")]);
    let mut reader = world.reader();
    let plans = world.database.text("SELECT string_agg('id=' || id, '&') FROM nodes WHERE name = 'plan.txt'");
    let answer = get(&mut reader, &format!("/zip?{plans}"));
    assert_eq!(names(&answer), ["plan (2).txt", "plan.txt"]);
    assert!(answer.header("content-disposition").unwrap().contains("\"Selection.zip\""));

    let (c, deep) = (id_of(&world, "c"), id_of(&world, "deep"));
    let nested = get(&mut reader, &format!("/zip?id={deep}&id={c}&id={c}"));
    assert_eq!(names(&nested), ["c/", "c/deep/", "c/deep/in.txt"], "each thing once, in its folder");

    let gone = uuid::Uuid::from_u128(7);
    assert_eq!(get(&mut reader, &format!("/zip?id={c}&id={gone}")).status, 404);
    for (target, status) in [("/zip", 400), ("/zip?id=", 400), ("/zip?id=..%2f", 400), ("/d/nothing/zip", 404)] {
        assert_eq!(get(&mut reader, target).status, status, "{target}");
    }
    let many = vec![format!("id={c}"); 1001].join("&");
    assert_eq!(get(&mut reader, &format!("/zip?{many}")).status, 400);
}

#[test]
fn what_is_not_visible_is_not_in_it() {
    let world = World::start();
    import(&world, &[("f/kept.txt", b"1"), ("f/deleted.txt", b"2"), ("f/g/inner.txt", b"3")]);
    let mut reader = world.reader();
    let (folder, deleted) = (id_of(&world, "f"), id_of(&world, "deleted.txt"));
    world.database.execute(&format!(
        "BEGIN; UPDATE nodes SET deletion_id = id WHERE id = '{deleted}';
         INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by) VALUES ('{deleted}', '{deleted}', '', now(), 'test'); COMMIT"
    ));
    assert_eq!(names(&get(&mut reader, &format!("/d/{folder}/zip"))), ["f/", "f/g/", "f/g/inner.txt", "f/kept.txt"]);
    assert_eq!(get(&mut reader, &format!("/d/{deleted}/zip")).status, 404);
    assert_eq!(get(&mut reader, &format!("/zip?id={folder}&id={deleted}")).status, 404);
}

/// Asks for an archive, reads its first bytes and stops.
fn begun(world: &World, reader: &Browser, target: &str) -> std::net::TcpStream {
    let mut stream = http::connect(world.port());
    let head = format!(
        "GET {target} HTTP/1.1\r\nhost: localhost:8000\r\nconnection: close\r\ncookie: {}\r\n\r\n",
        reader.cookie_header()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn a_document_that_is_replaced_meanwhile_comes_in_the_version_that_was_there() {
    let world = World::start();
    let large = vec![7; 12_000_000];
    import(&world, &[("f/a-large.bin", &large), ("f/b.txt", b"old")]);
    let reader = world.reader();
    let mut stream = begun(&world, &reader, &format!("/d/{}/zip", id_of(&world, "f")));
    let mut bytes = vec![0; 5000];
    stream.read_exact(&mut bytes).unwrap();
    import(&world, &[("f/b.txt", b"a new and longer version")]);
    stream.read_to_end(&mut bytes).unwrap();
    let answer = Answer::parse(&bytes, false);
    assert_eq!(contents(&answer)[2], ("f/b.txt".to_owned(), b"old".to_vec()));
}

#[test]
fn lost_bytes_cut_the_archive_off() {
    // Lost before the start: nothing has the bytes in memory.
    let mut world = World::asleep("http://localhost:8000", |_| {});
    import(&world, &[("f/a.txt", b"there"), ("f/b.txt", b"lost!!"), ("f/c.txt", b"there too")]);
    for file in walkdir::WalkDir::new(world.settings.data_dir.join("blobs")) {
        let file = file.unwrap();
        if file.file_type().is_file() && file.metadata().unwrap().len() == 6 {
            fs::remove_file(file.path()).unwrap();
        }
    }
    world.wake();
    let reader = world.reader();
    let mut stream = begun(&world, &reader, &format!("/d/{}/zip", id_of(&world, "f")));
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    // What had not left yet is dropped with the connection, the head too if need be.
    let Some(end) = http::find(&bytes, b"\r\n\r\n").map(|end| end + 4) else { return };
    let promised: usize = Answer::parse(&bytes[..end], true).header("content-length").unwrap().parse().unwrap();
    assert!(bytes.len() - end < promised, "every client sees that bytes are missing");
    assert!(ZipArchive::new(Cursor::new(bytes[end..].to_vec())).is_err());
}

#[test]
fn no_two_entries_have_one_name() {
    let mut names = EntryNames::default();
    let given: Vec<String> = [
        ("a.txt", false),
        ("a.txt", false),
        ("a", true),
        ("a", false),
        ("a:b", false),
        ("a_b", false),
        (".env", false),
        (".env", false),
    ]
    .into_iter()
    .map(|(name, is_folder)| names.give("", name, is_folder))
    .collect();
    assert_eq!(given, ["a.txt", "a (2).txt", "a/", "a (2)", "a_b", "a_b (2)", ".env", ".env (2)"]);
}

#[test]
fn its_size_is_told_before() {
    let world = World::start();
    import(&world, &[("f/a.txt", &[b'a'; 1500]), ("f/g/b.txt", b"12345")]);
    let mut reader = world.reader();
    let (folder, inner) = (id_of(&world, "f"), id_of(&world, "g"));
    let told = reader.fetch(&format!("/zip/size?id={folder}")).json();
    assert_eq!((told["documents"].as_u64(), told["entries"].as_u64()), (Some(2), Some(4)));
    assert_eq!((told["words"].as_str(), told["too_large"].as_bool()), (Some("2 documents, 1.5 kB"), Some(false)));
    let page = reader.click(&format!("/zip/size?id={folder}")).text();
    assert!(page.contains("1,505 bytes") && page.contains(&format!("href=\"/d/{folder}/zip\"")), "{page}");
    let both = reader.click(&format!("/zip/size?id={folder}&id={inner}")).text();
    assert!(both.contains(&format!("/zip?id={folder}&#38;id={inner}")), "{both}");
    assert_eq!(reader.fetch(&format!("/zip/size?id={ROOT}")).json()["entries"], 4, "the root is no entry");
    import(&world, &[("f/c.txt", b"c")]);
    eventually(|| reader.fetch(&format!("/zip/size?id={folder}")).json()["documents"] == 3);
    assert_eq!(reader.fetch(&format!("/zip/size?id={}", uuid::Uuid::from_u128(7))).status, 404);
    assert_eq!(world.nobody().fetch(&format!("/zip/size?id={folder}")).status, 403);
}

#[test]
fn what_is_too_much_for_one_archive_is_refused_with_a_way_out() {
    let world = World::start();
    world.database.execute(&format!(
        "INSERT INTO nodes (id, parent_id, name, kind, created_by)
         SELECT gen_random_uuid(), '{ROOT}', 'folder ' || n, 'folder', 'test' FROM generate_series(1, 100001) n"
    ));
    let mut reader = world.reader();
    let page = reader.click(&format!("/d/{ROOT}/zip"));
    assert_eq!(page.status, 400);
    assert!(page.text().contains("more than 100,000"), "{}", page.text());
    let offer = reader.click(&format!("/zip/size?id={ROOT}")).text();
    assert!(offer.contains("too much for one archive") && !offer.contains("/zip\" download"), "{offer}");
    assert_eq!(reader.fetch(&format!("/zip/size?id={ROOT}")).json()["too_large"], true);
    world.database.execute("DELETE FROM nodes WHERE name = 'folder 7'");
    let head = reader.send(Request::new("HEAD", &format!("/d/{ROOT}/zip")));
    assert_eq!(head.status, 200, "a hundred thousand are not too many");
}
