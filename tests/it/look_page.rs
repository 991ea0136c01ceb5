//! The page of a document: what is on it, and what it leads to.

use std::{io::Cursor, sync::Arc};

use actix_web::rt::System;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
    previews::ROOM,
};

use crate::support::{Answer, Browser, Request, World, import::import};

/// The id of what lies at a path.
fn id(browser: &mut Browser, path: &str) -> String {
    let answer = browser.click(&format!("/at/{path}"));
    assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    answer.location().strip_prefix("/d/").unwrap().to_owned()
}

fn page(browser: &mut Browser, path: &str) -> Answer {
    let id = id(browser, path);
    browser.click(&format!("/d/{id}"))
}

fn thumbnail(browser: &mut Browser, path: &str, size: u32) -> Answer {
    let id = id(browser, path);
    browser.fetch(&format!("/d/{id}/thumbnail?size={size}"))
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, 7]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn a_document_has_a_page_with_its_facts_and_a_download() {
    let world = World::start();
    import(&world, &[("Jahr/Übersicht 1.txt", &b"hello there ".repeat(100))]);
    let mut reader = world.reader();
    let answer = page(&mut reader, "Jahr/%C3%9Cbersicht%201.txt");
    let text = answer.text();
    assert_eq!(answer.status, 200);
    for wanted in [
        "<h1 dir=\"auto\">Übersicht 1.txt</h1>",
        "href=\"/files/Jahr/\"",
        "href=\"/files/Jahr/%C3%9Cbersicht%201.txt?download\" download",
        "Plain text",
        "1.2 kB",
        "1,200 bytes",
        "hello there",
        "http://localhost:8000/d/",
        "by import",
    ] {
        assert!(text.contains(wanted), "{wanted} in {text}");
    }
}

#[test]
fn previous_and_next_follow_the_count_of_people() {
    let world = World::start();
    import(&world, &[("a/9.txt", b"9"), ("a/10.txt", b"10"), ("a/11.txt", b"11"), ("a/10b/in it.txt", b"x")]);
    let mut reader = world.reader();
    let (nine, ten, eleven) = (id(&mut reader, "a/9.txt"), id(&mut reader, "a/10.txt"), id(&mut reader, "a/11.txt"));
    let text = page(&mut reader, "a/10.txt").text();
    assert!(text.contains(&format!("rel=\"prev\" href=\"/d/{nine}\"")), "{text}");
    assert!(text.contains(&format!("rel=\"next\" href=\"/d/{eleven}\"")), "{text}");
    let text = page(&mut reader, "a/9.txt").text();
    assert!(!text.contains("rel=\"prev\"") && text.contains(&format!("rel=\"next\" href=\"/d/{ten}\"")), "{text}");
}

#[test]
fn a_folder_leads_to_its_listing_and_nothing_to_nothing() {
    let world = World::start();
    import(&world, &[("a b/c.txt", b"x")]);
    let mut reader = world.reader();
    assert_eq!(reader.click("/at/a%20b/").location(), "/files/a%20b/");
    assert_eq!(reader.click("/at/a%20b").location(), "/files/a%20b/");
    assert_eq!(reader.click("/at/").location(), "/files/");
    let root = "00000000-0000-7000-8000-000000000001";
    assert_eq!(reader.click(&format!("/d/{root}")).location(), "/files/");
    for nothing in ["/d/00000000-0000-7000-8000-00000000ffff", "/d/x", "/at/nothing", "/at/../x", "/d/%2e%2e"] {
        assert_eq!(reader.click(nothing).status, 404, "{nothing}");
    }
    let folder = format!("/d/{root}/thumbnail");
    assert_eq!(reader.fetch(&folder).status, 404);
}

