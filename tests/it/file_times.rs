//! When a file was last changed: its own word stays with the document, beside the time when it came.

use std::{fs, io::Read, sync::Arc, time::SystemTime};

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    documents::path::FolderPath,
    entropy::SystemEntropy,
};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime, macros::datetime};

use crate::support::{
    Browser, Request, World,
    api::ROOT,
    links::make,
    upload::{form, multipart, send_whole},
};

const THEN: OffsetDateTime = datetime!(2019-03-04 05:06:07 UTC);
const EXACT: &str = "2019-03-04T05:06:07Z";
const MILLISECONDS: &str = "1551675967000";
const IN_HEADERS: &str = "Mon, 04 Mar 2019 05:06:07 GMT";

fn last_modified(browser: &mut Browser, path: &str) -> String {
    browser.fetch(path).header("last-modified").unwrap().to_owned()
}

/// What the API says of a document in the root folder.
fn own_time(browser: &mut Browser, name: &str) -> Option<String> {
    let id = browser.id_of(ROOT, name);
    browser.item(&id)["content"].get("modified_at").map(|at| at.as_str().unwrap().to_owned())
}

#[test]
fn an_import_keeps_the_times_of_the_files() {
    let world = World::start();
    let tree = TempDir::new().unwrap();
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    let bring = |name: &str, at: SystemTime| {
        let path = tree.path().join(name);
        fs::write(&path, name).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
    };
    bring("old.txt", THEN.into());
    bring("nothing.txt", SystemTime::UNIX_EPOCH);
    bring("ahead.txt", (latchkey::clock::Clock::now(&*world.clock) + Duration::days(400)).into());
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        services.import.bring_in(tree.path(), &FolderPath::default(), "import", &mut |_| ()).await.unwrap();
        services.database.close().await;
    });
    let mut reader = world.reader();
    assert_eq!(last_modified(&mut reader, "/files/old.txt"), IN_HEADERS);
    assert_eq!(own_time(&mut reader, "old.txt").as_deref(), Some(EXACT));
    for name in ["nothing.txt", "ahead.txt"] {
        assert_eq!(own_time(&mut reader, name), None, "{name}");
    }
    let id = reader.id_of(ROOT, "old.txt");
    assert_ne!(reader.item(&id)["content"]["added"]["at"], EXACT, "that is when it came");
    let page = reader.click(&format!("/d/{id}")).text();
    assert!(page.contains(EXACT), "{page}");
    let list = reader.fetch("/api/files/?sort=changed").json();
    assert_eq!(list["entries"][0]["name"], "old.txt", "it was changed before the others: {list}");
    assert_eq!(list["entries"][0]["changed_at"], EXACT);
}

#[test]
fn uploads_and_forms_tell_the_time_and_copies_keep_it() {
    let world = World::start();
    let mut editor = world.editor();
    let sent = send_whole(&mut editor, b"one", &[("filename", "a.txt"), ("lastModified", MILLISECONDS)]);
    assert_eq!(sent.status, 201, "{}", sent.text());
    for (number, nonsense) in ["yesterday", "-5", "0", "99999999999999999999"].into_iter().enumerate() {
        let name = format!("x{number}.txt");
        let sent = send_whole(&mut editor, b"x", &[("filename", &name), ("lastModified", nonsense)]);
        assert_eq!(sent.status, 201, "{nonsense}: {}", sent.text());
        assert_eq!(own_time(&mut editor, &name), None, "{nonsense}");
    }
    assert_eq!(last_modified(&mut editor, "/files/a.txt"), IN_HEADERS);
    let (origin, action) = (editor.origin.clone(), format!("/d/{ROOT}/documents"));
    let times = [("lastModified", MILLISECONDS)];
    let answer = editor.send(multipart(&origin, &action, &times, &[("b.txt", b"b"), ("c.txt", b"c")]));
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(last_modified(&mut editor, "/files/b.txt"), IN_HEADERS);
    assert_eq!(own_time(&mut editor, "c.txt"), None, "the time was that of the one before");
    let a = editor.id_of(ROOT, "a.txt");
    let copied = editor.submit(&format!("/d/{a}/copy"), &[("name", "copy.txt"), ("to", ROOT)]);
    assert_eq!(copied.status, 303);
    assert_eq!(last_modified(&mut editor, "/files/copy.txt"), IN_HEADERS);
    editor.put(&a, b"two", None);
    assert_ne!(last_modified(&mut editor, "/files/a.txt"), IN_HEADERS, "changed here, and now");
    let versions = editor.fetch(&format!("/api/v1/items/{a}/versions")).json();
    assert_eq!(versions["versions"][1]["modified_at"], EXACT, "{versions}");
    editor.submit(&format!("/d/{a}/versions/1/restore"), &[]);
    assert_eq!(own_time(&mut editor, "a.txt"), None, "that it came back is a change made here");
}

