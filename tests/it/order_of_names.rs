//! Names stand in the order of the Unicode collation, with numbers by their value, also those from before the program
//! made the keys.

use crate::support::{Browser, World, api::ROOT, eventually, folder::fill_without_keys, import::import};

/// As they are to stand.
const NAMES: [&str; 18] = [
    "_draft",
    "„Angebot“",
    "(old)",
    "2 minutes",
    "10 minutes",
    "Apfel",
    "Äpfel",
    "apfelbaum",
    "file 2",
    "file 10",
    "Strasse",
    "Straße",
    "Strassen",
    "Zebra",
    "zèbre",
    "ёлка",
    "жук",
    "中",
];

/// Names that wait for the program.
const WAITING: &str = "SELECT count(*) FROM search_entries WHERE sort_name >= E'\\x02'";

fn names(browser: &mut Browser, address: &str) -> Vec<String> {
    let list = browser.fetch(address).json();
    list["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_list_stands_in_the_order_of_unicode_both_ways_and_in_parts() {
    let world = World::start();
    let mut shuffled: Vec<(&str, &[u8])> = NAMES.iter().map(|name| (*name, &b"x"[..])).collect();
    shuffled.sort_by_key(|(name, _)| name.len() * 7 % 5);
    import(&world, &shuffled);
    let mut reader = world.reader();
    assert_eq!(names(&mut reader, "/api/files/"), NAMES);
    let mut turned = NAMES;
    turned.reverse();
    assert_eq!(names(&mut reader, "/api/files/?order=desc"), turned);
    let (mut parts, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = reader.fetch(&format!("/api/v1/items/{ROOT}/children?limit=5{cursor}")).json();
        parts.extend(part["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
        let Some(next) = part["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(parts, NAMES);
}

#[test]
fn renaming_moves_a_name_to_its_new_place_and_restoring_brings_it_back() {
    let world = World::start();
    import(&world, &[("Apfel", b"1"), ("Birne", b"2"), ("Zebra", b"3")]);
    let mut editor = world.editor();
    let zebra = editor.id_of(ROOT, "Zebra");
    editor.submit(&format!("/d/{zebra}/rename"), &[("name", "Äpfel")]);
    assert_eq!(names(&mut editor, "/api/files/"), ["Apfel", "Äpfel", "Birne"]);
    let deletion = editor.delete(&zebra);
    editor.submit(&format!("/trash/{deletion}/restore"), &[]);
    assert_eq!(names(&mut editor, "/api/files/"), ["Apfel", "Äpfel", "Birne"]);
    assert_eq!(world.database.text(WAITING), "0");
}

#[test]
fn names_from_before_an_update_get_their_places_in_the_background() {
    let mut world = World::start();
    world.stop();
    let rows: Vec<_> = NAMES.iter().rev().map(|name| ((*name).to_owned(), 1, "text/plain")).collect();
    fill_without_keys(&world, "before", &rows);
    assert_eq!(world.database.text(WAITING), (NAMES.len() + 1).to_string());
    world.wake();
    eventually(|| world.database.text(WAITING) == "0");
    assert_eq!(names(&mut world.reader(), "/api/files/before/"), NAMES);
    let revisions = world.database.text("SELECT max(revision) FROM nodes WHERE kind = 'document'");
    assert_eq!(revisions, "1", "forms that are open go on to hold");
}

#[test]
fn what_another_program_renames_is_put_in_order_as_well() {
    let mut world = World::start();
    import(&world, &[("Apfel", b"1"), ("Birne", b"2")]);
    world.stop();
    world.database.execute("UPDATE nodes SET name = 'Äpfel' WHERE name = 'Birne'");
    assert_eq!(world.database.text(WAITING), "1", "its key was that of the former name");
    world.wake();
    eventually(|| world.database.text(WAITING) == "0");
    assert_eq!(names(&mut world.reader(), "/api/files/"), ["Apfel", "Äpfel"]);
}

#[test]
fn a_readme_is_found_whatever_its_case() {
    let world = World::start();
    import(&world, &[("a/ReadMe.MD", b"# Hello"), ("a/other.txt", b"x")]);
    assert!(world.reader().click("/files/a/").text().contains("Hello"));
}
