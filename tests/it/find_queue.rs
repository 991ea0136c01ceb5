//! The queue of documents to be read: nothing is lost, nothing is read twice at the same time, and what cannot be read
//! is given up after three attempts.

use std::{sync::Arc, time::Duration};

use latchkey::{
    app::{Outside, Services},
    confined::Confined,
    entropy::SystemEntropy,
    search::Indexer,
};

use crate::support::{
    World, eventually,
    files::{line, pdf},
    import::import,
};

struct Workers {
    services: Services,
    indexers: Vec<Indexer>,
}

/// Indexers over the world's database, while the portal itself is asleep.
async fn workers(world: &World, program: &str, count: usize) -> Workers {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    let services = Services::open(&world.settings, &outside).await.unwrap();
    let indexer = || Indexer::new(&services.database, services.blobs.clone(), Confined::new(program.into(), 2), 2);
    Workers { indexers: (0..count).map(|_| indexer()).collect(), services }
}

fn asleep() -> World {
    World::asleep("http://localhost:8000", |_| {})
}

fn on<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

#[test]
fn two_workers_never_read_the_same() {
    let world = asleep();
    let files: Vec<(String, Vec<u8>)> =
        (0..40).map(|n| (format!("{n}.txt"), format!("text {n}").into_bytes())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    import(&world, &files);
    on(async {
        let Workers { services, indexers } = workers(&world, env!("CARGO_BIN_EXE_latchkey"), 3).await;
        let now = services.documents.now();
        let work = async |indexer: &Indexer| {
            let mut read = 0;
            loop {
                match indexer.run_once(now).await.unwrap() {
                    0 => return read,
                    some => read += some,
                }
            }
        };
        let (a, b, c) = tokio::join!(work(&indexers[0]), work(&indexers[1]), work(&indexers[2]));
        assert_eq!(a + b + c, 40);
        services.database.close().await;
    });
    assert_eq!(world.database.text("SELECT count(*) FROM contents WHERE state = 'done' AND attempts = 1"), "40");
}

#[test]
fn equal_bytes_are_read_once() {
    let world = asleep();
    import(&world, &[("a.txt", b"same"), ("b/c.txt", b"same"), ("d.txt", b"other")]);
    assert_eq!(world.database.text("SELECT count(*) FROM contents"), "2");
    assert_eq!(world.database.text("SELECT count(*) FROM search_entries"), "4");
}

#[test]
fn what_a_worker_had_taken_when_it_died_is_read_later() {
    let mut world = asleep();
    import(&world, &[("a.txt", b"the osprey returns")]);
    // Taken by somebody who was killed then: the lease is all that is left.
    let now = world.database.text("SELECT now()");
    world.database.execute("UPDATE contents SET attempts = 1, ready_at = now() + interval '15 minutes'");
    on(async {
        let Workers { services, indexers } = workers(&world, env!("CARGO_BIN_EXE_latchkey"), 1).await;
        assert_eq!(indexers[0].run_once(services.documents.now()).await.unwrap(), 0, "since {now}");
        services.database.close().await;
    });
    world.clock.advance(time::Duration::minutes(20));
    world.wake();
    eventually(|| world.database.text("SELECT state FROM contents") == "done");
}

/// A program that dies of a signal, as one that runs into its limits does.
fn dying_program() -> tempfile::TempPath {
    let script = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(script.path(), "#!/bin/sh\nkill -9 $$\n").unwrap();
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    std::fs::set_permissions(script.path(), permissions).unwrap();
    script.into_temp_path()
}

#[test]
fn what_former_readers_have_read_is_read_anew_and_found_meanwhile() {
    let world = asleep();
    import(&world, &[("a.pdf", &pdf(&[line("new words")]))]);
    world.database.execute("UPDATE contents SET state = 'done', words = 'old words', reader = 0");
    on(async {
        let dying = dying_program();
        let Workers { services, indexers } = workers(&world, dying.to_str().unwrap(), 1).await;
        let now = services.documents.now();
        assert_eq!(indexers[0].run_once(now).await.unwrap(), 1, "put in line");
        assert_eq!(indexers[0].run_once(now).await.unwrap(), 1, "tried, in vain");
        assert_eq!(world.database.text("SELECT state || ': ' || words FROM contents"), "waiting: 'old' 'words'");
        services.database.close().await;
        let Workers { services, indexers } = workers(&world, env!("CARGO_BIN_EXE_latchkey"), 1).await;
        let later = now + time::Duration::minutes(1);
        assert_eq!(indexers[0].run_once(later).await.unwrap(), 1);
        assert_eq!(
            world
                .database
                .text("SELECT c.state || ': ' || b.text FROM contents c JOIN content_blocks b USING (sha256)"),
            "done: new words"
        );
        assert_eq!(indexers[0].run_once(later).await.unwrap(), 0, "once");
        services.database.close().await;
    });
}

#[test]
fn what_fails_is_tried_three_times_with_growing_pauses_and_then_given_up() {
    let world = asleep();
    import(&world, &[("a.pdf", b"%PDF-1.4 whatever")]);
    on(async {
        let path = dying_program();
        let Workers { services, indexers } = workers(&world, path.to_str().unwrap(), 1).await;
        let mut now = services.documents.now();
        for (pause, state) in [(1, "waiting"), (15, "waiting"), (0, "failed")] {
            assert_eq!(indexers[0].run_once(now).await.unwrap(), 1);
            assert_eq!(world.database.text("SELECT state FROM contents"), state);
            assert_ne!(world.database.text("SELECT reason FROM contents"), "");
            now += time::Duration::seconds(pause * 60 - 1);
            assert_eq!(indexers[0].run_once(now).await.unwrap(), 0, "not before its time");
            now += time::Duration::seconds(1);
        }
        assert_eq!(indexers[0].run_once(now + time::Duration::days(1)).await.unwrap(), 0, "given up");
        services.database.close().await;
    });
}

#[test]
fn what_brings_the_whole_program_down_is_given_up_too() {
    let world = asleep();
    import(&world, &[("a.txt", b"text")]);
    world.database.execute("UPDATE contents SET attempts = 3");
    on(async {
        let Workers { services, indexers } = workers(&world, env!("CARGO_BIN_EXE_latchkey"), 1).await;
        assert_eq!(indexers[0].run_once(services.documents.now()).await.unwrap(), 1);
        services.database.close().await;
    });
    assert_eq!(world.database.text("SELECT state FROM contents"), "failed");
}

#[test]
fn what_no_version_names_is_swept_and_what_is_missing_comes_back() {
    let world = asleep();
    import(&world, &[("a.txt", b"one"), ("b.txt", b"two")]);
    world.database.execute(
        "DELETE FROM contents WHERE sha256 = sha256('one');
         INSERT INTO contents (sha256, size, content_type) VALUES (sha256('nobody'), 6, 'text/plain')",
    );
    on(async {
        let Workers { services, indexers } = workers(&world, env!("CARGO_BIN_EXE_latchkey"), 1).await;
        indexers[0].tidy().await.unwrap();
        services.database.close().await;
    });
    let there = "SELECT bool_and(sha256 IN (sha256('one'), sha256('two'))) AND count(*) = 2 FROM contents";
    assert_eq!(world.database.text(there), "true");
}

#[test]
fn bytes_that_another_name_explains_are_read_again() {
    let world = World::start();
    import(&world, &[("picture.png", b"these are words after all")]);
    eventually(|| world.database.text("SELECT state FROM contents") == "unsupported");
    import(&world, &[("words.txt", b"these are words after all")]);
    eventually(|| world.database.text("SELECT state FROM contents") == "done");
}

#[test]
fn a_text_of_only_different_words_is_kept_as_far_as_the_index_takes_it() {
    let world = World::start();
    let mut text = String::new();
    for word in 0..70_000 {
        text += &format!("{word:x}-{word:x}.example.com/{word:x} ");
    }
    import(&world, &[("many.txt", text.as_bytes())]);
    let began = std::time::Instant::now();
    while world.database.text("SELECT state FROM contents") == "waiting" {
        assert!(began.elapsed() < Duration::from_mins(1));
        std::thread::yield_now();
    }
    assert_eq!(
        world.database.text("SELECT state || ': ' || reason FROM contents"),
        "partial: it has more different words than the index takes"
    );
}