#[test]
fn a_file_that_waits_for_a_name_keeps_its_time() {
    let world = World::start();
    let mut editor = world.editor();
    let origin = editor.origin.clone();
    assert_eq!(editor.send(form(&origin, ROOT, &[("a.txt", b"old")])).status, 303);
    let times = [("lastModified", MILLISECONDS)];
    let waits = editor.send(multipart(&origin, &format!("/d/{ROOT}/documents"), &times, &[("a.txt", b"new")]));
    assert_eq!(waits.status, 409);
    let waiting = world.database.text("SELECT id FROM uploads WHERE needs_decision");
    let decided = editor.submit(&format!("/uploads/{waiting}/decide"), &[("ontaken", "replace")]);
    assert_eq!(decided.status, 303, "{}", decided.text());
    assert_eq!(last_modified(&mut editor, "/files/a.txt"), IN_HEADERS);
}

#[test]
fn somebody_outside_sends_a_file_with_its_time() {
    let world = World::start();
    let mut admin = world.admin();
    let inbox = admin.make_folder(ROOT, "inbox");
    let address = make(&mut admin, &inbox, &[("kind", "upload")]);
    let mut guest = world.browser();
    let origin = guest.origin.clone();
    let fields = [("sender", "Eve"), ("lastModified", MILLISECONDS)];
    let sent = guest.send(multipart(&origin, &format!("{address}/files"), &fields, &[("offer.txt", b"offer")]));
    assert_eq!(sent.status, 200, "{}", sent.text());
    assert_eq!(last_modified(&mut admin, "/files/inbox/offer.txt"), IN_HEADERS);
}

#[test]
fn archives_and_the_search_go_by_the_time_of_the_file() {
    let world = World::start();
    let mut editor = world.editor();
    send_whole(&mut editor, b"words", &[("filename", "minutes.txt"), ("lastModified", MILLISECONDS)]);
    let bytes = editor.fetch(&format!("/zip?id={ROOT}")).body;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut names = archive.file_names().filter_map(Result::ok);
    let name = names.find(|name| name.ends_with("minutes.txt")).unwrap().into_owned();
    drop(names);
    let mut text = String::new();
    let mut entry = archive.by_name(&name).unwrap();
    assert_eq!(entry.last_modified().unwrap().year(), 2019);
    entry.read_to_string(&mut text).unwrap();
    assert_eq!(text, "words");
    let found = |editor: &mut Browser, query: &str| editor.fetch(&format!("/api/v1/search?q=minutes&{query}")).json();
    let hit = found(&mut editor, "until=2019-12-31");
    assert_eq!(hit["items"][0]["changed_at"], EXACT, "{hit}");
    assert_eq!(found(&mut editor, "since=2020-01-01")["items"].as_array().unwrap().len(), 0);
}

#[test]
fn an_older_file_that_comes_later_is_no_old_news() {
    let world = World::start();
    let mut editor = world.editor();
    let later = ((THEN + Duration::days(30)).unix_timestamp() * 1000).to_string();
    let send = |editor: &mut Browser, bytes: &[u8], time: &str| {
        let pairs = [("filename", "a.txt"), ("lastModified", time), ("ontaken", "replace")];
        assert_eq!(send_whole(editor, bytes, &pairs).status, 201);
        world.clock.advance(Duration::minutes(1));
    };
    let ask = |editor: &mut Browser, since: &str| {
        editor.send(Request::get("/files/a.txt").header("if-modified-since", since)).status
    };
    send(&mut editor, b"one", &later);
    let known = last_modified(&mut editor, "/files/a.txt");
    assert_eq!(ask(&mut editor, &known), 304);
    send(&mut editor, b"two", MILLISECONDS);
    assert_eq!(last_modified(&mut editor, "/files/a.txt"), IN_HEADERS);
    assert_eq!(ask(&mut editor, &known), 200, "its date is earlier, but it is another state");
    assert_eq!(ask(&mut editor, IN_HEADERS), 304);
    send(&mut editor, b"three", MILLISECONDS);
    assert_eq!(ask(&mut editor, IN_HEADERS), 200, "two versions have that date");
}
