//! A link for sending files: whoever has it sends, never lists, never overwrites.

use latchkey::settings::UploadSettings;

use crate::support::{
    Browser, World,
    api::ROOT,
    import::import,
    links::{drop_files, end, links, make, tells, visit},
    sharing::cut,
};

fn site(world: &World) -> (Browser, String, String) {
    import(world, &[("inbox/there.txt", b"was there"), ("inbox/secret/x.txt", b"x"), ("other.txt", b"other")]);
    let mut admin = world.admin();
    let inbox = admin.id_of(ROOT, "inbox");
    let address = make(&mut admin, &inbox, &[("kind", "upload"), ("note", "offers")]);
    (admin, inbox, address)
}

#[test]
fn somebody_outside_sends_and_the_owner_sees_who() {
    let world = World::start();
    let (mut admin, inbox, address) = site(&world);
    let page = visit(&world, &address);
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains("Send files") && !tells(&page, "there.txt") && !tells(&page, "inbox"),
        "{}",
        page.text()
    );
    let sent =
        drop_files(&mut world.browser(), &address, "Eve <Sender>", &[("offer.pdf", b"%PDF-1"), ("there.txt", b"new")]);
    assert_eq!(sent.status, 200, "{}", sent.text());
    let told = sent.text();
    assert!(
        told.contains("2 files have arrived") && told.contains("offer.pdf") && told.contains("there (2).txt"),
        "{told}"
    );
    assert_eq!(admin.names(&inbox), ["secret", "offer.pdf", "there (2).txt", "there.txt"]);
    let old = admin.id_of(&inbox, "there.txt");
    assert_eq!(admin.click(&format!("/d/{old}/file")).body, b"was there", "nothing is overwritten");
    let offer = admin.id_of(&inbox, "offer.pdf");
    let shown = admin.click(&format!("/d/{offer}")).text();
    assert!(shown.contains("the link “offers”"), "{shown}");
    let share = admin.click(&format!("/d/{inbox}/access")).text();
    assert!(share.contains("2 files came") && share.contains("Eve &#60;Sender&#62;"), "{share}");
    assert_eq!(links(&mut admin, &inbox)[0]["sent"], 2);
    let record =
        world.database.text("SELECT string_agg(detail->>'sender', ' ') FROM audit_events WHERE kind = 'link_received'");
    assert_eq!(record, "Eve <Sender> Eve <Sender>");
}

#[test]
fn it_shows_nothing_and_takes_nothing_without_a_name_or_a_right() {
    let world = World::start();
    let (mut admin, inbox, address) = site(&world);
    let there = admin.id_of(&inbox, "there.txt");
    for path in [format!("/d/{inbox}"), format!("/d/{there}"), format!("/d/{there}/file"), format!("/d/{inbox}/zip")] {
        assert_eq!(visit(&world, &format!("{address}{path}")).status, 404, "{path}");
    }
    let nobody = drop_files(&mut world.browser(), &address, "", &[("a.txt", b"a")]);
    assert_eq!(nobody.status, 400, "{}", nobody.text());
    assert!(nobody.text().contains("Type your name first"));
    assert_eq!(drop_files(&mut world.browser(), &address, "Eve", &[]).status, 400);
    // What is hidden even from the link takes a name, and nobody is told.
    let secret = admin.id_of(&inbox, "secret");
    cut(&mut admin, &secret);
    let sent = drop_files(&mut world.browser(), &address, "Eve", &[("secret", b"mine")]);
    assert!(sent.status == 200 && sent.text().contains("secret (2)"), "{}", sent.text());
    let link = links(&mut admin, &inbox)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(end(&mut admin, &inbox, &link).status, 303);
    assert_eq!(drop_files(&mut world.browser(), &address, "Eve", &[("late.txt", b"x")]).status, 404);
    assert!(!admin.names(&inbox).contains(&"late.txt".to_owned()));
}

#[test]
fn odd_names_go_nowhere_else() {
    let world = World::start();
    let (mut admin, inbox, address) = site(&world);
    let names = ["../../other.txt", "..\\up.txt", "/etc/passwd", "..", ".", "CON", "a\u{202e}b.txt", "ok.txt"];
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b"x"[..])).collect();
    let sent = drop_files(&mut world.browser(), &address, "Eve", &files);
    assert_eq!(sent.status, 409, "{}", sent.text());
    assert!(sent.text().contains("have not arrived") && sent.text().contains("ok.txt"), "{}", sent.text());
    let mut found = admin.names(&inbox);
    found.sort();
    assert_eq!(found, ["ok.txt", "other.txt", "passwd", "secret", "there.txt", "up.txt"]);
    assert_eq!(admin.names(ROOT), ["inbox", "other.txt"], "nothing came elsewhere");
}

#[test]
fn a_hundred_files_come_at_once() {
    let world = World::start();
    let (mut admin, inbox, address) = site(&world);
    let names: Vec<String> = (0..100).map(|at| format!("file {at}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let sent = drop_files(&mut world.browser(), &address, "Eve", &files);
    assert!(sent.status == 200 && sent.text().contains("100 files have arrived"), "{}", sent.text());
    assert_eq!(admin.names(&inbox).len(), 102);
}

#[test]
fn quotas_and_the_largest_size_hold() {
    let world =
        World::with(|settings| settings.uploads = UploadSettings { largest: 1000, ..UploadSettings::default() });
    let (mut admin, inbox, address) = site(&world);
    let large = drop_files(&mut world.browser(), &address, "Eve", &[("large.bin", &[1; 2000])]);
    assert_eq!(large.status, 413, "{}", large.text());
    assert_eq!(admin.submit(&format!("/d/{inbox}/quota"), &[("quota", "1500")]).status, 303);
    assert_eq!(drop_files(&mut world.browser(), &address, "Eve", &[("one.bin", &[1; 900])]).status, 200);
    let full = drop_files(&mut world.browser(), &address, "Eve", &[("two.bin", &[2; 900])]);
    assert_eq!(full.status, 507, "{}", full.text());
    assert!(!admin.names(&inbox).contains(&"two.bin".to_owned()));
}
