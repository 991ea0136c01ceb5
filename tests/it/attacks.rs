//! How other portals' files were taken, tried on every way that leads to bytes here. Each test is named for what the
//! attacker does not get.

use std::{
    fs,
    io::{Read, Write},
    net::Shutdown,
    os::unix::fs::symlink,
    path::PathBuf,
};

use latchkey::documents::zip::entry_name::safe;

use crate::{
    documents_zip::{ROOT, id_of, names},
    support::{Answer, Browser, Employee, Request, World, eventually, http, import::import, log, world::COOKIE_SECRET},
    tickets::{path, redeem, ticket},
};

/// Stands in the document, and must stand in no answer to anybody who may not read it.
const SECRET: &str = "the figures of the third quarter";

fn get(browser: &mut Browser, target: &str) -> Answer {
    browser.send(Request::get(target).header("accept", "*/*"))
}

/// Every address that gives a document's bytes to whoever may read it.
fn ways_to(reader: &mut Browser, id: &str, place: &str) -> Vec<String> {
    let ticket = path(&ticket(reader, id));
    vec![
        format!("/files/{place}"),
        format!("/api/files/{place}"),
        format!("/d/{id}/file"),
        format!("/d/{id}/versions/1/file"),
        format!("/api/v1/items/{id}/content"),
        format!("/zip?id={id}"),
        ticket,
    ]
}

#[test]
fn no_spelling_of_an_address_leads_out_of_the_documents() {
    let world = World::start();
    import(&world, &[("folder/a.txt", SECRET.as_bytes())]);
    let id = id_of(&world, "a.txt");
    let mut reader = world.reader();
    let beyond = [
        "..",
        "../..",
        "%2e%2e",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%2f..%2f",
        "..%5c..%5c",
        "%5c",
        "..\\..\\",
        "%252e%252e%252f",
        "%2e%2e%5c",
        ".%2e",
        "%2e.",
        "C:",
        "C:%5cWindows",
        "C:/Windows/win.ini",
        "%00",
        "a.txt%00.png",
        "folder%00",
        "%c0%ae%c0%ae",
        "%uff0e%uff0e",
        "....//",
        "..;/",
        "folder/..%2f..%2fetc%2fpasswd",
        "folder/%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "file:///etc/passwd",
        "~root",
        "folder/a.txt/..",
        "folder/a.txt/.",
    ];
    let ticket = path(&ticket(&mut reader, &id));
    let sealed = ticket.split('/').nth(2).unwrap();
    for way in beyond {
        for mount in [
            "/files/",
            "/api/files/",
            "/static/0/",
            "/static/",
            "/d/",
            &format!("/d/{id}/"),
            &format!("/t/{sealed}x/"),
            "/t/",
        ] {
            let answer = get(&mut reader, &format!("{mount}{way}"));
            assert!(matches!(answer.status, 400 | 404), "{mount}{way}: {}", answer.status);
            assert!(!answer.text().contains("root:") && !answer.text().contains(SECRET), "{mount}{way}");
        }
        let zip = get(&mut reader, &format!("/zip?id={way}"));
        assert_eq!(zip.status, 400, "/zip?id={way}");
    }
}

#[test]
fn what_is_checked_is_what_is_opened() {
    let world = World::start();
    // One name in two spellings of Unicode, and its neighbours that differ by a letter's case, a dot or a blank.
    import(
        &world,
        &[("f/\u{e4}.txt", b"composed"), ("f/A.txt", b"upper"), ("f/a.txt", b"lower"), ("f/a.txt.", b"dot")],
    );
    let mut reader = world.reader();
    for (spelled, content) in [
        ("%C3%A4.txt", "composed"),
        ("a%CC%88.txt", "composed"),
        ("A.txt", "upper"),
        ("a.txt", "lower"),
        ("%61.txt", "lower"),
        ("a.txt.", "dot"),
        ("a.txt%2e", "dot"),
    ] {
        for mount in ["/files/f/", "/api/files/f/"] {
            assert_eq!(get(&mut reader, &format!("{mount}{spelled}")).text(), content, "{mount}{spelled}");
        }
    }
    for spelled in [
        "/files/F/a.txt",
        "/files//f/a.txt",
        "/files/f//a.txt",
        "/files/f/./a.txt",
        "/files/x/../f/a.txt",
        "/files/f%2fa.txt",
        "/files/f/a.txt/",
        "/files/f/a.txt%20",
        "/%66iles/f/a.txt",
        "/files/f;x/a.txt",
        "/FILES/f/a.txt",
        "//files/f/a.txt",
        "/files/f\\a.txt",
        "/files/f/a.txt::$DATA",
    ] {
        assert_eq!(get(&mut reader, spelled).status, 404, "{spelled}");
    }
}

