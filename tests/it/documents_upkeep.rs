//! Looking after the bytes: `latchkey verify` and `latchkey gc`, and what a crash or a full disk leaves behind.

use std::{
    fs,
    io::{Read, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::{Duration, SystemTime},
};

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    clock::{Clock, SystemClock},
    documents::bytes::gc::{Sweep, Swept},
    entropy::SystemEntropy,
};
use tempfile::TempDir;

use crate::support::{
    World, eventually,
    import::import,
    program::{latchkey, latchkey_after, said},
    upload::{begin, patch},
};

fn asleep() -> World {
    World::asleep("http://localhost:8000", |_| {})
}

fn blobs(world: &World) -> Vec<PathBuf> {
    // What is not there yet, or not any more, is none.
    let walk = walkdir::WalkDir::new(world.settings.data_dir.join("blobs")).into_iter().filter_map(Result::ok);
    let mut files: Vec<_> = walk
        .filter(|entry| {
            entry.file_type().is_file()
                && entry.file_name() != "store-id"
                && !entry.path().starts_with(world.settings.data_dir.join("blobs/quarantine"))
        })
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    files
}

fn blob_with(world: &World, bytes: &[u8]) -> PathBuf {
    blobs(world).into_iter().find(|path| fs::read(path).unwrap() == bytes).expect("it is there")
}

fn age(path: &PathBuf) {
    fs::File::open(path).unwrap().set_modified(SystemTime::from(SystemClock.now()) - Duration::from_hours(30)).unwrap();
}

/// It has been in quarantine for longer than the quarantine is.
fn age_mark(blob: &Path) {
    let (shard, name) = (blob.parent().unwrap(), blob.file_name().unwrap());
    let mark = shard.parent().unwrap().join("quarantine").join(shard.file_name().unwrap()).join(name);
    let long_ago = SystemTime::from(SystemClock.now()) - Duration::from_hours(24 * 31);
    for file in [&mark, blob] {
        fs::File::open(file).unwrap().set_modified(long_ago).unwrap();
    }
}

/// The document and its versions are gone from the database.
fn forget(world: &World, name: &str) {
    world.database.execute(&format!(
        "UPDATE nodes SET current_version_id = NULL WHERE name = '{name}';
         DELETE FROM versions WHERE document_id = (SELECT id FROM nodes WHERE name = '{name}');
         DELETE FROM nodes WHERE name = '{name}'"
    ));
}

#[test]
fn verify_finds_a_flipped_byte_a_missing_blob_and_what_is_not_ours() {
    let world = asleep();
    import(&world, &[("a.txt", b"hello"), ("b/c.txt", b"world"), ("d.txt", b"fine"), ("e.txt", b"nobody's")]);
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("4 blobs are whole, 22 B."), "{text}");
    let flipped = blob_with(&world, b"hello");
    fs::set_permissions(&flipped, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&flipped, b"hellp").unwrap();
    fs::remove_file(blob_with(&world, b"world")).unwrap();
    fs::write(world.settings.data_dir.join("blobs/notes.txt"), "mine").unwrap();
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
    blobs(&world).iter().for_each(age);
    let before = blobs(&world).len();
    let (code, text) = said(latchkey(&world, &["gc"]));
    assert_eq!((code, blobs(&world).len()), (Some(0), before), "{text}");
}

#[test]
fn a_sweeper_that_died_in_the_middle_has_removed_nothing() {
    let world = asleep();
    import(&world, &[("a", b"a")]);
    let path = blobs(&world).remove(0);
    let name =
        format!("{}{}", path.parent().unwrap().file_name().unwrap().display(), path.file_name().unwrap().display());
    let aside = world.settings.data_dir.join("blobs/condemned").join(name);
    fs::rename(&path, &aside).unwrap();
    assert_eq!(said(latchkey(&world, &["verify"])).0, Some(0));
    assert!(path.exists() && !aside.exists());
    let world = World::start();
    import(&world, &[("a", b"a")]);
    let path = blobs(&world).remove(0);
    let aside = world.settings.data_dir.join("blobs/condemned").join(aside.file_name().unwrap());
    fs::rename(&path, &aside).unwrap();
    assert_eq!(world.reader().fetch("/files/a").body, b"a", "nor for a site that runs all the time");
    assert!(path.exists() && !aside.exists());
}

