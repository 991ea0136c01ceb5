//! A link gives the file: what HTTP promises about documents, on a running portal.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use crate::support::{Answer, Browser, Request, World, eventually, http, import::import};

fn get(browser: &mut Browser, target: &str, headers: &[(&str, &str)]) -> Answer {
    browser.send(Request::get(target).headers(headers))
}

fn blob_files(world: &World) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(world.settings.data_dir.join("blobs")).into_iter().map(|entry| entry.unwrap());
    let blobs = walk.filter(|entry| entry.file_type().is_file() && entry.file_name().len() == 62);
    blobs.map(walkdir::DirEntry::into_path).collect()
}

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 % 251) as u8).collect()
}

#[test]
fn a_link_gives_the_very_bytes_and_says_what_they_are() {
    let world = World::start();
    let large = some_bytes(9_000_000);
    import(&world, &[("Jahr/Übersicht 1.pdf", b"%PDF-1.7"), ("large.bin", &large), ("empty", b"")]);
    let mut reader = world.reader();
    let answer = get(&mut reader, "/files/Jahr/%C3%9Cbersicht%201.pdf", &[]);
    assert_eq!((answer.status, &answer.body[..]), (200, &b"%PDF-1.7"[..]));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-length", "8"),
        ("accept-ranges", "bytes"),
        ("cache-control", "private, no-cache"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-disposition", "inline; filename=\"Ubersicht 1.pdf\"; filename*=UTF-8''%C3%9Cbersicht%201.pdf"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let etag = answer.header("etag").unwrap();
    assert!(etag.len() == 66 && etag.starts_with('"') && etag.ends_with('"'), "strong and quoted: {etag}");
    assert!(answer.header("repr-digest").unwrap().starts_with("sha-256=:"));
    assert!(answer.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none'"));
    assert!(answer.header("last-modified").unwrap().ends_with(" GMT"));
    let saved = get(&mut reader, "/files/Jahr/%C3%9Cbersicht%201.pdf?download", &[]);
    assert!(saved.header("content-disposition").unwrap().starts_with("attachment; "));
    for target in ["/files/large.bin", "/api/files/large.bin"] {
        assert!(get(&mut reader, target, &[]).body == large, "{target}");
    }
    let empty = get(&mut reader, "/files/empty", &[]);
    assert_eq!((empty.status, empty.header("content-length"), empty.body.len()), (200, Some("0"), 0));
}

#[test]
fn head_says_what_get_would() {
    let world = World::start();
    import(&world, &[("a.txt", b"hello")]);
    let mut reader = world.reader();
    let varies = ["date", "x-request-id"];
    let pick = |answer: &Answer| {
        let mut headers = answer.headers.clone();
        headers.retain(|(name, _)| !varies.contains(&name.as_str()));
        headers.sort();
        headers
    };
    let got = get(&mut reader, "/files/a.txt", &[]);
    let head = reader.send(Request::new("HEAD", "/files/a.txt"));
    assert_eq!((got.status, pick(&got)), (head.status, pick(&head)));
    let ranged = reader.send(Request::new("HEAD", "/files/a.txt").header("range", "bytes=1-2"));
    assert_eq!((ranged.status, ranged.header("content-length")), (200, Some("5")), "ranges are for GET");
}

#[test]
fn a_download_goes_on_where_it_ended() {
    let world = World::start();
    let bytes = some_bytes(300_000);
    import(&world, &[("a.bin", &bytes)]);
    let mut reader = world.reader();
    let whole = get(&mut reader, "/files/a.bin", &[]);
    let etag = whole.header("etag").unwrap().to_owned();
    let rest = get(&mut reader, "/files/a.bin", &[("range", "bytes=200000-"), ("if-range", &etag)]);
    assert_eq!(rest.status, 206);
    assert_eq!(rest.header("content-range"), Some("bytes 200000-299999/300000"));
    assert!(rest.body == bytes[200_000..]);
    assert_eq!(get(&mut reader, "/files/a.bin", &[("range", "bytes=-5")]).body, bytes[299_995..]);
    assert_eq!(get(&mut reader, "/files/a.bin", &[("range", "bytes=1-2"), ("if-range", "\"other\"")]).status, 200);

    let beyond = get(&mut reader, "/files/a.bin", &[("range", "bytes=300000-")]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, Some("bytes */300000")));
    let thousand = format!("bytes={}", vec!["0-"; 1000].join(","));
    assert!(get(&mut reader, "/files/a.bin", &[("range", &thousand)]).body == bytes);

    import(&world, &[("a.bin", b"a new version")]);
    eventually(|| get(&mut reader, "/files/a.bin", &[]).header("etag") != Some(&etag));
    let changed = get(&mut reader, "/files/a.bin", &[("range", "bytes=2-4"), ("if-range", &etag)]);
    assert_eq!((changed.status, &changed.body[..]), (200, &b"a new version"[..]), "never a mixture of two versions");
}

#[test]
fn what_the_browser_has_is_not_sent_again() {
    let world = World::start();
    import(&world, &[("a.txt", b"hello")]);
    let mut reader = world.reader();
    let first = get(&mut reader, "/files/a.txt", &[]);
    let (etag, date) = (first.header("etag").unwrap().to_owned(), first.header("last-modified").unwrap().to_owned());
    let again = get(&mut reader, "/files/a.txt", &[("if-none-match", &etag)]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(etag.as_str())));
    assert_eq!(again.header("cache-control"), Some("private, no-cache"));
    assert_eq!(get(&mut reader, "/files/a.txt", &[("if-modified-since", &date)]).status, 304);
    assert_eq!(get(&mut reader, "/files/a.txt", &[("if-match", "\"other\"")]).status, 412);
    let mut stranger = world.browser();
    for headers in [&[("if-none-match", etag.as_str())][..], &[("range", "bytes=0-1")], &[("if-match", "*")]] {
        assert_eq!(get(&mut stranger, "/files/a.txt", headers).status, 401, "not even that it is unchanged");
    }
    assert_eq!(stranger.send(Request::new("HEAD", "/files/a.txt")).status, 401);
}

