//! The first minute of a newcomer: one command, nothing installed, documents in the browser; and what a power cut
//! leaves of it. This runs the real program on the embedded database.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::support::{Answer, Browser, Request};

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

fn command(folder: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command
        .env_clear()
        .env("HOME", folder)
        .env("DEV_MODE", "true")
        .env("BIND", format!("127.0.0.1:{port}"))
        .env("PUBLIC_URL", format!("http://localhost:{port}"))
        .current_dir(folder);
    command
}

/// Starts it in the folder and waits until it is ready.
fn start(folder: &Path) -> Program {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let child = command(folder, port).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut program = Program { child, port };
    let began = Instant::now();
    let is_ready = |port| std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
    while !is_ready(program.port) || curl(program.port, "/health/ready").status != 200 {
        assert!(program.child.try_wait().unwrap().is_none(), "it ended by itself");
        assert!(began.elapsed() < Duration::from_mins(2), "it does not become ready");
        std::thread::sleep(Duration::from_millis(50));
    }
    program
}

/// As `curl http://localhost:8000/...` does.
fn curl(port: u16, target: &str) -> Answer {
    let host = format!("localhost:{port}");
    Request::get(target).header("host", &host).header("user-agent", "curl/7.88.1").header("accept", "*/*").send(port)
}

/// Every file below a folder, by its address, as the listings link them.
fn files(port: u16, folder: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    let listing = curl(port, folder);
    assert_eq!(listing.status, 200, "{folder}: {}", listing.text());
    let page = listing.text();
    for link in page.split("href=\"").skip(1).filter_map(|part| part.split('"').next()) {
        let link = link.replace("&amp;", "&").replace("&#38;", "&");
        let link = link.strip_suffix("?download").unwrap_or(&link).to_owned();
        if !link.starts_with(folder) || link.len() == folder.len() || link.contains('?') {
            continue;
        }
        if link.ends_with('/') {
            files(port, &link, found);
        } else {
            let answer = curl(port, &link);
            assert_eq!(answer.status, 200, "{link}");
            let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(Sha256::digest(&answer.body)));
            assert_eq!(answer.header("repr-digest"), Some(digest.as_str()), "{link}");
            assert_eq!(curl(port, &link.replacen("/files/", "/api/files/", 1)).body, answer.body, "{link}");
            found.insert(link, answer.body);
        }
    }
}

fn all_files(port: u16) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(port, "/files/", &mut found);
    found
}

#[test]
fn one_command_shows_sample_documents_and_they_outlive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = start(folder.path());
    let before = all_files(program.port);
    assert!(before.len() >= 5, "a handful of samples: {:?}", before.keys());
    for kind in [".pdf", ".png", ".txt"] {
        let right = |name: &&String| Path::new(name.as_str()).extension().is_some_and(|found| *found == kind[1..]);
        assert!(before.keys().any(|name| right(&name)), "{kind} among {:?}", before.keys());
    }
    assert!(before.keys().any(|name| name.contains("%E")), "a name in another script among {:?}", before.keys());
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/import/samples");
    for sample in std::fs::read_dir(samples).unwrap() {
        let path = sample.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(before.values().any(|served| *served == bytes), "{} is served as it is", path.display());
    }

    // A change, then a kill without warning.
    let mut browser = Browser::new(program.port, &format!("http://localhost:{}", program.port));
    assert_eq!(browser.click("/admin/people").status, 200, "the fake person is an administrator");
    let fields = [("action", "add"), ("email", "ada@example.com"), ("role", "reader")];
    assert!(matches!(browser.submit("/admin/people", &fields).status, 200 | 303));
    program.child.kill().unwrap(); // SIGKILL
    program.child.wait().unwrap();

    let program = start(folder.path());
    assert_eq!(all_files(program.port), before, "everything is there, and nothing twice");
    let mut browser = Browser::new(program.port, &format!("http://localhost:{}", program.port));
    assert!(browser.click("/admin/people").text().contains("ada@example.com"), "the change is there too");
}

#[test]
fn a_command_line_beside_the_running_program_says_what_to_do_instead() {
    let folder = tempfile::tempdir().unwrap();
    let program = start(folder.path());
    let output =
        command(folder.path(), program.port).args(["role", "set", "ada@example.com", "reader"]).output().unwrap();
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("running"), "{words}");
    assert_eq!(curl(program.port, "/health/ready").status, 200, "the running one does not mind");
}

#[test]
fn with_nothing_set_the_program_shows_the_two_ways_on() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), 0).env_remove("DEV_MODE").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8_lossy(&output.stderr);
    for way in ["DEV_MODE=true", "AZURE_TENANT_ID"] {
        assert!(words.contains(way), "{way} in: {words}");
    }
}
