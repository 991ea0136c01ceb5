//! A block whose first line names a file (```rust src/routes.rs) quotes it: each of its lines is there, in that order.

use std::fs;

use super::{blocks, pages::root};

/// The lines of a quotation; a remark of the page's own behind a line does not count.
fn quoted_lines(text: &str, source: &str) -> Vec<String> {
    text.lines()
        .map(|line| if source.contains(line.trim()) { line } else { line.split(" // ").next().unwrap_or(line) })
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty() && line != "…")
        .collect()
}

#[test]
fn what_a_page_quotes_stands_in_the_source() {
    let quotations: Vec<blocks::Block> = blocks::all().into_iter().filter(|block| block.quoted.is_some()).collect();
    assert!(!quotations.is_empty(), "the map quotes the routes");
    for block in quotations {
        let file = block.quoted.unwrap();
        let source = fs::read_to_string(root().join(&file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut rest = source.lines();
        for line in quoted_lines(&block.text, &source) {
            let found = rest.any(|there| there.contains(&line));
            assert!(found, "{}, under {:?}, quotes {file}, where this is not so: {line}", block.page, block.heading);
        }
    }
}
