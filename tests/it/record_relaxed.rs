//! AUDIT=relaxed: a row is in a file before the first byte, and in the database soon after, once.

use actix_web::rt::System;
use latchkey::settings::AuditMode;
use time::Duration;

use crate::support::{
    Employee, World,
    copy::{open, shut},
    eventually,
    holder::Holder,
    import::import,
    running::Running,
};

const DOCUMENTS: usize = 30;

fn documents(world: &World) {
    let names: Vec<String> = (0..DOCUMENTS).map(|number| format!("{number}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    import(world, &files);
}

/// How many rows there are, and of how many documents.
fn downloaded(world: &World) -> String {
    let what = "SELECT count(*) || ' of ' || count(DISTINCT item) FROM audit_events WHERE kind = 'document_downloaded'";
    world.database.text(what)
}

#[test]
fn rows_from_while_the_database_was_away_arrive_once_each() {
    let world = World::with(|settings| settings.audit = AuditMode::Relaxed);
    documents(&world);
    let reader = world.reader();
    let all = || (0..DOCUMENTS).all(|number| reader.clone().fetch(&format!("/files/{number}.txt")).status == 200);
    assert!(all());
    eventually(|| downloaded(&world) == format!("{DOCUMENTS} of {DOCUMENTS}"));
    System::new().block_on(shut(&world.database));
    eventually(|| reader.clone().fetch("/files/").status == 503);
    world.clock.advance(Duration::minutes(2));
    assert!(all(), "and so does everything that is known");
    System::new().block_on(open(&world.database));
    eventually(|| downloaded(&world) == format!("{} of {DOCUMENTS}", 2 * DOCUMENTS));
    let names = "SELECT count(*) = count(DISTINCT uid) FROM audit_events WHERE uid IS NOT NULL";
    assert_eq!(world.database.text(names), "true");
}

#[test]
fn a_killed_program_loses_no_row_of_what_it_has_handed_out() {
    let world = World::asleep("http://localhost:8000", |_| {});
    world.give_role(&Employee::named("reader"), "reader");
    documents(&world);
    let mut site = Running::start(&world, ":", |command| _ = command.env("AUDIT", "relaxed"));
    let holder = Holder::locks(&world, "audit_events", "EXCLUSIVE");
    for number in 0..DOCUMENTS {
        assert_eq!(site.get(&format!("/files/{number}.txt")).body, format!("{number}.txt").as_bytes());
    }
    site.child.kill().unwrap();
    site.child.wait().unwrap();
    holder.lets_go();
    // Whatever the next one is set to.
    let _next = Running::start(&world, ":", |_| {});
    eventually(|| downloaded(&world) == format!("{DOCUMENTS} of {DOCUMENTS}"));
    let journal = world.settings.data_dir.join("journal");
    eventually(|| std::fs::read_dir(&journal).unwrap().count() == 0);
    assert_eq!(downloaded(&world), format!("{DOCUMENTS} of {DOCUMENTS}"), "each once");
}