#[test]
fn what_lies_in_the_trash_has_no_preview() {
    let world = World::start();
    import(&world, &[("a.png", &picture(10, 10, ImageFormat::Png))]);
    let mut reader = world.reader();
    let id = id(&mut reader, "a.png");
    world.database.execute(&format!(
        "BEGIN;
         INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by) VALUES ('{id}', '{id}', 'a.png', now(), 'x');
         UPDATE nodes SET deletion_id = '{id}' WHERE id = '{id}'; COMMIT"
    ));
    let page = reader.click(&format!("/d/{id}"));
    assert_eq!(page.status, 410);
    assert!(!page.text().contains("<img"), "{}", page.text());
    assert_eq!(reader.fetch(&format!("/d/{id}/thumbnail")).status, 404);
}

#[test]
fn each_kind_of_document_is_shown_in_its_way() {
    let world = World::start();
    let large = picture(1700, 1000, ImageFormat::Bmp);
    import(
        &world,
        &[
            ("a.png", &picture(10, 10, ImageFormat::Png)),
            ("large.bmp", &large),
            ("a.pdf", b"%PDF-1.4\n"),
            ("a.wav", b"RIFF\0\0"),
            ("a.webm", b"\x1a\x45\xdf\xa3"),
            ("a.rs", b"// why\nfn main() {}\n"),
            ("a.md", b"# Plan\n\nSee [it](b/c.md) and ![a](a.png)\n"),
            ("a.csv", "Stadt;Preis\nKöln;1,50\n".as_bytes()),
            ("a.docx", b"PK\x03\x04\0"),
            ("empty.txt", b""),
            ("Makefile", b"all:\n\techo\n"),
        ],
    );
    let mut reader = world.reader();
    for (path, wanted) in [
        ("a.png", "<img src=\"/files/a.png\""),
        ("large.bmp", "/thumbnail?size=1600"),
        ("a.pdf", "<iframe src=\"/files/a.pdf\""),
        ("a.wav", "<audio controls preload=\"metadata\" src=\"/files/a.wav\""),
        ("a.webm", "<video controls preload=\"metadata\" playsinline src=\"/files/a.webm\""),
        ("a.rs", "<span class=\"hue-comment\">// why</span>"),
        ("a.md", "<h1 id=\"in-plan\">Plan</h1>"),
        ("a.md", "href=\"/at/b/c.md\""),
        ("a.md", "src=\"/files/a.png\""),
        ("a.csv", "<th scope=\"col\" class=\"numeric\">Preis</th>"),
        ("a.csv", "<td class=\"numeric\">1,50</td>"),
        ("a.docx", "word processor"),
        ("empty.txt", "This document is empty."),
        ("Makefile", "<span class=\"line\" id=\"L2\">"),
    ] {
        let text = page(&mut reader, path).text();
        assert!(text.contains(wanted), "{path}: {wanted} in {text}");
        assert!(text.contains("?download\" download"), "{path} can always be saved");
    }
}

#[test]
fn a_long_text_says_what_is_left_out() {
    let world = World::start();
    let rows = (0..1_500).map(|row| format!("{row},b")).collect::<Vec<_>>().join("\n");
    import(&world, &[("long.log", &b"x\n".repeat(6_000)), ("long.csv", rows.as_bytes())]);
    let mut reader = world.reader();
    assert!(page(&mut reader, "long.log").text().contains("Only the first 5,000 lines are shown."));
    assert!(page(&mut reader, "long.csv").text().contains("Only the first 999 rows are shown."));
}