/// The rule of `documents/bytes/gc.rs`, with both sides as quick as they can be: the blob is old and not named when
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
            services.documents.import(folder.path(), &root, "import", &mut |_| ()).await.unwrap();
            forget(&world, "racer");
            world.database.execute("UPDATE unnamed_blobs SET since = now() - interval '31 days'");
            let blob = blob_with(&world, bytes.as_bytes());
            age(&blob);
            other.documents.sweep(Sweep::Remove, &mut |_, _| ()).await.unwrap();
            age_mark(&blob);
            let mut silent = |_| ();
            let store = async {
                // Now early, now late.
                tokio::time::sleep(Duration::from_millis(25 * (round as u64 % 20))).await;
                services.documents.import(folder.path(), &root, "import", &mut silent).await
            };
            let mut quiet = |_, _| ();
            let sweep = other.documents.sweep(Sweep::Remove, &mut quiet);
            let (stored, swept) = tokio::join!(store, sweep);
            stored.unwrap();
            let Swept { removed: gone, .. } = swept.unwrap();
            removed += gone;
            let found = services.documents.verify(&mut |_| ()).await.unwrap();
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
fn a_kill_at_any_moment_leaves_no_half_document() {
    const FILES: usize = 300;
    const KILLS: u64 = 8;
    let world = asleep();
    let tree = TempDir::new().unwrap();
    for number in 0..FILES {
        let length = if number % 10 == 0 { 300_000 } else { 2_000 };
        let bytes: Vec<u8> = (0..length).map(|place: usize| (place * 7 + number * 13) as u8).collect();
        fs::write(tree.path().join(format!("{number}.bin")), bytes).unwrap();
    }
    let path = tree.path().to_str().unwrap();
    let mut killed = 0;
    for round in 0..KILLS {
        let before = blobs(&world).len();
        let mut child =
            latchkey(&world, &["import", path]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while blobs(&world).len() == before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        std::thread::sleep(Duration::from_millis(round * 37 % 200));
        killed += u64::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let (code, text) = said(latchkey(&world, &["verify"]));
        assert_eq!(code, Some(0), "round {round}: {text}");
        let documents = "SELECT count(*) FROM nodes n WHERE kind = 'document'";
        let whole = format!("{documents} AND EXISTS (SELECT FROM versions v WHERE v.id = n.current_version_id)");
        assert_eq!(world.database.text(documents), world.database.text(&whole), "round {round}");
    }
    assert!(killed >= 2, "it was killed {killed} times");
    assert_eq!(said(latchkey(&world, &["import", path])).0, Some(0), "and it goes on from there");
    let (code, text) = said(latchkey(&world, &["verify"]));
    assert_eq!((code, world.database.text("SELECT count(*) FROM versions")), (Some(0), FILES.to_string()), "{text}");
}

#[test]
fn a_kill_in_the_middle_of_uploads_leaves_no_half_version() {
    let world = asleep();
    import(&world, &[("a.bin", b"first"), ("b.bin", b"first")]);
    world.database.execute("INSERT INTO user_roles (email, role) VALUES ('editor@example.com', 'editor')");
    let ids =
        ["a.bin", "b.bin"].map(|name| world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'")));
    let versions = || world.database.text("SELECT count(*) FROM versions").parse::<u64>().unwrap();
    let mut came = versions();
    for round in 0..4 {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut site = latchkey(&world, &["serve"])
            .envs([("BIND", format!("127.0.0.1:{port}")), ("PUBLIC_URL", format!("http://localhost:{port}"))])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(site.try_wait().unwrap().is_none(), "it ended by itself");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::scope(|scope| {
            for id in &ids {
                scope.spawn(move || {
                    for number in 0.. {
                        let length = 300_000 + 1_000 * number;
                        let bytes: Vec<u8> = (0..length).map(|at: usize| (at * 31 + number + round) as u8).collect();
                        let head = format!(
                            "PUT /api/v1/items/{id}/content HTTP/1.1\r\nhost: localhost:{port}\r\n\
                             x-test-user: editor@example.com\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
                        );
                        let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return };
                        let sent = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes));
                        let mut answer = [0; 12];
                        if sent.is_err() || stream.read_exact(&mut answer).is_err() {
                            return;
                        }
                        assert_eq!(&answer, b"HTTP/1.1 200", "{}", String::from_utf8_lossy(&answer));
                    }
                });
            }
            // On a slow machine too it is killed in the middle of some, and not before the first.
            eventually(|| versions() > came);
            std::thread::sleep(Duration::from_millis(130 * round as u64));
            site.kill().unwrap();
            site.wait().unwrap();
        });
        let (code, text) = said(latchkey(&world, &["verify"]));
        assert_eq!(code, Some(0), "round {round}: {text}");
        came = versions();
    }
    assert!(came > 4, "{came} versions came");
}

#[test]
fn a_disk_that_is_full_keeps_nothing_of_a_document_and_spoils_nothing() {
    let world = asleep();
    let tree = TempDir::new().unwrap();
    fs::write(tree.path().join("large.bin"), vec![1; 4 << 20]).unwrap();
    // The file system takes no more than 1 MB of a file, and the program is not killed for trying.
    let full = "trap '' XFSZ; ulimit -f 2048";
    let (code, text) = said(latchkey_after(&world, full, &["import", tree.path().to_str().unwrap()]));
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("there is no room left"), "{text}");
    assert_eq!((blobs(&world).len(), world.database.text("SELECT count(*) FROM versions").as_str()), (0, "0"));
    fs::write(tree.path().join("large.bin"), "smaller").unwrap();
    let (code, text) = said(latchkey_after(&world, full, &["import", tree.path().to_str().unwrap()]));
    assert_eq!(code, Some(0), "{text}");
}
