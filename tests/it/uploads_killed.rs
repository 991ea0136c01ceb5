//! Uploads to the real program: `kill -9` at any moment, a disk that fills up.

use std::{
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    support::{
        Request, World,
        entra::keys::random_text,
        program::{latchkey, said},
        upload::{ROOT, form, noise, patch, tus},
    },
    uploads_survive::{spooled, sweep},
};

/// The real program, so that it can be killed.
struct Program {
    child: Child,
    port: u16,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `shell` stands before the program: limits of the system.
fn start(world: &World, shell: &str) -> Program {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let child = Command::new("sh")
        .args(["-c", &format!("{shell} exec \"$0\""), env!("CARGO_BIN_EXE_latchkey")])
        .env_clear()
        .env("TEST_MODE", "true")
        .env("APP_ENV", "test")
        .env("API_COOKIE_SECRET", random_text(32))
        .env("BIND", format!("127.0.0.1:{port}"))
        .env("PUBLIC_URL", format!("http://localhost:{port}"))
        .env("DATABASE_URL", world.database.url())
        .env("DATA_DIR", &world.settings.data_dir)
        .current_dir(&world.settings.data_dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut program = Program { child, port };
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(began.elapsed() < Duration::from_mins(1), "it does not start");
        assert!(program.child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
    program
}

impl Program {
    fn send(&self, request: Request) -> crate::support::Answer {
        let host = format!("localhost:{}", self.port);
        request.header("host", &host).header("x-test-user", "editor@example.com").send(self.port)
    }

    fn offset(&self, target: &str) -> usize {
        let answer = self.send(tus("HEAD", target));
        assert_eq!(answer.status, 200);
        answer.header("upload-offset").unwrap().parse().unwrap()
    }
}

fn announce(program: &Program, length: usize, name: &str) -> String {
    let metadata = crate::support::upload::metadata(&[("filename", name)]);
    let request = tus("POST", "/uploads").header("upload-length", &length.to_string());
    let answer = program.send(request.header("upload-metadata", &metadata));
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.location().to_owned()
}

#[test]
fn kill_9_at_any_moment_costs_no_byte_that_was_told() {
    let world = World::start();
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('editor@example.com', 'editor')");
    let bytes = noise(6_000_000);
    let mut program = start(&world, "");
    let target = announce(&program, bytes.len(), "a.bin");
    let mut told = 0;
    for round in 0..8_usize {
        // Sends pieces until the program is dead, as a browser does: each only when the last one was answered.
        let at = program.offset(&target);
        assert!(at >= told, "{at} after {told} were told");
        assert_eq!(world.database.text("SELECT count(*) FROM versions"), "0", "no document before it is whole");
        let killer = program.child.id();
        let deadline = Duration::from_millis(5 + 23 * round as u64);
        let kill = std::thread::spawn(move || {
            std::thread::sleep(deadline);
            Command::new("kill").args(["-9", &killer.to_string()]).status().unwrap();
        });
        let host = format!("localhost:{}", program.port);
        let mut next = at;
        while next < bytes.len() - 300_000 {
            let end = (next + 170_000).min(bytes.len() - 300_000);
            let request = patch(&target, next, &bytes[next..end]).header("host", &host);
            let request = request.header("x-test-user", "editor@example.com");
            let Ok(answer) = std::panic::catch_unwind(|| request.send(program.port)) else { break };
            assert_eq!(answer.status, 204);
            next = end;
            told = end;
        }
        kill.join().unwrap();
        drop(program);
        program = start(&world, "");
    }
    let at = program.offset(&target);
    assert_eq!(program.send(patch(&target, at, &bytes[at..])).status, 204);
    let document = program.send(Request::get("/files/a.bin"));
    assert!(document.body == bytes, "the document is what was sent");
}

#[test]
fn kill_9_in_the_middle_of_plain_forms_leaves_whole_documents_or_none() {
    let world = World::start();
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('editor@example.com', 'editor')");
    let bytes_of = |name: &str| [name.as_bytes(), &noise(700_000)].concat();
    let mut told = Vec::new();
    for round in 0..8_u64 {
        let program = start(&world, "");
        let killer = program.child.id();
        let kill = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(5 + 37 * round));
            Command::new("kill").args(["-9", &killer.to_string()]).status().unwrap();
        });
        let origin = format!("http://localhost:{}", program.port);
        for number in 0.. {
            let names = ["a", "b"].map(|file| format!("{round}-{number}-{file}.bin"));
            let files = names.each_ref().map(|name| bytes_of(name));
            let request = form(&origin, ROOT, &[(&names[0], &files[0]), (&names[1], &files[1])]);
            let Ok(answer) = std::panic::catch_unwind(|| program.send(request)) else { break };
            assert_eq!(answer.status, 303, "{}", answer.text());
            told.extend(names);
        }
        kill.join().unwrap();
    }
    let program = start(&world, "");
    let there = world.database.text("SELECT string_agg(name, ' ') FROM nodes WHERE kind = 'document'");
    let there: Vec<&str> = there.split_whitespace().collect();
    for name in &told {
        assert!(there.contains(&name.as_str()), "{name} was answered with success");
    }
    for name in there {
        let document = program.send(Request::get(&format!("/files/{name}")));
        assert!(document.body == bytes_of(name), "{name} is there, and whole");
    }
    drop(program);
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert_eq!(code, Some(0), "{text}");
    world.clock.advance(time::Duration::hours(25));
    sweep(&world);
    assert_eq!(spooled(&world), 0, "nothing half stays");
}

#[test]
fn a_disk_that_fills_up_stops_the_upload_and_not_the_service() {
    let world = World::start();
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('editor@example.com', 'editor')");
    let bytes = noise(3_000_000);
    // A limit on the size of files meets a write as a full disk does; the signal that comes with it is ignored.
    let program = start(&world, "trap '' XFSZ; ulimit -f 2048;");
    let target = announce(&program, bytes.len(), "a.bin");
    assert_eq!(program.send(patch(&target, 0, &bytes[..500_000])).status, 204);
    let answer = program.send(patch(&target, 500_000, &bytes[500_000..]));
    assert_eq!(answer.status, 507, "{}", answer.text());
    assert!(answer.text().contains("kept for a day"));
    assert_eq!(program.send(Request::get("/health/ready")).status, 200);
    let at = program.offset(&target);
    assert!((500_000..bytes.len()).contains(&at), "{at}");
    drop(program);
    let program = start(&world, "");
    let at = program.offset(&target);
    assert_eq!(program.send(patch(&target, at, &bytes[at..])).status, 204);
    assert!(program.send(Request::get("/files/a.bin")).body == bytes);
}
