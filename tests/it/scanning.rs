//! The virus scan before a document appears: what was found in is no document, whatever way it comes; a scanner that does not
//! answer is never taken for one that found nothing.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
    settings::{ScanWhen, ScannerDown},
};

use time::Duration;

use crate::support::{
    Answer, Browser, Request, World,
    api::ROOT,
    blobs,
    clamd::{Clamd, Mood, eicar},
    import::import,
    links::{drop_files, make},
    upload::{begin, form, multipart, noise, patch, send_whole, tus},
};

/// A site that scans what comes in before it is a document.
fn site(down: ScannerDown) -> (World, Clamd) {
    let clamd = Clamd::start();
    let settings = clamd.settings(ScanWhen::Before, down);
    (World::with(|all| all.scanning = Some(settings)), clamd)
}

/// What the program does by itself now and then: finishes uploads, and scans what waits.
pub fn at_leisure(world: &World) -> usize {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let ended = services.uploads.end_abandoned(&services.roles).await.unwrap();
        while services.scanning.scan_once().await.unwrap() > 0 {}
        services.database.close().await;
        ended
    })
}

/// A file too large to become a document at once, with a virus at its end.
fn large_virus() -> Vec<u8> {
    [noise(300_000), eicar()].concat()
}

fn is_virus(answer: &Answer) {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let problem = answer.json();
    assert_eq!(problem["code"], "virus_found");
    assert!(problem["detail"].as_str().unwrap().contains("Eicar-Test-Signature"), "{problem}");
}

fn is_not_now(answer: &Answer) {
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("60")), "{}", answer.text());
    assert!(answer.text().contains("virus scanner does not answer"), "{}", answer.text());
}

fn versions(world: &World) -> String {
    world.database.text("SELECT count(*) FROM versions")
}

/// Nothing is in the store, on its way there, or waiting.
fn nothing_is_left(world: &World, but: usize) {
    assert_eq!(blobs::kept(world).len(), but, "{:?}", blobs::kept(world));
    assert_eq!(world.database.text("SELECT count(*) FROM uploads WHERE outcome IS NULL"), "0");
}

fn put(browser: &mut Browser, id: &str, bytes: &[u8]) -> Answer {
    browser.put(id, bytes, None)
}

fn replace(browser: &mut Browser, id: &str, bytes: &[u8]) -> Answer {
    let origin = browser.origin.clone();
    let fields = [("revision", "")];
    browser.send(multipart(&origin, &format!("/d/{id}/content"), &fields, &[("x.bin", bytes)]))
}

/// Offset and state, as a sender hears them.
fn told(answer: &Answer) -> (&str, &str) {
    (answer.header("upload-offset").unwrap_or(""), answer.header("upload-state").unwrap_or(""))
}

#[test]
fn a_virus_becomes_no_document_whatever_way_it_comes() {
    let (world, _clamd) = site(ScannerDown::Refuse);
    let mut editor = world.editor();
    assert_eq!(send_whole(&mut editor, b"harmless", &[("filename", "plan.txt")]).status, 201);
    let plan = editor.id_of(ROOT, "plan.txt");

    is_virus(&send_whole(&mut editor, &eicar(), &[("filename", "small.txt")]));
    let upload = begin(&mut editor, large_virus().len(), &[("filename", "large.bin"), ("key", "one")]);
    let refused = editor.send(patch(&upload, 0, &large_virus()));
    is_virus(&refused);
    assert_eq!(refused.header("tus-resumable"), Some("1.0.0"));
    assert_eq!(editor.send(tus("HEAD", &upload)).status, 404, "there is nothing to go on with");
    is_virus(&put(&mut editor, &plan, &eicar()));
    let form = form(&world.origin(), ROOT, &[("good.txt", b"good"), ("bad.txt", &eicar()), ("also.txt", b"also good")]);
    let answer = editor.send(form);
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.text().contains("bad.txt") && answer.text().contains("Eicar-Test-Signature"), "{}", answer.text());
    let page = replace(&mut editor, &plan, &eicar());
    assert_eq!(page.status, 422);
    assert!(page.text().contains("A virus was found in this file (Eicar-Test-Signature)"), "{}", page.text());
    let report = import(&world, &[("Tree/bad.txt", &eicar()), ("Tree/fine.txt", b"fine")]);
    assert_eq!((report.added, report.refused.len()), (1, 1));
    assert!(report.refused[0].reason.contains("Eicar-Test-Signature"), "{report:?}");
    let mut admin = world.admin();
    let inbox = admin.make_folder(ROOT, "inbox");
    let address = make(&mut admin, &inbox, &[("kind", "upload")]);
    let sent = drop_files(&mut world.browser(), &address, "Eve", &[("bad.txt", &eicar()), ("good.txt", b"by link")]);
    assert_eq!(sent.status, 409);
    assert!(sent.text().contains("Eicar-Test-Signature") && sent.text().contains("good.txt"), "{}", sent.text());

    assert_eq!(admin.names(ROOT), ["inbox", "Tree", "also.txt", "good.txt", "plan.txt"]);
    assert_eq!(editor.fetch("/files/plan.txt").text(), "harmless");
    nothing_is_left(&world, 5);
    let record = "SELECT string_agg(DISTINCT detail ->> 'name', ' ') FROM audit_events WHERE kind = 'scan_refused'
                   AND detail ->> 'signature' = 'Eicar-Test-Signature' AND actor IS NOT NULL";
    assert_eq!(world.database.text(record), "bad.txt large.bin plan.txt small.txt");
}

