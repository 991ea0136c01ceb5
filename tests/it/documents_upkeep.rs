//! Looking after the bytes: `latchkey verify` and `latchkey gc`.

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    clock::SharedClock,
    entropy::SystemEntropy,
    storage::blobs::Blobs,
    upkeep::gc::{Sweep, Swept},
};
use tempfile::TempDir;

use crate::support::{
    World,
    blobs::{blob_with, blobs, forget, name_of, set_age, store},
    import::import,
    program::{latchkey, said},
    upload::{begin, patch},
};

fn asleep() -> World {
    World::asleep("http://localhost:8000", |_| {})
}

/// It has been in quarantine for longer than the quarantine is.
fn is_due(world: &World, blob: &Path) {
    let mark = store(world).join("quarantine").join(blob.strip_prefix(store(world)).unwrap());
    for file in [blob, &mark] {
        set_age(file, 24 * 31);
    }
}

#[test]
fn verify_finds_a_flipped_byte_a_missing_blob_and_what_is_not_ours() {
    let world = asleep();
    import(&world, &[("a.txt", b"hello"), ("b/c.txt", b"world"), ("d.txt", b"fine"), ("e.txt", b"nobody's")]);
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("4 blobs are whole, 22 B."), "{text}");
    let flipped = blob_with(&world, b"hello");
    fs::remove_file(&flipped).unwrap();
    fs::write(&flipped, b"hellp").unwrap();
    fs::remove_file(blob_with(&world, b"world")).unwrap();
    fs::write(store(&world).join("notes.txt"), "mine").unwrap();
    forget(&world, "e.txt");
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert_eq!(code, Some(1), "{text}");
    for part in [
        "1 blobs are whole, 4 B.",
        "its bytes are others",
        "/a.txt, version 1",
        "cannot be read",
        "/b/c.txt, version 1",
        "1 blobs are not named by any version",
        "Not ours, and left alone: notes.txt",
        "latchkey: 2 blobs are missing or damaged. Whoever still has such a file heals it by uploading it again",
    ] {
        assert!(text.contains(part), "{part:?} is not in: {text}");
    }
    assert!(!text.contains("d.txt"), "{text}");
}

#[test]
fn gc_spares_what_an_upload_waits_with() {
    let world = World::start();
    let mut editor = world.editor();
    let two = ["first!", "second"].map(|_| begin(&mut editor, 6, &[("filename", "same.txt")]));
    assert_eq!(editor.send(patch(&two[0], 0, b"first!")).status, 204);
    let late = editor.send(patch(&two[1], 0, b"second"));
    assert_eq!(late.json()["upload"]["state"], "waiting", "the name is taken by now: {}", late.text());
    for blob in blobs(&world) {
        set_age(&blob, 30);
    }
    let before = blobs(&world).len();
    let (code, text) = said(latchkey(&world, &["gc"]));
    assert_eq!((code, blobs(&world).len()), (Some(0), before), "{text}");
}

#[test]
fn a_sweeper_that_died_in_the_middle_has_removed_nothing() {
    let world = asleep();
    import(&world, &[("a", b"a")]);
    let path = blobs(&world).remove(0);
    let aside = store(&world).join("condemned").join(name_of(&path));
    fs::rename(&path, &aside).unwrap();
    assert_eq!(said(latchkey(&world, &["verify"])).0, Some(0));
    assert!(path.exists() && !aside.exists());
    let world = World::start();
    import(&world, &[("a", b"a")]);
    let path = blobs(&world).remove(0);
    let aside = store(&world).join("condemned").join(name_of(&path));
    fs::rename(&path, &aside).unwrap();
    assert_eq!(world.reader().fetch("/files/a").body, b"a", "nor for a site that runs all the time");
    assert!(path.exists() && !aside.exists());
}

/// The rule of `upkeep/gc/removal.rs`, with both sides as quick as they can be: the blob is old and not named when
/// the race begins, and whoever stores its bytes ends up with a document.
#[test]
fn whoever_stores_bytes_while_they_are_swept_has_them() {
    const ROUNDS: usize = 40;
    let world = asleep();
    import(&world, &[("kept", b"named all the time")]);
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    let removed: u64 = System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let other = Services::open(&world.settings, &outside).await.unwrap();
        let mut removed = 0;
        for round in 0..ROUNDS {
            let folder = TempDir::new().unwrap();
            let bytes = format!("round {round}");
            fs::write(folder.path().join("kept"), "named all the time").unwrap();
            fs::write(folder.path().join("racer"), &bytes).unwrap();
            let root = latchkey::documents::path::FolderPath::default();
            services.import.bring_in(folder.path(), &root, "import", &mut |_| ()).await.unwrap();
            forget(&world, "racer");
            world.database.execute("UPDATE unnamed_blobs SET since = now() - interval '31 days'");
            let blob = blob_with(&world, bytes.as_bytes());
            set_age(&blob, 30);
            other.upkeep.sweep(Sweep::Remove, &mut |_, _| ()).await.unwrap();
            is_due(&world, &blob);
            let mut silent = |_| ();
            let store = async {
                // Now early, now late.
                tokio::time::sleep(Duration::from_millis(25 * (round as u64 % 20))).await;
                services.import.bring_in(folder.path(), &root, "import", &mut silent).await
            };
            let mut quiet = |_, _| ();
            let sweep = other.upkeep.sweep(Sweep::Remove, &mut quiet);
            let (stored, swept) = tokio::join!(store, sweep);
            stored.unwrap();
            let Swept { removed: gone, .. } = swept.unwrap();
            removed += gone;
            let found = services.upkeep.verify(&mut |_| ()).await.unwrap();
            assert_eq!((found.wrong, found.whole), (vec![], 2), "round {round}, {gone} removed");
            forget(&world, "racer");
        }
        other.database.close().await;
        services.database.close().await;
        removed
    });
    assert!(removed > 0, "the sweeper was never quicker");
}

#[test]
fn several_sweepers_and_processes_that_start_lose_nothing_to_each_other() {
    const BLOBS: usize = 120;
    let world = asleep();
    let names: Vec<String> = (0..BLOBS).map(|number| number.to_string()).collect();
    let documents: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    import(&world, &documents);
    for blob in blobs(&world) {
        set_age(&blob, 30);
    }
    names[..BLOBS / 2].iter().for_each(|name| forget(&world, name));
    assert_eq!(said(latchkey(&world, &["gc"])).0, Some(0));
    world.database.execute("UPDATE unnamed_blobs SET since = now() - interval '31 days'");
    names[..BLOBS / 2].iter().for_each(|name| is_due(&world, &blob_with(&world, name.as_bytes())));
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    let clock: SharedClock = world.clock.clone();
    let ended = AtomicBool::new(false);
    let removed: u64 = std::thread::scope(|scope| {
        // A process that starts puts back what another has set aside.
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                Blobs::open(&world.settings.data_dir, &clock, Arc::new(SystemEntropy)).unwrap();
            }
        });
        let removed = System::new().block_on(async {
            let sweeps = (0..4).map(async |_| {
                let services = Services::open(&world.settings, &outside).await.unwrap();
                let swept = services.upkeep.sweep(Sweep::Remove, &mut |_, _| ()).await;
                services.database.close().await;
                swept.map(|swept| swept.removed)
            });
            futures_util::future::join_all(sweeps).await
        });
        ended.store(true, Ordering::Relaxed);
        removed.into_iter().map(Result::unwrap).sum()
    });
    assert!(removed > 0, "the sweepers were never quicker");
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(&format!("{} blobs are whole", BLOBS / 2)), "{text}");
}
