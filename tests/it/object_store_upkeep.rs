//! `latchkey verify` and `latchkey gc` over an object store, and its damaged bytes.

use std::{
    io::{Read, Write},
    time::Duration,
};

use actix_web::rt::System;
use latchkey::{
    storage::content_hash::ContentHash,
    upkeep::gc::{Sweep, Swept},
};
use object_store::ObjectStoreExt;

use crate::support::{
    Answer, Request, World, all_is_found,
    blobs::forget,
    http::connect,
    import::import,
    objects::{portal, raw, sweep, verify, with_services},
    stores::BOTH,
    upload::send_whole,
};

fn got(world: &World, name: &str) -> Answer {
    world.reader().fetch(&format!("/files/{name}"))
}

/// Of "hello".
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

fn hello() -> object_store::path::Path {
    format!("{}/{}", &HELLO[..2], &HELLO[2..]).into()
}

#[test]
fn what_nothing_names_is_removed_from_the_store_after_its_quarantine() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        import(&world, &[("a.bin", b"goes"), ("b.bin", b"stays")]);
        let forget = "UPDATE nodes SET current_version_id = NULL WHERE name = 'a.bin';
             DELETE FROM versions WHERE document_id = (SELECT id FROM nodes WHERE name = 'a.bin');
             DELETE FROM nodes WHERE name = 'a.bin'";
        world.database.execute(forget);
        let one = Swept { kept: 1, ..Swept::default() };
        assert_eq!(sweep(&world, Sweep::Remove), Swept { spared: 1, ..one }, "{kind:?}");
        world.clock.advance(time::Duration::hours(25));
        let quarantined = Swept { quarantined: 1, quarantined_bytes: 4, ..one };
        for how in [Sweep::Look, Sweep::Look, Sweep::Remove] {
            assert_eq!(sweep(&world, how), quarantined, "{kind:?}");
        }
        world.clock.advance(time::Duration::days(28));
        assert_eq!(sweep(&world, Sweep::Remove), Swept { waiting: 1, ..one }, "{kind:?}");
        import(&world, &[("a.bin", b"goes")]);
        assert_eq!(sweep(&world, Sweep::Remove), Swept { kept: 2, ..Swept::default() }, "{kind:?}: it came back");
        world.database.execute(forget);
        world.clock.advance(time::Duration::days(3));
        assert_eq!(sweep(&world, Sweep::Remove), quarantined, "{kind:?}: and its time begins anew");
        world.clock.advance(time::Duration::days(31));
        let gone = Swept { removed: 1, bytes: 4, ..one };
        for how in [Sweep::Look, Sweep::Remove] {
            assert_eq!(sweep(&world, how), gone, "{kind:?}");
        }
        let found = verify(&world);
        assert_eq!((found.whole, found.wrong.len(), found.unnamed, found.foreign.len()), (1, 0, 0, 0), "{kind:?}");
        import(&world, &[("a.bin", b"goes")]);
        assert_eq!(verify(&world).whole, 2, "{kind:?}: and can come again");
    }
}

#[test]
fn damaged_bytes_in_the_store_give_way_to_the_same_file_sent_again() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        import(&world, &[("a.txt", b"hello")]);
        System::new().block_on(async { raw(&world).put(&hello(), "hellp".into()).await.unwrap() });
        assert_eq!(got(&world, "a.txt").status, 500, "{kind:?}");
        let sent = send_whole(&mut world.editor(), b"hello", &[("filename", "b.txt")]);
        assert_eq!(sent.status, 201, "{}", sent.text());
        for name in ["a.txt", "b.txt"] {
            assert_eq!(got(&world, name).body, b"hello", "{kind:?}");
        }
    }
}

#[test]
fn a_flipped_byte_in_the_store_is_found_and_never_served_from_memory() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        import(&world, &[("a.txt", b"hello"), ("b.txt", b"fine")]);
        System::new().block_on(async { raw(&world).put(&hello(), "hellp".into()).await.unwrap() });
        let found = verify(&world);
        assert_eq!((found.whole, found.wrong.len()), (1, 1), "{kind:?} {found:?}");
        assert_eq!(
            (found.wrong[0].hash.to_string().as_str(), &*found.wrong[0].places),
            (HELLO, &["/a.txt, version 1".to_owned()][..])
        );
        assert_eq!(got(&world, "a.txt").status, 500, "{kind:?}");
    }
}

