//! Names and paths of documents: one spelling, no way out of the tree.

use latchkey::{
    documents::{
        name::{Name, NameRefused},
        path::{DEEPEST, FolderPath, Place},
    },
    error::Meaning,
};
use proptest::prelude::*;

fn meaning(raw: &str) -> Meaning {
    Place::parse(raw).expect_err(raw).meaning()
}

fn shown(raw: &str) -> String {
    match Place::parse(raw).unwrap() {
        Place::Folder(path) => path.to_string(),
        Place::Document(path) => path.to_string(),
    }
}

#[test]
fn a_path_is_a_document_and_with_a_slash_at_the_end_a_folder() {
    assert_eq!(shown(""), "/");
    assert_eq!(shown("a"), "/a");
    assert_eq!(shown("a/"), "/a/");
    assert_eq!(shown("a/b%20c/%E5%B9%B4.txt"), "/a/b c/年.txt");
}

#[test]
fn every_known_way_out_of_a_tree_leads_nowhere() {
    for raw in [
        "..",
        ".",
        "../x",
        "a/../b",
        "a/./b",
        "%2e%2e/x",
        "%2E%2E",
        ".%2e",
        "a/%2e%2e/%2e%2e/etc",
        "..%2fx",
        "%2f..%2f",
        "a%2fb",
        "a%5cb",
        "a\\b",
        "..%5c..%5c",
        "//",
        "/",
        "a//b",
        "a//",
        "/etc/passwd",
        "%20",
        "a/%20/b",
        "invoice%E2%80%AEfdp.exe",
        "a%E2%81%A6b",
    ] {
        assert_eq!(meaning(raw), Meaning::NotFound, "{raw}");
    }
}

#[test]
fn what_is_no_text_is_a_bad_request() {
    for raw in [
        "%",
        "%4",
        "%zz",
        "a%g0",
        "%00",
        "a%00.txt",
        "%0d%0aX: y",
        "a%7f",
        "%c0%ae%c0%ae",
        "%ff",
        "%e2%82",
        "%ed%a0%80",
    ] {
        assert_eq!(meaning(raw), Meaning::Invalid, "{raw}");
    }
}

#[test]
fn escapes_are_read_once() {
    assert_eq!(shown("%252e%252e"), "/%2e%2e");
    assert_eq!(shown("a%252fb"), "/a%2fb");
    assert_eq!(shown("100%25"), "/100%");
    assert_eq!(shown("...."), "/....");
    assert_eq!(shown("C:"), "/C:");
}

#[test]
fn a_name_of_a_mac_is_the_name_of_a_pc() {
    assert_eq!(Place::parse("U%CC%88ber.pdf").unwrap(), Place::parse("%C3%9Cber.pdf").unwrap());
}

#[test]
fn long_names_and_deep_paths_end() {
    assert!(Place::parse(&"a".repeat(255)).is_ok());
    assert_eq!(meaning(&"a".repeat(256)), Meaning::NotFound);
    assert_eq!(meaning(&"%E5%B9%B4".repeat(86)), Meaning::NotFound);
    assert!(Place::parse(&vec!["a"; DEEPEST].join("/")).is_ok());
    assert_eq!(meaning(&vec!["a"; DEEPEST + 1].join("/")), Meaning::NotFound);
}

#[test]
fn a_refused_name_says_why() {
    assert_eq!(Name::parse(""), Err(NameRefused::Empty));
    assert_eq!(Name::parse("\u{a0} "), Err(NameRefused::Empty));
    assert_eq!(Name::parse(".."), Err(NameRefused::Dots));
    assert_eq!(Name::parse("a/b"), Err(NameRefused::Separator));
    assert_eq!(Name::parse("a\tb"), Err(NameRefused::Control));
    assert_eq!(Name::parse("a\u{2028}b"), Err(NameRefused::Control));
    assert_eq!(Name::parse("gpj\u{202e}exe"), Err(NameRefused::Bidi));
    assert_eq!(Name::parse(&"é".repeat(128)), Err(NameRefused::TooLong));
    assert_eq!(NameRefused::Separator.to_string(), "A name cannot hold \"/\" or \"\\\".");
}

#[test]
fn folders_know_their_parents() {
    let folder = FolderPath::from_plain("/a/b/").unwrap();
    assert_eq!(folder.to_string(), "/a/b/");
    assert_eq!(folder.parent().unwrap().to_string(), "/a/");
    assert_eq!(folder.parent().unwrap().parent().unwrap(), FolderPath::default());
    assert_eq!(FolderPath::default().parent(), None);
    assert!(FolderPath::from_plain("a/../b").is_err());
}

proptest! {
    #[test]
    fn any_name_that_is_taken_comes_back_from_its_own_link(text in "\\PC{1,40}", other in any::<String>()) {
        for text in [text, other] {
            let Ok(name) = Name::parse(&text) else { continue };
            prop_assert_eq!(&Name::parse(name.as_str()).unwrap(), &name, "normal form is stable");
            let document = FolderPath::default().folder(&name).document(&name);
            prop_assert_eq!(Place::parse(&document.to_link()).unwrap(), Place::Document(document.clone()));
            prop_assert_eq!(document.name(), name.as_str());
            prop_assert_eq!(document.names().count(), 2);
            let folder = FolderPath::default().folder(&name);
            prop_assert_eq!(Place::parse(&folder.to_link()).unwrap(), Place::Folder(folder));
        }
    }

    #[test]
    fn whatever_is_taken_holds_nothing_that_leads_elsewhere(raw in "([a-c.%/\\\\]|%2e|%2f|%5c|%00|%25|%e2%80%ae){0,24}") {
        let Ok(place) = Place::parse(&raw) else { return Ok(()) };
        let names: Vec<String> = match &place {
            Place::Folder(path) => path.names().map(str::to_owned).collect(),
            Place::Document(path) => path.names().map(str::to_owned).collect(),
        };
        for name in names {
            prop_assert!(!name.is_empty() && name != "." && name != ".." && name.len() <= 255);
            let leads_away = name.contains(['/', '\\', '\0', '\u{202e}']);
            prop_assert!(!leads_away);
        }
    }

    #[test]
    fn no_address_makes_it_stumble(raw in any::<String>()) {
        let _ = Place::parse(&raw);
    }
}