fn blob(world: &World, content: &str) -> PathBuf {
    let walk = walkdir::WalkDir::new(world.settings.data_dir.join("blobs")).into_iter().map(|entry| entry.unwrap());
    let mut files = walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    files.find(|file| fs::read(file).is_ok_and(|bytes| bytes == content.as_bytes())).unwrap()
}

#[test]
fn a_link_in_the_store_leads_nowhere() {
    for whole_folder in [false, true] {
        // Before it starts, so that no reader of its own has the bytes in memory.
        let mut world = World::asleep("http://localhost:8000", |_| {});
        let outside = tempfile::tempdir().unwrap();
        import(&world, &[("a.txt", SECRET.as_bytes()), ("whole.txt", b"so the store is known")]);
        let id = id_of(&world, "a.txt");
        let file = blob(&world, SECRET);
        let moved = if whole_folder { file.parent().unwrap().to_owned() } else { file };
        let elsewhere = outside.path().join("elsewhere");
        fs::rename(&moved, &elsewhere).unwrap();
        symlink(&elsewhere, &moved).unwrap();
        world.wake();
        let mut reader = world.reader();
        for way in ways_to(&mut reader, &id, "a.txt") {
            if way.starts_with("/zip") {
                continue; // cut off in the middle: documents_zip.rs
            }
            let answer = get(&mut reader, &way);
            assert_eq!(answer.status, 500, "{way}");
            assert!(!answer.text().contains(SECRET), "{way}");
        }
    }
}

#[test]
fn no_documents_script_ever_runs_here() {
    let world = World::start();
    let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>";
    let names = [
        "a.svg",
        "a.html",
        "a.htm",
        "a.xhtml",
        "a.xml",
        "a.js",
        "a.mjs",
        "a.css",
        "a.epub",
        "a.swf",
        "a.pdf.html",
        "a",
        "a.png",
    ];
    import(&world, &names.map(|name| (name, &script[..])));
    let mut reader = world.reader();
    for name in names {
        let id = id_of(&world, name);
        for way in ways_to(&mut reader, &id, name) {
            let answer = get(&mut reader, &way);
            let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
            assert_eq!(answer.status, 200, "{way}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{way}");
            assert!(header("content-security-policy").starts_with("sandbox; default-src 'none'"), "{way}");
            let (kind, disposition) = (header("content-type"), header("content-disposition"));
            assert!(disposition.starts_with("attachment; ") || kind == "image/png", "{way}: {kind}, {disposition}");
        }
    }
}

#[test]
fn a_name_is_text_on_every_page() {
    let world = World::start();
    let names = [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(1)",
        "'-alert(1)-'",
        "\" onclick=\"alert(1)",
        "{{7*7}}",
        "${7*7}",
        "<!--",
        "&lt;b&gt;",
    ];
    import(&world, &names.map(|name| (name, &b"x"[..])));
    let mut reader = world.reader();
    for name in names {
        let id = id_of(&world, &name.replace('\'', "''"));
        let pages = [
            reader.click("/files/"),
            reader.click(&format!("/zip/size?id={id}")),
            reader.submit(&format!("/d/{id}/ticket"), &[]),
            reader.click(&format!("/d/{id}")),
            reader.click("/recent"),
            reader.click("/search?q=alert"),
            reader.click(&format!(
                "/files/?sort={}",
                url::form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>()
            )),
        ];
        for page in pages {
            let text = page.text();
            for live in ["<img src=x", "<script>alert", "\" onclick=\"", "<!--", "&lt;b&gt;", ">49<"] {
                assert!(!text.contains(live), "{name}: {live} in {text}");
            }
        }
        let escaped = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
        assert_eq!(
            get(&mut reader, &format!("/api/files/{escaped}")).status,
            200,
            "{name} is found by its name all the same"
        );
    }
}

