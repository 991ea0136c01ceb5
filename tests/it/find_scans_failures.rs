//! A Tesseract that hangs, falls over or talks nonsense holds nothing up. Here a small program stands in for it, which also tries
//! what an attacker in it would try.

use std::time::Duration;

use crate::support::{
    import::import,
    scan_workers::{PATIENCE, Workers, asleep, on},
    scans::{all_is_recognized, scan_of, scan_with_pages, sees, stand_in},
};

#[test]
fn a_tesseract_that_hangs_falls_over_or_talks_too_much_is_given_up_after_three_attempts() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    import(&world, &[("scan.pdf", &scan_with_pages(1))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        for lines in ["exec sleep 1000", "kill -9 $$", "exit 1", "exec cat /dev/urandom", "exec /nowhere"] {
            world.database.execute(
                "UPDATE contents SET scan = 'waiting', scan_attempts = 0, scan_ready_at = '-infinity', scan_reason = NULL",
            );
            let patience = if lines.contains("sleep") { Duration::from_millis(300) } else { PATIENCE };
            let recognizer = workers.recognizer(stand_in(folder.path(), lines), patience);
            let mut now = workers.now();
            for (pause, scan) in [(1, "waiting"), (15, "waiting"), (0, "failed")] {
                assert!(recognizer.run_once(now).await.unwrap(), "{lines}");
                let state = world.database.text("SELECT scan || ': ' || scan_reason FROM contents");
                assert_eq!(state, format!("{scan}: Tesseract did not finish a page of it"), "{lines}");
                now += time::Duration::seconds(pause * 60 - 1);
                assert!(!recognizer.run_once(now).await.unwrap(), "not before its time");
                now += time::Duration::seconds(1);
            }
            assert!(!recognizer.run_once(now + time::Duration::days(1)).await.unwrap(), "given up");
            assert_eq!(world.database.text("SELECT state FROM contents"), "empty", "{lines}");
        }
        workers.services.database.close().await;
    });
}

#[test]
fn what_failed_is_in_the_list_of_administrators_and_tried_again_when_they_ask_for_it() {
    let (mut world, folder) = (asleep(), tempfile::tempdir().unwrap());
    import(&world, &[("scan.pdf", &scan_with_pages(1))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        workers.services.database.close().await;
    });
    world.database.execute("UPDATE contents SET scan = 'failed', scan_reason = 'it is all dark'");
    world.settings.ocr.tesseract = Some(stand_in(folder.path(), &sees("walrus")));
    world.wake();
    let mut admin = world.admin();
    let page = admin.goto("/admin/index").text();
    assert!(page.contains("it is all dark") && page.contains("scan.pdf"), "{page}");
    assert!(matches!(admin.submit("/admin/index", &[]).status, 302 | 303));
    all_is_recognized(&world);
    assert_eq!(world.database.text("SELECT scan || ' ' || state FROM contents"), "done done");
}

#[test]
fn nonsense_is_no_words() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    import(&world, &[("scan.pdf", &scan_with_pages(1))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        let nonsense = "head -c 100000 /dev/urandom; printf '\\n\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t-5\\tx\\n'";
        let recognizer = workers.recognizer(stand_in(folder.path(), nonsense), PATIENCE);
        assert!(recognizer.run_once(workers.now()).await.unwrap());
        workers.services.database.close().await;
    });
    assert_eq!(world.database.text("SELECT scan || ' ' || state FROM contents"), "empty empty");
}

#[test]
fn what_brings_the_whole_program_down_is_given_up_and_what_was_recognized_stays() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    import(&world, &[("scan.pdf", &scan_with_pages(2))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        world.database.execute(
            "INSERT INTO recognized_pages (sha256, page, text, took) SELECT sha256, 1, 'walrus', 5 FROM contents;
             UPDATE contents SET scan_attempts = 3",
        );
        let recognizer = workers.recognizer(stand_in(folder.path(), "exit 1"), PATIENCE);
        assert!(recognizer.run_once(workers.now()).await.unwrap());
        workers.read_all().await;
        workers.services.database.close().await;
    });
    let state = world.database.text("SELECT scan || ' ' || state || ': ' || reason FROM contents");
    assert!(state.starts_with("partial partial: ") && state.contains("never finished"), "{state}");
    assert_eq!(world.database.text("SELECT text FROM content_blocks"), "walrus");
}

#[test]
fn it_sees_the_picture_and_nothing_of_the_site() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    let secret = tempfile::tempdir().unwrap();
    std::fs::write(secret.path().join("secret"), "secret").unwrap();
    let say = |word: &str| sees(word).replace('\'', "\"");
    let tries = [
        (format!("cat {}/secret", secret.path().display()), "READ"),
        ("ls /".to_owned(), "LISTED"),
        ("cat /etc/passwd".to_owned(), "PASSWD"),
        ("cat /proc/$PPID/environ".to_owned(), "ENVIRON"),
        (format!("touch {}/new", secret.path().display()), "TOUCHED"),
        ("echo x > new".to_owned(), "WRITTEN"),
        ("kill -0 $PPID".to_owned(), "KILLED"),
        ("(exec 3<>/dev/tcp/127.0.0.1/5432)".to_owned(), "CONNECTED"),
        ("[ -n \"$LATCHKEY_TEST_DATABASE_URL$DATABASE_URL$HOME\" ]".to_owned(), "VARIABLES"),
        ("[ \"$(head -c 2)\" = P5 ]".to_owned(), "PICTURE"),
    ];
    let tries: Vec<String> =
        tries.iter().map(|(attempt, word)| format!("{attempt} >/dev/null && {}", say(word))).collect();
    // Bash knows addresses of the network as files.
    let lines = format!("exec /bin/bash -c '{}\nexit 0' 2>/dev/null", tries.join("\n"));
    import(&world, &[("scan.pdf", &scan_of(&["The picture"]))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        let recognizer = workers.recognizer(stand_in(folder.path(), &lines), PATIENCE);
        assert!(recognizer.run_once(workers.now()).await.unwrap());
        workers.services.database.close().await;
    });
    assert_eq!(world.database.text("SELECT text FROM recognized_pages"), "PICTURE");
}
