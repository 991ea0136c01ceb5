//! The decisions: one page each, in one shape, and their numbers mean what code and pages cite.

use std::{collections::BTreeMap, fs, path::Path};

use super::pages::{self, Page, root};

fn decisions() -> BTreeMap<u32, Page> {
    let pages = pages::all().into_iter().filter(|page| page.path.starts_with("docs/decisions/"));
    pages
        .filter_map(|page| {
            let number = page.path.rsplit('/').next()?.split('-').next()?.parse().ok()?;
            Some((number, page))
        })
        .collect()
}

#[test]
fn each_decision_says_context_choice_cost_and_when_to_look_again() {
    let index = pages::page("docs/decisions/README.md").text;
    for (at, (number, page)) in (1..).zip(decisions()) {
        assert_eq!(number, at, "numbers are given one after the other: {}", page.path);
        let headings: Vec<&str> = page.text.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, ["## Context", "## Decision", "## Cost", "## When to look again"], "{}", page.path);
        let title = page.text.lines().next().and_then(|line| line.strip_prefix(&format!("# {number}. "))).unwrap();
        let line = format!("{number}. [{title}]({})", page.path.rsplit('/').next().unwrap());
        assert!(index.lines().any(|there| there == line), "the index lacks: {line}");
    }
}

#[test]
fn every_decision_that_is_cited_exists() {
    let known = decisions();
    let mut cited = 0;
    let mut look = |text: &str, place: &str| {
        for (at, _) in text.match_indices("ecision ") {
            let digits: String = text[at + 8..].chars().take_while(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse() {
                cited += 1;
                assert!(known.contains_key(&number), "{place} cites decision {number}");
            }
        }
    };
    for page in pages::all() {
        look(&page.text, &page.path);
    }
    for folder in ["src", "tests/it", "static"] {
        each_file(&root().join(folder), &mut |file, text| look(text, &file.display().to_string()));
    }
    assert!(cited > 0, "the map cites one");
}

fn each_file(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, look);
        } else if let Ok(text) = fs::read_to_string(&path) {
            look(&path, &text);
        }
    }
}
