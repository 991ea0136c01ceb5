//! One client against all others, on the bare wire: many connections, and bodies that nobody wants.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use latchkey::transport::connection::raise_descriptors;

use crate::support::{
    Employee, World, eventually,
    http::connect,
    running::{Running, connect_from, converse},
};

const NOWHERE: &[u8] = b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

#[test]
fn eleven_hundred_silent_connections_keep_nobody_out() {
    let world = World::asleep("http://localhost:8000", |_| {});
    world.give_role(&Employee::named("reader"), "reader");
    let site = Running::start(&world, "ulimit -n 1024", |_| {});
    raise_descriptors();
    let silent: Vec<_> = (0..1100)
        .map(|_| {
            let mut stream = connect(site.port);
            let _ = stream.write_all(NOWHERE);
            stream
        })
        .collect();
    for place in 2..12 {
        let page = format!(
            "GET /files/ HTTP/1.1\r\nHost: localhost:{}\r\nX-Test-User: reader@example.com\r\nConnection: close\r\n\r\n",
            site.port
        );
        let answer = converse(connect_from(place, site.port), page.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    drop(silent);
}

#[test]
fn one_address_cannot_hold_more_connections_than_it_may() {
    let world = World::with(|settings| settings.server.connections_per_address = Some(5));
    let health = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let ask = |from| converse(connect_from(from, world.port()), health);
    let kept = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let held: Vec<_> = (0..5)
        .map(|_| {
            let mut stream = connect_from(9, world.port());
            stream.write_all(kept).unwrap();
            stream.read_exact(&mut [0; 12]).unwrap();
            stream
        })
        .collect();
    assert!(ask(9).starts_with("HTTP/1.1 429"));
    assert!(ask(9).contains("retry-after: 5\r\n"), "and it is told when to come again");
    assert!(ask(8).starts_with("HTTP/1.1 200"), "others come in");
    drop(held);
    eventually(|| ask(9).starts_with("HTTP/1.1 200"));
}

#[test]
fn behind_a_proxy_the_address_that_it_forwards_for_is_counted() {
    let world = World::with(|settings| {
        settings.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        settings.server.connections_per_address = Some(2);
        // They are to last until the end of the test, however slow the machine is.
        settings.server.patience.body = Duration::from_mins(10);
        settings.server.patience.rest = Duration::from_mins(10);
    });
    let silent = |address: &str| {
        let mut stream = connect(world.port());
        let head = format!(
            "POST /logout HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:8000\r\nX-Forwarded-For: {address}\r\n\
             Content-Length: 100\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream
    };
    let ask = |address: &str| {
        let head = format!(
            "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {address}\r\nConnection: close\r\n\r\n"
        );
        converse(connect(world.port()), head.as_bytes())
    };
    let mut held = Vec::new();
    eventually(|| {
        // A question that is under way can take the second place before one of these does, so they come again.
        held.push(silent("192.0.2.1"));
        ask("192.0.2.1").starts_with("HTTP/1.1 429") && ask("192.0.2.1").starts_with("HTTP/1.1 429")
    });
    assert!(ask("192.0.2.1").contains("retry-after: "), "{}", ask("192.0.2.1"));
    assert!(ask("192.0.2.2").starts_with("HTTP/1.1 200"));
    assert!(ask("192.0.2.1, 192.0.2.2").starts_with("HTTP/1.1 200"), "what stands before it is hearsay");
    drop(held);
    eventually(|| ask("192.0.2.1").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_body_that_nobody_wants_is_not_taken_for_ever() {
    let world = World::start();
    let mut stream = connect(world.port());
    stream.write_all(NOWHERE).unwrap();
    let piece = [b"10000\r\n", &vec![b'x'; 0x10000][..], b"\r\n"].concat();
    let poured = (0..4096).take_while(|_| stream.write_all(&piece).is_ok()).count() * 0x10000;
    assert!(poured < 64 * 1024 * 1024, "{poured} bytes were taken");
    assert_eq!(world.browser().fetch("/health").status, 200);
}

/// Whether the other side has closed; what it said before.
fn said_before_closing(mut stream: TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut said = Vec::new();
    stream.read_to_end(&mut said).ok()?;
    Some(String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_body_that_nobody_wants_and_that_does_not_come_ends_the_connection() {
    let world = World::with(|settings| settings.server.patience.rest = Duration::from_secs(1));
    let mut stream = connect(world.port());
    stream.write_all(NOWHERE).unwrap();
    let said = said_before_closing(stream).expect("it is closed");
    assert!(said.starts_with("HTTP/1.1 404"), "{said}");
}

#[test]
fn the_head_of_a_second_request_has_to_come_in_time_too() {
    let world = World::with(|settings| settings.server.patience.head = Duration::from_secs(1));
    let mut stream = connect(world.port());
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream.write_all(b"GET /health HT").unwrap();
    assert!(said_before_closing(stream).is_some(), "it is closed");
}

#[test]
fn whoever_is_not_known_sends_a_kilobyte_and_no_more() {
    let world = World::start();
    let form = |length: usize| {
        let body = format!("field={}", "x".repeat(length - 6));
        let head = format!(
            "POST /logout HTTP/1.1\r\nHost: localhost:8000\r\nOrigin: http://localhost:8000\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        converse(connect(world.port()), head.as_bytes())
    };
    assert!(form(1024).starts_with("HTTP/1.1 303"), "read: {}", form(1024));
    assert!(form(1025).starts_with("HTTP/1.1 413"), "{}", form(1025));
    let chunk = format!("401\r\n{}\r\n0\r\n\r\n", "x".repeat(0x401));
    let head = "POST /logout HTTP/1.1\r\nHost: localhost:8000\r\nOrigin: http://localhost:8000\r\n\
                Transfer-Encoding: chunked\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n";
    let answer = converse(connect(world.port()), format!("{head}{chunk}").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 413"), "without a length too: {answer}");
}
