//! What can be checked of the prose: links, names of files, and one sentence a line.

use std::{collections::BTreeSet, fs, path::Path};

use super::pages::{self, Page, prose, root};

/// The anchors of a page, as GitHub makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            let letters =
                heading.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
            letters.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
        })
        .collect()
}

/// The targets of a page's links and pictures.
fn targets(page: &Page) -> Vec<String> {
    let lines = prose(page);
    let split = lines.iter().flat_map(|(_, line)| line.split("](").skip(1));
    split.map(|rest| rest.split(')').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_link_between_pages_and_files_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages::all() {
        let folder = root().join(&page.path).parent().unwrap().to_owned();
        for target in targets(&page).iter().filter(|target| !target.contains("://")) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if path.is_empty() { root().join(&page.path) } else { folder.join(path) };
            let leads = file.exists()
                && (anchor.is_empty() || anchors(&fs::read_to_string(&file).unwrap_or_default()).contains(anchor));
            if !leads {
                broken.push(format!("{}: {target}", page.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn each_sentence_has_a_line_of_its_own() {
    let mut crowded = Vec::new();
    for page in pages::all().iter().filter(|page| !page.path.starts_with("src/") && !page.path.starts_with("tests/")) {
        for (number, line) in prose(page).into_iter().filter(|(_, line)| !line.starts_with(['|', '#'])) {
            let line = line.trim_start().trim_start_matches(|letter: char| letter.is_numeric());
            let mut ends = line.strip_prefix(". ").unwrap_or(line).match_indices(['.', '!', '?']);
            if ends.any(|(at, _)| {
                let mut after = line.strip_prefix(". ").unwrap_or(line)[at + 1..].chars();
                after.next() == Some(' ')
                    && after.next().is_some_and(|next| next.is_uppercase() || "`*[".contains(next))
            }) {
                crowded.push(format!("{}:{number}: {line}", page.path));
            }
        }
    }
    assert!(crowded.is_empty(), "two sentences on one line make a diff hard to read: {crowded:#?}");
}

/// What a page calls a file: a path in backticks, from the top or from within a room.
fn named_files(page: &Page) -> Vec<String> {
    let lines = prose(page);
    let codes = lines.iter().flat_map(|(_, line)| line.split('`').skip(1).step_by(2));
    let is_file = |code: &&str| {
        let plain = code.chars().all(|letter| letter.is_alphanumeric() || "/_-.".contains(letter));
        let kind =
            code.rsplit_once('.').is_some_and(|(_, kind)| ["rs", "js", "mjs", "html", "sql", "css"].contains(&kind));
        plain && kind && code.contains('/') && !code.starts_with('/')
    };
    codes.filter(is_file).map(str::to_owned).collect()
}

fn every_file(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !["target", "node_modules", ".git", "data"].contains(&&*name) {
            every_file(&path, found);
        } else {
            found.push(format!("/{}", path.strip_prefix(root()).unwrap().display()));
        }
    }
}

#[test]
fn every_file_that_a_page_names_exists() {
    let mut files = Vec::new();
    every_file(root(), &mut files);
    let mut lost = Vec::new();
    for page in pages::all() {
        for name in named_files(&page) {
            if !files.iter().any(|file| file.ends_with(&format!("/{name}"))) {
                lost.push(format!("{}: {name}", page.path));
            }
        }
    }
    assert!(lost.is_empty(), "a file was moved or renamed: {lost:#?}");
}

#[test]
fn the_front_page_stays_short() {
    assert!(pages::page("README.md").text.lines().count() <= 200);
}

#[test]
fn every_page_can_be_reached_from_the_front_page() {
    let (mut reached, mut queue) = (BTreeSet::new(), vec!["README.md".to_owned()]);
    while let Some(path) = queue.pop() {
        if !reached.insert(path.clone()) {
            continue;
        }
        let folder = root().join(&path).parent().unwrap().to_owned();
        for target in targets(&pages::page(&path)) {
            let file = folder.join(target.split('#').next().unwrap_or_default());
            let file = file.canonicalize().ok().filter(|file| file.extension().is_some_and(|kind| kind == "md"));
            let top = root().canonicalize().unwrap();
            queue.extend(file.and_then(|file| Some(file.strip_prefix(&top).ok()?.display().to_string())));
        }
    }
    let lost: Vec<String> =
        pages::all().into_iter().map(|page| page.path).filter(|path| !reached.contains(path)).collect();
    assert!(lost.is_empty(), "no link leads to {lost:?}");
}
