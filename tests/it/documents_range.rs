//! Range requests, as RFC 9110, section 14 has them.

use actix_web::http::header::HeaderValue;
use latchkey::transport::range::{Asked, asked};
use proptest::prelude::*;

fn ask(lines: &[&str], length: u64) -> Asked {
    let lines: Vec<HeaderValue> = lines.iter().map(|line| HeaderValue::from_str(line).unwrap()).collect();
    asked(lines.iter(), length)
}

#[test]
fn one_range_is_answered_with_its_bytes() {
    for (line, part) in [
        ("bytes=0-0", 0..1),
        ("bytes=0-", 0..1000),
        ("bytes=0-999", 0..1000),
        ("bytes=0-1000", 0..1000),
        ("bytes=0-99999999999999999999999999", 0..1000),
        ("bytes=999-999", 999..1000),
        ("bytes=500-", 500..1000),
        ("bytes=-1", 999..1000),
        ("bytes=-1000", 0..1000),
        ("bytes=-1001", 0..1000),
        ("bytes=-99999999999999999999999999", 0..1000),
        ("Bytes=1-2", 1..3),
        ("bytes= 1-2", 1..3),
        ("bytes=1-2 ", 1..3),
        ("bytes=,1-2,", 1..3),
        ("bytes=007-008", 7..9),
    ] {
        assert_eq!(ask(&[line], 1000), Asked::Part(part), "{line}");
    }
}

#[test]
fn a_range_outside_is_refused() {
    for line in
        ["bytes=1000-", "bytes=1000-1001", "bytes=99999999999999999999999999-", "bytes=-0", "bytes=5-4", "bytes=10-1"]
    {
        assert_eq!(ask(&[line], 1000), Asked::Nothing, "{line}");
    }
    assert_eq!(ask(&["bytes=1-"], 0), Asked::Nothing);
}

#[test]
fn what_is_not_understood_is_ignored() {
    for line in [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=,",
        "bytes=a-b",
        "bytes=1",
        "bytes=1-b",
        "bytes=+1-2",
        "bytes=1--2",
        "bytes=1-2-3",
        "bytes 1-2",
        "items=0-1",
        "bytes=0x1-0x2",
        "bytes=1 -2",
        "=1-2",
        "none",
    ] {
        assert_eq!(ask(&[line], 1000), Asked::Whole, "{line}");
    }
    assert_eq!(ask(&[], 1000), Asked::Whole);
    for line in ["bytes=-5", "bytes=0-", "bytes=0-0", "bytes=0-99"] {
        assert_eq!(ask(&[line], 0), Asked::Whole, "nothing is all there is: {line}");
    }
}

#[test]
fn several_ranges_are_answered_with_the_whole() {
    assert_eq!(ask(&["bytes=0-1,3-4"], 1000), Asked::Whole);
    assert_eq!(ask(&["bytes=0-1", "bytes=3-4"], 1000), Asked::Whole);
    let thousand = format!("bytes={}", vec!["0-"; 1000].join(","));
    assert_eq!(ask(&[&thousand], 1000), Asked::Whole);
}

proptest! {
    #[test]
    fn a_part_is_never_empty_and_never_outside(line in "bytes=[0-9]{0,22}-[0-9]{0,22}", length in any::<u64>()) {
        if let Asked::Part(part) = ask(&[&line], length) {
            prop_assert!(part.start < part.end && part.end <= length);
        }
    }

    #[test]
    fn first_and_last_are_what_was_asked(first in 0_u64..5000, more in 0_u64..5000, length in 1_u64..5000) {
        let last = first + more;
        let expected = if first < length { Asked::Part(first..(last + 1).min(length)) } else { Asked::Nothing };
        prop_assert_eq!(ask(&[&format!("bytes={first}-{last}")], length), expected);
    }

    #[test]
    fn no_line_makes_it_stumble(line in "[ -~]{0,60}", length in any::<u64>()) {
        let _ = ask(&[&line], length);
    }
}
