//! In which order a folder's entries stand: as a person counts them, whatever the column.

use std::collections::HashSet;

use latchkey::{
    collation,
    documents::{
        document::EntryKind,
        kind::{Kind, types},
    },
    storage::content_hash::ContentHash,
};

use crate::support::{
    World, eventually,
    folder::{fill, fill_without_keys},
};

fn names(json: &serde_json::Value) -> Vec<String> {
    let entries = json["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn names_stand_as_a_person_counts_them_however_odd_they_are() {
    let mut world = World::start();
    world.stop();
    let long = "9".repeat(200);
    let longer = format!("1{}", "0".repeat(200));
    let mut wanted = vec![
        "a",
        "A!",
        "a 1",
        "a-1",
        "a1",
        "a1b",
        "a01",
        "a001",
        "a1.txt",
        "a2",
        "a10",
        "A10",
        "a10b2",
        "a10b10",
        "a 01.txt",
        "1",
        "01",
        "2",
        "10",
        "1a",
        "1.5",
        "1.10",
        "0",
        "00",
        "000a",
        "!",
        "~",
        "_",
        "-",
        "b",
        "B",
        "ba",
        "Zz",
        "zebra",
        "отчет 2",
        "Отчет 10",
        "דוח",
        "報告 2",
        "報告 10",
        "😀",
        "😀 2",
        "\u{1f600}b",
        &long,
        &longer,
        "x'y",
        "x%y",
        "x_y",
        ".hidden",
        "..x",
        "a.",
        "file (2).txt",
        "file (10).txt",
        "file.txt",
    ];
    let rows = wanted.iter().map(|name| ((*name).to_owned(), 1, "text/plain")).collect::<Vec<_>>();
    fill_without_keys(&world, "odd", &rows);
    world.wake();
    eventually(|| world.database.text("SELECT count(*) FROM search_entries WHERE sort_name >= E'\\x02'") == "0");
    // What the keys compare like is tried beside them.
    wanted.sort_by_cached_key(|name| collation::key(name));
    let mut reader = world.reader();
    assert_eq!(names(&reader.fetch("/api/files/odd/").json()), wanted);
    wanted.reverse();
    assert_eq!(names(&reader.fetch("/api/files/odd/?order=desc").json()), wanted);
}

#[test]
fn accents_do_not_send_a_name_behind_z() {
    let world = World::start();
    let rows = ["Ast", "Ärger", "Azur", "Zoo", "Élan", "ea", "em"].map(|name| (name.to_owned(), 1, "text/plain"));
    fill(&world, "words", &rows);
    let found = names(&world.reader().fetch("/api/files/words/").json());
    assert_eq!(found, ["Ärger", "Ast", "Azur", "ea", "Élan", "em", "Zoo"]);
}

#[test]
fn a_renamed_a_moved_and_a_replaced_thing_stands_where_it_belongs_now() {
    let world = World::start();
    let rows = ["1", "2", "3"].map(|name| (format!("{name}.txt"), 10, "text/plain"));
    fill(&world, "a", &rows);
    fill(&world, "b", &[]);
    // The documents are from the database's now, which is the moment after the world's.
    world.clock.advance(time::Duration::minutes(1));
    let mut editor = world.editor();
    let id = |name: &str| world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"));
    let first = id("1.txt");
    editor.json("PATCH", &format!("/api/v1/items/{first}"), &serde_json::json!({ "name": "11.txt" }));
    assert_eq!(names(&editor.fetch("/api/files/a/").json()), ["2.txt", "3.txt", "11.txt"]);
    editor.put(&id("2.txt"), b"longer than ten", None);
    assert_eq!(names(&editor.fetch("/api/files/a/?sort=size").json()), ["3.txt", "11.txt", "2.txt"]);
    assert_eq!(names(&editor.fetch("/api/files/a/?sort=changed&order=desc").json())[0], "2.txt");
    editor.json("PATCH", &format!("/api/v1/items/{first}"), &serde_json::json!({ "parent": id("b") }));
    assert_eq!(names(&editor.fetch("/api/files/b/").json()), ["11.txt"]);
    assert_eq!(names(&editor.fetch("/api/files/a/?sort=type").json()), ["2.txt", "3.txt"]);
}

#[test]
fn the_database_sorts_by_the_types_that_the_list_shows() {
    let world = World::start();
    let media_types = "application/pdf text/csv text/tab-separated-values application/vnd.ms-excel \
         application/vnd.oasis.opendocument.spreadsheet application/vnd.ms-powerpoint \
         application/vnd.openxmlformats-officedocument.presentationml.presentation application/msword application/rtf text/rtf \
         application/vnd.openxmlformats-officedocument.wordprocessingml.document application/vnd.oasis.opendocument.text \
         application/zip application/x-tar application/x-7z-compressed application/x-xz application/x-bzip2 application/gzip \
         application/vnd.rar application/x-rar-compressed image/png image/svg+xml audio/mpeg video/mp4 text/markdown text/html \
         application/xhtml+xml application/json text/xml application/yaml application/toml application/sql text/javascript \
         text/css text/x-python application/x-sh application/typescript message/rfc822 application/vnd.ms-outlook text/plain \
         application/octet-stream font/woff2 text/csv;charset=utf-8 TEXT/PLAIN";
    let hash = ContentHash::at_place(&format!("00/{}", "0".repeat(62))).unwrap();
    let mut seen = HashSet::from(["folder"]);
    for media_type in media_types.split_whitespace() {
        let kind = Kind::of(&EntryKind::Document { size: 1, content_type: media_type.to_owned(), hash });
        assert_eq!(world.database.text(&format!("listing_type('{media_type}')")), kind.key, "{media_type}");
        seen.insert(kind.key);
    }
    assert_eq!(seen, HashSet::from_iter(types(false)), "every kind was tried");
    assert_eq!(world.database.text("listing_type(NULL)"), Kind::of(&EntryKind::Folder).key);
}
