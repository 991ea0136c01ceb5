//! The fenced blocks of README.md.

use std::{fs, path::Path};

/// One block: its language, and the heading that it stands under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub heading: String,
    pub language: String,
    pub text: String,
}

/// All of them, in order.
pub fn all() -> Vec<Block> {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (mut heading, mut blocks, mut inside) = (String::new(), Vec::new(), None::<Block>);
    for line in readme.lines() {
        match (&mut inside, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => {
                let (heading, language) = (heading.clone(), language.trim().to_owned());
                inside = Some(Block { heading, language, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(inside.take()),
            (Some(block), None) => block.text += &format!("{line}\n"),
            (None, None) if line.starts_with('#') => line.trim_start_matches('#').trim().clone_into(&mut heading),
            (None, None) => {}
        }
    }
    assert_eq!(inside, None, "every fence is closed");
    blocks
}

/// The only block of this language under this heading.
pub fn only(heading: &str, language: &str) -> String {
    let found: Vec<Block> =
        all().into_iter().filter(|block| block.heading == heading && block.language == language).collect();
    assert_eq!(found.len(), 1, "one block of {language} under {heading:?}");
    found[0].text.clone()
}
