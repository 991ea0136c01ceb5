//! A deep link is the one thing that a stranger can put into our redirects.

use latchkey::transport::local_path::LocalPath;
use proptest::prelude::*;
use time::macros::datetime;
use url::Url;

fn parse(text: &str) -> Option<String> {
    LocalPath::parse(text).map(|path| path.as_str().to_owned())
}

#[test]
fn what_could_lead_to_another_site_is_no_local_path() {
    let refused = [
        "",
        "evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\\/evil.example",
        "\\\\evil.example",
        "/%2f/evil.example",
        "/%2fevil.example",
        "/%5cevil.example",
        "/%5c/evil.example",
        "/%252fevil.example",
        "/%252f/evil.example",
        "/%25252fevil.example",
        "/\tevil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "/%09/evil.example",
        "/%0a/evil.example",
        "/%0d/evil.example",
        "/%0d%0aLocation:%20https://evil.example",
        "/\r\nLocation: https://evil.example",
        "/\u{0}",
        "/%00",
        " /files/",
        "/files/ ",
        "/.//evil.example",
        "/..//evil.example",
        "/%2e%2e//evil.example",
        "/files/../../login",
        "/files/%2e%2e/login",
        "/x/%2e%2e/%2e%2e//evil.example",
        "/%2f..%2f",
        "/\\..\\",
        "/files\\x",
        "http:///evil.example",
        "/%ff",
    ];
    let slipped: Vec<_> = refused.iter().filter(|text| parse(text).is_some()).collect();
    assert!(slipped.is_empty(), "taken for local: {slipped:?}");
}

#[test]
fn the_sign_in_itself_is_no_target() {
    for text in [
        "/login",
        "/login?redirect_uri=/",
        "/login/",
        "/logout",
        "/callback?code=x",
        "/LOGIN",
        "/%6cogin",
        "/callback/x",
    ] {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn a_deep_link_keeps_its_path_and_query_and_drops_the_fragment() {
    assert_eq!(parse("/files/a%20b.txt?x=1&y=%2F%2F").as_deref(), Some("/files/a%20b.txt?x=1&y=%2F%2F"));
    assert_eq!(parse("/files/ü.txt").as_deref(), Some("/files/%C3%BC.txt"));
    assert_eq!(parse("/files/100%25.txt").as_deref(), Some("/files/100%25.txt"));
    assert_eq!(parse("/files/?q=https://other.example#part").as_deref(), Some("/files/?q=https://other.example"));
    assert_eq!(parse("/loginhelp").as_deref(), Some("/loginhelp"));
}

#[test]
fn a_target_longer_than_eight_kilobytes_is_dropped() {
    assert!(parse(&format!("/{}", "a".repeat(8191))).is_some());
    assert!(parse(&format!("/{}", "a".repeat(8192))).is_none());
}

#[test]
fn a_compact_target_is_the_same_target() {
    for (target, compact) in [
        ("/files/%C3%9Cber/%E8%AA%AD.txt?x=%C3%A9", "/files/Über/読.txt?x=é"),
        ("/files/a%20b%2Fc%25.txt", "/files/a%20b%2Fc%25.txt"),
        ("/files/%c3%9cber", "/files/%c3%9cber"),
        ("/files/%C2%85", "/files/%C2%85"),
        ("/files/%C3", "/files/%C3"),
        ("/files/", "/files/"),
    ] {
        let Some(path) = LocalPath::parse(target) else { continue };
        assert_eq!(path.compact(), compact);
        assert_eq!(LocalPath::parse(&path.compact()), Some(path));
    }
}

#[test]
fn the_time_is_added_once() {
    let now = datetime!(2026-01-02 03:04:05 UTC);
    let at = |text: &str| LocalPath::parse(text).unwrap().with_time(now).to_string();
    assert_eq!(at("/files/"), "/files/?_=1767323045");
    assert_eq!(at("/files/?a=1"), "/files/?a=1&_=1767323045");
    assert_eq!(at("/files/?_=7&a=1"), "/files/?a=1&_=1767323045");
}

proptest! {
    #[test]
    fn whatever_is_taken_stays_on_the_site(text in "[/\\\\.%a-f0-9\\t\\r\\n :@?#;lo-]{0,24}") {
        if let Some(path) = parse(&text) {
            let site = Url::parse("https://docs.example.com/").unwrap();
            let mut seen = path.clone();
            for _ in 0..4 {
                let url = site.join(&seen).unwrap();
                prop_assert_eq!(url.origin(), site.origin(), "{} of {}", seen, text);
                let Ok(decoded) = percent_encoding::percent_decode_str(&seen).decode_utf8() else { break };
                seen = decoded.into_owned();
            }
            prop_assert_eq!(parse(&path), Some(path), "parsing twice changes nothing");
        }
    }

    #[test]
    fn no_text_makes_the_parser_stumble(text in ".*") {
        let _ = parse(&text);
    }
}
