//! Settings: what starts, what does not, and what the operator is told.

mod addresses;
mod audit;
mod command_line;
mod list;
mod mail;
mod metrics;
mod modes;
mod ocr;
mod provider;
mod scanning;
mod session;
mod storage;

use latchkey::settings::{Problems, Settings};

const TENANT: &str = "5f0c2a34-9d1e-4b7a-8c55-0e6d1f2a3b4c";
const CLIENT: &str = "1c9e8a77-24b0-4c1d-9f3e-7a5b6c8d9e0f";
const SECRET: &str = "9f2b6c1de07a4853b1c4f8e92d7056a3c8e1d4b7f0a3926581cd7e4fb09a6d32";
const OTHER_SECRET: &str = "mJ4x0bX9w2Yt7kQe1Lr5ZpVn8cHs3GdUa6FoTiB+KfM=";

type Pairs<'a> = Vec<(&'a str, &'a str)>;

fn load(pairs: &[(&str, &str)]) -> Result<(Settings, Vec<String>), Problems> {
    // The last one wins, so a test says what it changes at the end.
    let lookup =
        |name: &str| pairs.iter().rev().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
    Settings::load(lookup).map(|loaded| (loaded.settings, loaded.warnings))
}

fn good(pairs: &[(&str, &str)]) -> Settings {
    load(pairs).unwrap().0
}

fn warnings(pairs: &[(&str, &str)]) -> String {
    load(pairs).unwrap().1.join("\n")
}

/// All that is said about one variable.
fn said(pairs: &[(&str, &str)], variable: &str) -> String {
    let problems = load(pairs).err().unwrap_or_default();
    problems.iter().filter(|problem| problem.variable == variable).map(|problem| problem.what.clone() + "\n").collect()
}

#[track_caller]
fn refused(pairs: &[(&str, &str)], variable: &str, words: &str) {
    let said = said(pairs, variable);
    assert!(said.contains(words), "{variable} was to be refused with {words:?}, but: {:?}", load(pairs));
}

fn with<'a>(mut pairs: Pairs<'a>, more: &[(&'a str, &'a str)]) -> Pairs<'a> {
    pairs.extend_from_slice(more);
    pairs
}

fn without<'a>(pairs: Pairs<'a>, name: &'a str) -> Pairs<'a> {
    with(pairs, &[(name, "")])
}

/// Entra, on a developer's machine.
fn entra() -> Pairs<'static> {
    let database = ("DATABASE_URL", "postgres://latchkey@localhost/latchkey");
    vec![
        ("AZURE_TENANT_ID", TENANT),
        ("APP_REG_CLIENT_ID", CLIENT),
        ("APP_REG_CLIENT_SECRET", "Q~a1b2c3d4e5f6g7h8"),
        database,
    ]
}

fn production() -> Pairs<'static> {
    let more = [
        ("APP_ENV", "production"),
        ("API_COOKIE_SECRET", SECRET),
        ("APP_REG_REDIRECT_URI", "https://docs.example.com/callback"),
    ];
    with(entra(), &more)
}

/// DEV_MODE, and a database that also a program without the embedded one takes.
fn dev() -> Pairs<'static> {
    vec![("DEV_MODE", "true"), ("DATABASE_URL", "postgres://latchkey@localhost/latchkey")]
}
