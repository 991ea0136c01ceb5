//! The pages of documentation: every Markdown file of ours.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders are read with all that is in them.
const PLACES: &[&str] = &["README.md", "CHANGELOG.md", ".github", "docs", "src/README.md", "tests/bench/README.md"];

/// One page; its path is from the top of the repository.
#[derive(Debug, Clone)]
pub struct Page {
    pub path: String,
    pub text: String,
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn all() -> Vec<Page> {
    let mut files = Vec::new();
    for place in PLACES {
        find(&root().join(place), &mut files);
    }
    let pages: Vec<Page> = files.iter().map(|file| read(file)).collect();
    assert!(pages.len() > 20, "all pages were found");
    pages
}

pub fn page(path: &str) -> Page {
    read(&root().join(path))
}

fn read(file: &Path) -> Page {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Page { path: file.strip_prefix(root()).unwrap().display().to_string(), text }
}

fn find(place: &Path, found: &mut Vec<PathBuf>) {
    if place.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for entry in &entries {
            find(entry, found);
        }
    } else if place.extension().is_some_and(|extension| extension == "md") {
        found.push(place.to_owned());
    }
}

/// Its lines without fenced blocks and without what a program writes between two marks; with their numbers.
pub fn prose(page: &Page) -> Vec<(usize, &str)> {
    let (mut fenced, mut generated) = (false, false);
    let mut lines = Vec::new();
    for (number, line) in page.text.lines().enumerate() {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        generated |= line.ends_with(":begin -->");
        if !fence && !fenced && !generated {
            lines.push((number + 1, line));
        }
        generated &= !line.ends_with(":end -->");
    }
    lines
}
