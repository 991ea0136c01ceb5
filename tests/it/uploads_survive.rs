//! Uploads that meet with misfortune: a lost line, a second sender, a session that ends, `kill -9`, a full disk, a day
//! of silence.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use actix_web::rt::System;
use base64::{Engine, prelude::BASE64_STANDARD};
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
};
use sha2::{Digest, Sha256};

use crate::support::{
    Browser, Employee, World, eventually,
    http::connect,
    upload::{begin, noise, offset, patch, tus},
};

/// Begins a PATCH of `said` bytes, and sends these for now.
fn begin_patch(browser: &Browser, target: &str, at: usize, said: usize, bytes: &[u8], more: &str) -> TcpStream {
    let mut stream = connect(browser.port);
    let head = format!(
        "PATCH {target} HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {}\r\ntus-resumable: 1.0.0\r\nupload-offset: {at}\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {said}\r\n{more}connection: close\r\n\r\n",
        browser.cookie_header()
    );
    stream.write_all(&[head.as_bytes(), bytes].concat()).unwrap();
    stream
}

fn status(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn what_came_before_the_line_broke_is_kept() {
    let world = World::start();
    let mut editor = world.editor();
    let bytes = noise(4_000_000);
    let target = begin(&mut editor, bytes.len(), &[("filename", "a.bin")]);
    let stream = begin_patch(&editor, &target, 0, bytes.len(), &bytes[..2_500_000], "");
    drop(stream);
    // The server does not look at the last of what lies in its read buffer when the line breaks (128 KB and a little);
    // what it says that it has is what it has.
    eventually(|| {
        let kept = offset(&mut editor, &target);
        kept >= 2_000_000 && editor.send(patch(&target, kept, &bytes[kept..])).status == 204
    });
    assert_eq!(editor.fetch("/files/a.bin").body, bytes);
}

#[test]
fn a_part_with_a_checksum_that_is_cut_off_does_not_count() {
    let mut world = World::start();
    let mut editor = world.editor();
    let bytes = noise(2_000_000);
    let target = begin(&mut editor, bytes.len(), &[("filename", "a.bin")]);
    assert_eq!(editor.send(patch(&target, 0, &bytes[..500_000])).status, 204);
    let sum = |bytes: &[u8]| format!("upload-checksum: sha256 {}\r\n", BASE64_STANDARD.encode(Sha256::digest(bytes)));
    let rest = &bytes[500_000..];
    let stream = begin_patch(&editor, &target, 500_000, rest.len(), &rest[..1_200_000], &sum(rest));
    let spooled = world.settings.data_dir.join("blobs/incoming/uploads");
    let on_disk = || std::fs::read_dir(&spooled).unwrap().next().unwrap().unwrap().metadata().unwrap().len();
    eventually(|| on_disk() > 500_000);
    assert_eq!(offset(&mut editor, &target), 500_000, "unverified bytes are not told");
    // The program dies before it could compare.
    world.restart();
    drop(stream);
    editor.port = world.port();
    eventually(|| offset(&mut editor, &target) == 500_000);
    assert_eq!(editor.send(patch(&target, 500_000, rest)).status, 204);
    assert_eq!(editor.fetch("/files/a.bin").body, bytes);
}

#[test]
fn only_one_request_at_a_time_writes() {
    let world = World::start();
    let mut editor = world.editor();
    let twin = world.twin();
    let mut there = Browser { port: twin.port(), ..editor.clone() };
    let target = begin(&mut editor, 10, &[("filename", "a.txt")]);
    let mut first = begin_patch(&editor, &target, 0, 10, b"01234", "");
    let spooled = world.settings.data_dir.join("blobs/incoming/uploads");
    eventually(|| std::fs::read_dir(&spooled).unwrap().count() == 1);
    eventually(|| editor.send(patch(&target, 0, b"")).status == 409);
    assert_eq!(there.send(patch(&target, 0, b"x")).status, 409, "in another copy of the program too");
    assert_eq!(editor.send(tus("DELETE", &target)).status, 409);
    first.write_all(b"56789").unwrap();
    assert_eq!(status(&mut first), "204");
    assert_eq!(editor.fetch("/files/a.txt").body, b"0123456789");
}

#[test]
fn a_sender_that_falls_silent_is_let_go_and_can_go_on() {
    let world = World::with(|settings| settings.server.patience.body = Duration::from_millis(300));
    let mut editor = world.editor();
    let target = begin(&mut editor, 10, &[("filename", "a.txt")]);
    let mut silent = begin_patch(&editor, &target, 0, 10, b"01234", "");
    assert_eq!(status(&mut silent), "408");
    assert_eq!(offset(&mut editor, &target), 5);
    assert_eq!(editor.send(patch(&target, 5, b"56789")).status, 204);
}

#[test]
fn an_upload_outlives_a_restart() {
    let mut world = World::start();
    let mut editor = world.editor();
    let bytes = noise(1_000_000);
    let target = begin(&mut editor, bytes.len(), &[("filename", "a.bin")]);
    assert_eq!(editor.send(patch(&target, 0, &bytes[..400_000])).status, 204);
    world.restart();
    editor.port = world.port();
    assert_eq!(offset(&mut editor, &target), 400_000);
    assert_eq!(editor.send(patch(&target, 400_000, &bytes[400_000..])).status, 204);
    assert_eq!(editor.fetch("/files/a.bin").body, bytes);
    let stored = world.database.text("SELECT encode(sha256, 'hex') FROM versions");
    assert_eq!(stored, hex::encode(Sha256::digest(&bytes)), "the hash is that of all the bytes");
}

#[test]
fn an_upload_outlives_its_session() {
    let world = World::start();
    let mut editor = world.editor();
    let target = begin(&mut editor, 10, &[("filename", "a.txt")]);
    assert_eq!(editor.send(patch(&target, 0, b"01234")).status, 204);
    world.clock.advance(time::Duration::hours(9));
    assert_eq!(editor.send(patch(&target, 5, b"56789")).status, 401, "and never a sign-in page");
    let mut again = world.signed_in(&Employee::named("editor"));
    assert_eq!(offset(&mut again, &target), 5);
    assert_eq!(again.send(patch(&target, 5, b"56789")).status, 204);
    assert_eq!(again.fetch("/files/a.txt").body, b"0123456789");
}

#[test]
fn whoever_may_not_edit_any_more_sends_no_more() {
    let world = World::start();
    let mut editor = world.editor();
    let target = begin(&mut editor, 10, &[("filename", "a.txt")]);
    assert_eq!(editor.send(patch(&target, 0, b"01234")).status, 204);
    world.give_role(&Employee::named("editor"), "reader");
    eventually(|| editor.send(patch(&target, 5, b"")).status == 403);
    assert_eq!(editor.send(tus("DELETE", &target)).status, 403);
}

/// Sweeps once, as the running program does now and then; gives how many are gone.
pub fn sweep(world: &World) -> usize {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let swept = services.uploads.sweep_once().await;
        services.database.close().await;
        swept.unwrap()
    })
}

