//! Documents in Azure Blob Storage and in S3, told by Azurite and s3rver.

use std::{
    io::{Read, Write},
    sync::Arc,
};

use actix_web::rt::System;
use latchkey::{
    clock::SharedClock,
    entropy::SystemEntropy,
    settings::Settings,
    storage::{blobs::Blobs, content_hash::ContentHash},
};
use sha2::Digest;

use crate::{
    documents_zip::{contents, id_of},
    support::{
        Answer, Browser, Request, World, eventually,
        http::connect,
        import::import,
        objects::{portal, verify},
        stores::BOTH,
    },
};

const LARGE: usize = 20_000_000;

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 % 251) as u8).collect()
}

fn get(browser: &mut Browser, target: &str, headers: &[(&str, &str)]) -> Answer {
    browser.send(Request::get(target).headers(headers))
}

#[test]
fn documents_go_into_the_store_and_come_out_whole_and_in_parts() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        let large = some_bytes(LARGE);
        let files: [(&str, &[u8]); 4] =
            [("empty", b""), ("small.txt", b"hello"), ("middle.bin", &large[..300_000]), ("large.bin", &large)];
        import(&world, &files);
        let mut reader = world.reader();
        for (name, bytes) in files {
            for _ in 0..2 {
                let answer = get(&mut reader, &format!("/files/{name}"), &[]);
                assert_eq!((answer.status, answer.body.len()), (200, bytes.len()), "{kind:?} {name}");
                assert!(answer.body == bytes, "{kind:?} {name}");
            }
        }
        for (range, part) in
            [("bytes=0-9", 0..10), ("bytes=12345678-12945677", 12_345_678..12_945_678), ("bytes=-5", LARGE - 5..LARGE)]
        {
            let answer = get(&mut reader, "/files/large.bin", &[("range", range)]);
            assert!(answer.status == 206 && answer.body == large[part], "{kind:?} {range}: {}", answer.status);
        }
        let blobs = walkdir::WalkDir::new(&world.settings.data_dir).into_iter().map(Result::unwrap);
        let here: Vec<_> = blobs.filter(|entry| entry.file_type().is_file()).collect();
        assert!(here.is_empty(), "nothing stays on the local disk: {here:?}");
        let found = verify(&world);
        assert_eq!((found.whole, found.bytes, found.unnamed), (4, LARGE as u64 + 300_005, 0), "{kind:?} {found:?}");
        assert!(found.wrong.is_empty() && found.foreign.is_empty(), "{kind:?} {found:?}");
    }
}

#[test]
fn only_the_asked_range_is_fetched_and_a_head_or_an_unchanged_document_fetches_nothing() {
    for kind in BOTH {
        let (world, line) = portal(kind);
        // Nobody reads a tar archive for the search meanwhile.
        import(&world, &[("large.tar", &some_bytes(LARGE))]);
        let mut reader = world.reader();
        let before = line.passed();
        assert_eq!(get(&mut reader, "/files/large.tar", &[("range", "bytes=10000000-10000999")]).body.len(), 1000);
        assert!(line.passed() - before < 10_000, "{kind:?}");
        line.lets_through(0);
        let head = reader.send(Request::new("HEAD", "/files/large.tar"));
        assert_eq!((head.status, head.header("content-length")), (200, Some("20000000")), "{kind:?}");
        let etag = head.header("etag").unwrap().to_owned();
        assert_eq!(get(&mut reader, "/files/large.tar", &[("if-none-match", &etag)]).status, 304, "{kind:?}");
    }
}

#[test]
fn a_store_that_is_away_is_503_before_the_first_byte() {
    for kind in BOTH {
        let (world, line) = portal(kind);
        import(&world, &[("large.bin", &some_bytes(1_000_000)), ("small.bin", b"small")]);
        let mut reader = world.reader();
        line.lets_through(0);
        for name in ["large.bin", "small.bin"] {
            let answer = get(&mut reader, &format!("/files/{name}"), &[]);
            assert_eq!(answer.status, 503, "{kind:?} {name} {}", answer.text());
        }
        line.lets_through(u64::MAX);
        assert_eq!(get(&mut reader, "/files/large.bin", &[]).body.len(), 1_000_000, "{kind:?}: and then it is back");
    }
}

