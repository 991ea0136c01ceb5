//! What a crash or a full disk leaves behind: whole documents or none.

use std::{
    fs,
    io::{Read, Write},
    process::Stdio,
    time::Duration,
};

use tempfile::TempDir;

use crate::support::{
    World,
    blobs::kept,
    eventually,
    import::import,
    program::{latchkey, latchkey_after, said},
};

fn asleep() -> World {
    World::asleep("http://localhost:8000", |_| {})
}

#[test]
fn a_kill_at_any_moment_leaves_no_half_document() {
    const FILES: usize = 300;
    const KILLS: u64 = 8;
    let world = asleep();
    let tree = TempDir::new().unwrap();
    for number in 0..FILES {
        let length = if number % 10 == 0 { 300_000 } else { 2_000 };
        let bytes: Vec<u8> = (0..length).map(|place: usize| (place * 7 + number * 13) as u8).collect();
        fs::write(tree.path().join(format!("{number}.bin")), bytes).unwrap();
    }
    let path = tree.path().to_str().unwrap();
    let mut killed = 0;
    for round in 0..KILLS {
        let before = kept(&world).len();
        let mut child =
            latchkey(&world, &["import", path]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while kept(&world).len() == before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(round * 37 % 200));
        killed += u64::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let (code, text) = said(latchkey(&world, &["verify"]));
        assert_eq!(code, Some(0), "round {round}: {text}");
        let documents = "SELECT count(*) FROM nodes n WHERE kind = 'document'";
        let whole = format!("{documents} AND EXISTS (SELECT FROM versions v WHERE v.id = n.current_version_id)");
        assert_eq!(world.database.text(documents), world.database.text(&whole), "round {round}");
    }
    assert!(killed >= 2, "it was killed {killed} times");
    assert_eq!(said(latchkey(&world, &["import", path])).0, Some(0), "and it goes on from there");
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert_eq!((code, world.database.text("SELECT count(*) FROM versions")), (Some(0), FILES.to_string()), "{text}");
}

#[test]
fn a_kill_in_the_middle_of_uploads_leaves_no_half_version() {
    let world = asleep();
    import(&world, &[("a.bin", b"first"), ("b.bin", b"first")]);
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('editor@example.com', 'editor')");
    let ids =
        ["a.bin", "b.bin"].map(|name| world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'")));
    let versions = || world.database.text("SELECT count(*) FROM versions").parse::<u64>().unwrap();
    let mut came = versions();
    for round in 0..4 {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut site = latchkey(&world, &["serve"])
            .envs([("BIND", format!("127.0.0.1:{port}")), ("PUBLIC_URL", format!("http://localhost:{port}"))])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(site.try_wait().unwrap().is_none(), "it ended by itself");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::scope(|scope| {
            for id in &ids {
                scope.spawn(move || {
                    for number in 0.. {
                        let length = 300_000 + 1_000 * number;
                        let bytes: Vec<u8> = (0..length).map(|at: usize| (at * 31 + number + round) as u8).collect();
                        let head = format!(
                            "PUT /api/v1/items/{id}/content HTTP/1.1\r\nhost: localhost:{port}\r\n\
                             x-test-user: editor@example.com\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                        );
                        let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return };
                        let sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes));
                        let mut answer = [0; 12];
                        if sent.is_err() || stream.read_exact(&mut answer).is_err() {
                            return;
                        }
                        assert_eq!(&answer, b"HTTP/1.1 200", "{}", String::from_utf8_lossy(&answer));
                    }
                });
            }
            // On a slow machine too it is killed in the middle of some, and not before the first.
            eventually(|| versions() > came);
            std::thread::sleep(Duration::from_millis(130 * round as u64));
            site.kill().unwrap();
            site.wait().unwrap();
        });
        let (code, text) = said(latchkey(&world, &["verify"]));
        assert_eq!(code, Some(0), "round {round}: {text}");
        came = versions();
    }
    assert!(came > 4, "{came} versions came");
}

#[test]
fn a_disk_that_is_full_keeps_nothing_of_a_document_and_spoils_nothing() {
    let world = asleep();
    let tree = TempDir::new().unwrap();
    fs::write(tree.path().join("large.bin"), vec![1; 4 << 20]).unwrap();
    // The file system takes no more than 1 MB of a file, and the program is not killed for trying.
    let full = "trap '' XFSZ; ulimit -f 2048";
    let (code, text) = said(latchkey_after(&world, full, &["import", tree.path().to_str().unwrap()]));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("there is no room left"), "{text}");
    assert_eq!((kept(&world).len(), world.database.text("SELECT count(*) FROM versions").as_str()), (0, "0"));
    fs::write(tree.path().join("large.bin"), "smaller").unwrap();
    let (code, text) = said(latchkey_after(&world, full, &["import", tree.path().to_str().unwrap()]));
    assert_eq!(code, Some(0), "{text}");
}
