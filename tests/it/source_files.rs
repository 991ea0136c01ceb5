//! What holds for every file of the source and of these tests.

use std::{fs, path::Path};

use crate::arrows::sources;

/// Longer ones are two files.
const MOST_LINES: usize = 300;

#[test]
fn no_file_is_longer_than_300_lines() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("tests/it"), &mut files);
    let too_long: Vec<_> = files
        .iter()
        .map(|file| (file, fs::read_to_string(file).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .collect();
    assert!(too_long.is_empty(), "split them by sense: {too_long:?}");
}

/// What is visible is decided beside the rows, so that no other room can forget to ask.
#[test]
fn only_documents_reads_the_table_of_nodes() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&source, &mut files);
    let elsewhere: Vec<_> = files
        .iter()
        .filter(|file| !file.starts_with(source.join("documents")))
        .filter(|file| {
            let text = fs::read_to_string(file).unwrap().to_lowercase();
            let words: Vec<&str> = text.split_whitespace().collect();
            words.windows(2).any(|pair| {
                matches!(pair[0], "from" | "join" | "into" | "update" | "only")
                    && pair[1].trim_end_matches([',', ';', '"']) == "nodes"
            })
        })
        .collect();
    assert!(elsewhere.is_empty(), "SQL on `nodes` outside documents/: {elsewhere:?}");
}

/// What is there is decided by the functions of the database (`not_deleted`, `is_live`, `is_there`, `path_of`, `node_at`).
#[test]
fn no_question_decides_by_itself_what_is_there() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        // The arbiter of a conflict is an index, which goes by its very condition.
        let alone = |line: &&str| line.contains("deletion_id IS NULL") && !line.contains("ON CONFLICT");
        found.extend(text.lines().filter(alone).map(|line| format!("{}: {}", file.display(), line.trim())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
