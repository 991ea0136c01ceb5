//! What others wrote and we pass on: each crate's licence is one that we accept, and `THIRD_PARTY.md` names all of them.
//! `LATCHKEY_REWRITE_LICENCES=1 tests/run it licences` writes that page anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
    process::Command,
};

use serde_json::Value;

const FILE: &str = "THIRD_PARTY.md";

const HEAD: &str = "\
# Third-party licences

What the program contains that others wrote, and under which licences.
`tests/it/licences.rs` writes this page and holds the list of accepted licences; `Cargo.lock` has the versions.

## Files in this repository

| files | what | licence |
|---|---|---|
";

/// Files of others in this repository: where, what, under which licence.
const FILES: &[(&str, &str, &str)] = &[
    ("static/vendor/pico-2.1.1/", "Pico CSS", "MIT"),
    ("static/vendor/tus-js-client-4.3.1/", "tus-js-client", "MIT"),
    ("static/vendor/fluent-bundle-0.19.1/", "@fluent/bundle", "Apache-2.0"),
    ("static/icons.svg, static/vendor/lucide-1.62.0/", "Lucide icons", "ISC, and MIT for those from Feather"),
];

/// Licences that ask for no more than a notice.
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates under other terms, and why they are accepted all the same. The same list, with the same reasons, is in deny.toml.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("cooked-waker", "MPL-2.0", "used unchanged; the licence covers its own files only"),
    ("cssparser", "MPL-2.0", "used unchanged; the licence covers its own files only"),
    ("dtoa-short", "MPL-2.0", "used unchanged; the licence covers its own files only"),
    ("option-ext", "MPL-2.0", "used unchanged; the licence covers its own files only"),
    ("saffron", "LicenseRef-file", "its manifest names only the file, which is BSD-3-Clause"),
    ("webpki-roots", "CDLA-Permissive-2.0", "data: Mozilla's list of certificate authorities"),
];

/// Whether a licence expression (SPDX, or the older one with slashes) can be met with accepted licences only.
fn is_accepted(expression: &str, is_known: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    either(&words, &mut at, is_known) && at == words.len()
}

fn either(words: &[&str], at: &mut usize, is_known: &dyn Fn(&str) -> bool) -> bool {
    let mut accepted = both(words, at, is_known);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        accepted |= both(words, at, is_known);
    }
    accepted
}

fn both(words: &[&str], at: &mut usize, is_known: &dyn Fn(&str) -> bool) -> bool {
    let mut accepted = one(words, at, is_known);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        accepted &= one(words, at, is_known);
    }
    accepted
}

fn one(words: &[&str], at: &mut usize, is_known: &dyn Fn(&str) -> bool) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let accepted = either(words, at, is_known);
        *at += 1;
        return accepted;
    }
    // An exception to a licence only ever allows more.
    if words.get(*at) == Some(&"WITH") {
        *at += 2;
    }
    is_known(word)
}

/// Name and licence of each crate that ends up in the program or builds it; not those of tests.
fn crates() -> BTreeSet<(String, String)> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]);
    let said = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let metadata: Value = serde_json::from_slice(&said.stdout).unwrap();
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        let entries = list.as_array().unwrap().iter();
        entries.map(|entry| (entry["id"].as_str().unwrap().to_owned(), entry.clone())).collect()
    };
    let (packages, nodes) = (by_id(&metadata["packages"]), by_id(&metadata["resolve"]["nodes"]));
    let root = metadata["resolve"]["root"].as_str().unwrap().to_owned();
    let (mut reached, mut queue) = (BTreeSet::new(), vec![root.clone()]);
    while let Some(id) = queue.pop() {
        if !reached.insert(id.clone()) {
            continue;
        }
        for dependency in nodes[&id]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            if kinds.iter().any(|kind| kind["kind"] != "dev") {
                queue.push(dependency["pkg"].as_str().unwrap().to_owned());
            }
        }
    }
    reached.remove(&root);
    let told = reached.iter().map(|id| &packages[id]);
    told.map(|package| {
        let name = package["name"].as_str().unwrap().to_owned();
        (name, package["license"].as_str().unwrap_or("LicenseRef-file").to_owned())
    })
    .collect()
}

#[test]
fn every_crate_has_a_licence_that_we_accept() {
    let crates = crates();
    let refused: Vec<_> = crates
        .iter()
        .filter(|(name, licence)| {
            let is_known = |word: &str| {
                ACCEPTED.contains(&word) || EXCEPTIONS.iter().any(|(known, of, _)| name == known && word == *of)
            };
            !is_accepted(licence, &is_known)
        })
        .collect();
    assert!(refused.is_empty(), "accept each in ACCEPTED or EXCEPTIONS and in deny.toml, with a reason: {refused:?}");
    for (name, ..) in EXCEPTIONS {
        assert!(crates.iter().any(|(there, _)| there == name), "no exception is needed for {name} any more");
    }
    let deny = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap();
    for word in ACCEPTED.iter().chain(EXCEPTIONS.iter().map(|(name, ..)| name)) {
        assert!(deny.contains(&format!("\"{word}\"")), "deny.toml does not name {word}");
    }
}

#[test]
fn the_page_of_licences_names_all_of_them() {
    let mut page = HEAD.to_owned();
    for (files, what, licence) in FILES {
        let shown: Vec<String> = files.split(", ").map(|file| format!("`{file}`")).collect();
        writeln!(page, "| {} | {what} | {licence} |", shown.join(", ")).unwrap();
    }
    page += "\n## Crates\n\n| crate | licence |\n|---|---|\n";
    for (name, licence) in crates() {
        writeln!(page, "| {name} | {licence} |").unwrap();
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if std::env::var_os("LATCHKEY_REWRITE_LICENCES").is_some() {
        fs::write(&file, &page).unwrap();
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(there == page, "{FILE} is out of date: LATCHKEY_REWRITE_LICENCES=1 tests/run it licences");
}

#[test]
fn every_vendored_folder_is_named_and_has_its_licence() {
    let vendor = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/vendor");
    for folder in fs::read_dir(vendor).unwrap().map(|entry| entry.unwrap().path()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(FILES.iter().any(|(files, ..)| files.contains(&name)), "{name} is not in FILES");
        assert!(folder.join("LICENSE").exists() || folder.join("LICENSE.md").exists(), "{name} lacks its licence");
    }
}

#[test]
fn expressions_are_met_by_one_side_of_or_and_by_both_sides_of_and() {
    let met = |expression: &str| is_accepted(expression, &|word| ACCEPTED.contains(&word));
    for good in
        ["MIT", "MIT/Apache-2.0", "GPL-2.0-only OR MIT", "(MIT OR X) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(met(good), "{good}");
    }
    for bad in ["", "GPL-3.0", "MIT AND X", "(MIT OR ISC) AND X", "X WITH Y", "MIT X"] {
        assert!(!met(bad), "{bad}");
    }
}