#[test]
fn no_line_break_from_outside_reaches_a_header_or_the_log() {
    let world = World::start();
    import(&world, &[("folder/a.txt", b"x")]);
    let (folder, id) = (id_of(&world, "folder"), id_of(&world, "a.txt"));
    let mut reader = world.reader();
    let ticket = path(&ticket(&mut reader, &id));
    for evil in
        ["%0d%0aX-Evil:%20yes", "%0aX-Evil:yes", "%0dX-Evil:yes", "%E5%98%8A%E5%98%8DX-Evil:yes", "%e2%80%a8X-Evil:yes"]
    {
        for target in [
            format!("/files/folder/a.txt?download={evil}"),
            format!("/files/folder?sort={evil}"),
            format!("/files/folder/?order={evil}"),
            format!("/files/{evil}"),
            format!("/login?redirect_uri=/files/{evil}"),
            format!("/zip?id={evil}"),
            format!("/zip/size?id={folder}&x={evil}"),
            format!("{ticket}?{evil}"),
            format!("/t/{evil}/{evil}"),
        ] {
            let answer = reader.goto(&target);
            assert_eq!(answer.header("x-evil"), None, "{target}");
            assert!(!answer.headers.iter().any(|(_, value)| value.contains('\n')), "{target}");
            for line in log::lines_with(answer.request_id()) {
                assert!(!line.to_string().contains("X-Evil"), "{target}: {line}");
            }
        }
    }
}

// The old shares of other portals are the tickets of this one.
#[test]
fn a_link_dies_with_the_permission_that_it_came_from() {
    let world = World::start();
    import(
        &world,
        &[("folder/a.txt", SECRET.as_bytes()), ("folder/b.txt", b"a sibling"), ("folder/a.txt.bak", b"begins alike")],
    );
    let id = id_of(&world, "a.txt");
    let mut reader = world.reader();
    let path = path(&ticket(&mut reader, &id));
    let sealed = path.split('/').nth(2).unwrap();
    assert_eq!(redeem(&world, &path, &[]).text(), SECRET);
    for more in [
        format!("{path}/"),
        format!("/t/{sealed}/"),
        format!("/t/{sealed}"),
        format!("{path}/../b.txt"),
        format!("/t/{sealed}/../{ROOT}"),
    ] {
        assert_eq!(redeem(&world, &more, &[]).status, 404, "no listing, no sibling: {more}");
    }
    for other in ["b.txt", "a.txt.bak", ""] {
        let answer = redeem(&world, &format!("/t/{sealed}/{other}"), &[]);
        assert!(answer.status == 404 || answer.text() == SECRET, "the name finds nothing: {other}");
    }
    world.database.execute("DELETE FROM user_roles WHERE email = 'reader@example.com'");
    eventually(|| redeem(&world, &path, &[]).status == 410);
    for again in [path.clone(), format!("{path}?"), format!("{path}?download"), path.replace("a.txt", "A.TXT")] {
        assert_eq!(redeem(&world, &again, &[]).status, 410, "{again}");
    }
    for headers in [&[("range", "bytes=0-3")][..], &[("if-none-match", "*")], &[("if-match", "*")]] {
        assert_eq!(redeem(&world, &path, headers).status, 410, "{headers:?}");
    }
}

