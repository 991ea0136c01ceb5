//! Preconditions, in the order of RFC 9110, section 13.2.2.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use latchkey::transport::conditional::{Outcome, Validators, range_counts, weigh};
use time::{Duration, OffsetDateTime, macros::datetime};

const TAG: &str = "\"abc\"";
const CHANGED: OffsetDateTime = datetime!(2026-11-22 10:00 UTC);
const THEN: &str = "Sun, 22 Nov 2026 10:00:00 GMT";
const BEFORE: &str = "Sun, 22 Nov 2026 09:59:59 GMT";
const AFTER: &str = "Sun, 22 Nov 2026 10:00:01 GMT";

fn validators() -> Validators {
    Validators { etag: HeaderValue::from_static(TAG), last_modified: CHANGED, added: CHANGED, date_is_strong: true }
}

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in lines {
        map.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    map
}

fn outcome(lines: &[(&'static str, &str)]) -> Outcome {
    weigh(&headers(lines), &validators())
}

#[test]
fn what_the_client_has_is_not_sent_again() {
    for line in [
        "\"abc\"",
        "W/\"abc\"",
        "*",
        " * ",
        "\"x\", \"abc\"",
        "\"x\",W/\"abc\"",
        ", ,\"abc\"",
        "\"a,b\", \"abc\"",
        "\"x\"\"abc\"",
    ] {
        assert_eq!(outcome(&[("if-none-match", line)]), Outcome::NotModified, "{line}");
    }
    assert_eq!(outcome(&[("if-none-match", "\"x\""), ("if-none-match", TAG)]), Outcome::NotModified);
    for line in ["\"x\"", "abc", "", "\"abc", "\"x\", abc", "\"ABC\"", "\"*\"", "w/\"abc\"", "\"abc,\""] {
        assert_eq!(outcome(&[("if-none-match", line)]), Outcome::Proceed, "{line}");
    }
}

#[test]
fn the_date_counts_only_where_no_tag_is_given() {
    assert_eq!(outcome(&[("if-modified-since", THEN)]), Outcome::NotModified);
    assert_eq!(outcome(&[("if-modified-since", AFTER)]), Outcome::NotModified);
    assert_eq!(outcome(&[("if-modified-since", BEFORE)]), Outcome::Proceed);
    assert_eq!(outcome(&[("if-none-match", "\"x\""), ("if-modified-since", AFTER)]), Outcome::Proceed);
    assert_eq!(outcome(&[("if-modified-since", "yesterday")]), Outcome::Proceed);
    assert_eq!(outcome(&[("if-modified-since", THEN), ("if-modified-since", THEN)]), Outcome::Proceed);
    assert_eq!(outcome(&[("if-modified-since", "Sunday, 22-Nov-26 10:00:00 GMT")]), Outcome::NotModified, "RFC 850");
}

#[test]
fn a_client_that_speaks_of_another_state_is_told() {
    for line in ["\"x\"", "W/\"abc\"", "", "abc"] {
        assert_eq!(outcome(&[("if-match", line)]), Outcome::Failed, "{line}: strong comparison");
    }
    for line in ["\"abc\"", "*", "\"x\", \"abc\""] {
        assert_eq!(outcome(&[("if-match", line)]), Outcome::Proceed, "{line}");
    }
    assert_eq!(outcome(&[("if-unmodified-since", BEFORE)]), Outcome::Failed);
    assert_eq!(outcome(&[("if-unmodified-since", THEN)]), Outcome::Proceed);
    assert_eq!(outcome(&[("if-unmodified-since", "yesterday")]), Outcome::Proceed);
    assert_eq!(outcome(&[("if-match", TAG), ("if-unmodified-since", BEFORE)]), Outcome::Proceed);
    assert_eq!(outcome(&[("if-match", "\"x\""), ("if-none-match", TAG)]), Outcome::Failed, "If-Match comes first");
    assert_eq!(outcome(&[("if-match", TAG), ("if-none-match", TAG)]), Outcome::NotModified);
}

#[test]
fn a_range_goes_on_only_where_the_first_part_is_of_the_same_state() {
    let later = CHANGED + Duration::minutes(1);
    let counts =
        |line: &str, now, validators: &Validators| range_counts(&headers(&[("if-range", line)]), validators, now);
    assert!(range_counts(&headers(&[]), &validators(), later));
    assert!(counts(TAG, later, &validators()));
    for line in ["\"x\"", "W/\"abc\"", "abc", "", BEFORE, AFTER, "*"] {
        assert!(!counts(line, later, &validators()), "{line}");
    }
    assert!(counts(THEN, later, &validators()));
    assert!(!counts(THEN, CHANGED, &validators()), "another version may still come within this second");
    let shared = Validators { date_is_strong: false, ..validators() };
    assert!(!counts(THEN, later, &shared), "two versions came within that second");
    assert!(!range_counts(&headers(&[("if-range", TAG), ("if-range", TAG)]), &validators(), later));
}

#[test]
fn bytes_that_are_no_text_do_no_harm() {
    let mut map = HeaderMap::new();
    map.append(HeaderName::from_static("if-none-match"), HeaderValue::from_bytes(b"\"\xff\", \"abc\"").unwrap());
    assert_eq!(weigh(&map, &validators()), Outcome::NotModified);
    map.append(HeaderName::from_static("if-range"), HeaderValue::from_bytes(b"\xff").unwrap());
    assert!(!range_counts(&map, &validators(), CHANGED + Duration::HOUR));
}
