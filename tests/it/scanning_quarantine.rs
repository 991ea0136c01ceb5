//! The virus scan behind a document: it appears at once, and what is found in it later, nobody gets any more, whatever way they
//! ask.

use latchkey::settings::{ScanWhen, ScannerDown, StorageSettings};

use crate::{
    scanning::at_leisure,
    support::{
        Answer, Browser, Request, World, all_is_found,
        api::ROOT,
        clamd::{Clamd, Mood, eicar},
        eventually,
        import::import,
        links::{fetch, make},
        stores::{BOTH, store},
        upload::{form, noise, send_whole},
    },
    tickets::{path, redeem, ticket},
};

/// A site that scans documents behind their uploads.
pub fn site(down: ScannerDown) -> (World, Clamd) {
    let clamd = Clamd::start();
    let settings = clamd.settings(ScanWhen::After, down);
    (World::with(|all| all.scanning = Some(settings)), clamd)
}

/// A text in which everybody finds words, and the scanner a virus.
pub fn infected(text: &str) -> Vec<u8> {
    [format!("{text}\n").as_bytes(), &eicar()].concat()
}

fn is_withheld(answer: &Answer) {
    assert_eq!(answer.status, 403, "{} {}", answer.status, answer.text());
    assert!(answer.text().contains("A virus was found in this document (Eicar-Test-Signature)"), "{}", answer.text());
}

/// Until everything has a result.
fn all_is_scanned(world: &World) {
    eventually(|| world.database.text("SELECT count(*) FROM virus_scans WHERE ready_at IS NOT NULL") == "0");
}

fn hits(browser: &mut Browser, word: &str) -> usize {
    browser.fetch(&format!("/api/v1/search?q={word}")).json()["items"].as_array().unwrap().len()
}

#[test]
fn what_is_found_is_withheld_whatever_way_somebody_asks() {
    let (mut world, clamd) = site(ScannerDown::Refuse);
    // Everything is there, known to caches and given away, before the scanner knows what it is.
    world.stop();
    world.settings.scanning = None;
    world.wake();
    let bytes = infected("The lighthouse keeper counts gulls");
    import(&world, &[("Tower/log.txt", &bytes), ("Tower/map.txt", b"harmless"), ("other.txt", b"harmless, too")]);
    let mut admin = world.admin();
    let tower = admin.id_of(ROOT, "Tower");
    let log = admin.id_of(&tower, "log.txt");
    let link = make(&mut admin, &tower, &[]);
    let ticket = ticket(&mut admin, &log);
    all_is_found(&world);
    assert_eq!(hits(&mut admin, "gulls"), 1);
    assert_eq!(admin.fetch("/files/Tower/log.txt").body, bytes);
    assert_eq!(redeem(&world, &path(&ticket), &[]).status, 200);
    world.stop();
    world.settings.scanning = Some(clamd.settings(ScanWhen::After, ScannerDown::Refuse));
    world.wake();
    all_is_scanned(&world);
    let mut admin = world.admin();
    eventually(|| admin.fetch("/files/Tower/log.txt").status == 403);

    for address in ["/files/Tower/log.txt", "/api/files/Tower/log.txt", "/files/Tower/log.txt?download"] {
        is_withheld(&admin.fetch(address));
    }
    for address in ["file", "versions/1/file"] {
        is_withheld(&admin.fetch(&format!("/d/{log}/{address}")));
    }
    is_withheld(&admin.fetch(&format!("/api/v1/items/{log}/content")));
    assert_eq!(admin.send(Request::new("HEAD", "/files/Tower/log.txt")).status, 403);
    assert_eq!(admin.send(Request::get("/files/Tower/log.txt").header("range", "bytes=0-3")).status, 403);
    assert_eq!(admin.fetch(&format!("/d/{log}/thumbnail")).status, 403);
    is_withheld(&redeem(&world, &path(&ticket), &[]));
    let origin = admin.origin.clone();
    is_withheld(&admin.send(Request::new("POST", &format!("/d/{log}/ticket")).header("origin", &origin)));
    is_withheld(&fetch(&world, &format!("{link}/d/{log}/file"), &[]));
    assert_eq!(world.database.text("SELECT count(*) FROM share_link_uses WHERE kind = 'downloaded'"), "0");

    let page = admin.click(&format!("/d/{log}")).text();
    assert!(page.contains("Eicar-Test-Signature") && page.contains("nobody can open or download it"), "{page}");
    assert!(!page.contains("?download") && !page.contains("/ticket") && !page.contains("lighthouse"), "{page}");
    // Its name is no secret, its words are.
    all_is_found(&world);
    assert_eq!((hits(&mut admin, "gulls"), hits(&mut admin, "log.txt")), (0, 1));
    let left = "SELECT count(*) FROM content_blocks WHERE text LIKE '%lighthouse%'";
    assert_eq!(world.database.text(left), "0");

    let archive = admin.fetch(&format!("/d/{tower}/zip"));
    assert_eq!(archive.status, 200);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive.body)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    let text = std::io::read_to_string(archive.by_name("Left out because of a virus.txt").unwrap()).unwrap();
    assert!(text.contains("log.txt (Eicar-Test-Signature)"), "{text}");
    is_withheld(&admin.fetch(&format!("/d/{log}/zip")));
    assert_eq!(admin.fetch("/files/Tower/map.txt").text(), "harmless");
    let record = "SELECT string_agg(concat_ws(' ', detail ->> 'signature', detail ->> 'documents'), ',')
                    FROM audit_events WHERE kind = 'scan_quarantined'";
    assert_eq!(world.database.text(record), "Eicar-Test-Signature 1");
}

