//! Everything that README.md and docs/ tell a newcomer to type, one after the other, in one folder: the first start, a tree that is
//! brought in, uploads, the API, and the commands for the terminal.

use std::{
    fs,
    net::TcpListener,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{
    blocks,
    shell::{Running, Terminal, filled, lines, write},
};
use crate::support::Request;

struct Site {
    port: u16,
    terminal: Terminal,
}

impl Site {
    fn new() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { port, terminal: Terminal::open() }
    }

    /// The first command of README.md; only the port is another, for somebody else may have it.
    fn start(&self) -> Running {
        let block = blocks::only("README.md", "Two commands", "sh");
        let first = lines(&block).remove(0);
        assert!(first.starts_with("DEV_MODE=true cargo run --release"), "{first}");
        let port = self.port;
        let mut running =
            self.terminal.start(&format!("export BIND=127.0.0.1:{port} PUBLIC_URL=http://localhost:{port}\n{first}"));
        let began = Instant::now();
        while !self.is_ready() {
            let log = || fs::read_to_string(self.terminal.path("log")).unwrap();
            assert!(!running.has_ended(), "it ended by itself: {}", log());
            assert!(began.elapsed() < Duration::from_mins(2), "it does not become ready: {}", log());
            std::thread::sleep(Duration::from_millis(50));
        }
        running
    }

    fn is_ready(&self) -> bool {
        std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() && self.get("/health/ready").0 == 200
    }

    fn get(&self, target: &str) -> (u16, String) {
        let request = Request::get(target).header("accept", "application/json");
        let answer = request.header("host", &format!("localhost:{}", self.port)).send(self.port);
        (answer.status, answer.text())
    }

    fn json(&self, target: &str) -> Value {
        let (status, text) = self.get(target);
        assert_eq!(status, 200, "{target}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The id of what is called so.
    fn id_of(&self, folder: &str, name: &str) -> String {
        let children = self.json(&format!("/api/v1/items/{folder}/children"));
        let found = children["items"].as_array().unwrap().iter().find(|item| item["name"] == name);
        found.unwrap_or_else(|| panic!("no {name} in {children}"))["id"].as_str().unwrap().to_owned()
    }

    fn local(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

const REPORT: &[u8] = b"%PDF-1.7 the third quarter";

#[test]
fn what_the_pages_say_works_as_it_is_written() {
    let site = Site::new();
    let terminal = &site.terminal;
    let running = site.start();
    let tree = terminal.path("srv");
    write(&tree.join("q3.pdf"), REPORT);
    write(&terminal.path("q3.pdf"), REPORT);

    // A tree is brought in, while the site has the embedded database, and after it has stopped.
    let [import, link] = &lines(&blocks::only("docs/documents.md", "Bringing in a folder", "sh"))[..] else {
        panic!("two lines")
    };
    let import = filled(import, &[("/srv/reports", tree.to_str().unwrap())]);
    let refused = terminal.try_out(&import);
    let words = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && words.contains("is held by a running server: stop it first"), "{words}");
    running.stop();
    let said = terminal.type_in(&import);
    assert!(said.starts_with("1 added"), "{said}");
    let running = site.start();
    fs::create_dir(terminal.path("elsewhere")).unwrap();
    let link = filled(link, &[("http://localhost:8000", &site.local())]);
    terminal.type_in(&format!("cd elsewhere\n{link}"));
    assert_eq!(fs::read(terminal.path("elsewhere/q3.pdf")).unwrap(), REPORT);

    sending_documents(&site);
    for_programs(&site);
    a_download_link(&site);
    running.stop();
    terminal.type_in(&blocks::only("docs/access.md", "The first administrator", "sh"));
    assert!(terminal.type_in("latchkey role list").contains("you@example.com"));
    for line in lines(&blocks::only("docs/backup.md", "Verifying and cleaning up", "sh")) {
        terminal.type_in(&line);
    }
}

fn sending_documents(site: &Site) {
    let block = blocks::only("docs/api.md", "Uploads by tus", "sh");
    site.terminal.type_in(&filled(&block, &[("https://docs.example.com", &site.local())]));
    let (status, text) = site.get("/files/reports/2026/q3.pdf");
    assert_eq!((status, text.as_bytes()), (200, REPORT));
}

fn for_programs(site: &Site) {
    let block = lines(&blocks::only("docs/api.md", "API", "sh"));
    let (setting, commands) = block.split_first().unwrap();
    let setting = filled(setting, &[("http://localhost:8000", &site.local())]);
    let reports = site.id_of("root", "reports");
    let year = site.id_of(&reports, "2026");
    let id = site.id_of(&reports, "q3.pdf");
    let mut trash = String::new();
    for command in commands {
        let mut command = command
            .replace("<id>", &id)
            .replace("<folder>", &year)
            .replace("<trash_id>", &trash)
            // In the year's folder there is one of that name by now.
            .replace("\"name\": \"q3.pdf\"", "\"name\": \"q3 moved.pdf\"");
        if command.contains("If-Match") {
            let revision = site.json(&format!("/api/v1/items/{id}"))["revision"].to_string();
            command = filled(&command, &[("\"7\"", &format!("\"{revision}\""))]);
        }
        let said = site.terminal.type_in(&format!("{setting}\n{command}"));
        if command.contains("-X DELETE") {
            let answer: Value = serde_json::from_str(&said).unwrap();
            answer["trash_id"].as_str().unwrap().clone_into(&mut trash);
            assert_eq!(site.get(&format!("/api/v1/items/{id}")).0, 404);
        }
    }
    assert!(!trash.is_empty(), "something was deleted");
    assert_eq!(
        site.json(&format!("/api/v1/items/{id}"))["parent"],
        year.as_str(),
        "and restored, where it was moved to"
    );
}

fn a_download_link(site: &Site) {
    let id = site.id_of(&site.id_of("root", "reports"), "2026");
    let id = site.id_of(&id, "q3.pdf");
    let made = site.terminal.type_in(&format!("curl -X POST {}/d/{id}/ticket", site.local()));
    let made: Value = serde_json::from_str(&made).unwrap();
    let (line, address) =
        (blocks::only("docs/documents.md", "Downloads that outlive the session", "sh"), made["url"].as_str().unwrap());
    let line = filled(&line, &[("https://docs.example.com/t/…/report.pdf", address)]);
    let script = format!("{line}\ncp report.pdf whole.pdf\n");
    site.terminal.type_in(&script);
    assert_eq!(fs::read(site.terminal.path("whole.pdf")).unwrap(), REPORT);
    fs::write(site.terminal.path("report.pdf"), &REPORT[..5]).unwrap();
    site.terminal.type_in(&script);
    assert_eq!(fs::read(site.terminal.path("whole.pdf")).unwrap(), REPORT, "it goes on where it stopped");
    let again = site.terminal.try_out(&line);
    assert!(String::from_utf8_lossy(&again.stderr).contains("416"), "all is there");
}

#[test]
fn a_command_with_nothing_set_fills_no_database_that_nobody_finds_again() {
    let terminal = Terminal::open();
    write(&terminal.path("srv/a.txt"), b"a");
    let refused = terminal.try_out("latchkey import srv");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("DEV_MODE=true"));
    assert!(!terminal.path("data").exists());
}
