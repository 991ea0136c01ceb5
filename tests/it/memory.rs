//! Hundreds of slow readers of a large file cost the program next to nothing: a body is read as it is taken, not ahead.

use std::{
    io::{Read, Write},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::support::{Request, World, entra::keys::random_text, http::connect, import::import};

const READERS: usize = 300;
const LARGE: usize = 48 * 1024 * 1024;

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Program {
    /// Resident memory in bytes (proc(5), statm counts pages of 4 KB here).
    fn memory(&self) -> usize {
        let pages = std::fs::read_to_string(format!("/proc/{}/statm", self.0.id())).unwrap();
        pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
    }
}

#[test]
fn hundreds_of_slow_readers_leave_the_memory_flat() {
    let world = World::start();
    import(&world, &[("large.bin", &vec![7; LARGE])]);
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('reader@example.com', 'reader')");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
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
    let mut program = Program(child);
    let began = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(began.elapsed() < Duration::from_mins(1), "it does not start");
        assert!(program.0.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(Duration::from_millis(50));
    }
    let ask =
        format!("GET /files/large.bin HTTP/1.1\r\nHost: localhost:{port}\r\nX-Test-User: reader@example.com\r\n\r\n");
    let mut buffer = vec![0; 128 * 1024];
    let mut one = || {
        let mut stream = connect(port);
        stream.write_all(ask.as_bytes()).unwrap();
        let count = stream.read(&mut buffer).unwrap();
        assert!(buffer[..count].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer[..count.min(300)]));
        stream
    };
    let warm: Vec<_> = (0..20).map(|_| one()).collect();
    let before = program.memory();
    let mut readers: Vec<_> = (0..READERS).map(|_| one()).collect();
    for _ in 0..4 {
        for reader in &mut readers {
            let _ = reader.read(&mut buffer).unwrap();
        }
    }
    let grown = program.memory().saturating_sub(before);
    assert!(grown < READERS * 512 * 1024, "{} KB for each reader", grown / READERS / 1024);
    let health = Request::get("/health").header("host", "localhost").send(port);
    assert_eq!(health.status, 200, "and others are served meanwhile");
    drop(warm);
}
