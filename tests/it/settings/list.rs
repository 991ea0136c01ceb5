//! The list of variables, the list of problems, and the example file.

use std::{cell::RefCell, collections::BTreeSet};

use latchkey::settings::{Settings, SignInMode, VARIABLES, near_misses, set_by_platforms};

use super::{Pairs, SECRET, TENANT, entra, good, load, production, refused, said, with, without};

#[test]
fn production_starts_with_the_variables_of_the_mission() {
    let settings = good(&production());
    assert_eq!(settings.server.public_url.origin(), "https://docs.example.com");
    let SignInMode::Oidc(oidc) = settings.sign_in else { panic!("sign-in expected") };
    assert_eq!(oidc.issuer, format!("https://login.microsoftonline.com/{TENANT}/v2.0"));
    assert_eq!(oidc.redirect_uri.as_str(), "https://docs.example.com/callback");
    assert_eq!(oidc.tenant.as_deref(), Some(TENANT));
}

#[test]
fn every_problem_is_named_at_once_with_an_example() {
    let text = load(&[("APP_ENV", "production"), ("BIND", "8000"), ("SESSION_HOURS", "0"), ("LOG_FORMAT", "xml")])
        .unwrap_err()
        .to_string();
    for words in ["BIND=127.0.0.1:8000", "SESSION_HOURS=24", "LOG_FORMAT=json", "DATABASE_URL", "openssl rand -hex 32"]
    {
        assert!(text.contains(words), "{words} is missing from:\n{text}");
    }
}

#[test]
fn an_empty_value_counts_as_not_set() {
    assert_eq!(said(&[("DEV_MODE", " "), ("BIND", "")], "APP_REG_CLIENT_ID"), said(&[], "APP_REG_CLIENT_ID"));
}

#[test]
fn values_damaged_on_their_way_here_are_refused() {
    refused(
        &with(entra(), &[("APP_REG_CLIENT_SECRET", "\"quoted\"")]),
        "APP_REG_CLIENT_SECRET",
        "Leave the quotes out",
    );
    refused(&with(entra(), &[("APP_REG_CLIENT_SECRET", "a\u{fffd}b")]), "APP_REG_CLIENT_SECRET", "not text");
    refused(&with(entra(), &[("OIDC_ISSUER_URL", "https://sso.example\n.com")]), "OIDC_ISSUER_URL", "not text");
    refused(&with(entra(), &[("APP_ENV", "été")]), "APP_ENV", "not one of development");
    refused(&with(entra(), &[("RUST_LOG", "latchkey=loud=1")]), "RUST_LOG", "not a log filter");
}

#[test]
fn no_secret_prints_itself() {
    let url = "postgres://latchkey:hunter22@localhost/latchkey";
    let printed = format!("{:?}", good(&with(production(), &[("DATABASE_URL", url)])));
    for secret in [SECRET, "Q~a1b2c3d4e5f6g7h8", "hunter22"] {
        assert!(!printed.contains(secret));
    }
}

#[test]
fn a_misspelt_name_is_noticed() {
    let names = ["APP_REG_CLIENT_SECRETE", "PUBLIC_URI", "AZURE_CLIENT_SECRET", "PATH", "BINDS", "DEV_MODE"];
    let sentences = near_misses(names.map(str::to_owned)).join("\n");
    assert_eq!(sentences.lines().count(), 2, "{sentences}");
    assert!(sentences.contains("is APP_REG_CLIENT_SECRET meant?") && sentences.contains("is PUBLIC_URL meant?"));
}

#[test]
fn what_is_read_is_what_is_listed() {
    let asked = RefCell::new(BTreeSet::new());
    let azure = with(production(), &[("STORAGE_URL", "az://documents")]);
    for pairs in [azure, with(production(), &[("STORAGE_URL", "s3://documents")]), production(), vec![]] {
        let _ = Settings::from_env(|name| {
            asked.borrow_mut().insert(name.to_owned());
            pairs.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned())
        });
    }
    let listed: BTreeSet<String> =
        VARIABLES.iter().map(|variable| variable.name).chain(set_by_platforms()).map(str::to_owned).collect();
    assert_eq!(asked.into_inner(), listed);
}

#[test]
fn the_example_file_names_every_variable_with_its_meaning_and_nothing_else() {
    let text = include_str!("../../../.env.example");
    for variable in VARIABLES {
        let lines = format!("\n# {}\n#{}={}\n", variable.meaning, variable.name, variable.example);
        assert!(text.contains(&lines), "missing or different:{lines}");
    }
    assert_eq!(example_lines().count(), VARIABLES.len());
}

#[test]
fn the_page_of_settings_names_every_variable_with_its_meaning() {
    let text = include_str!("../../../docs/settings.md");
    for variable in VARIABLES {
        let line = text.lines().find(|line| line.starts_with(&format!("| `{}` |", variable.name)));
        let line = line.unwrap_or_else(|| panic!("{} is missing", variable.name));
        assert!(line.ends_with(&format!(" | {} |", variable.meaning)), "different: {line}");
    }
}

fn example_lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = include_str!("../../../.env.example");
    text.lines().filter(|line| !line.starts_with("# ")).filter_map(|line| line.strip_prefix('#')?.split_once('='))
}

#[test]
fn the_secrets_of_the_example_file_are_refused() {
    let text = include_str!("../../../.env.example");
    let pairs: Pairs<'_> = text.lines().filter_map(|line| line.strip_prefix('#')?.split_once('=')).collect();
    let production =
        with(pairs, &[("APP_ENV", "production"), ("DEV_MODE", ""), ("TEST_MODE", ""), ("AUTH_REQUIRED", "")]);
    let secret_only = without(production, "APP_REG_CLIENT_CERT");
    refused(&secret_only, "API_COOKIE_SECRET", "out of an example");
    refused(&secret_only, "APP_REG_CLIENT_SECRET", "out of an example");
}
