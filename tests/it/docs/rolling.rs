//! Two copies behind the nginx of docs/scale.md are restarted one after the other while people work.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, AtomicU32, Ordering},
};

use super::{
    blocks,
    nginx::{Nginx, replaced},
};
use crate::support::{
    Employee, Request, World,
    running::{Running, free_port},
};

/// The proxy's two blocks, with a port without TLS beside the other, and with these two copies.
fn in_front_of(copies: [u16; 2], plain: u16) -> Nginx {
    let upstream = blocks::only("docs/scale.md", "Several copies", "nginx");
    let upstream = replaced(&upstream, "127.0.0.1:8000", &format!("127.0.0.1:{}", copies[0]));
    let upstream = replaced(&upstream, "127.0.0.1:8001", &format!("127.0.0.1:{}", copies[1]));
    let server = blocks::only("docs/proxy.md", "nginx", "nginx");
    let server = replaced(&server, "proxy_pass http://127.0.0.1:8000;", "proxy_pass http://latchkey;");
    let server = replaced(&server, "$host;", "localhost;");
    let server = replaced(&server, "listen 443 ssl;", &format!("listen 443 ssl;\n    listen 127.0.0.1:{plain};"));
    Nginx::with(&format!("{upstream}{server}"))
}

#[test]
fn a_rolling_restart_loses_no_request() {
    let world = World::asleep("http://localhost:8000", |_| {});
    world.give_role(&Employee::named("editor"), "editor");
    let start = |port| {
        Running::start_at(port, &world, ":", |command| {
            command.env("PUBLIC_URL", "http://localhost").env("TRUSTED_PROXIES", "127.0.0.1");
        })
    };
    let mut copies = [free_port(), free_port()].map(start);
    let plain = free_port();
    let _nginx = in_front_of([copies[0].port, copies[1].port], plain);

    let (over, asked, failed) = (AtomicBool::new(false), AtomicU32::new(0), Mutex::new(Vec::new()));
    let made = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for person in 0..4 {
            let (over, asked, failed, made) = (&over, &asked, &failed, &made);
            scope.spawn(move || {
                for number in 0.. {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let mut request = Request::get("/files/");
                    if number % 2 == 0 {
                        request = Request::new("POST", "/api/v1/items/root/folders")
                            .header("content-type", "application/json");
                        request.body = format!("{{\"name\": \"{person}-{number}\"}}").into_bytes();
                    }
                    let request = request.header("x-test-user", "editor@example.com").header("host", "localhost");
                    let answer = request.send(plain);
                    asked.fetch_add(1, Ordering::Relaxed);
                    match answer.status {
                        201 => _ = made.fetch_add(1, Ordering::Relaxed),
                        200 => {}
                        status => failed.lock().unwrap().push(format!("{} {number}: {status}", request.method)),
                    }
                }
            });
        }
        for _ in 0..3 {
            for copy in &mut copies {
                copy.signal("TERM");
                assert!(copy.ended().success());
                *copy = start(copy.port);
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    let (asked, failed) = (asked.into_inner(), failed.into_inner().unwrap());
    assert!(failed.is_empty(), "of {asked} requests failed: {failed:?}");
    let folders = world.database.text("SELECT count(*)::text FROM nodes WHERE name ~ '^[0-3]-[0-9]+$'");
    assert_eq!(folders, made.into_inner().to_string(), "each folder was made once, of {asked} requests");
}