// There is no share password yet that a direct route could forget; what a direct route could take for proof is a ticket.
#[test]
fn no_direct_route_takes_anything_but_the_proof_it_asks_for() {
    let world = World::start();
    import(&world, &[("a.txt", SECRET.as_bytes())]);
    let id = id_of(&world, "a.txt");
    let mut reader = world.reader();
    let good = path(&ticket(&mut reader, &id));
    let sealed = good.split('/').nth(2).unwrap();
    let session = reader.session().unwrap().to_owned();
    let mut targets = ways_to(&mut reader, &id, "a.txt");
    targets.retain(|target| !target.starts_with("/t/"));
    targets.extend([
        format!("/d/{id}/zip"),
        format!("/d/{id}"),
        format!("/api/v1/items/{id}"),
        "/search?q=figures".to_owned(),
    ]);
    for target in targets {
        for (name, value) in [
            ("authorization", format!("Bearer {sealed}")),
            ("authorization", format!("Bearer {session}")),
            ("cookie", format!("latchkey={sealed}")),
            ("cookie", format!("ticket={sealed}")),
            ("x-ticket", sealed.to_owned()),
            ("x-test-user", "reader@example.com".to_owned()),
            ("x-forwarded-user", "reader@example.com".to_owned()),
        ] {
            let answer = world.browser().send(Request::get(&target).header("accept", "*/*").header(name, &value));
            assert_eq!(answer.status, 401, "{target} with {name}");
        }
        let mark = if target.contains('?') { '&' } else { '?' };
        for query in
            [format!("ticket={sealed}"), format!("t={sealed}"), format!("token={session}"), "download".to_owned()]
        {
            assert_eq!(
                get(&mut world.browser(), &format!("{target}{mark}{query}")).status,
                401,
                "{target} with {query}"
            );
        }
    }
    assert_eq!(get(&mut reader, "/t/none/a.txt").status, 404, "and a session is no ticket");
}

/// The pattern with a real document in it, as far as its parts are known; and once more with a real folder.
fn filled(pattern: &str, id: &str, folder: &str) -> Vec<String> {
    let fill = |id: &str, path: &str| {
        let mut address = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (part, after) = after.split_once('}').unwrap();
            address.push_str(before);
            address.push_str(match part.split(':').next().unwrap() {
                "id" | "folder" | "document" => id,
                "path" => path,
                "ticket" => "none",
                "hash" => "0",
                _ => "1",
            });
            rest = after;
        }
        address + rest
    };
    let mut addresses = vec![fill(id, "folder/a.txt"), fill(folder, "folder/"), fill(folder, "")];
    addresses.dedup();
    addresses
}

#[test]
fn every_branch_asks_for_permission() {
    let world = World::start();
    import(&world, &[("folder/a.txt", SECRET.as_bytes()), ("folder/README.md", SECRET.as_bytes())]);
    let (id, folder) = (id_of(&world, "a.txt"), id_of(&world, "folder"));
    let sha256 = world.database.text("SELECT encode(sha256, 'hex') FROM versions LIMIT 1");
    let telltale = [SECRET, sha256.as_str(), "a.txt", "README.md"];
    let people = [("stranger", world.browser()), ("nobody", world.nobody())];
    let by_id = format!("?id={id}");
    let ways = [
        ("", "accept", "*/*"),
        ("", "accept", "text/html"),
        ("", "range", "bytes=0-3"),
        ("", "if-none-match", "*"),
        ("", "if-match", "\"x\""),
        ("?download", "accept", "*/*"),
        ("?raw", "accept", "*/*"),
        ("?q=figures", "accept", "*/*"),
        (by_id.as_str(), "accept", "*/*"),
    ];
    let mut tried = 0;
    for line in latchkey::routes::table(false).lines() {
        // The sign-out would end the session that asks.
        for address in filled(line.path, &id, &folder).into_iter().filter(|address| address != "/logout") {
            for ((query, header, value), (name, browser)) in
                ways.iter().flat_map(|way| people.iter().map(move |person| (way, person)))
            {
                let methods = if line.method == "GET" { vec!["GET", "HEAD"] } else { vec![line.method.as_str()] };
                for method in methods {
                    let asked = format!("{address}{query}");
                    let request = Request::new(method, &asked).header(header, value).header("origin", &browser.origin);
                    let answer = browser.clone().send(request);
                    tried += 1;
                    let what = format!("{method} {asked} ({header}: {value}) by {name}: {}", answer.status);
                    let told = format!("{} {:?}", answer.text(), answer.headers);
                    for word in telltale.iter().filter(|word| !asked.contains(**word)) {
                        assert!(!told.contains(*word), "{what} tells {word}: {told}");
                    }
                    let is_open = line.audience == "anyone";
                    for header in ["etag", "content-range", "repr-digest", "content-disposition"] {
                        assert!(is_open || answer.header(header).is_none(), "{what} has {header}");
                    }
                    assert!(is_open || name == &"nobody" || matches!(answer.status, 303 | 400..=499), "{what}");
                    let for_readers = ["reader", "editor", "admin", "ticket"].contains(&line.audience);
                    assert!(!for_readers || matches!(answer.status, 303 | 400..=499), "{what}");
                }
            }
        }
    }
    assert!(tried > 500, "the table was walked: {tried}");
}

