//! What the parser of requests refuses by itself is an answer of ours all the same: it carries the headers that every
//! answer carries, and a number that stands in the log.

use std::io::Write;

use crate::support::{
    World,
    http::{Answer, connect, exchange, find},
    log,
};

fn is_dressed(answer: &Answer) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.all(name), [value], "{name}");
    }
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    assert!(answer.request_id().len() > 8);
}

#[test]
fn what_is_no_http_is_refused_with_the_headers_of_every_answer() {
    let world = World::over_https();
    let long = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "a".repeat(300_000));
    for (junk, status) in [(&b"GET / HTTP/1.1\r\nno colon here\r\n\r\n"[..], 400), (long.as_bytes(), 431)] {
        let answer = Answer::parse(&exchange(world.port(), junk), false);
        assert_eq!(answer.status, status);
        is_dressed(&answer);
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=31536000; includeSubDomains"));
    }
}

#[test]
fn junk_after_a_good_request_is_refused_in_the_same_way() {
    let world = World::start();
    let mut stream = connect(world.port());
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = vec![0; 4096];
    let length = std::io::Read::read(&mut stream, &mut first).unwrap();
    assert!(find(&first[..length], b"HTTP/1.1 200").is_some());
    stream.write_all(b"\x16\x03\x01\r\n\r\n").unwrap();
    let mut rest = Vec::new();
    let _ = std::io::Read::read_to_end(&mut stream, &mut rest);
    let answer = Answer::parse(&rest, false);
    assert_eq!(answer.status, 400);
    is_dressed(&answer);
}

#[test]
fn a_flood_of_junk_is_one_quiet_line_in_the_log() {
    let world = World::start();
    // The clock of the world stands still, so this is all one second.
    let ids: Vec<_> = (0..50)
        .map(|_| Answer::parse(&exchange(world.port(), b"junk\r\n\r\n"), false).request_id().to_owned())
        .collect();
    let lines: Vec<_> = ids.iter().flat_map(|id| log::lines_with(id)).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((lines[0]["level"].as_str(), lines[0]["fields"]["status"].as_str()), (Some("INFO"), Some("400")));
}

#[test]
fn a_document_that_looks_like_a_refusal_comes_as_it_is() {
    let world = World::start();
    let content = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
    crate::support::import::import(&world, &[("a.bin", content), ("large.bin", &content.repeat(20_000))]);
    let mut reader = world.reader();
    assert_eq!(reader.fetch("/files/a.bin").body, content);
    assert_eq!(reader.fetch("/files/large.bin").body, content.repeat(20_000));
}
