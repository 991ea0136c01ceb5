//! The fenced blocks of the pages.

use super::pages;

/// One block: its page, the heading above it, and its language. A path after the language names the file that it quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub page: String,
    pub heading: String,
    pub language: String,
    pub quoted: Option<String>,
    pub text: String,
}

/// All of them, page by page.
pub fn all() -> Vec<Block> {
    pages::all().iter().flat_map(of_page).collect()
}

fn of_page(page: &pages::Page) -> Vec<Block> {
    let (mut heading, mut blocks, mut inside) = (String::new(), Vec::new(), None::<Block>);
    for line in page.text.lines() {
        match (&mut inside, line.trim_start().strip_prefix("```")) {
            (None, Some(info)) => {
                let mut words = info.split_whitespace().map(str::to_owned);
                inside = Some(Block {
                    page: page.path.clone(),
                    heading: heading.clone(),
                    language: words.next().unwrap_or_default(),
                    quoted: words.next(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(inside.take()),
            (Some(block), None) => block.text += &format!("{line}\n"),
            (None, None) if line.starts_with('#') => line.trim_start_matches('#').trim().clone_into(&mut heading),
            (None, None) => {}
        }
    }
    assert_eq!(inside, None, "every fence of {} is closed", page.path);
    blocks
}

/// The only block of this language under this heading of this page.
pub fn only(page: &str, heading: &str, language: &str) -> String {
    let found: Vec<Block> = of_page(&pages::page(page))
        .into_iter()
        .filter(|block| block.heading == heading && block.language == language)
        .collect();
    assert_eq!(found.len(), 1, "one block of {language} under {heading:?} of {page}");
    found[0].text.clone()
}
