//! The bare wire: requests that two servers could read differently, and clients that take their time.

use std::{
    io::{Read, Write},
    time::{Duration, Instant},
};

use latchkey::settings::UploadSettings;

use crate::support::{
    World,
    api::ROOT,
    http::{connect, exchange, find},
    import::import,
};

/// How many answers stand in the bytes, and the first one's status.
fn answers(bytes: &[u8]) -> (usize, String) {
    let text = String::from_utf8_lossy(bytes);
    let status = text.split(' ').nth(1).unwrap_or("closed").to_owned();
    (text.matches("HTTP/1.1 ").count() + text.matches("HTTP/1.0 ").count(), status)
}

#[test]
fn a_body_whose_end_is_unclear_is_refused_and_the_rest_is_not_a_second_request() {
    let world = World::start();
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let length = smuggled.len();
    let cases = [
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
        "Content-Length: 0\r\nContent-Length: 5\r\n".to_owned(),
        format!("Content-Length: +{length}\r\n"),
        format!("Content-Length: -{length}\r\n"),
        format!("Content-Length: 0x{length:x}\r\n"),
        "Content-Length: 0, 5\r\n".to_owned(),
        "Content-Length: 99999999999999999999999\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n".to_owned(),
        "Transfer-Encoding: xchunked\r\n".to_owned(),
        "Transfer-Encoding : chunked\r\n".to_owned(),
        "Transfer-Encoding:\u{b}chunked\r\n".to_owned(),
        "X: y\r\n Transfer-Encoding: chunked\r\n".to_owned(),
        "Host: evil.example\r\nContent-Length: 0\r\n".to_owned(),
    ];
    for headers in cases {
        let request = format!(
            "POST /logout HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n0\r\n\r\n{smuggled}"
        );
        let (count, status) = answers(&exchange(world.port(), request.as_bytes()));
        assert!(count <= 1, "{headers:?} was read as two requests");
        assert!(
            matches!(status.as_str(), "400" | "403" | "411" | "413" | "421" | "501" | "closed"),
            "{headers:?}: {status}"
        );
    }
}

#[test]
fn chunked_bodies_on_http_1_0_and_requests_without_host_are_refused() {
    let world = World::start();
    let cases = [
        "POST /logout HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /logout HTTP/1.1\r\nConnection: close\r\n\r\n",
        "GET /logout HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ];
    for request in cases {
        let (_, status) = answers(&exchange(world.port(), request.as_bytes()));
        assert!(matches!(status.as_str(), "400" | "421" | "closed"), "{request:?}: {status}");
    }
}

#[test]
fn what_is_no_http_is_refused_and_the_next_one_is_served() {
    let world = World::start();
    for junk in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"GET\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX\x00: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon here\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    ] {
        let mut stream = connect(world.port());
        let _ = stream.write_all(junk);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let (_, status) = answers(&answer);
        assert!(status == "closed" || status.starts_with('4') || status.starts_with("50"), "{junk:?}: {status}");
    }
    assert_eq!(world.browser().fetch("/health").status, 200);
}

#[test]
fn a_head_that_is_too_long_is_refused() {
    let world = World::start();
    let long = format!("GET /health HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "a".repeat(300_000));
    let (_, status) = answers(&exchange(world.port(), long.as_bytes()));
    assert!(matches!(status.as_str(), "400" | "413" | "414" | "431" | "closed"), "{status}");
    let many = format!("GET /health HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(5000));
    let (_, status) = answers(&exchange(world.port(), many.as_bytes()));
    assert!(matches!(status.as_str(), "400" | "413" | "431" | "closed"), "{status}");
    assert_eq!(world.browser().fetch("/health").status, 200);
}

#[test]
fn a_head_that_drips_is_ended() {
    let world = World::with(|settings| settings.server.patience.head = Duration::from_secs(1));
    let mut stream = connect(world.port());
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: ").unwrap();
    let began = Instant::now();
    let mut alive = true;
    while alive && began.elapsed() < Duration::from_secs(10) {
        alive = stream.write_all(b"a").is_ok();
        std::thread::sleep(Duration::from_millis(100));
        // Until the other side says something or closes.
        stream.set_read_timeout(Some(Duration::from_millis(10))).unwrap();
        let mut answer = [0; 512];
        match stream.read(&mut answer) {
            Ok(0) => alive = false,
            Ok(count) => {
                assert!(find(&answer[..count], b"408").is_some(), "{}", String::from_utf8_lossy(&answer[..count]));
                alive = false;
            }
            Err(_) => {}
        }
    }
    assert!(!alive && began.elapsed() < Duration::from_secs(6), "ended after {:?}", began.elapsed());
}

#[test]
fn a_body_that_drips_is_ended() {
    let world = World::with(|settings| settings.server.patience.body = Duration::from_secs(1));
    let cookie = world.admin().cookie_header();
    let mut stream = connect(world.port());
    let head = format!(
        "POST /admin/people HTTP/1.1\r\nHost: localhost:8000\r\nCookie: {cookie}\r\nOrigin: http://localhost:8000\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail="
    );
    stream.write_all(head.as_bytes()).unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    stream.set_read_timeout(Some(Duration::from_secs(15))).unwrap();
    let mut buffer = [0; 4096];
    if let Ok(count) = stream.read(&mut buffer) {
        answer.extend_from_slice(&buffer[..count]);
    }
    assert!(began.elapsed() < Duration::from_secs(8), "ended after {:?}", began.elapsed());
    let (_, status) = answers(&answer);
    assert!(matches!(status.as_str(), "408" | "400" | "closed"), "{status}");
}

#[test]
fn hundreds_of_silent_connections_keep_nobody_out() {
    let world = World::start();
    let mut silent = Vec::new();
    for _ in 0..300 {
        let mut stream = connect(world.port());
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHo");
        silent.push(stream);
    }
    let began = Instant::now();
    assert_eq!(world.browser().fetch("/health").status, 200);
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

/// The server stops reading in the middle of such a body, because it is too large; the rest has to be skipped.
#[test]
fn a_chunked_body_that_nobody_reads_to_its_end_does_not_hold_up_the_next_request() {
    let world =
        World::with(|settings| settings.uploads = UploadSettings { largest: 600_000, ..UploadSettings::default() });
    import(&world, &[("plan.txt", b"plan")]);
    let mut editor = world.editor();
    let plan = editor.id_of(ROOT, "plan.txt");
    let head = |rest: &str| format!("HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\n{rest}\r\n", editor.cookie_header());
    let mut requests =
        format!("PUT /api/v1/items/{plan}/content {}", head("Transfer-Encoding: chunked\r\n")).into_bytes();
    for _ in 0..48 {
        requests.extend_from_slice(b"10000\r\n");
        requests.extend_from_slice(&vec![b'x'; 0x10000]);
        requests.extend_from_slice(b"\r\n");
    }
    requests.extend_from_slice(b"0\r\n\r\n");
    requests.extend_from_slice(format!("GET /api/v1/me {}", head("Connection: close\r\n")).as_bytes());
    for _ in 0..10 {
        let mut stream = connect(world.port());
        stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(&requests).expect("the server takes the rest of the body");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the second request is answered");
        let text = String::from_utf8_lossy(&answer);
        let statuses: Vec<_> = text.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
        assert_eq!(statuses, ["413", "200"], "{text}");
    }
}