#[test]
fn a_document_appears_at_once_and_every_copy_of_the_program_withholds_what_one_finds() {
    let (world, clamd) = site(ScannerDown::Refuse);
    let twin = world.twin();
    let mut editor = world.editor();
    let mut at_twin = editor.clone();
    at_twin.port = twin.port();
    assert_eq!(send_whole(&mut editor, &infected("appears"), &[("filename", "a.txt")]).status, 201);
    assert_eq!(editor.names(ROOT), ["a.txt"]);
    eventually(|| editor.fetch("/files/a.txt").status == 403 && at_twin.fetch("/files/a.txt").status == 403);
    for number in 0..20 {
        let name = format!("{number}.txt");
        assert_eq!(send_whole(&mut editor, name.as_bytes(), &[("filename", &name)]).status, 201);
    }
    all_is_scanned(&world);
    assert_eq!(clamd.scans(), 21, "each content once, whoever takes it");
    // Equal bytes do not come in again, and equal bytes that are there are withheld.
    assert_eq!(send_whole(&mut editor, &infected("appears"), &[("filename", "b.txt")]).status, 422);
    assert_eq!(clamd.scans(), 21);
}

#[test]
fn what_was_there_before_the_scanner_is_scanned_and_a_later_finding_concerns_all_of_it() {
    let clamd = Clamd::start();
    let mut world = World::start();
    import(&world, &[("one/a.txt", b"equal bytes"), ("two/b.txt", b"equal bytes"), ("c.txt", &infected("old"))]);
    let mut editor = world.editor();
    assert_eq!(editor.fetch("/files/c.txt").status, 200, "without a scanner nothing is scanned");
    let page = editor.click(editor.clone().click("/at/c.txt").location()).text();
    assert!(!page.contains("Virus scan"), "and nothing is said of it: {page}");
    world.stop();
    world.settings.scanning = Some(clamd.settings(ScanWhen::After, ScannerDown::Refuse));
    world.wake();
    all_is_scanned(&world);
    let mut editor = world.editor();
    eventually(|| editor.fetch("/files/c.txt").status == 403);
    let page = editor.click(editor.clone().click("/at/one/a.txt").location()).text();
    assert!(page.contains("Nothing was found"), "{page}");
    clamd.learn(b"equal bytes", "Win.Equal-2");
    let mut admin = world.admin();
    assert_eq!(admin.submit("/admin/scanning", &[("action", "all")]).status, 303);
    for path in ["/files/one/a.txt", "/files/two/b.txt"] {
        eventually(|| admin.fetch(path).status == 403);
    }
    let record = "SELECT detail ->> 'documents' FROM audit_events WHERE detail ->> 'signature' = 'Win.Equal-2'";
    assert_eq!(world.database.text(record), "2");
    // What the scanner does not find any more, is free.
    clamd.forget();
    assert_eq!(admin.submit("/admin/scanning", &[("action", "all")]).status, 303);
    eventually(|| admin.fetch("/files/one/a.txt").status == 200 && admin.fetch("/files/c.txt").status == 200);
    assert_eq!(world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'scan_lifted'"), "2");
}

#[test]
fn while_the_scanner_is_dead_the_operator_has_chosen() {
    let (world, clamd) = site(ScannerDown::Refuse);
    clamd.is(Mood::Dead);
    let mut editor = world.editor();
    let refused = send_whole(&mut editor, b"hello", &[("filename", "a.txt")]);
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("60")), "{}", refused.text());
    assert_eq!(editor.send(form(&world.origin(), ROOT, &[("b.txt", b"b")])).status, 503);
    assert_eq!(world.database.text("SELECT count(*) FROM versions"), "0");
    drop(world);

    let (world, clamd) = site(ScannerDown::Wait);
    clamd.is(Mood::Dead);
    let mut editor = world.editor();
    assert_eq!(send_whole(&mut editor, &infected("waits"), &[("filename", "a.txt")]).status, 201);
    let page = editor.click(editor.clone().click("/at/a.txt").location()).text();
    assert!(page.contains("has not been checked for viruses yet") && page.contains("Not yet checked"), "{page}");
    assert_eq!(editor.fetch("/files/a.txt").status, 200);
    at_leisure(&world);
    assert_eq!(editor.fetch("/files/a.txt").status, 200, "a scanner that does not answer has found nothing");
    clamd.is(Mood::Well);
    at_leisure(&world);
    eventually(|| editor.fetch("/files/a.txt").status == 403);
}