#[test]
fn no_entry_of_an_archive_leads_out_of_the_folder_it_is_unpacked_into() {
    let world = World::start();
    let bad = [
        "a..b",
        "..\\..\\evil.bat",
        "C:\\evil.bat",
        "C:evil.bat",
        "\\\\host\\share",
        "a:hidden",
        "\u{202e}txt.exe",
        "x\ny",
    ];
    let files: Vec<(String, &[u8])> = (0..bad.len()).map(|place| (format!("f/{place}"), &b"x"[..])).collect();
    import(&world, &files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect::<Vec<_>>());
    for (place, name) in bad.iter().enumerate() {
        let name = name.replace('\n', "' || chr(10) || '");
        world.database.execute(&format!("UPDATE nodes SET name = '{name}' WHERE name = '{place}'"));
    }
    let mut reader = world.reader();
    let answer = get(&mut reader, &format!("/d/{}/zip", id_of(&world, "f")));
    let found = names(&answer);
    assert_eq!(found.len(), bad.len() + 1, "each is there: {found:?}");
    for name in &found {
        let steps: Vec<&str> = name.trim_end_matches('/').split('/').collect();
        let harmless = steps.iter().all(|step| !step.is_empty() && *step != "." && *step != "..");
        assert!(harmless && !name.starts_with('/'), "{name:?}");
        assert!(!name.contains(['\\', ':', '\n', '\u{202e}']), "{name:?}");
    }
    assert!(found.contains(&"f/a..b".to_owned()), "two dots in a name are no way up: {found:?}");
    for name in ["..", ".", "", "/", "/etc/passwd", "a/../../b", "\0"] {
        let step = safe(name);
        let leads_out = step == ".." || step == "." || step.contains(['/', '\\', ':', '\0']);
        assert!(!step.is_empty() && !leads_out, "{name:?}: {step:?}");
    }
}

#[test]
fn no_answer_holds_a_key_a_session_or_what_they_are_made_of() {
    let world = World::start();
    import(&world, &[("folder/a.txt", b"x")]);
    let (id, folder) = (id_of(&world, "a.txt"), id_of(&world, "folder"));
    let mut admin = world.admin();
    world.signed_in(&Employee::named("other"));
    let ticket = ticket(&mut admin, &id);
    let mut secrets = world.entra.secrets();
    secrets.extend([
        COOKIE_SECRET.to_owned(),
        admin.session().unwrap().to_owned(),
        path(&ticket).split('/').nth(2).unwrap().to_owned(),
    ]);
    secrets.extend(world.settings.database.url.iter().map(|url| secrecy::ExposeSecret::expose_secret(url).to_owned()));
    for line in
        latchkey::routes::table(false).lines().iter().filter(|line| line.method == "GET" && line.path != "/logout")
    {
        for address in filled(line.path, &id, &folder) {
            for accept in ["application/json", "text/html"] {
                let answer = admin.clone().send(Request::get(&address).header("accept", accept));
                let told = format!(
                    "{} {:?}",
                    answer.text(),
                    answer.headers.iter().filter(|(name, _)| name != "set-cookie").collect::<Vec<_>>()
                );
                for secret in secrets.iter().filter(|secret| secret.len() >= 16) {
                    assert!(!told.contains(secret.as_str()), "{address} tells {}…", &secret[..8]);
                }
            }
        }
    }
}

