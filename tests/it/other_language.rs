//! The site in another language: a file like `texts/en/latchkey.ftl`. One that puts every message between ⟦ and ⟧ shows
//! the words that come from elsewhere. This runs the real program, which speaks one language for as long as it lives.

use std::{
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use latchkey::transport::person_tag::tag_of;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{
    Browser, Request,
    entra::keys::random_text,
    lab::PERSONAS,
    links::{drop_files, in_days},
    scratch_database::ScratchDatabase,
    strays::Strays,
    translation::pseudo,
};

/// Somebody with sessions.
const SIGNED_IN: &str = "tenant|ada";

const ROOT: &str = "00000000-0000-7000-8000-000000000001";

struct Site {
    program: Child,
    port: u16,
    _folder: TempDir,
    database: ScratchDatabase,
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Site {
    /// In the language between the marks.
    fn start(mode: &[(&str, &str)]) -> Self {
        let (folder, database) = (tempfile::tempdir().unwrap(), ScratchDatabase::create());
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let program = Command::new(env!("CARGO_BIN_EXE_latchkey"))
            .env_clear()
            .envs(mode.iter().copied())
            .env("BIND", format!("127.0.0.1:{port}"))
            .env("PUBLIC_URL", format!("http://localhost:{port}"))
            .env("DATABASE_URL", database.url())
            .env("DATA_DIR", folder.path())
            .env("LANGUAGE_FILE", file(folder.path(), "de.ftl", &pseudo()))
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut site = Self { program, port, _folder: folder, database };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() || site.browser().fetch("/health").status != 200 {
            assert!(site.program.try_wait().unwrap().is_none(), "it ended by itself");
            assert!(began.elapsed() < Duration::from_mins(2), "it does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        site
    }

    fn browser(&self) -> Browser {
        Browser::new(self.port, &format!("http://localhost:{}", self.port))
    }
}

pub fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file
}

/// Every address that a click can lead to, and what they are asked for.
fn addresses(ids: &[String]) -> Vec<String> {
    let patterns = latchkey::routes::table(true).lines().into_iter().filter(|line| line.method == "GET");
    let mut all: Vec<String> = Vec::new();
    for line in patterns {
        let path = line
            .path
            .replace("{path:.*}", "Reports/")
            .replace("{hash}/{name:.*}", "0/app.css")
            .replace("{ticket}/{name}", "none/of-ours")
            .replace("{secret}", "none-of-ours")
            .replace("{number}", "1")
            .replace("{n}", "1")
            .replace("{person}", &tag_of(SIGNED_IN));
        if path.contains("{id}") {
            all.extend(ids.iter().map(|id| path.replace("{id}", id)));
        } else {
            all.push(path);
        }
    }
    let done = [
        "made",
        "renamed",
        "moved",
        "copied",
        "described",
        "version",
        "deleted",
        "restored",
        "purged",
        "emptied",
        "uploaded",
        "quota",
    ];
    all.extend(done.map(|done| format!("/files/?done={done}&undo={ROOT}")));
    let theirs = format!("/admin/sessions/{}", tag_of(SIGNED_IN));
    all.extend(["one", "all"].map(|done| format!("{theirs}?done={done}")));
    all.extend(["one", "others"].map(|done| format!("/account/sessions?done={done}")));
    all.extend(["add", "set", "remove", "release"].map(|done| format!("/admin/people?done={done}")));
    let more = [
        "/files/",
        "/files/?sizes",
        "/files/?sort=size&order=desc",
        "/files/?view=tiles",
        "/files/Reports/",
        "/files/Reports",
        "/files/nowhere.pdf",
        "/files/%zz",
        "/recent?list=opened",
        "/search?q=Quarter",
        "/search?q=nothing-like-it",
        "/search?q=quarter&kind=office&size=small&in=Reports&since=2020-01-01",
        "/search?kind=x",
        "/search?since=x",
        "/api/v1/search?size=x",
        "/api/v1/search?folder=x",
        "/api/v1/search?limit=x",
        "/api/v1/search?cursor=x",
        "/admin/index?done=retry",
        "/zip?id=x",
        "/zip/size?id=x",
        "/api/v1/trash?limit=0",
        "/api/v1/trash?cursor=x",
        "/nowhere",
    ];
    all.extend(more.map(str::to_owned));
    all
}

#[test]
fn every_page_and_refusal_speaks_the_language_of_the_site() {
    let site = Site::start(&[("DEV_MODE", "true"), ("SHARE_LINKS", "true")]);
    let mut browser = site.browser();
    let mut ids = vec![ROOT.to_owned(), "00000000-0000-7000-8000-00000000ffff".to_owned()];
    ids.extend(browser.children(ROOT).into_iter().map(|(_, id)| id));
    let reports = browser.id_of(ROOT, "Reports");
    ids.extend(browser.children(&reports).into_iter().map(|(_, id)| id));
    site.database.execute(&format!(
        "INSERT INTO sessions (id, user_key, begun_at, seen_at, idle_ends_at, ends_at, browser, system)
         SELECT gen_random_uuid(), '{SIGNED_IN}', now(), now(), now() + '1 hour', now() + '1 hour', browser, system
           FROM (VALUES ('', ''), ('Firefox', ''), ('Firefox', 'Linux'), ('', 'Linux')) AS known (browser, system),
                generate_series(1, 30)"
    ));
    let mut strays = Strays::default();
    assert!(browser.click("/files/").text().contains("⟦"), "it speaks that language");
    for address in by_link(&mut browser, &reports, &mut strays) {
        strays.ask(&mut site.browser(), &address);
    }
    for persona in PERSONAS.into_iter().rev() {
        assert_eq!(browser.submit("/dev/persona", &[("persona", persona)]).status, 303);
        for address in addresses(&ids) {
            strays.ask(&mut browser, &address);
        }
    }
    changes(&mut browser, &reports, &mut strays);
    strays.none();
}

/// Makes links for people outside; gives what those see.
fn by_link(browser: &mut Browser, folder: &str, strays: &mut Strays) -> Vec<String> {
    let mut addresses = Vec::new();
    let ends = in_days(browser, 3);
    for (kind, password) in [("view", ""), ("view", "open sesame"), ("upload", ""), ("view", "short")] {
        let fields = [("action", "make"), ("kind", kind), ("ends", ends.as_str()), ("password", password)];
        let made = browser.submit(&format!("/d/{folder}/links"), &fields);
        strays.look_at("/d/{id}/links", &made);
        let page = made.text();
        let address = page.split("id=\"link-address\">").nth(1).and_then(|rest| rest.split('<').next());
        let Some((_, secret)) = address.and_then(|address| address.split_once("/l/")) else { continue };
        strays.look_at("a password", &browser.submit(&format!("/l/{secret}"), &[("password", "wrong")]));
        let dropped = drop_files(browser, &format!("/l/{secret}"), "", &[]);
        strays.look_at("a drop", &dropped);
        addresses.push(format!("/l/{secret}"));
        addresses.extend(browser.children(folder).into_iter().map(|(_, id)| format!("/l/{secret}/d/{id}")));
        addresses.push(format!("/d/{folder}/access?done=link-ended"));
    }
    addresses
}

/// What goes wrong with changes, and the pages that come of it.
fn changes(browser: &mut Browser, reports: &str, strays: &mut Strays) {
    let lines = latchkey::routes::table(true).lines();
    for line in lines.iter().filter(|line| line.method != "GET") {
        let path = line.path.replace("{id}", ROOT).replace("{number}", "7").replace("{n}", "7");
        let origin = browser.origin.clone();
        let bare = Request::new(line.method.as_str(), &path).header("origin", &origin);
        strays.look_at(&path, &browser.send(bare.clone()));
        let tus = bare.clone().header("tus-resumable", "1.0.0");
        strays.look_at(&path, &browser.send(tus));
        let mut body = bare.clone().header("content-type", "application/json");
        body.body = b"{\"nonsense\": 1}".to_vec();
        strays.look_at(&path, &browser.send(body));
        strays.look_at(
            &path,
            &browser.send(Request::new(line.method.as_str(), &path).header("origin", "https://evil.example")),
        );
        strays.look_at(&path, &browser.submit(&path, &[]));
    }
    let long = "x".repeat(300);
    for name in ["", ".", "a/b", "a\u{7}", "a\u{202e}b", &long, "a.", "CON", "Reports", "Plans"] {
        strays.look_at(name, &browser.submit(&format!("/d/{ROOT}/folders"), &[("name", name)]));
        strays.look_at(name, &browser.json("POST", &format!("/api/v1/items/{ROOT}/folders"), &json!({ "name": name })));
    }
    for (address, fields) in [
        ("rename", vec![("name", "Plans"), ("revision", "1")]),
        ("rename", vec![("name", "Übersicht & Pläne")]),
        ("describe", vec![("description", long.repeat(10).as_str())]),
        ("move", vec![("to", reports)]),
        ("copy", vec![("to", reports)]),
        ("quota", vec![("quota", "much")]),
        ("delete", vec![("revision", "0")]),
    ] {
        strays.look_at(address, &browser.submit(&format!("/d/{reports}/{address}"), &fields));
    }
    for fields in [
        vec![("action", "add"), ("email", "x"), ("role", "reader")],
        vec![("action", "add"), ("email", "dev.user@example.com"), ("role", "reader")],
        vec![("action", "set"), ("email", "dev.user@example.com"), ("role", "reader")],
        vec![("action", "set"), ("email", "dev.user@example.com"), ("role", "owner")],
        vec![("action", "remove"), ("email", "nobody@example.com"), ("role", "reader")],
        vec![("action", "burn"), ("email", "dev.user@example.com"), ("role", "reader")],
    ] {
        let page = browser.submit("/admin/people", &fields);
        strays.look_at("/admin/people", &page);
    }
    for action in ["move", "copy", "delete", "zip"] {
        let fields = [("id", reports), ("id", "00000000-0000-7000-8000-00000000ffff")];
        strays.look_at(action, &browser.submit(&format!("/selection/{action}"), &fields));
    }
    strays.look_at("trash", &browser.click("/trash"));
}

#[test]
fn a_failed_sign_in_speaks_the_language_of_the_site() {
    let site = Site::start(&[
        ("AZURE_TENANT_ID", "11111111-2222-3333-4444-555555555555"),
        ("APP_REG_CLIENT_ID", "66666666-7777-8888-9999-000000000000"),
        ("APP_REG_CLIENT_SECRET", "a-secret-of-a-test"),
        ("API_COOKIE_SECRET", &random_text(32)),
    ]);
    let mut strays = Strays::default();
    for address in [
        "/",
        "/files/",
        "/logout",
        "/account",
        "/callback?code=x",
        "/callback?code=x&state=y",
        "/callback?error=access_denied&state=y",
        "/t/none/of-ours",
        "/nowhere",
    ] {
        strays.ask(&mut site.browser(), address);
    }
    strays.look_at("/login", &site.browser().fetch("/login"));
    strays.none();
}
