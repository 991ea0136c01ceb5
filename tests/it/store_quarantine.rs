//! What no version names any more is kept for the quarantine, and can be had back all that time.

use std::{fs, process::Command, time::Duration};

use crate::support::{
    World,
    blobs::{blob_with, blobs, days_pass, forget, marks, set_age, store},
    import::import,
    program::{latchkey, said},
    upload::send_whole,
};

fn asleep() -> World {
    World::asleep("http://localhost:8000", |_| {})
}

/// Runs the command; gives what it said.
fn gc(world: &World, arguments: &[&str]) -> String {
    let (code, text) = said(latchkey(world, &[&["gc"], arguments].concat()));
    assert_eq!(code, Some(0), "{text}");
    text
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
}

#[test]
fn gc_puts_what_is_not_named_into_quarantine_and_removes_it_a_month_later() {
    let world = asleep();
    let bytes: [(&str, &[u8]); 4] = [("old", b"old"), ("young", b"young"), ("trash", b"trash"), ("there", b"there")];
    import(&world, &bytes);
    days_pass(&world, 100);
    world.database.execute(
        "INSERT INTO deletions SELECT id, id, 'trash', now() - interval '20 days', 'somebody' FROM nodes WHERE name = 'trash';
         UPDATE nodes SET deletion_id = id WHERE name = 'trash'",
    );
    forget(&world, "old");
    forget(&world, "young");
    // Stored again just now, by somebody who has not come to the row yet.
    set_age(&blob_with(&world, b"young"), 0);
    says(
        &gc(&world, &["--dry-run"]),
        &["1 blobs would be put into quarantine, 3 B.", "2 are named by versions or by uploads that wait; 1 are"],
    );
    assert_eq!(marks(&world).len(), 0);
    says(
        &gc(&world, &[]),
        &["1 blobs put into quarantine, 3 B.", "They stay there until 20", "0 whose time there was over"],
    );
    assert_eq!((blobs(&world).len(), marks(&world).len()), (4, 1));
    days_pass(&world, 20);
    says(&gc(&world, &[]), &["1 are in quarantine since before", "1 blobs put into quarantine, 5 B"]);
    days_pass(&world, 11);
    says(&gc(&world, &[]), &["1 whose time there was over removed for good, 3 B", "1 are in quarantine since before"]);
    let left: Vec<_> = blobs(&world).iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(left.len() == 3 && left.iter().all(|bytes| bytes != b"old"), "{left:?}");
    assert_eq!(said(latchkey(&world, &["verify"])).0, Some(0));
}

#[test]
fn the_time_counts_from_when_the_last_version_went_though_a_mark_is_older() {
    let world = asleep();
    import(&world, &[("a", b"a"), ("kept", b"kept")]);
    days_pass(&world, 100);
    forget(&world, "a");
    gc(&world, &[]);
    days_pass(&world, 29);
    // Named again and un-named again between two runs; by a writer whose bytes left the mark as it was.
    let mark = marks(&world).remove(0);
    let marked = fs::metadata(&mark).unwrap().modified().unwrap();
    import(&world, &[("a", b"a")]);
    assert_eq!(marks(&world).len(), 0, "whoever stores the bytes takes them out of quarantine");
    fs::File::create(&mark).unwrap().set_modified(marked).unwrap();
    forget(&world, "a");
    for path in blobs(&world) {
        fs::File::open(path).unwrap().set_modified(marked).unwrap();
    }
    // More than thirty days for the mark, less for the database.
    let older = marked - Duration::from_hours(24 * 5);
    fs::File::open(&mark).unwrap().set_modified(older).unwrap();
    says(&gc(&world, &[]), &["1 are in quarantine since before.", "0 whose time there was over"]);
    days_pass(&world, 31);
    says(&gc(&world, &[]), &["1 whose time there was over removed"]);
}

#[test]
fn what_is_named_again_leaves_quarantine_by_itself_and_all_of_it_by_a_command() {
    let mut world = World::start();
    import(&world, &[("a", b"a"), ("b", b"b"), ("kept", b"kept")]);
    days_pass(&world, 2);
    forget(&world, "a");
    forget(&world, "b");
    gc(&world, &[]);
    assert_eq!(marks(&world).len(), 2);
    assert_eq!(send_whole(&mut world.editor(), b"a", &[("filename", "again")]).status, 201);
    assert_eq!(marks(&world).len(), 1);
    says(&gc(&world, &["--take-back"]), &["1 blobs taken out of quarantine"]);
    assert_eq!(marks(&world).len(), 0);
    days_pass(&world, 40);
    says(&gc(&world, &[]), &["1 blobs put into quarantine", "0 whose time there was over"]);
    world.stop();
}

#[test]
fn a_dump_can_be_restored_whatever_was_purged_and_swept_since() {
    let mut world = World::start();
    let names: Vec<String> = (0..20).map(|number| format!("{number}.txt")).collect();
    let documents: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    import(&world, &documents);
    days_pass(&world, 100);
    let dump = world.settings.data_dir.join("dump.sql");
    let options = ["--clean", "--if-exists", "-f"];
    let done = Command::new("pg_dump").args(options).arg(&dump).arg(world.database.url()).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    // All but one are deleted for good, and gc runs every day until the last on which the dump can be restored.
    names[1..].iter().for_each(|name| forget(&world, name));
    says(&gc(&world, &["--up-to", "19"]), &["19 blobs put into quarantine"]);
    for _ in 0..29 {
        days_pass(&world, 1);
        says(&gc(&world, &["--up-to", "19"]), &["0 whose time there was over"]);
    }
    // And then the bytes are copied, and both come back elsewhere.
    world.stop();
    let copy = world.settings.data_dir.join("copy");
    assert!(Command::new("cp").arg("-a").arg(store(&world)).arg(&copy).status().unwrap().success());
    fs::remove_dir_all(store(&world)).unwrap();
    fs::rename(&copy, store(&world)).unwrap();
    let back =
        Command::new("psql").args(["-q", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&dump).arg(world.database.url()).output();
    let back = back.unwrap();
    assert!(back.status.success(), "{}", String::from_utf8_lossy(&back.stderr));
    says(&gc(&world, &[]), &["20 are named by versions", "0 blobs put"]);
    assert_eq!(marks(&world).len(), 0, "what is named again is out of quarantine");
    world.wake();
    let mut reader = world.reader();
    for name in &names {
        assert_eq!(reader.fetch(&format!("/files/{name}")).body, name.as_bytes());
    }
    assert_eq!(said(latchkey(&world, &["verify"])).0, Some(0));
}

#[test]
fn gc_does_not_believe_that_a_large_share_goes() {
    let world = asleep();
    let names: Vec<String> = (0..202).map(|number| number.to_string()).collect();
    let documents: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    import(&world, &documents);
    days_pass(&world, 2);
    names[..101].iter().for_each(|name| forget(&world, name));
    for arguments in [&["gc"][..], &["gc", "--up-to", "100"]] {
        let (code, text) = said(latchkey(&world, arguments));
        assert_eq!((code, marks(&world).len()), (Some(1), 0), "{text}");
        says(&text, &["101 of the 202 blobs", "latchkey gc --up-to 101"]);
    }
    says(&gc(&world, &["--dry-run"]), &["101 blobs would be put", "`latchkey gc` would refuse to: 101 of the 202"]);
    says(&gc(&world, &["--up-to", "101"]), &["101 blobs put into quarantine"]);
}