#[test]
fn whoever_stores_what_is_being_removed_waits_and_writes_it_anew() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        import(&world, &[("other.txt", b"other")]);
        // A sweeper has just condemned these bytes, and is about to remove them.
        let sentence = object_store::path::Path::from(format!("condemned/{HELLO}"));
        System::new().block_on(async { raw(&world).put(&sentence, "".into()).await.unwrap() });
        std::thread::scope(|scope| {
            let storing = scope.spawn(|| import(&world, &[("a.txt", b"hello")]));
            System::new().block_on(async {
                let store = raw(&world);
                while store.head(&hello()).await.is_err() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                store.delete(&hello()).await.unwrap();
                tokio::time::sleep(Duration::from_millis(300)).await;
                assert!(!storing.is_finished(), "{kind:?}: it waits for the sweeper");
                let _ = store.delete(&hello()).await;
                store.delete(&sentence).await.unwrap();
            });
            assert_eq!(storing.join().unwrap().added, 1);
        });
        let found = verify(&world);
        assert_eq!((found.whole, found.wrong.len(), found.unnamed), (2, 0, 0), "{kind:?} {found:?}");
    }
}

#[test]
fn damage_of_a_large_object_is_noticed_and_heals() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        let bytes: Vec<u8> = (0..1_000_000_usize).map(|place| (place * 31 % 251) as u8).collect();
        let mut damaged = bytes.clone();
        damaged[500_000..500_004].fill(255);
        import(&world, &[("a.bin", &bytes)]);
        let place = ContentHash::of(&bytes[..], |_| ()).unwrap().place();
        System::new().block_on(async { raw(&world).put(&place.into(), damaged.into()).await.unwrap() });
        let mut stream = connect(world.port());
        let cookie = world.reader().cookie_header();
        write!(stream, "GET /files/a.bin HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {cookie}\r\n\r\n").unwrap();
        let mut came = Vec::new();
        let _ = stream.read_to_end(&mut came);
        let head = came.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
        assert!(came.starts_with(b"HTTP/1.1 200") && came.len() - head < 1_000_000, "{kind:?}: {}", came.len());
        assert_eq!(world.reader().send(Request::get("/files/a.bin").header("range", "bytes=0-9")).status, 500);
        let sent = send_whole(&mut world.editor(), &bytes, &[("filename", "b.bin")]);
        assert_eq!(sent.status, 201, "{}", sent.text());
        assert!(got(&world, "a.bin").body == bytes, "{kind:?}");
        // What another copy of the program heals is given a minute later.
        world.clock.advance(time::Duration::minutes(1));
        assert_eq!(world.reader().send(Request::get("/files/a.bin").header("range", "bytes=0-9")).status, 206);
    }
}

#[test]
fn verify_heals_a_store_of_objects_from_files_too() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        import(&world, &[("a.txt", b"hello"), ("b.txt", b"fine")]);
        System::new().block_on(async { raw(&world).put(&hello(), "hellp".into()).await.unwrap() });
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "hello").unwrap();
        let wrong = verify(&world).wrong;
        let healed = with_services(&world, async |services| services.upkeep.heal(&wrong, file.path()).await);
        assert_eq!(healed.unwrap().blobs.len(), 1, "{kind:?}");
        assert_eq!(verify(&world).whole, 2, "{kind:?}");
    }
}

#[test]
fn a_sweep_asks_the_store_for_lists_and_not_for_each_blob() {
    const BLOBS: usize = 60;
    for kind in BOTH {
        let (world, line) = portal(kind);
        let names: Vec<String> = (0..BLOBS).map(|number| number.to_string()).collect();
        let documents: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
        import(&world, &documents);
        // Reading them for the search asks the store, too.
        all_is_found(&world);
        names[1..].iter().for_each(|name| forget(&world, name));
        world.clock.advance(time::Duration::hours(25));
        assert_eq!(sweep(&world, Sweep::Remove).quarantined, BLOBS as u64 - 1, "{kind:?}");
        let before = line.asked();
        assert_eq!(sweep(&world, Sweep::Remove).waiting, BLOBS as u64 - 1, "{kind:?}");
        assert!(line.asked() - before < 20, "{kind:?}: {} requests", line.asked() - before);
    }
}