#[test]
fn an_upload_that_nobody_goes_on_with_for_a_day_is_gone() {
    let world = World::start();
    let mut editor = world.editor();
    let silent = begin(&mut editor, 10, &[("filename", "silent.txt")]);
    assert_eq!(editor.send(patch(&silent, 0, b"01234")).status, 204);
    let _never = begin(&mut editor, 10, &[("filename", "never.txt")]);
    world.clock.advance(time::Duration::hours(23));
    assert_eq!(sweep(&world), 0);
    world.clock.advance(time::Duration::hours(2));
    let mut editor = world.signed_in(&Employee::named("editor"));
    assert_eq!(editor.send(tus("HEAD", &silent)).status, 404, "gone before it is swept");
    let young = begin(&mut editor, 10, &[("filename", "young.txt")]);
    assert_eq!(sweep(&world), 2);
    assert_eq!(offset(&mut editor, &young), 0);
    assert_eq!(world.database.text("SELECT count(*) FROM uploads"), "1");
    assert_eq!(spooled(&world), 0);
}

pub fn spooled(world: &World) -> usize {
    std::fs::read_dir(world.settings.data_dir.join("blobs/incoming/uploads")).unwrap().count()
}

#[test]
fn a_spooled_file_that_no_upload_knows_is_swept_after_a_day() {
    let world = World::start();
    let mut editor = world.editor();
    let known = begin(&mut editor, 10, &[("filename", "known.txt")]);
    assert_eq!(editor.send(patch(&known, 0, b"01234")).status, 204);
    // A crash in the middle of a form leaves one.
    let stray = world.settings.data_dir.join("blobs/incoming/uploads/019f00000000700080000000000000ff.upload");
    std::fs::write(&stray, b"half of somethi").unwrap();
    assert_eq!((sweep(&world), stray.exists()), (0, true), "somebody may be sending it right now");
    world.clock.advance(time::Duration::hours(23));
    let mut editor = world.signed_in(&Employee::named("editor"));
    assert_eq!(editor.send(patch(&known, 5, b"6")).status, 204);
    world.clock.advance(time::Duration::hours(2));
    assert_eq!((sweep(&world), stray.exists()), (1, false));
    assert_eq!(offset(&mut editor, &known), 6, "what has a row goes by its row");
}
