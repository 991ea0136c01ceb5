//! Nothing is handed out before its row of the record, and another row says how it ended.

use std::io::{ErrorKind, Read, Write};

use time::Duration;

use crate::{
    documents_zip::id_of,
    support::{Browser, Request, World, eventually, holder::Holder, http::connect, import::import, links},
    tickets,
};

const LARGE: usize = 24 * 1024 * 1024;

/// What a query over the rows of one kind gives.
fn rows(world: &World, kind: &str, what: &str) -> String {
    world.database.text(&format!("SELECT {what} FROM audit_events WHERE kind = '{kind}'"))
}

fn count(world: &World, kind: &str) -> String {
    rows(world, kind, "count(*)")
}

/// The minute of everything that was handed out is over.
fn a_minute_later(world: &World, ends: usize) {
    world.clock.advance(Duration::seconds(61));
    eventually(|| count(world, "download_ended") == ends.to_string());
}

fn range(browser: &mut Browser, target: &str, bytes: &str) -> u16 {
    browser.send(Request::get(target).header("accept", "*/*").header("range", bytes)).status
}

#[test]
fn no_byte_leaves_before_the_row_is_committed() {
    let world = World::start();
    import(&world, &[("a.txt", b"hello")]);
    let reader = world.reader();
    let holder = Holder::locks(&world, "audit_events", "EXCLUSIVE");
    let mut stream = connect(world.port());
    let cookie = reader.cookie_header();
    let head =
        format!("GET /files/a.txt HTTP/1.1\r\nHost: localhost:8000\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                  AND wait_event_type = 'Lock' AND query LIKE '%INSERT INTO audit_events%'";
    eventually(|| world.database.text(waits) == "1");
    stream.set_nonblocking(true).unwrap();
    assert_eq!(stream.peek(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock, "nothing, not even a head");
    stream.set_nonblocking(false).unwrap();
    holder.lets_go();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    assert_eq!(count(&world, "document_downloaded"), "1", "it is there with the first byte");
}

#[test]
fn the_rows_say_who_had_what_from_where_and_how_it_ended() {
    let world = World::start();
    import(&world, &[("reports/q3.txt", b"hello")]);
    let mut reader = world.reader();
    let answer = reader.fetch("/files/reports/q3.txt?download");
    assert_eq!(answer.body, b"hello");
    let what = "concat_ws(' ', via, address, request_id, item, detail->>'version', detail->>'path', detail->>'how')";
    let (id, request) = (id_of(&world, "q3.txt"), answer.request_id());
    let expected = format!("session 127.0.0.1 {request} {id} 1 reports/q3.txt download");
    assert_eq!(rows(&world, "document_downloaded", what), expected);
    let hash = "detail->>'sha256' = encode(sha256('hello'), 'hex')";
    assert_eq!(rows(&world, "document_downloaded", hash), "true");
    assert_eq!(count(&world, "download_ended"), "0", "others may still share its row");
    a_minute_later(&world, 1);
    let what = "concat_ws(' ', item, detail->>'requests', detail->>'bytes', detail->>'outcome')";
    assert_eq!(rows(&world, "download_ended", what), format!("{id} 1 5 whole"));
    let pairs = "SELECT count(*) FROM audit_events a JOIN audit_events b ON b.detail->>'begun' = a.uid::text AND b.actor = a.actor";
    assert_eq!(world.database.text(pairs), "1");
}

#[test]
fn ranges_of_one_person_within_a_minute_are_one_row() {
    let world = World::start();
    import(&world, &[("a.txt", b"0123456789"), ("b.txt", b"0123456789")]);
    let (mut reader, mut editor) = (world.reader(), world.editor());
    for bytes in ["bytes=0-3", "bytes=2-5", "bytes=8-"] {
        assert_eq!(range(&mut reader, "/files/a.txt", bytes), 206);
    }
    for bytes in ["bytes=5-", "bytes=0-4"] {
        assert_eq!(range(&mut reader, "/files/b.txt", bytes), 206);
    }
    assert_eq!(range(&mut editor, "/files/a.txt", "bytes=0-0"), 206);
    assert_eq!(count(&world, "document_downloaded"), "3");
    a_minute_later(&world, 3);
    let what = "string_agg(concat_ws(' ', detail->>'requests', detail->>'bytes', detail->>'outcome'), ', '
                           ORDER BY detail->>'requests' DESC)";
    assert_eq!(rows(&world, "download_ended", what), "3 10 part, 2 10 whole, 1 1 part");
    assert_eq!(range(&mut reader, "/files/a.txt", "bytes=0-3"), 206);
    assert_eq!(count(&world, "document_downloaded"), "4", "the next minute has a row of its own");
}

#[test]
fn a_connection_that_ends_early_is_cut_off_and_the_row_says_after_how_many_bytes() {
    let world = World::start();
    import(&world, &[("large.bin", &vec![7; LARGE])]);
    let reader = world.reader();
    let mut stream = connect(world.port());
    let cookie = reader.cookie_header();
    let head = format!("GET /files/large.bin HTTP/1.1\r\nHost: localhost:8000\r\nCookie: {cookie}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.read_exact(&mut [0; 1000]).unwrap();
    world.clock.advance(Duration::seconds(61));
    let ended = || rows(&world, "download_ended", "coalesce(string_agg(detail->>'outcome', ' '), '')");
    assert_eq!(ended(), "", "while somebody reads it has not ended");
    drop(stream);
    eventually(|| ended() == "cut_off");
    let bytes: usize = rows(&world, "download_ended", "detail->>'bytes'").parse().unwrap();
    assert!((1000..LARGE).contains(&bytes), "{bytes}");
}

#[test]
fn what_hands_nothing_out_is_not_recorded() {
    let world = World::start();
    import(&world, &[("a.txt", b"hello"), ("folder/b.txt", b"hello")]);
    let (file, folder) = (id_of(&world, "a.txt"), id_of(&world, "folder"));
    let mut reader = world.reader();
    let tag = reader.send(Request::new("HEAD", "/files/a.txt")).header("etag").unwrap().to_owned();
    let not_modified = Request::get("/files/a.txt").header("if-none-match", &tag);
    assert_eq!(reader.send(not_modified).status, 304);
    assert_eq!(range(&mut reader, "/files/a.txt", "bytes=10-"), 416);
    for target in [format!("/d/{file}"), format!("/d/{file}/file"), format!("/d/{folder}/zip")] {
        assert_eq!(reader.send(Request::new("HEAD", &target)).status, 200, "{target}");
    }
    let handed_out = "SELECT count(*) FROM audit_events WHERE kind IN ('document_downloaded', 'archive_downloaded')";
    assert_eq!(world.database.text(handed_out), "0");
}

#[test]
fn without_the_record_nothing_is_handed_out() {
    let world = World::start();
    import(&world, &[("a.txt", b"the very words"), ("folder/b.txt", b"the very words")]);
    let (file, folder) = (id_of(&world, "a.txt"), id_of(&world, "folder"));
    let mut reader = world.reader();
    world.database.execute("ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (id < 0) NOT VALID");
    for target in [
        "/files/a.txt".to_owned(),
        "/api/files/a.txt".to_owned(),
        format!("/d/{file}"),
        format!("/d/{file}/file"),
        format!("/d/{file}/versions/1/file"),
        format!("/api/v1/items/{file}/content"),
        format!("/d/{folder}/zip"),
    ] {
        for answer in [reader.fetch(&target), reader.goto(&target)] {
            assert_eq!(answer.status, 503, "{target}: {}", answer.text());
            assert!(answer.text().contains("the record of downloads cannot be written"), "{target}: {}", answer.text());
            assert!(!answer.text().contains("very words"), "{target}");
        }
    }
    world.database.execute("ALTER TABLE audit_events DROP CONSTRAINT full_disk");
    assert_eq!(reader.fetch("/files/a.txt").status, 200, "and then it goes on");
}

#[test]
fn archives_and_links_keep_their_rows_and_get_an_end() {
    let world = World::start();
    import(&world, &[("folder/a.txt", b"hello")]);
    let (file, folder) = (id_of(&world, "a.txt"), id_of(&world, "folder"));
    let mut admin = world.admin();
    assert_eq!(admin.fetch(&format!("/d/{folder}/zip")).status, 200);
    let address = links::make(&mut admin, &folder, &[]);
    let target = format!("{address}/d/{file}/file");
    assert_eq!(links::fetch(&world, &target, &[]).body, b"hello");
    assert_eq!(
        links::fetch(&world, &target, &[("range", "bytes=3-")]).body,
        b"lo",
        "goes on, and is not counted again"
    );
    assert_eq!(links::fetch(&world, &format!("{address}/d/{folder}/zip"), &[]).status, 200);
    a_minute_later(&world, 3);
    let begun = "SELECT string_agg(a.kind || ' ' || (b.detail->>'requests') || ' ' || (b.detail->>'outcome'), ', ' ORDER BY a.id)
                   FROM audit_events a JOIN audit_events b ON b.detail->>'begun' = a.uid::text";
    assert_eq!(
        world.database.text(begun),
        "archive_downloaded 1 whole, link_downloaded 2 whole, link_downloaded 1 whole"
    );
    assert_eq!(count(&world, "document_downloaded"), "0", "nothing is recorded twice");
}

#[test]
fn a_ticket_is_recorded_as_one_and_shares_nothing_with_the_session() {
    let world = World::start();
    import(&world, &[("a.txt", b"hello")]);
    let (mut reader, id) = (world.reader(), id_of(&world, "a.txt"));
    assert_eq!(reader.fetch(&format!("/d/{id}/file?download")).status, 200);
    let ticket = tickets::path(&tickets::ticket(&mut reader, &id));
    for part in ["bytes=0-1", "bytes=2-"] {
        assert_eq!(tickets::redeem(&world, &ticket, &[("range", part)]).status, 206);
    }
    assert_eq!(rows(&world, "document_downloaded", "string_agg(via, ' ' ORDER BY id)"), "session ticket");
    assert_eq!(rows(&world, "document_downloaded", "count(DISTINCT actor)"), "1");
    a_minute_later(&world, 2);
    let what = "string_agg(concat_ws(' ', via, detail->>'requests', detail->>'outcome'), ', ' ORDER BY via)";
    assert_eq!(rows(&world, "download_ended", what), "session 1 whole, ticket 2 whole");
}

#[test]
fn a_page_that_shows_the_text_hands_it_out_and_so_does_a_readme() {
    let world = World::start();
    import(&world, &[("folder/notes.txt", b"the very words"), ("folder/readme.md", b"# Read me")]);
    let mut reader = world.reader();
    let notes = id_of(&world, "notes.txt");
    assert!(reader.goto(&format!("/d/{notes}")).text().contains("the very words"));
    assert!(reader.goto("/files/folder/").text().contains("Read me</h"));
    let what = "string_agg(concat_ws(' ', detail->>'path', detail->>'how'), ', ' ORDER BY id)";
    let expected = "folder/notes.txt preview, folder/readme.md preview";
    assert_eq!(rows(&world, "document_downloaded", what), expected);
}

#[test]
fn a_picture_counts_where_something_can_be_read_in_it() {
    let world = World::start();
    let mut png = std::io::Cursor::new(Vec::new());
    image::GrayImage::new(2000, 1000).write_to(&mut png, image::ImageFormat::Png).unwrap();
    import(&world, &[("scan.png", png.get_ref())]);
    let (mut reader, id) = (world.reader(), id_of(&world, "scan.png"));
    for size in [96, 320, 1600] {
        assert_eq!(reader.fetch(&format!("/d/{id}/thumbnail?size={size}")).status, 200);
    }
    assert_eq!(rows(&world, "document_downloaded", "string_agg(detail->>'how', ' ')"), "picture");
}

#[test]
fn a_shutdown_writes_the_ends_of_what_was_handed_out() {
    let mut world = World::start();
    import(&world, &[("a.txt", b"hello"), ("large.bin", &vec![7; LARGE])]);
    let mut reader = world.reader();
    assert_eq!(reader.fetch("/files/a.txt").status, 200);
    let mut stream = connect(world.port());
    let cookie = reader.cookie_header();
    let head = format!("GET /files/large.bin HTTP/1.1\r\nHost: localhost:8000\r\nCookie: {cookie}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.read_exact(&mut [0; 1000]).unwrap();
    assert_eq!(reader.fetch("/admin/people").status, 403, "a refusal");
    world.stop();
    let outcomes = rows(&world, "download_ended", "string_agg(detail->>'outcome', ' ' ORDER BY detail->>'outcome')");
    assert_eq!(outcomes, "cut_off whole");
    assert_eq!(count(&world, "request_refused"), "1");
}

#[test]
fn the_owner_of_a_document_reads_who_has_opened_it_and_how_that_ended() {
    let world = World::start();
    import(&world, &[("a.txt", b"0123456789")]);
    let (mut reader, mut admin) = (world.reader(), world.admin());
    assert_eq!(range(&mut reader, "/files/a.txt", "bytes=0-3"), 206);
    a_minute_later(&world, 1);
    assert_eq!(reader.fetch("/files/a.txt").status, 200);
    a_minute_later(&world, 2);
    let page = admin.click(&format!("/d/{}/history", id_of(&world, "a.txt"))).text();
    for sentence in ["Opened or downloaded the document.", "Received all of it.", "Received the parts of it that were"]
    {
        assert!(page.contains(sentence), "{sentence}\n{page}");
    }
    let activity = reader.click("/account/activity").text();
    assert!(activity.contains("Received all of it."), "{activity}");
}
