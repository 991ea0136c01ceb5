//! Every text for a person stands in `texts/en/latchkey.ftl`: these read the templates, the scripts and the source as
//! files, and object to words of their own and to messages that nobody says.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use fluent_syntax::{ast::Entry, parser};

use crate::support::World;

/// What stands in pages beside their texts: names, keys, commands, an example.
const NO_TEXTS: &[&str] = &[
    "Latchkey",
    "F2",
    "ada@example.com",
    "latchkey role set ada@example.com reader",
    "INSERT INTO user_roles(email, role) VALUES ('ada@example.com', 'reader');",
];

/// Attributes that people read.
const READ: &[&str] = &["title", "aria-label", "aria-description", "placeholder", "alt", "label", "data-label"];

/// Words in quotes that scripts need for other things than people: keys, and names that standards give.
const WORDS_OF_SCRIPTS: &[&str] = &[
    "use strict",
    "AbortError",
    "Backspace",
    "Delete",
    "End",
    "Enter",
    "Escape",
    "Files",
    "Home",
    "Location",
    "NotFoundError",
];

/// Elements, for selectors.
const ELEMENTS: &[&str] = &["a", "button", "input", "summary", "table", "tbody", "textarea", "tr", "select"];

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|kind| kind == ending) && !entry.iter().any(|part| part == "vendor")
            {
                let text = fs::read_to_string(&entry).expect("a file of text");
                found.push((entry, text));
            }
        }
    }
    assert!(!found.is_empty(), "no *.{ending} below {folder}");
    found
}

/// The text without everything between the two; and that.
fn without(text: &str, open: &str, close: &str) -> (String, Vec<String>) {
    let (mut rest, mut kept, mut taken) = (text, String::new(), Vec::new());
    while let Some((before, inside)) = rest.split_once(open) {
        let (inside, after) = inside.split_once(close).unwrap_or((inside, ""));
        kept.push_str(before);
        kept.push(' ');
        taken.push(inside.to_owned());
        rest = after;
    }
    (kept + rest, taken)
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// What stands between double quotes, on one line.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('"').skip(1).step_by(2))
}

#[test]
fn no_page_has_words_of_its_own() {
    for (file, text) in files("templates", "html") {
        let (text, _) = without(&text, "{#", "#}");
        let (text, mut expressions) = without(&text, "{{", "}}");
        let (text, statements) = without(&text, "{%", "%}");
        expressions.extend(statements);
        let (text, _) = without(&text, "<script", "</script>");
        let (text, _) = without(&text, "<style", "</style>");
        let (outside, tags) = without(&text, "<", ">");
        let lines = outside.lines().map(|line| line.trim().trim_start_matches("· ").to_owned());
        for line in lines.filter(|line| has_words(line)) {
            assert!(line.split("  ").all(|part| NO_TEXTS.contains(&part.trim())), "{}: {line:?}", file.display());
        }
        for tag in &tags {
            for name in READ {
                let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) else { continue };
                let value = value.split('"').next().unwrap_or_default().trim();
                assert!(!has_words(value) || NO_TEXTS.contains(&value), "{}: {name}={value:?}", file.display());
            }
        }
        for expression in &expressions {
            let words = quoted(expression).find(|words| words.starts_with(char::is_uppercase));
            assert_eq!(words, None, "{}: {expression}", file.display());
        }
    }
}

#[test]
fn no_script_has_sentences_of_its_own() {
    for (file, text) in files("static", "js") {
        let (text, _) = without(&text, "/*", "*/");
        let code: Vec<_> = text.lines().map(|line| line.split("// ").next().unwrap_or_default()).collect();
        let code = code.join("\n").replace('`', "\"");
        for literal in quoted(&code).map(|literal| literal.trim_end_matches(['.', ':', '!', '?'])) {
            let is_plain = literal.chars().all(|char| char.is_alphabetic() || " ,;'’“”".contains(char));
            let is_sentence = literal.contains(' ') || literal.starts_with(char::is_uppercase);
            let is_shouted = literal.chars().all(char::is_uppercase); // POST, DELETE
            let is_arrow = literal.starts_with("Arrow") || literal.starts_with("Page");
            let is_selector = literal.split([' ', ',']).all(|word| word.is_empty() || ELEMENTS.contains(&word));
            let is_known = WORDS_OF_SCRIPTS.contains(&literal) || is_shouted || is_arrow || is_selector;
            assert!(!is_plain || !is_sentence || is_known, "{}: {literal:?}", file.display());
        }
    }
}

/// The messages by name, with how often each is there.
fn english() -> (BTreeMap<String, usize>, String) {
    let text = include_str!("../../texts/en/latchkey.ftl");
    let mut names = BTreeMap::new();
    for entry in parser::parse(text).expect("Fluent syntax").body {
        if let Entry::Message(message) = entry {
            *names.entry(message.id.name.to_owned()).or_default() += 1;
        }
    }
    (names, text.to_owned())
}

#[test]
fn every_message_is_there_once_and_is_said_somewhere() {
    let (names, messages) = english();
    let said: String = [("src", "rs"), ("templates", "html"), ("static", "js")]
        .into_iter()
        .flat_map(|(folder, ending)| files(folder, ending))
        .map(|(_, text)| text)
        .collect();
    for (name, count) in names {
        assert_eq!(count, 1, "{name} is there more than once: only one of them is read");
        let is_said = said.contains(&format!("\"{name}\"")) || messages.contains(&format!("{{ {name} }}"));
        assert!(is_said, "nobody says {name}");
    }
}

#[test]
fn what_scripts_say_is_there_and_comes_with_every_page() {
    let (names, _) = english();
    let world = World::start();
    let mut stranger = world.browser();
    let page = stranger.goto("/logout").text();
    let address = page.split('"').find(|part| part.ends_with("/messages.js")).expect("the messages").to_owned();
    let answer = stranger.goto(&address);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(answer.header("cache-control").expect("how long to keep it").contains("immutable"));
    let sent = answer.text();
    for (file, text) in files("static", "js") {
        for (place, _) in text.match_indices("text(\"") {
            let name = text[place + 6..].split('"').next().unwrap_or_default();
            assert!(names.contains_key(name), "{}: there is no message {name}", file.display());
            assert!(sent.contains(&format!("{name} =")), "{}: {name} is not sent", file.display());
        }
        for name in quoted(&text).filter(|literal| literal.starts_with("script-")) {
            assert!(names.contains_key(name), "{}: there is no message {name}", file.display());
        }
    }
}
