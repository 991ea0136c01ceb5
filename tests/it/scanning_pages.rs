//! What administrators see of the virus scan, and do with what is quarantined.

use latchkey::settings::{ScanWhen, ScannerDown};

use crate::{
    scanning_quarantine::{infected, site},
    support::{
        Browser, World, all_is_found,
        api::ROOT,
        clamd::{Clamd, Mood},
        eventually,
        import::import,
        page::forms,
        program::{latchkey, said},
        upload::send_whole,
    },
};

/// A document in quarantine; its id.
fn quarantined(world: &World, name: &str, text: &str) -> String {
    let mut editor = world.editor();
    assert_eq!(send_whole(&mut editor, &infected(text), &[("filename", name)]).status, 201);
    eventually(|| editor.fetch(&format!("/files/{name}")).status == 403);
    editor.id_of(ROOT, name)
}

fn list(admin: &mut Browser) -> String {
    let answer = admin.click("/admin/scanning");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

/// What the forms of the page send as hash.
fn content(page: &str) -> String {
    let fields = forms(page).into_iter().flat_map(|form| form.fields);
    fields.into_iter().find(|(name, _)| name == "content").expect("a form that releases").1
}

#[test]
fn the_list_says_what_was_found_where_and_who_brought_it() {
    let (world, clamd) = site(ScannerDown::Refuse);
    let mut admin = world.admin();
    let page = list(&mut admin);
    assert!(
        page.contains("The scanner answers: ClamAV 1.4.3/27001") && page.contains("Nothing is in quarantine"),
        "{page}"
    );
    assert!(page.contains("appears at once") && page.contains("uploads are refused"), "{page}");
    let id = quarantined(&world, "invoice.txt", "pay");
    let page = list(&mut admin);
    for words in
        ["invoice.txt", &format!("/d/{id}"), "Eicar-Test-Signature", "Editor Example", "Delete for good", "Release"]
    {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(admin.click("/files/").text().contains("href=\"/admin/scanning\""));
    assert_eq!(world.editor().click("/admin/scanning").status, 403);
    for (mood, words) in [(Mood::Dead, "does not answer"), (Mood::Stranger, "does not answer")] {
        clamd.is(mood);
        assert!(list(&mut admin).contains(words), "{mood:?}");
    }
}

#[test]
fn a_false_alarm_is_released_with_a_reason() {
    let (world, _clamd) = site(ScannerDown::Refuse);
    quarantined(&world, "invoice.txt", "albatross");
    let mut admin = world.admin();
    let content = content(&list(&mut admin));
    let release = |admin: &mut Browser, reason: &str| {
        admin.submit("/admin/scanning", &[("action", "release"), ("content", &content), ("reason", reason)])
    };
    assert_eq!(release(&mut admin, " ").status, 400, "not without a reason");
    assert_eq!(admin.fetch("/files/invoice.txt").status, 403);
    assert_eq!(release(&mut admin, "The vendor says it is a false alarm").status, 303);
    eventually(|| admin.fetch("/files/invoice.txt").status == 200);
    assert!(list(&mut admin).contains("Nothing is in quarantine"));
    let record = "SELECT concat_ws('/', detail ->> 'signature', detail ->> 'reason', actor IS NOT NULL)
                    FROM audit_events WHERE kind = 'scan_released'";
    assert_eq!(world.database.text(record), "Eicar-Test-Signature/The vendor says it is a false alarm/t");
    assert_eq!(release(&mut admin, "again").status, 404);
    // Its words come back, and equal bytes are welcome.
    all_is_found(&world);
    let found = admin.fetch("/api/v1/search?q=albatross").json()["items"].as_array().unwrap().len();
    assert_eq!(found, 1);
    assert_eq!(send_whole(&mut admin, &infected("albatross"), &[("filename", "copy.txt")]).status, 201);
    // A scan that finds the same does not take it back.
    assert_eq!(admin.submit("/admin/scanning", &[("action", "all")]).status, 303);
    eventually(|| world.database.text("SELECT count(*) FROM virus_scans WHERE ready_at IS NOT NULL") == "0");
    assert_eq!(admin.fetch("/files/invoice.txt").status, 200);
    let page = admin.click(admin.clone().click("/at/invoice.txt").location()).text();
    assert!(page.contains("an administrator has released the document"), "{page}");
}

#[test]
fn what_is_deleted_is_gone_for_good() {
    let (world, clamd) = site(ScannerDown::Refuse);
    let id = quarantined(&world, "invoice.txt", "pay");
    let mut admin = world.admin();
    assert_eq!(send_whole(&mut admin, b"harmless", &[("filename", "plan.txt")]).status, 201);
    let plan = admin.id_of(ROOT, "plan.txt");
    let delete = |admin: &mut Browser, id: &str| {
        admin.submit("/admin/scanning", &[("action", "delete"), ("document", id)]).status
    };
    assert_eq!(delete(&mut admin, &plan), 409, "only what is in quarantine");
    assert_eq!(delete(&mut admin, &id), 303);
    assert_eq!(admin.names(ROOT), ["plan.txt"]);
    assert!(list(&mut admin).contains("Nothing is in quarantine"));
    let kinds = "SELECT string_agg(kind, ' ' ORDER BY id) FROM audit_events WHERE kind LIKE 'item_%'";
    assert_eq!(world.database.text(kinds), "item_deleted item_purged");
    assert_eq!(delete(&mut admin, &id), 404);
    // An older version: the document stays, and so does what else it says.
    assert_eq!(admin.put(&plan, &infected("version"), None).status, 200);
    eventually(|| admin.fetch("/files/plan.txt").status == 403);
    assert_eq!(admin.put(&plan, b"harmless again", None).status, 200);
    assert_eq!(admin.fetch("/files/plan.txt").text(), "harmless again");
    assert_eq!(admin.fetch(&format!("/d/{plan}/versions/2/file")).status, 403);
    let page = list(&mut admin);
    assert!(page.contains("An older version, number 2") && !page.contains("Delete for good"), "{page}");
    assert_eq!(delete(&mut admin, &plan), 409);
    // What is renamed, moved or in the trash stays what it is.
    let old = quarantined(&world, "old.txt", "trash");
    let renamed = admin.json("PATCH", &format!("/api/v1/items/{old}"), &serde_json::json!({ "name": "old.pdf" }));
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert_eq!(admin.fetch("/files/old.pdf").status, 403);
    admin.delete(&old);
    assert!(list(&mut admin).contains("In the trash"));
    drop(clamd);
}

#[test]
fn a_long_quarantine_has_pages() {
    let clamd = Clamd::start();
    let mut world = World::start();
    let files: Vec<(String, Vec<u8>)> =
        (0..55).map(|number| (format!("file-{number:02}.txt"), infected(&number.to_string()))).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    import(&world, &files);
    world.stop();
    world.settings.scanning = Some(clamd.settings(ScanWhen::Before, ScannerDown::Refuse));
    world.wake();
    eventually(|| world.database.text("SELECT count(*) FROM virus_scans WHERE state = 'infected'") == "55");
    let mut admin = world.admin();
    let first = list(&mut admin);
    let second = admin.click("/admin/scanning?page=1").text();
    let rows = |page: &str| page.matches("<tr>").count() - 1;
    assert_eq!((rows(&first), rows(&second)), (50, 5));
    assert!(first.contains("rel=\"next\" href=\"/admin/scanning?page=1\"") && !first.contains("rel=\"prev\""));
    assert!(second.contains("rel=\"prev\" href=\"/admin/scanning\"") && !second.contains("rel=\"next\""));
}

#[test]
fn check_tells_the_operator_how_the_scanner_is() {
    let world = World::start();
    let clamd = Clamd::start();
    let check = || {
        let mut command = latchkey(&world, &["check"]);
        command.env("CLAMAV", clamd.address());
        said(command)
    };
    let (code, text) = check();
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("The virus scanner answers") && text.contains("ClamAV 1.4.3/27001"), "{text}");
    clamd.is(Mood::Careless);
    let (code, text) = check();
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("AlertExceedsMax yes"), "{text}");
    clamd.is(Mood::Dead);
    let (code, text) = check();
    assert!(code == Some(2) && text.contains("CLAMAV: the virus scanner does not answer"), "{text}");
}
