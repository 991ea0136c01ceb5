//! What archives hold can be unpacked on Windows and macOS, and nothing in them is written over something else.

use std::collections::HashSet;

use latchkey::downloads::zip::entry_name::{EntryNames, safe};

use crate::{
    documents_zip::{contents, id_of},
    support::{World, import::import},
};

#[test]
fn what_windows_could_not_save_gets_a_name_that_it_can() {
    for (name, wanted) in [
        ("a:b.txt", "a_b.txt"),
        ("<\"|?*>", "______"),
        ("end.", "end_"),
        ("end . ", "end___"),
        ("a\u{a0}", "a_"),
        ("...", "___"),
        ("aux.c", "_aux.c"),
        ("Con", "_Con"),
        ("COM¹.txt", "_COM¹.txt"),
        ("CONIN$", "_CONIN$"),
        ("nul .txt", "_nul .txt"),
        ("console.txt", "console.txt"),
        ("plan 2026.pdf", "plan 2026.pdf"),
        ("Über – 東京 👩\u{200d}💻", "Über – 東京 👩\u{200d}💻"),
    ] {
        assert_eq!(safe(name), wanted, "{name}");
    }
}

#[test]
fn names_that_differ_in_case_only_or_become_the_same_are_numbered() {
    let mut names = EntryNames::default();
    let mut given = |folder: &str, name: &str, is_folder| names.give(folder, name, is_folder);
    assert_eq!(given("", "a.txt", false), "a.txt");
    assert_eq!(given("", "A.txt", false), "A (2).txt");
    assert_eq!(given("", "A.TXT", false), "A (3).TXT");
    assert_eq!(given("", "a (2).txt", false), "a (2) (2).txt", "the number that was given is taken");
    assert_eq!(given("", "why?", false), "why_");
    assert_eq!(given("", "why*", false), "why_ (2)");
    assert_eq!(given("", "WHY_", false), "WHY_ (3)");
    assert_eq!(given("", "ΟΔΟΣ", false), "ΟΔΟΣ");
    assert_eq!(given("", "οδος", false), "οδος (2)");
    assert_eq!(given("", "Docs", true), "Docs/");
    assert_eq!(given("", "docs", true), "docs (2)/");
    assert_eq!(given("Docs/", "x", false), "Docs/x");
    assert_eq!(given("docs (2)/", "X", false), "docs (2)/X", "another folder");
    assert_eq!(given("", "v1.2", true), "v1.2/");
    assert_eq!(given("", "V1.2", true), "V1.2 (2)/");
    let long = "ä".repeat(127);
    assert_eq!(given("", &long, false).len(), 254);
    assert!(given("", &long, false).len() <= 255, "a name stays short enough to be saved");
}

#[test]
fn very_many_names_that_become_the_same_take_no_time() {
    let mut names = EntryNames::default();
    let given: HashSet<String> = (0_u32..50_000)
        .map(|number| {
            let name: String = (0..16).map(|bit| if number >> bit & 1 == 1 { '?' } else { '*' }).collect();
            names.give("", &name, false)
        })
        .collect();
    assert_eq!(given.len(), 50_000, "each has its own");
}

#[test]
fn an_archive_of_an_old_tree_loses_nothing_on_any_system() {
    let world = World::start();
    import(
        &world,
        &[
            ("t/a.txt", b"1"),
            ("t/A.txt", b"2"),
            ("t/why?", b"3"),
            ("t/why*", b"4"),
            ("t/aux.c", b"5"),
            ("t/end.", b"6"),
        ],
    );
    let mut reader = world.reader();
    let answer = reader.click(&format!("/d/{}/zip", id_of(&world, "t")));
    let found = contents(&answer);
    let folded: HashSet<String> = found.iter().map(|(name, _)| name.to_lowercase()).collect();
    assert_eq!(folded.len(), 7, "the folder and six documents: {found:?}");
    let mut bytes: Vec<u8> = found.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    bytes.sort_unstable();
    assert_eq!(bytes, b"123456");
    for (name, _) in &found {
        assert!(!name.contains(['?', '*']) && !name.ends_with('.') && name != "t/aux.c", "{name}");
    }
}