#[test]
fn equal_bytes_are_scanned_once_by_each_signature_database() {
    let (world, clamd) = site(ScannerDown::Refuse);
    let mut editor = world.editor();
    for name in ["a.txt", "b.txt", "c.txt"] {
        assert_eq!(send_whole(&mut editor, b"the same", &[("filename", name)]).status, 201);
        is_virus(&send_whole(&mut editor, &eicar(), &[("filename", &format!("not-{name}"))]));
    }
    assert_eq!(clamd.scans(), 2);
    clamd.learn(b"the same", "Win.Same-1");
    let refused = send_whole(&mut editor, b"the same", &[("filename", "d.txt")]);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(clamd.scans(), 3);
    // What is found later concerns what came before.
    let kept = editor.fetch("/files/a.txt");
    assert_eq!((kept.status, kept.json()["code"].as_str()), (403, Some("quarantined")), "{}", kept.text());
    assert_eq!(versions(&world), "3");
}

#[test]
fn a_dead_scanner_refuses_and_what_can_go_on_is_finished_when_it_is_back() {
    let (world, clamd) = site(ScannerDown::Refuse);
    let mut editor = world.editor();
    assert_eq!(send_whole(&mut editor, b"old", &[("filename", "plan.txt")]).status, 201);
    let plan = editor.id_of(ROOT, "plan.txt");
    for mood in [Mood::Dead, Mood::Stranger, Mood::Careless] {
        clamd.is(mood);
        // What was found out about it counts for a few minutes.
        world.clock.advance(Duration::minutes(6));
        is_not_now(&put(&mut editor, &plan, b"new"));
        assert_eq!(editor.send(form(&world.origin(), ROOT, &[("a.txt", b"a")])).status, 503);
        assert_eq!(replace(&mut editor, &plan, b"new").status, 503);
        let mut admin = world.admin();
        let inbox = admin.make_folder(ROOT, &format!("{mood:?}"));
        let address = make(&mut admin, &inbox, &[("kind", "upload")]);
        assert_eq!(drop_files(&mut world.browser(), &address, "Eve", &[("x.txt", b"x")]).status, 503);
    }
    assert_eq!(versions(&world), "1");
    assert_eq!(editor.fetch("/health/ready").status, 200, "everything else goes on");
    let upload = begin(&mut editor, 5, &[("filename", "new.txt")]);
    is_not_now(&editor.send(patch(&upload, 0, b"hello")));
    assert_eq!(told(&editor.send(tus("HEAD", &upload))), ("4", "receiving"), "one byte short: it is no document");
    let mut virus = begin(&mut editor, eicar().len(), &[("filename", "virus.txt")]);
    is_not_now(&editor.send(patch(&virus, 0, &eicar())));
    assert_eq!(at_leisure(&world), 0);
    clamd.is(Mood::Well);
    assert_eq!(at_leisure(&world), 1);
    assert_eq!(told(&editor.send(tus("HEAD", &upload))), ("5", "done"));
    assert_eq!(editor.fetch("/files/new.txt").text(), "hello");
    assert_eq!(editor.send(tus("HEAD", &std::mem::take(&mut virus))).status, 404);
    nothing_is_left(&world, 2);
}

