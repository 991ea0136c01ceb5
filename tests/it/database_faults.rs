//! What the site does while the database is away, can only be read, is full, or busy with others.

use actix_web::rt::System;
use latchkey::settings::AuditMode;
use serde_json::json;
use time::Duration;

use crate::support::{
    Browser, Request, World,
    api::ROOT,
    copy::{make_read_only, open, shut},
    eventually,
    holder::Holder,
    import::import,
    log,
    upload::{begin, patch},
};

#[test]
fn with_a_relaxed_record_a_download_known_before_goes_on_for_five_minutes_while_the_database_is_away() {
    let world = World::with(|settings| settings.audit = AuditMode::Relaxed);
    import(&world, &[("known.txt", b"known"), ("unknown.txt", b"unknown")]);
    let reader = world.reader();
    let status = |name: &str| reader.clone().fetch(&format!("/files/{name}")).status;
    assert_eq!(status("known.txt"), 200);
    System::new().block_on(shut(&world.database));
    eventually(|| status("unknown.txt") == 503 && log::contains("nobody answers at its address"));
    assert_eq!(status("known.txt"), 200);
    let ready = Request::get("/health/ready").header("host", "localhost").send(world.port());
    assert_eq!((ready.status, &ready.json()["database"]), (503, &false.into()));
    world.clock.advance(Duration::minutes(4));
    assert_eq!((status("known.txt"), status("unknown.txt")), (200, 503));
    world.clock.advance(Duration::minutes(1));
    assert_eq!(status("known.txt"), 503, "five minutes are over");
    System::new().block_on(open(&world.database));
    eventually(|| (status("known.txt"), status("unknown.txt")) == (200, 200));
}

#[test]
fn with_a_strict_record_nothing_new_is_handed_out_while_the_database_is_away() {
    let world = World::start();
    import(&world, &[("known.txt", b"known")]);
    let reader = world.reader();
    let known = || reader.clone().fetch("/files/known.txt");
    assert_eq!(known().status, 200);
    System::new().block_on(shut(&world.database));
    eventually(|| log::contains("nobody answers at its address") || reader.clone().fetch("/files/").status == 503);
    assert_eq!(known().status, 200, "its row is from this minute");
    world.clock.advance(Duration::minutes(1));
    let refused = known();
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")));
    assert!(refused.text().contains("the record of downloads cannot be written"), "{}", refused.text());
    System::new().block_on(open(&world.database));
    eventually(|| known().status == 200);
}

#[test]
fn a_session_that_ends_while_the_database_is_away_is_over_here_at_once_and_everywhere_when_it_is_back() {
    let world = World::start();
    import(&world, &[("known.txt", b"known")]);
    let (mut early, mut late) = (world.reader(), world.reader());
    let copies = [early.clone(), late.clone()];
    let status = |copy: &Browser| copy.clone().fetch("/files/known.txt").status;
    assert_eq!(copies.each_ref().map(status), [200, 200]);
    early.submit("/logout", &[("scope", "app")]);
    System::new().block_on(shut(&world.database));
    eventually(|| status(&copies[1]) == 200 && late.clone().fetch("/files/").status == 503);
    assert_ne!(status(&copies[0]), 200, "it ended before");
    let answer = late.submit("/logout", &[("scope", "app")]);
    assert_eq!((answer.status, late.session()), (503, None), "not kept yet, and the browser forgets it all the same");
    assert_ne!(status(&copies[1]), 200, "it ended here");
    System::new().block_on(open(&world.database));
    let kept = "SELECT count(*) = 2 FROM ended_sessions";
    eventually(|| world.database.text(kept) == "true");
}

#[test]
fn a_database_that_can_only_be_read_lets_people_read() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    let mut editor = world.editor();
    assert_eq!(editor.fetch("/files/a.txt").status, 200);
    System::new().block_on(make_read_only(&world.database));
    eventually(|| editor.clone().fetch("/files/").status == 200);
    assert_eq!(Request::get("/health/ready").header("host", "localhost").send(world.port()).status, 200);
    let refused = editor.json("POST", &format!("/api/v1/items/{ROOT}/folders"), &json!({ "name": "New" }));
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.text().contains("nothing can be changed"), "{}", refused.text());
}