#[test]
fn a_body_that_is_not_as_long_as_it_says_becomes_no_version() {
    let world = World::start();
    import(&world, &[("a.txt", SECRET.as_bytes())]);
    let id = id_of(&world, "a.txt");
    let mut editor = world.editor();
    let put = |length: usize, body: &str| {
        let head = format!(
            "PUT /api/v1/items/{id}/content HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {}\r\norigin: http://localhost:8000\r\n\
             if-match: *\r\ncontent-length: {length}\r\n\r\n{body}",
            editor.cookie_header()
        );
        let mut stream = http::connect(world.port());
        stream.write_all(head.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
    };
    let versions = || world.database.text("SELECT count(*)::text FROM versions");
    put(1000, "cut off");
    assert_eq!(
        (versions().as_str(), get(&mut editor.clone(), "/files/a.txt").text().as_str()),
        ("1", SECRET),
        "shorter"
    );
    put(5, "12345 and more that nobody announced");
    let now = get(&mut editor, "/files/a.txt").text();
    assert!(now == "12345" || now == SECRET, "longer: {now}");
}

#[test]
fn a_range_that_makes_no_sense_is_refused_and_never_a_crash() {
    let world = World::start();
    import(&world, &[("a.txt", SECRET.as_bytes()), ("empty", b"")]);
    let (id, empty) = (id_of(&world, "a.txt"), id_of(&world, "empty"));
    let mut reader = world.reader();
    let ways = ways_to(&mut reader, &id, "a.txt").into_iter().map(|way| (way, false));
    let ways = ways.chain(ways_to(&mut reader, &empty, "empty").into_iter().map(|way| (way, true)));
    for (way, is_empty) in ways.filter(|(way, _)| !way.starts_with("/zip")) {
        for (range, status) in [
            ("bytes=10-1", 416),
            ("bytes=1000-", 416),
            ("bytes=-0", 416),
            ("", 200),
            ("bytes=", 200),
            ("bytes=-", 200),
            ("bytes", 200),
            ("=0-1", 200),
            ("bytes=a-b", 200),
            ("bytes=0-1-2", 200),
            ("bytes=99999999999999999999-", 416),
            ("bytes=0-99999999999999999999", if is_empty { 200 } else { 206 }),
            ("bytes=-99999999999999999999", if is_empty { 200 } else { 206 }),
            ("bytes= 0-1", if is_empty { 200 } else { 206 }),
        ] {
            let answer = reader.send(Request::get(&way).header("range", range));
            assert_eq!(answer.status, status, "{way} with {range:?}");
        }
    }
}

#[test]
fn a_missing_store_never_serves_the_working_directory() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    import(&world, &[("Cargo.toml", SECRET.as_bytes()), ("whole.txt", b"so the store is known")]);
    let id = id_of(&world, "Cargo.toml");
    fs::remove_file(blob(&world, SECRET)).unwrap();
    world.wake();
    let mut reader = world.reader();
    fs::rename(world.settings.data_dir.join("blobs"), world.settings.data_dir.join("gone")).unwrap();
    for way in ways_to(&mut reader, &id, "Cargo.toml") {
        if way.starts_with("/zip") {
            continue;
        }
        let answer = get(&mut reader, &way);
        assert_eq!(answer.status, 500, "{way}");
        assert!(!answer.text().contains("[package]"), "{way}");
    }
    for way in ["/files/Cargo.lock", "/files/src/main.rs", "/api/files/.env", "/static/0/../Cargo.toml"] {
        assert!(matches!(get(&mut reader, way).status, 404), "{way}");
    }
}