#[test]
fn addresses_lead_where_they_say_or_nowhere() {
    let world = World::start();
    import(&world, &[("folder/a.txt", b"hello"), ("%2e%2e", b"odd")]);
    let mut reader = world.reader();
    let redirect = get(&mut reader, "/files/folder?sort=size", &[]);
    assert_eq!((redirect.status, redirect.location()), (308, "/files/folder/?sort=size"));
    assert_eq!(get(&mut reader, "/api/files/folder", &[]).location(), "/api/files/folder/");
    assert_eq!(get(&mut reader, "/files/%252e%252e", &[]).body, b"odd");
    for target in [
        "/files/none",
        "/files/folder/a.txt/",
        "/files/folder//a.txt",
        "/files//folder/",
        "/files/./folder/",
        "/files/folder/../folder/a.txt",
        "/files/%2e%2e/etc/passwd",
        "/files/..%2fx",
        "/files/..%5cx",
        "/%66iles/folder/a.txt",
        "/files/folder%2fa.txt",
        "/files/FOLDER/a.txt",
        "/files/folder/a.txt%20",
    ] {
        assert_eq!(get(&mut reader, target, &[]).status, 404, "{target}");
    }
    for target in ["/files/%00", "/files/a%0d%0aX-Evil:1", "/files/%c0%ae", "/files/%", "/files/%zz"] {
        assert_eq!(get(&mut reader, target, &[]).status, 400, "{target}");
    }
}

#[test]
fn a_folder_is_a_page_and_for_programs_data() {
    let world = World::start();
    import(
        &world,
        &[
            ("z folder/in.txt", b"x"),
            ("file 10.txt", b"1234567890"),
            ("file 9.txt", b"123456789"),
            ("<img src=x onerror=alert(1)>.txt", b"x"),
        ],
    );
    let mut reader = world.reader();
    let order = |page: &str, names: &[&str]| {
        let places: Vec<_> =
            names.iter().map(|name| page.find(name).unwrap_or_else(|| panic!("{name} in {page}"))).collect();
        assert!(places.is_sorted(), "{names:?}");
    };
    let page = get(&mut reader, "/files/", &[]);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(!page.text().contains("<img src=x"), "a name is text");
    order(
        &page.text(),
        &[
            "href=\"/files/z%20folder/\"",
            "href=\"/files/%3Cimg",
            "href=\"/files/file%209.txt?download\"",
            "href=\"/files/file%2010.txt?download\"",
        ],
    );
    let largest_first = get(&mut reader, "/files/?sort=size&order=desc", &[]).text();
    order(&largest_first, &["z folder", "file 10.txt", "file 9.txt"]);
    assert!(largest_first.contains("aria-sort=\"descending\""));
    order(&get(&mut reader, "/files/?sort=name&order=desc", &[]).text(), &["z folder", "file 10.txt", "file 9.txt"]);
    let inner = get(&mut reader, "/files/z%20folder/", &[]).text();
    assert!(inner.contains("href=\"/files/\"") && inner.contains("href=\"/files/z%20folder/in.txt?download\""));

    let data = get(&mut reader, "/api/files/", &[]).json();
    assert_eq!(data["path"], "/");
    assert_eq!(data["entries"][0]["kind"], "folder");
    assert_eq!(data["entries"][2]["href"], "/api/files/file%209.txt");
    assert_eq!(data["entries"][2]["size"], 9);
    world.database.execute("DELETE FROM user_roles");
    eventually(|| get(&mut reader, "/files/", &[]).status == 403);
}