#[test]
fn with_wait_what_comes_is_accepted_and_waits_for_the_scanner() {
    let (world, clamd) = site(ScannerDown::Wait);
    let mut editor = world.editor();
    assert_eq!(send_whole(&mut editor, b"old", &[("filename", "plan.txt")]).status, 201);
    let plan = editor.id_of(ROOT, "plan.txt");
    clamd.is(Mood::Dead);

    let small = send_whole(&mut editor, b"hello", &[("filename", "small.txt"), ("key", "small")]);
    assert_eq!((small.status, told(&small)), (201, ("5", "scanning")), "{}", small.text());
    let upload = begin(&mut editor, 300_000, &[("filename", "large.bin")]);
    let sent = editor.send(patch(&upload, 0, &noise(300_000)));
    assert_eq!((sent.status, told(&sent)), (204, ("300000", "scanning")), "nothing is left to its sender");
    assert_eq!(told(&editor.send(tus("HEAD", &upload))), ("300000", "scanning"));
    let decide = Request::form(&format!("{upload}/decide"), &[]).header("accept", "application/json");
    let decided = editor.send(decide.header("origin", &world.origin()));
    assert_eq!((decided.status, decided.json()["state"].as_str()), (202, Some("scanning")), "{}", decided.text());
    let answer = editor.send(form(&world.origin(), ROOT, &[("form.txt", b"by form")]));
    assert_eq!(answer.status, 202, "{}", answer.text());
    assert!(answer.text().contains("waits for the virus scan"), "{}", answer.text());
    assert_eq!(put(&mut editor, &plan, b"put").status, 202);
    let replaced = replace(&mut editor, &plan, b"replaced");
    assert_eq!((replaced.status, replaced.location()), (303, "/uploads"));
    assert_eq!(send_whole(&mut editor, &eicar(), &[("filename", "virus.txt")]).status, 201);
    let mut admin = world.admin();
    let inbox = admin.make_folder(ROOT, "inbox");
    let address = make(&mut admin, &inbox, &[("kind", "upload")]);
    let dropped = drop_files(&mut world.browser(), &address, "Eve", &[("x.txt", b"x")]);
    assert_eq!(dropped.status, 503, "nobody outside comes back to see what became of it");

    assert_eq!((at_leisure(&world), versions(&world).as_str()), (0, "1"));
    let list = editor.click("/uploads").text();
    for name in ["small.txt", "large.bin", "form.txt", "virus.txt"] {
        assert!(list.contains(name), "{name} in {list}");
    }
    assert_eq!(list.matches("waits for the virus scan").count(), 6, "{list}");
    assert!(!editor.click("/files/").text().contains("not saved yet"), "there is nothing to decide");
    // However long the scanner is away.
    world.database.execute("UPDATE uploads SET expires_at = now() - interval '5 days'");
    assert_eq!(told(&editor.send(tus("HEAD", &upload))), ("300000", "scanning"));
    editor.json("PATCH", &format!("/api/v1/items/{plan}"), &serde_json::json!({ "name": "renamed.txt" }));

    clamd.is(Mood::Well);
    assert_eq!(at_leisure(&world), 5);
    assert_eq!(told(&editor.send(tus("HEAD", &upload))), ("300000", "done"));
    assert_eq!(editor.names(ROOT), ["inbox", "form.txt", "large.bin", "renamed.txt", "small.txt"]);
    assert_eq!(editor.fetch("/files/renamed.txt").text(), "replaced", "the version follows its document");
    assert_eq!(versions(&world), "6");
    // The one that is refused is told to its sender, who was not there.
    assert_eq!(world.database.text("SELECT needs_decision FROM uploads WHERE refused IS NOT NULL"), "true");
    let list = editor.click("/uploads").text();
    assert!(list.contains("virus.txt") && list.contains("Eicar-Test-Signature"), "{list}");
    let id = world.database.text("SELECT id FROM uploads WHERE refused IS NOT NULL");
    assert_eq!(editor.send(tus("HEAD", &format!("/uploads/{id}"))).status, 422);
    assert_eq!(editor.send(patch(&format!("/uploads/{id}"), 0, &eicar())).status, 422);
    assert_eq!(editor.submit(&format!("/uploads/{id}/discard"), &[]).status, 303);
    nothing_is_left(&world, 6);
}

#[test]
fn what_the_scanner_does_not_look_at_is_never_taken_for_clean() {
    let (world, clamd) = site(ScannerDown::Refuse);
    let mut editor = world.editor();
    let mut send = |bytes: &[u8]| send_whole(&mut editor, bytes, &[("filename", "plan.bin")]);
    clamd.is(Mood::Takes(40_000));
    let refused = send(&noise(50_000));
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("not_scanned")), "{}", refused.text());
    assert!(refused.text().contains("larger than the virus scanner takes"), "{}", refused.text());
    clamd.is(Mood::Limited);
    let refused = send(b"deep inside");
    assert_eq!((refused.status, refused.json()["code"].as_str()), (422, Some("not_scanned")), "{}", refused.text());
    clamd.is(Mood::Hasty);
    is_not_now(&send(&noise(8_000_000)));
    for mood in [Mood::Garbage, Mood::Silent] {
        clamd.is(mood);
        let bytes = format!("{mood:?}");
        // A broken connection is no reason to give a file up; one that breaks each time is.
        let statuses: Vec<u16> = (0..4).map(|_| send(bytes.as_bytes()).status).collect();
        assert_eq!((statuses[0], statuses[2], statuses[3]), (503, 422, 422), "{statuses:?}");
    }
    assert_eq!(versions(&world), "0");
    clamd.is(Mood::Well);
    for bytes in [noise(50_000), b"deep inside".to_vec()] {
        let name = format!("{}.bin", bytes.len());
        assert_eq!(send_whole(&mut editor, &bytes, &[("filename", &name)]).status, 201, "{name}");
    }
    assert_eq!(send_whole(&mut editor, b"", &[("filename", "empty")]).status, 201, "nothing can be in no bytes");
}