#[test]
fn a_line_that_keeps_breaking_is_taken_up_again_and_one_that_stays_broken_cuts_the_answer() {
    for kind in BOTH {
        let (world, line) = portal(kind);
        let large = some_bytes(LARGE);
        import(&world, &[("large.bin", &large)]);
        let mut reader = world.reader();
        line.lets_through(6_000_000);
        let answer = get(&mut reader, "/files/large.bin", &[]);
        assert!(answer.body == large, "{kind:?}: {} bytes came", answer.body.len());
        line.lets_through(u64::MAX);
        let mut stream = begin(&world, &reader, "/files/large.bin");
        line.lets_through(1);
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(rest.len() < LARGE, "{kind:?}: the client sees that bytes are missing");
    }
}

/// Asks for a document and reads the beginning of the answer.
fn begin(world: &World, browser: &Browser, target: &str) -> std::net::TcpStream {
    let mut stream = connect(world.port());
    let cookie = browser.cookie_header();
    let ask = format!("GET {target} HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {cookie}\r\nconnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    stream
}

#[test]
fn a_reader_that_takes_nothing_or_goes_away_stops_the_store() {
    for kind in BOTH {
        let (world, line) = portal(kind);
        let huge = vec![7; 100_000_000];
        import(&world, &[("huge.bin", &huge)]);
        let reader = world.reader();
        let before = line.passed();
        let asleep = begin(&world, &reader, "/files/huge.bin");
        // What fits into the sockets on the way arrives, and nothing more.
        eventually(|| line.is_held_up());
        assert!(line.passed() - before < 40_000_000, "{kind:?}: {} bytes for nobody", line.passed() - before);
        drop(asleep);
        eventually(|| line.is_quiet());
        assert!(line.passed() - before < 50_000_000, "{kind:?}: {} bytes for nobody", line.passed() - before);
    }
}

#[test]
fn equal_bytes_are_sent_to_the_store_once() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        import(&world, &[("a.bin", b"the same"), ("b/c.bin", b"the same")]);
        let found = verify(&world);
        assert_eq!((found.whole, found.unnamed), (1, 0), "{kind:?}");
    }
}

#[test]
fn a_folder_comes_out_of_the_store_as_an_archive() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        let large = some_bytes(2_000_000);
        import(&world, &[("f/a.txt", b"hello"), ("f/b.bin", &large), ("f/c", b"")]);
        let target = format!("/d/{}/zip", id_of(&world, "f"));
        let mut reader = world.reader();
        let found = contents(&get(&mut reader, &target, &[]));
        assert!(found[1].1 == b"hello" && found[2].1 == large && found[3].1.is_empty());
    }
}

#[test]
fn a_blob_of_the_store_can_be_had_as_a_file_that_leaves_nothing() {
    for kind in BOTH {
        let (world, _line) = portal(kind);
        let large = some_bytes(1_000_000);
        import(&world, &[("large.bin", &large)]);
        System::new().block_on(async {
            let Settings { storage, data_dir, .. } = &world.settings;
            let clock: SharedClock = world.clock.clone();
            let blobs = Blobs::at(storage, data_dir, &clock, Arc::new(SystemEntropy)).unwrap();
            let hash = ContentHash::from(<[u8; 32]>::from(sha2::Sha256::digest(&large)));
            let mut bytes = Vec::new();
            blobs.as_file(hash, 1_000_000).await.unwrap().read_to_end(&mut bytes).unwrap();
            assert!(bytes == large, "{kind:?}");
            let left =
                std::fs::read_dir(blobs.spool_dir()).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_file());
            assert_eq!(left.count(), 0, "{kind:?}");
            let blob = blobs.read(hash, 1_000_000).await.unwrap();
            let waited = tokio::task::spawn_blocking(move || {
                let mut part = vec![0; 300_000];
                blob.read_waiting(&mut part, 500_000).map(|()| part)
            });
            assert!(waited.await.unwrap().unwrap() == large[500_000..800_000], "{kind:?}");
        });
    }
}