#[test]
fn what_cannot_be_scanned_says_so_and_is_tried_again_when_somebody_asks() {
    let (world, clamd) = site(ScannerDown::Wait);
    clamd.is(Mood::Takes(1000));
    let mut admin = world.admin();
    assert_eq!(send_whole(&mut admin, &[b'x'; 5000], &[("filename", "a.txt")]).status, 201);
    all_is_scanned(&world);
    let page = admin.click(admin.clone().click("/at/a.txt").location()).text();
    assert!(page.contains("It is larger than the virus scanner takes") && page.contains("nobody knows"), "{page}");
    assert_eq!(admin.fetch("/files/a.txt").status, 200);
    let page = admin.click("/admin/scanning").text();
    assert!(page.contains("Scan again what could not be scanned"), "{page}");
    clamd.is(Mood::Well);
    assert_eq!(admin.submit("/admin/scanning", &[("action", "again")]).status, 303);
    eventually(|| world.database.text("SELECT state FROM virus_scans") == "clean");
    clamd.is(Mood::Silent);
    assert_eq!(send_whole(&mut admin, b"breaks it", &[("filename", "b.txt")]).status, 201);
    // Three times, with pauses between.
    eventually(|| {
        world.database.execute("UPDATE virus_scans SET ready_at = '-infinity' WHERE ready_at < 'infinity'");
        at_leisure(&world);
        world.database.text("SELECT reason FROM virus_scans WHERE state = 'unscanned'") == "broken"
    });
    // That it breaks off on something takes back nothing that was found.
    clamd.is(Mood::Well);
    assert_eq!(send_whole(&mut admin, &infected("found"), &[("filename", "c.txt")]).status, 201);
    eventually(|| admin.fetch("/files/c.txt").status == 403);
    clamd.is(Mood::Limited);
    assert_eq!(admin.submit("/admin/scanning", &[("action", "all")]).status, 303);
    all_is_scanned(&world);
    assert_eq!(admin.fetch("/files/c.txt").status, 403);
}

#[test]
fn the_bytes_come_from_whatever_store_they_are_in() {
    for kind in BOTH {
        let clamd = Clamd::start();
        let settings = clamd.settings(ScanWhen::After, ScannerDown::Refuse);
        let world = World::with(|all| {
            all.storage = StorageSettings { redirect: true, ..store(kind, None) };
            all.scanning = Some(settings);
        });
        let bytes = [noise(400_000), infected("far away")].concat();
        import(&world, &[("far.bin", &bytes), ("plan.txt", b"harmless")]);
        all_is_scanned(&world);
        let mut admin = world.admin();
        eventually(|| admin.fetch("/files/far.bin").status == 403);
        assert_ne!(admin.fetch("/files/plan.txt").status, 403, "{kind:?}");
        assert_eq!(world.database.text("SELECT count(*) FROM virus_scans WHERE state = 'clean'"), "1", "{kind:?}");
    }
}