#[test]
fn what_the_database_cannot_do_now_is_never_called_a_fault_of_the_program() {
    let world = World::start();
    let mut editor = world.editor();
    world.database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = NEW.name; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON nodes FOR EACH ROW EXECUTE FUNCTION refuse()",
    );
    let codes = [
        ("53100", 507, "no room left"),
        ("53200", 503, ""),
        ("53300", 503, ""),
        ("55P03", 503, "Others are changing a lot"),
        ("40001", 503, "Others are changing a lot"),
        ("40P01", 503, "Others are changing a lot"),
        ("57014", 503, "took too long"),
        ("57P01", 503, ""),
        ("08006", 503, ""),
        ("58030", 503, ""),
        ("25006", 503, "nothing can be changed"),
        ("22012", 500, ""),
    ];
    for (code, status, says) in codes {
        let answer = editor.json("POST", &format!("/api/v1/items/{ROOT}/folders"), &json!({ "name": code }));
        assert_eq!(answer.status, status, "{code}: {}", answer.text());
        assert!(answer.text().contains(says), "{code}: {}", answer.text());
        let lines = log::lines_with(answer.json()["request_id"].as_str().unwrap());
        assert!(lines.iter().any(|line| line["level"] == "ERROR"), "{code}: the operator hears of it: {lines:?}");
    }
    let upload = begin(&mut editor, 5, &[("filename", "53100")]);
    let full = editor.send(patch(&upload, 0, b"hello"));
    assert_eq!((full.status, full.header("retry-after")), (507, Some("60")));
    let undecided = "SELECT bool_or(needs_decision) FROM uploads";
    assert_eq!(world.database.text(undecided), "false", "nobody can decide that, so the program tries again");
}

#[test]
fn changes_that_wait_for_each_other_leave_the_others_their_connections() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    let (editor, reader) = (world.editor(), world.reader());
    let holder = Holder::locks(&world, "nodes", "EXCLUSIVE");
    let writers: Vec<_> = (0..12)
        .map(|number| {
            let mut editor = editor.clone();
            std::thread::spawn(move || {
                let name = json!({ "name": format!("folder {number}") });
                editor.json("POST", &format!("/api/v1/items/{ROOT}/folders"), &name).status
            })
        })
        .collect();
    let waiting = "SELECT count(*) >= 4 FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'";
    eventually(|| world.database.text(waiting) == "true");
    for _ in 0..20 {
        assert_eq!(reader.clone().fetch("/files/?sort=size").status, 200);
        assert_eq!(Request::get("/health/ready").header("host", "localhost").send(world.port()).status, 200);
    }
    let statuses: Vec<u16> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
    assert!(statuses.iter().all(|status| *status == 503), "nobody waits for ever: {statuses:?}");
    holder.lets_go();
}

#[test]
fn a_database_that_does_not_answer_keeps_nobody_waiting_for_what_is_known() {
    let world = World::start();
    import(&world, &[("known.txt", b"known"), ("unknown.txt", b"unknown")]);
    let reader = world.reader();
    let status = |name: &str| reader.clone().fetch(&format!("/files/{name}")).status;
    assert_eq!(status("known.txt"), 200);
    world.clock.advance(Duration::minutes(2));
    let holder = Holder::locks(&world, "nodes", "ACCESS EXCLUSIVE");
    std::thread::scope(|scope| {
        let unknown = scope.spawn(|| status("unknown.txt"));
        let waiting = "SELECT count(*) > 0 FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually(|| world.database.text(waiting) == "true");
        assert_eq!(status("known.txt"), 200);
        assert!(!unknown.is_finished(), "who knows something waits less");
        assert_eq!(unknown.join().unwrap(), 503);
    });
    holder.lets_go();
}
