//! The site in another language: a file like `texts/en/latchkey.ftl`. One that puts every message between ⟦ and ⟧ shows
//! the words that come from elsewhere. This runs the real program, which speaks one language for as long as it lives.

use std::{
    collections::BTreeMap,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::json;
use tempfile::TempDir;

use crate::support::{
    Answer, Browser, Request, World,
    entra::keys::random_text,
    program::{latchkey, said},
    scratch_database::ScratchDatabase,
    translation::{ENGLISH, outside, pseudo, unmarked},
};

/// What is data: our name, the developer, the samples.
const DATA: [&str; 12] = [
    "Latchkey",
    "Dev User",
    "Welcome.md",
    "Employee handbook.pdf",
    "会社案内.txt",
    "Reports",
    "Quarter 1.xlsx",
    "Quarter 1.csv",
    "Office plan.png",
    "Übersicht & Pläne",
    "Öffnungszeiten.txt",
    "Plans",
];

/// Addresses, fingerprints, moments for programs, media types, and the names of keys.
fn is_data(word: &str) -> bool {
    let kinds = ["application/", "audio/", "image/", "text/", "video/", "charset="];
    !word.chars().any(char::is_alphabetic)
        || word.contains('@')
        || word.len() == 64 && word.bytes().all(|digit| digit.is_ascii_hexdigit())
        || word.len() == 20 && word.starts_with("20") && word.ends_with('Z')
        || kinds.iter().any(|kind| word.starts_with(kind))
        || word.chars().count() == 1
        || matches!(word, "F1" | "F2" | "UTC")
}

const ROOT: &str = "00000000-0000-7000-8000-000000000001";

struct Site {
    program: Child,
    port: u16,
    _folder: TempDir,
    _database: ScratchDatabase,
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
        let mut site = Self { program, port, _folder: folder, _database: database };
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

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file
}

/// What was said outside of all messages, with where it was said first.
#[derive(Default)]
struct Strays(BTreeMap<String, String>);

impl Strays {
    fn look_at(&mut self, what: &str, answer: &Answer) {
        let kind = answer.header("content-type").unwrap_or_default();
        let words = if kind.starts_with("text/html") {
            outside(&answer.text())
        } else if kind.starts_with("application/problem+json") {
            let problem = answer.json();
            let sentence = |name: &str| problem[name].as_str().map(str::to_owned);
            [sentence("title"), sentence("detail")]
                .into_iter()
                .flatten()
                .filter_map(|text| unmarked(&text, &mut 0))
                .collect()
        } else {
            Vec::new()
        };
        // What Fluent leaves where an argument is missing.
        let lacking = (kind.contains("html") || kind.contains("problem")) && answer.text().contains("{$");
        assert!(!lacking, "{what}: {}", answer.text());
        for words in words {
            let rest = DATA.iter().fold(words.clone(), |words, data| words.replace(data, ""));
            if rest.split_whitespace().any(|word| !is_data(word)) {
                self.0.entry(words).or_insert_with(|| format!("{what}: {}", answer.status));
            }
        }
    }

    fn ask(&mut self, browser: &mut Browser, address: &str) {
        let page = browser.click(address);
        self.look_at(address, &page);
        let refusal = browser.send(Request::get(address).header("accept", "*/*"));
        self.look_at(address, &refusal);
    }

    fn none(self) {
        let list = self.0.iter().map(|(words, place)| format!("{words:?} at {place}")).collect::<Vec<_>>();
        assert!(list.is_empty(), "{} texts are in no message:\n{}", list.len(), list.join("\n"));
    }
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
            .replace("{number}", "1")
            .replace("{n}", "1");
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
    let site = Site::start(&[("DEV_MODE", "true")]);
    let mut browser = site.browser();
    let mut ids = vec![ROOT.to_owned(), "00000000-0000-7000-8000-00000000ffff".to_owned()];
    ids.extend(browser.children(ROOT).into_iter().map(|(_, id)| id));
    let reports = browser.id_of(ROOT, "Reports");
    ids.extend(browser.children(&reports).into_iter().map(|(_, id)| id));
    let mut strays = Strays::default();
    assert!(browser.click("/files/").text().contains("⟦"), "it speaks that language");
    for role in ["none", "reader", "editor", "admin"] {
        assert_eq!(browser.submit("/dev/role", &[("role", role)]).status, 303);
        for address in addresses(&ids) {
            strays.ask(&mut browser, &address);
        }
    }
    changes(&mut browser, &reports, &mut strays);
    strays.none();
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
    for action in ["move", "copy", "delete", "zip", "burn"] {
        let fields = [("action", action), ("id", reports), ("id", "00000000-0000-7000-8000-00000000ffff")];
        strays.look_at(action, &browser.submit("/selection", &fields));
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

#[test]
fn a_file_that_is_no_translation_is_refused_at_the_start() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("de.ftl");
    let misnamed = file(folder.path(), "my translation.ftl", ENGLISH);
    let broken = file(folder.path(), "fr.ftl", "documents = Documents\n\nskip to content = Aller\n");
    for (file, reason) in [(&nowhere, "cannot read"), (&misnamed, "is not named for a language"), (&broken, "line 3")] {
        for arguments in [&["check"][..], &["serve"][..]] {
            let mut command = latchkey(&world, arguments);
            command.env("LANGUAGE_FILE", file);
            let (code, words) = said(command);
            assert_eq!(code, Some(2), "{arguments:?}: {words}");
            assert!(words.contains("LANGUAGE_FILE") && words.contains(reason), "{arguments:?}: {words}");
            assert!(words.contains(&file.display().to_string()), "{arguments:?}: {words}");
        }
    }
}

#[test]
fn what_a_translation_leaves_out_stays_english_and_check_says_so() {
    let world = World::asleep("http://localhost:8000", |_| {});
    let folder = tempfile::tempdir().unwrap();
    let mut check = latchkey(&world, &["check"]);
    check
        .env("LANGUAGE_FILE", file(folder.path(), "de.ftl", &ENGLISH.replace("error-not-found =", "error-no-found =")));
    let (code, words) = said(check);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("LANGUAGE_FILE leaves to English: error-not-found."), "{words}");
    assert!(words.contains("LANGUAGE_FILE has what no page says: error-no-found."), "{words}");
}