#[test]
fn a_thumbnail_is_made_once_kept_and_asked_for_again() {
    let world = World::start();
    import(
        &world,
        &[("a.png", &picture(700, 350, ImageFormat::Png)), ("small.png", &picture(40, 20, ImageFormat::Png))],
    );
    let mut reader = world.reader();
    let address = format!("/d/{}/thumbnail?size=320", id(&mut reader, "a.png"));
    let answer = reader.fetch(&address);
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("image/jpeg")), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("private, no-cache"));
    assert!(answer.header("content-security-policy").unwrap().starts_with("sandbox; default-src 'none'"));
    let made = image::load_from_memory(&answer.body).unwrap();
    assert_eq!((made.width(), made.height()), (320, 160));
    let etag = answer.header("etag").unwrap().to_owned();
    let again = reader.send(Request::get(&address).header("if-none-match", &etag));
    assert_eq!((again.status, again.body.len()), (304, 0));
    let files = || {
        walkdir::WalkDir::new(world.settings.data_dir.join("thumbnails"))
            .into_iter()
            .filter_map(|entry| entry.ok().filter(|entry| entry.file_type().is_file()))
            .map(walkdir::DirEntry::into_path)
            .collect::<Vec<_>>()
    };
    assert_eq!(files().len(), 1);
    let small = thumbnail(&mut reader, "small.png", 96);
    let made = image::load_from_memory(&small.body).unwrap();
    assert_eq!((made.width(), made.height()), (40, 20), "never larger than the picture");
    assert_eq!(thumbnail(&mut reader, "a.png", 5000).status, 400);
    assert_eq!(files().len(), 2);
}

#[test]
fn a_picture_stands_as_the_camera_was_held() {
    let world = World::start();
    let plain = picture(80, 40, ImageFormat::Jpeg);
    // An Exif segment that says: turn it by 90 degrees (orientation 6).
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let turned = [&plain[..2], exif, &plain[2..]].concat();
    import(&world, &[("a.jpg", &turned)]);
    let mut reader = world.reader();
    let answer = thumbnail(&mut reader, "a.jpg", 320);
    let made = image::load_from_memory(&answer.body).unwrap();
    assert_eq!((made.width(), made.height()), (40, 80));
}

#[test]
fn an_old_version_can_be_looked_at() {
    let world = World::start();
    import(&world, &[("a.md", b"# First\n")]);
    world.clock.advance(time::Duration::seconds(5));
    import(&world, &[("a.md", b"# Second\n")]);
    let mut reader = world.reader();
    let id = id(&mut reader, "a.md");
    let now = reader.click(&format!("/d/{id}")).text();
    assert!(now.contains("Second</h1>") && !now.contains("old version"), "{now}");
    let old = reader.click(&format!("/d/{id}?version=1")).text();
    assert!(old.contains("First</h1>") && old.contains("the old version 1"), "{old}");
    assert!(old.contains(&format!("href=\"/d/{id}/versions/1/file?download\"")), "{old}");
    assert_eq!(reader.click(&format!("/d/{id}?version=3")).status, 404);
    assert_eq!(reader.click(&format!("/d/{id}?version=2147483647")).status, 404);
}

/// One round of the sweep, two hours from now; gives how many thumbnails went.
fn sweep(world: &World, room: u64) -> usize {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    let later = latchkey::clock::Clock::now(&*world.clock) + time::Duration::hours(2);
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let went = services.previews.sweep(later, room).await;
        services.database.close().await;
        went.unwrap()
    })
}

#[test]
fn thumbnails_go_with_their_picture_and_when_there_is_no_room() {
    let world = World::start();
    let (one, two) = (picture(400, 400, ImageFormat::Png), picture(400, 200, ImageFormat::Png));
    import(&world, &[("one.png", &one), ("two.png", &two)]);
    let mut reader = world.reader();
    for path in ["one.png", "two.png"] {
        assert_eq!(thumbnail(&mut reader, path, 320).status, 200);
    }
    assert_eq!(sweep(&world, ROOM), 0, "both are named, and small");
    let id = id(&mut reader, "one.png");
    world.database.execute(&format!(
        "BEGIN; UPDATE nodes SET current_version_id = NULL WHERE id = '{id}';
         DELETE FROM versions WHERE document_id = '{id}'; DELETE FROM nodes WHERE id = '{id}'; COMMIT"
    ));
    assert_eq!(sweep(&world, ROOM), 1, "nothing names the first any more");
    assert_eq!(sweep(&world, 1), 1, "there is room for one byte");
    assert_eq!(sweep(&world, 1), 0);
    assert_eq!(thumbnail(&mut reader, "two.png", 320).status, 200, "it is still in memory, or made again");
}
