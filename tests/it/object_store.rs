//! Documents in Azure Blob Storage and in S3, told by Azurite and s3rver.

use std::{
    io::{Read, Write},
    sync::Arc,
    time::Duration,
};

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    clock::SharedClock,
    documents::bytes::{
        blobs::Blobs,
        content_hash::ContentHash,
        gc::{Sweep, Swept},
        verify::Verified,
    },
    entropy::SystemEntropy,
    settings::{ObjectStoreKind, Settings, StoragePlace},
};
use object_store::{
    ClientOptions, ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, azure::MicrosoftAzureBuilder, prefix::PrefixStore,
};
use secrecy::ExposeSecret;
use sha2::Digest;

use crate::support::{
    Answer, Browser, Request, World, eventually,
    http::connect,
    import::import,
    stores::{BOTH, Line, address, store},
    upload::send_whole,
};
use crate::{
    documents_zip::{contents, id_of},
    tickets,
};

const LARGE: usize = 20_000_000;

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 % 251) as u8).collect()
}

fn get(browser: &mut Browser, target: &str, headers: &[(&str, &str)]) -> Answer {
    browser.send(Request::get(target).headers(headers))
}

/// A portal whose documents lie in that store, behind a line that can be disturbed.
fn portal(kind: ObjectStoreKind) -> (World, Line) {
    let line = Line::to(kind);
    let world = World::with(|settings| settings.storage = store(kind, Some(&line)));
    (world, line)
}

fn with_services<T>(world: &World, what: impl AsyncFnOnce(&Services) -> T) -> T {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let done = what(&services).await;
        services.database.close().await;
        done
    })
}

fn verify(world: &World) -> Verified {
    with_services(world, async |services| services.documents.verify(&mut |_| ()).await.unwrap())
}

fn sweep(world: &World, sweep: Sweep) -> Swept {
    with_services(world, async |services| services.documents.sweep(sweep, &mut |_, _| ()).await.unwrap())
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
        assert_eq!(get(&mut world.reader(), "/files/a.txt", &[]).status, 500, "{kind:?}");
        let sent = send_whole(&mut world.editor(), b"hello", &[("filename", "b.txt")]);
        assert_eq!(sent.status, 201, "{}", sent.text());
        for name in ["a.txt", "b.txt"] {
            assert_eq!(get(&mut world.reader(), &format!("/files/{name}"), &[]).body, b"hello", "{kind:?}");
        }
    }
}

#[test]
fn a_redirect_sends_whole_downloads_to_the_store_and_nothing_else() {
    let world = World::with(|settings| {
        settings.storage = store(ObjectStoreKind::S3, None);
        settings.storage.redirect = true;
    });
    import(&world, &[("Übersicht 1.pdf", b"%PDF-1.7 and more")]);
    let mut reader = world.reader();
    let target = "/files/%C3%9Cbersicht%201.pdf?download";
    let answer = get(&mut reader, target, &[]);
    assert_eq!((answer.status, answer.header("cache-control")), (307, Some("no-store")));
    let link: url::Url = answer.location().parse().unwrap();
    assert_eq!(link.origin(), address(ObjectStoreKind::S3).origin());
    let host = format!("127.0.0.1:{}", link.port().unwrap());
    let path = &link[url::Position::BeforePath..];
    let there = Request::get(path).header("host", &host).send(link.port().unwrap());
    assert_eq!((there.status, &there.body[..]), (200, &b"%PDF-1.7 and more"[..]), "{}", there.text());
    assert_eq!(there.header("content-type"), Some("application/pdf"));
    let saved = "attachment; filename=\"Ubersicht 1.pdf\"; filename*=UTF-8''%C3%9Cbersicht%201.pdf";
    assert_eq!(there.header("content-disposition"), Some(saved));
    assert!(is_signed(&link, &host), "{link}");
    assert!(
        !is_signed(&link.as_str().replace("attachment", "inline").parse().unwrap(), &host),
        "what it says is signed"
    );
    for (headers, status) in [
        (("range", "bytes=0-3"), 206),
        (("sec-fetch-dest", "image"), 200),
        (("sec-fetch-dest", "empty"), 200),
        (("sec-fetch-dest", "document"), 307),
    ] {
        assert_eq!(get(&mut reader, target, &[headers]).status, status, "{headers:?}");
    }
    assert_eq!(reader.send(Request::new("HEAD", target)).status, 200);
    assert!(world.browser().fetch(target).status != 307, "a stranger gets no link");
    let ticket = tickets::path(&tickets::ticket(&mut reader, &id_of(&world, "Übersicht 1.pdf")));
    let gone_on_with = tickets::redeem(&world, &ticket, &[]);
    assert_eq!(gone_on_with.status, 200, "a link of a minute's life is nothing to go on with");
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

/// The store as its own client sees it.
fn raw(world: &World) -> Box<dyn ObjectStore> {
    let StoragePlace::Objects(objects) = &world.settings.storage.place else { panic!("it is a store") };
    let prefix = objects.prefix.as_str();
    let given = objects.options.iter().map(|(key, value)| (*key, value.expose_secret()));
    let client = ClientOptions::new().with_allow_http(true);
    match objects.kind {
        ObjectStoreKind::Azure => {
            let builder = MicrosoftAzureBuilder::new().with_client_options(client).with_container_name("documents");
            let built = given.fold(builder, |builder, (key, value)| builder.with_config(key.parse().unwrap(), value));
            Box::new(PrefixStore::new(built.build().unwrap(), prefix))
        }
        ObjectStoreKind::S3 => {
            let builder = AmazonS3Builder::new().with_client_options(client).with_bucket_name("documents");
            let built = given.fold(builder, |builder, (key, value)| builder.with_config(key.parse().unwrap(), value));
            Box::new(PrefixStore::new(built.build().unwrap(), prefix))
        }
    }
}

/// Of "hello".
const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

fn hello() -> object_store::path::Path {
    format!("{}/{}", &HELLO[..2], &HELLO[2..]).into()
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
        assert_eq!(get(&mut world.reader(), "/files/a.txt", &[]).status, 500, "{kind:?}");
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

/// Signature version 4 of Amazon, in the query: s3rver does not check it.
fn is_signed(link: &url::Url, host: &str) -> bool {
    let hmac = |key: &[u8], text: &str| {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, key);
        aws_lc_rs::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
    };
    let (query, signature) = link.query().unwrap().rsplit_once("&X-Amz-Signature=").unwrap();
    let mut parts: Vec<&str> = query.split('&').collect();
    parts.sort_unstable();
    let value = |name: &str| link.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    assert_eq!(value("X-Amz-Expires"), "60");
    let asked = format!("GET\n{}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD", link.path(), parts.join("&"));
    let asked = hex::encode(sha2::Sha256::digest(asked));
    let (date, scope) = (value("X-Amz-Date"), value("X-Amz-Credential"));
    let scope = scope.split_once('/').unwrap().1;
    let key = scope.split('/').fold(b"AWS4S3RVER".to_vec(), |key, part| hmac(&key, part));
    hex::encode(hmac(&key, &format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{asked}"))) == signature
}