#[test]
fn an_empty_folder_says_so() {
    let world = World::start();
    assert!(world.reader().click("/files/").text().contains("This folder is empty."));
}

#[test]
fn user_bytes_never_run() {
    let world = World::start();
    let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    import(
        &world,
        &[("a.html", script), ("a.svg", script), ("a.xml", script), ("a.js", script), ("a", script), ("a.mp4", script)],
    );
    let mut reader = world.reader();
    for target in ["a.html", "a.svg", "a.xml", "a.js", "a"] {
        let answer = get(&mut reader, &format!("/files/{target}"), &[]);
        assert!(answer.header("content-disposition").unwrap().starts_with("attachment; "), "{target}");
        assert!(
            answer.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none';"),
            "{target}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
    }
    let film = get(&mut reader, "/files/a.mp4", &[]);
    let policy = film.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; media-src 'self';") && !policy.contains("script-src"));
}

#[test]
fn what_changes_in_the_database_shows_at_once() {
    let world = World::start();
    import(&world, &[("a.txt", b"one"), ("b.txt", b"two")]);
    let mut reader = world.reader();
    assert_eq!(get(&mut reader, "/files/a.txt", &[]).body, b"one");
    import(&world, &[("a.txt", b"uno")]);
    eventually(|| get(&mut reader, "/files/a.txt", &[]).body == b"uno");
    world.database.execute("UPDATE nodes SET name = 'c.txt' WHERE name = 'a.txt'");
    eventually(|| get(&mut reader, "/files/a.txt", &[]).status == 404);
    assert_eq!(get(&mut reader, "/files/c.txt", &[]).body, b"uno");
}

#[test]
fn lost_bytes_are_an_error_and_never_a_short_file() {
    let world = World::start();
    import(&world, &[("gone.bin", b"gone"), ("large.bin", &some_bytes(9_000_000))]);
    let mut reader = world.reader();
    for path in blob_files(&world) {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        if fs::metadata(&path).unwrap().len() == 4 {
            fs::remove_file(&path).unwrap();
        }
    }
    let gone = get(&mut reader, "/files/gone.bin", &[]);
    assert_eq!((gone.status, gone.header("etag"), gone.header("content-disposition")), (500, None, None));
    assert!(!gone.text().contains(world.settings.data_dir.to_str().unwrap()), "{}", gone.text());

    // The other side stops reading, so that the file can shrink in the middle of the answer.
    let mut stream = http::connect(world.port());
    let head =
        format!("GET /files/large.bin HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {}\r\n\r\n", reader.cookie_header());
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    let mut begun = [0; 1000];
    std::io::Read::read_exact(&mut stream, &mut begun).unwrap();
    assert!(begun.starts_with(b"HTTP/1.1 200"));
    // The store's id lies beside the blobs.
    let large = blob_files(&world).into_iter().max_by_key(|path| fs::metadata(path).unwrap().len()).unwrap();
    fs::File::options().write(true).open(large).unwrap().set_len(1000).unwrap();
    let mut answer = Vec::new();
    let _ = std::io::Read::read_to_end(&mut stream, &mut answer);
    assert!(answer.len() < 9_000_000, "cut off: {}", answer.len());
    assert_eq!(get(&mut reader, "/files/large.bin", &[]).status, 500);
    assert_eq!(get(&mut reader, "/files/", &[]).status, 200);
}
