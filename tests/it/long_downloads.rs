//! A download that is under way when its person may not have it any more.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use time::Duration;

use crate::support::{
    Browser, Employee, World,
    api::ROOT,
    eventually,
    http::connect,
    import::import,
    links,
    sharing::{cut, share},
};

const LARGE: usize = 24 * 1024 * 1024;

fn world() -> World {
    let world = World::start();
    import(&world, &[("folder/large.bin", &vec![7; LARGE])]);
    world
}

/// Asks and reads the first bytes only: the rest waits for the reader.
fn begin(world: &World, browser: &Browser, target: &str) -> TcpStream {
    let mut stream = connect(world.port());
    let head = format!(
        "GET {target} HTTP/1.1\r\nHost: localhost:8000\r\nCookie: {}\r\nConnection: close\r\n\r\n",
        browser.cookie_header()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream
}

fn rest(mut stream: TcpStream) -> usize {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    rest.len()
}

#[test]
fn it_is_cut_when_the_role_is_withdrawn() {
    let world = world();
    let reader = world.reader();
    let folder = crate::documents_zip::id_of(&world, "folder");
    let targets = ["/files/folder/large.bin".to_owned(), format!("/d/{folder}/zip")];
    let begun: Vec<_> = targets.iter().map(|target| begin(&world, &reader, target)).collect();
    world.database.execute("DELETE FROM user_roles WHERE email = 'reader@example.com'");
    eventually(|| reader.clone().fetch("/files/").status == 403);
    world.clock.advance(Duration::seconds(11));
    for (download, target) in begun.into_iter().zip(targets) {
        let came = rest(download);
        assert!(came < LARGE, "{target}: {came} bytes came");
    }
}

#[test]
fn it_is_cut_when_the_person_signs_out() {
    let world = world();
    let mut reader = world.reader();
    let download = begin(&world, &reader, "/files/folder/large.bin");
    assert!(reader.submit("/logout", &[]).status < 400);
    world.clock.advance(Duration::seconds(11));
    assert!(rest(download) < LARGE);
}

#[test]
fn it_is_cut_when_the_link_that_it_came_by_is_ended() {
    let world = world();
    let mut admin = world.admin();
    let folder = admin.id_of(ROOT, "folder");
    let large = admin.id_of(&folder, "large.bin");
    let address = links::make(&mut admin, &folder, &[]);
    let targets = [format!("{address}/d/{large}/file"), format!("{address}/d/{folder}/zip")];
    let begun: Vec<_> = targets.iter().map(|target| begin(&world, &world.browser(), target)).collect();
    let link = links::links(&mut admin, &folder)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(links::end(&mut admin, &folder, &link).status, 303);
    world.clock.advance(Duration::seconds(11));
    for (download, target) in begun.into_iter().zip(targets) {
        let came = rest(download);
        assert!(came < LARGE, "{target}: {came} bytes came");
    }
}

#[test]
fn it_comes_to_its_end_while_nothing_changes_and_before_anybody_asks() {
    let world = world();
    let reader = world.reader();
    let download = begin(&world, &reader, "/files/folder/large.bin");
    world.clock.advance(Duration::seconds(11));
    assert!(rest(download) > LARGE, "asked, and still a reader");
    let download = begin(&world, &reader, "/files/folder/large.bin");
    world.database.execute("DELETE FROM user_roles WHERE email = 'reader@example.com'");
    eventually(|| reader.clone().fetch("/files/").status == 403);
    assert!(rest(download) > LARGE, "not asked yet");
}

#[test]
fn a_site_may_let_every_download_finish() {
    let world = World::with(|settings| settings.server.patience.recheck = std::time::Duration::ZERO);
    import(&world, &[("large.bin", &vec![7; LARGE])]);
    let employee = Employee::named("reader");
    world.give_role(&employee, "reader");
    let reader = world.signed_in(&employee);
    let download = begin(&world, &reader, "/files/large.bin");
    world.database.execute("DELETE FROM user_roles WHERE email = 'reader@example.com'");
    eventually(|| reader.clone().fetch("/files/").status == 403);
    world.clock.advance(Duration::hours(1));
    assert!(rest(download) > LARGE);
}

#[test]
fn an_archive_is_cut_before_what_was_taken_away_in_it() {
    let world = World::start();
    import(&world, &[("folder/a/large.bin", &vec![7; LARGE]), ("folder/b/secret.txt", b"secret")]);
    let mut admin = world.admin();
    let folder = crate::documents_zip::id_of(&world, "folder");
    let inner = crate::documents_zip::id_of(&world, "b");
    let reader = world.reader();
    let [cut_off, whole] = [(); 2].map(|()| begin(&world, &reader, &format!("/d/{folder}/zip")));
    // Something is granted that has nothing to do with it, and nothing is lost.
    share(&mut admin, &inner, "eve@example.com", "view");
    assert!(rest(whole) > LARGE);
    cut(&mut admin, &inner);
    let came = rest(cut_off);
    assert!(came < LARGE + 1000, "{came} bytes came");
    assert_eq!(
        crate::documents_zip::names(&reader.clone().fetch(&format!("/d/{folder}/zip"))),
        ["folder/", "folder/a/", "folder/a/large.bin"]
    );
}

#[test]
fn an_archive_of_many_entries_asks_on_the_way_and_comes_whole() {
    let world = World::start();
    import(&world, &[("folder/a.txt", b"a")]);
    let folder = crate::documents_zip::id_of(&world, "folder");
    world.database.execute(&format!(
        "WITH made AS (SELECT gen_random_uuid() AS id, gen_random_uuid() AS version, n FROM generate_series(1, 450) n), documents AS (
             INSERT INTO nodes (id, parent_id, name, kind, created_by, current_version_id)
             SELECT id, '{folder}', 'doc ' || n, 'document', 'test', version FROM made
         )
         INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_by)
         SELECT made.version, made.id, 1, v.sha256, v.size, 'text/plain', 'test' FROM made, versions v"
    ));
    let mut reader = world.reader();
    let answer = reader.fetch(&format!("/d/{folder}/zip"));
    assert_eq!(crate::documents_zip::names(&answer).len(), 452);
}
