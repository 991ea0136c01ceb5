//! The documentation is tried: what README.md and the pages of docs/ tell people to type or to write into a file is run
//! here as it stands, what they quote is compared with the source, and their links lead somewhere.

pub mod blocks;
mod commands;
mod decisions;
#[cfg(feature = "embedded-postgres")]
mod newcomer;
mod nginx;
mod operator;
mod pages;
mod prose;
mod quotes;
mod rolling;
mod scanner;
mod shell;

/// Where each block is tried, or why it is not: page, heading, language. Blocks that quote a file are for quotes.rs,
/// the commands on pages for developers for commands.rs.
const TRIED: &[(&str, &str, &str, &str)] = &[
    ("README.md", "Two commands", "sh", "newcomer.rs; its second line runs this very test"),
    ("README.md", "How the pieces fit", "", "a drawing"),
    ("docs/access.md", "The first administrator", "sh", "newcomer.rs"),
    ("docs/access.md", "Roles from the directory", "sh", "operator.rs"),
    ("docs/access.md", "Where people are signed in", "sh", "operator.rs"),
    ("docs/access.md", "Somebody leaves", "sh", "operator.rs"),
    ("docs/api.md", "API", "sh", "newcomer.rs"),
    ("docs/api.md", "Uploads by tus", "sh", "newcomer.rs"),
    ("docs/backup.md", "Verifying and cleaning up", "sh", "newcomer.rs"),
    ("docs/documents.md", "Bringing in a folder", "sh", "newcomer.rs"),
    ("docs/documents.md", "Downloads that outlive the session", "sh", "newcomer.rs"),
    ("docs/entra.md", "The settings", "sh", "operator.rs"),
    ("docs/entra.md", "People and groups sent by the directory", "sh", "operator.rs"),
    ("docs/entra.md", "A certificate", "sh", "operator.rs"),
    ("docs/links.md", "At the terminal", "sh", "operator.rs"),
    ("docs/metrics.md", "Prometheus", "yaml", "metrics_files.rs"),
    ("docs/metrics.md", "Alarms", "json", "alarms.rs: it is what comes"),
    ("docs/proxy.md", "nginx", "nginx", "nginx.rs"),
    ("docs/record.md", "As a file", "sh", "operator.rs"),
    ("docs/scale.md", "Several copies", "nginx", "rolling.rs"),
    ("docs/scanning.md", "Setting up clamd", "clamd", "scanner.rs"),
    ("docs/sharing.md", "Everybody who can get in", "sh", "operator.rs"),
    ("docs/sharing.md", "Only these people", "sh", "operator.rs"),
    ("docs/sharing.md", "Groups", "sh", "operator.rs"),
    ("docs/sharing.md", "Why somebody can see something, or cannot", "sh", "operator.rs"),
    ("docs/sharing.md", "At the terminal", "sh", "operator.rs"),
];

#[test]
fn each_block_of_the_pages_is_tried_somewhere() {
    let there: Vec<(String, String, String)> = blocks::all()
        .into_iter()
        .filter(|block| block.quoted.is_none() && !commands::covers(block))
        .map(|block| (block.page, block.heading, block.language))
        .collect();
    let known: Vec<(String, String, String)> = TRIED
        .iter()
        .map(|(page, heading, language, _)| ((*page).to_owned(), (*heading).to_owned(), (*language).to_owned()))
        .collect();
    assert_eq!(there, known, "a new block needs a test that runs it, and its line in TRIED");
}
