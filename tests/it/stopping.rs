//! The program is told to stop, and its log is not read.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
    time::{Duration, Instant},
};

use crate::support::{Employee, World, eventually, http::connect, import::import, running::Running};

const LARGE: usize = 24 * 1024 * 1024;

fn world() -> World {
    let world = World::asleep("http://localhost:8000", |_| {});
    world.give_role(&Employee::named("reader"), "reader");
    import(&world, &[("large.bin", &vec![7; LARGE])]);
    world
}

/// Asks for a large document and reads the first bytes only.
fn begin_download(site: &Running) -> TcpStream {
    let mut stream = connect(site.port);
    let head = format!(
        "GET /files/large.bin HTTP/1.1\r\nHost: localhost:{}\r\nX-Test-User: reader@example.com\r\n\r\n",
        site.port
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream
}

#[test]
fn a_hang_up_is_an_end_in_good_order_as_sigterm_is() {
    let world = world();
    for name in ["HUP", "TERM"] {
        let mut site = Running::start(&world, ":", |_| {});
        let mut download = begin_download(&site);
        site.signal(name);
        eventually(|| TcpStream::connect(("127.0.0.1", site.port)).is_err());
        let mut rest = Vec::new();
        download.read_to_end(&mut rest).unwrap();
        assert!(rest.len() > LARGE, "the download came to its end: {}", rest.len());
        drop(download);
        assert!(site.ended().success(), "{name}");
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let world = world();
    let mut site = Running::start(&world, ":", |_| {});
    let _asleep = begin_download(&site);
    site.signal("TERM");
    eventually(|| TcpStream::connect(("127.0.0.1", site.port)).is_err());
    site.signal("TERM");
    assert!(site.ended().success());
}

#[test]
fn who_is_about_to_stop_says_so_and_serves_on_for_a_while() {
    let world = world();
    let mut site = Running::start(&world, ":", |command| _ = command.env("STOP_NOTICE_SECONDS", "2"));
    let mut kept = connect(site.port);
    let ask = format!("GET /health HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", site.port);
    let answer = |kept: &mut TcpStream| {
        kept.write_all(ask.as_bytes()).unwrap();
        let mut buffer = [0; 4096];
        let length = kept.read(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..length]).into_owned()
    };
    assert!(!answer(&mut kept).contains("connection: close"));
    site.signal("TERM");
    eventually(|| site.get("/health/ready").status == 503);
    assert_eq!(site.get("/health/ready").json()["stopping"], true);
    assert_eq!(site.get("/files/large.bin").body.len(), LARGE, "and serves on");
    assert!(answer(&mut kept).contains("connection: close"), "a kept connection ends with its answer");
    assert!(site.ended().success());
}

#[test]
fn a_log_that_nobody_reads_does_not_stop_the_site_and_tells_what_it_lost() {
    let world = world();
    let mut site = Running::start(&world, ":", |command| {
        command.stderr(Stdio::piped()).env("RUST_LOG", "trace").env("LOG_FORMAT", "json");
    });
    let began = Instant::now();
    // With everything logged a request is some 20 kB.
    for _ in 0..600 {
        assert_eq!(site.get("/files/").status, 200);
    }
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
    let mut log = site.child.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut all = String::new();
        log.read_to_string(&mut all).unwrap();
        all
    });
    // One more, so that there is a line behind the gap.
    eventually(|| site.get("/files/").status == 200);
    site.signal("TERM");
    assert!(site.ended().success());
    let all = reading.join().unwrap();
    let told = all.lines().filter(|line| line.contains("lines of this log were left out")).count();
    assert!(told > 0, "{} bytes of log", all.len());
}

#[test]
fn a_log_that_is_never_read_does_not_keep_the_program_from_ending() {
    let world = world();
    let mut site = Running::start(&world, ":", |command| {
        command.stderr(Stdio::piped()).env("RUST_LOG", "trace");
    });
    for _ in 0..50 {
        assert_eq!(site.get("/files/").status, 200);
    }
    site.signal("TERM");
    assert!(site.ended().success());
}
