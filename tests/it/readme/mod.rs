//! The README is tried: what it tells people to type or to write into a file is run here as it stands.

mod blocks;
#[cfg(feature = "embedded-postgres")]
mod newcomer;
mod nginx;
mod operator;
mod rolling;
mod shell;

/// Where each block is tried, or why it is not. In the order of the README.
const TRIED: &[(&str, &str, &str)] = &[
    ("Two commands", "sh", "newcomer.rs; its second line runs this very test"),
    ("Your documents", "sh", "newcomer.rs"),
    ("Sending documents", "sh", "newcomer.rs"),
    ("For programs", "sh", "newcomer.rs"),
    ("Connecting Microsoft Entra", "sh", "operator.rs"),
    ("Connecting Microsoft Entra", "sh", "operator.rs"),
    ("The first administrator", "sh", "newcomer.rs"),
    ("Downloads that outlive the session", "sh", "newcomer.rs"),
    ("Where the bytes live", "sh", "newcomer.rs"),
    ("Behind a reverse proxy", "nginx", "nginx.rs"),
    ("Several copies", "nginx", "rolling.rs"),
    ("How the pieces fit", "", "a drawing"),
];

#[test]
fn each_block_of_the_readme_is_tried_somewhere() {
    let there: Vec<(String, String)> = blocks::all().into_iter().map(|block| (block.heading, block.language)).collect();
    let known: Vec<(String, String)> =
        TRIED.iter().map(|(heading, language, _)| ((*heading).to_owned(), (*language).to_owned())).collect();
    assert_eq!(there, known, "a new block needs a test that runs it, and its line in TRIED");
}
