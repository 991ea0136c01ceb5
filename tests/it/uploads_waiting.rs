//! Uploads of which all bytes are there and no document is: the sender hears the truth, the program ends what it can, and a
//! person is asked for the rest.

use std::sync::Arc;

use actix_web::rt::System;
use latchkey::{
    app::{Outside, Services},
    entropy::SystemEntropy,
};

use crate::support::{
    Answer, Browser, Request, World,
    api::ROOT,
    import::import,
    page,
    upload::{announce, begin, form, metadata, patch, send_whole, tus},
};

fn head(browser: &mut Browser, upload: &str) -> Answer {
    browser.send(tus("HEAD", upload))
}

/// Offset and state, as a sender hears them.
fn told(answer: &Answer) -> (&str, &str) {
    (answer.header("upload-offset").unwrap_or(""), answer.header("upload-state").unwrap_or(""))
}

/// What the program does by itself now and then.
fn end_left(world: &World) -> usize {
    let outside = Outside { clock: world.clock.clone(), entropy: Arc::new(SystemEntropy) };
    System::new().block_on(async {
        let services = Services::open(&world.settings, &outside).await.unwrap();
        let ended = services.uploads.end_abandoned(&services.roles).await.unwrap();
        services.database.close().await;
        ended
    })
}

/// Whatever is added to the tree fails, as when the database is busy.
fn disturb(world: &World, table: &str, when: &str) {
    world.database.execute(&format!(
        "CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'busy' USING ERRCODE = '55P03'; END $$;
         CREATE TRIGGER disturb BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION disturb()"
    ));
}

fn calm(world: &World, table: &str) {
    world.database.execute(&format!("DROP TRIGGER disturb ON {table}; DROP FUNCTION disturb()"));
}

#[test]
fn a_sender_hears_that_all_is_there_only_once_there_is_a_document() {
    let world = World::start();
    let mut editor = world.editor();
    let upload = begin(&mut editor, 5, &[("filename", "plan.txt")]);
    import(&world, &[("plan.txt", b"taken")]);
    let refused = editor.send(patch(&upload, 0, b"hello"));
    assert_eq!((refused.status, told(&refused)), (409, ("4", "waiting")), "{}", refused.text());
    assert_eq!(told(&head(&mut editor, &upload)), ("4", "waiting"));
    let again = editor.send(patch(&upload, 4, b"o"));
    assert_eq!((again.status, told(&again)), (409, ("4", "waiting")), "the name is still taken");
    assert_eq!(editor.send(patch(&upload, 2, b"llo")).status, 409, "not where it goes on");
    let there = editor.id_of(ROOT, "plan.txt");
    editor.delete(&there);
    let done = editor.send(patch(&upload, 4, b"o"));
    assert_eq!((done.status, told(&done)), (204, ("5", "done")), "{}", done.text());
    assert_eq!(told(&head(&mut editor, &upload)), ("5", "done"));
    assert_eq!(editor.fetch("/files/plan.txt").text(), "hello");
}

#[test]
fn a_disturbance_in_the_last_moment_is_got_over_by_whoever_comes_first() {
    let world = World::start();
    let mut editor = world.editor();
    disturb(&world, "nodes", "INSERT");
    let [by_sender, by_empty, by_program] = ["a.txt", "b.txt", "c.txt"].map(|name| {
        let upload = begin(&mut editor, 5, &[("filename", name)]);
        let failed = editor.send(patch(&upload, 0, b"hello"));
        assert!(failed.status >= 500, "{} {}", failed.status, failed.text());
        assert_eq!(told(&head(&mut editor, &upload)), ("4", "waiting"), "the sender does not take it for made");
        upload
    });
    assert_eq!(end_left(&world), 0, "not yet");
    calm(&world, "nodes");
    assert_eq!(told(&editor.send(patch(&by_sender, 4, b"o"))), ("5", "done"));
    assert_eq!(told(&editor.send(patch(&by_empty, 5, b""))), ("5", "done"), "nothing more, at the end");
    assert_eq!((end_left(&world), end_left(&world)), (1, 0));
    assert_eq!(told(&head(&mut editor, &by_program)), ("5", "done"));
    for name in ["a.txt", "b.txt", "c.txt"] {
        assert_eq!(editor.fetch(&format!("/files/{name}")).text(), "hello");
    }
    assert_eq!(world.database.text("SELECT count(*) FROM versions"), "3");
}

#[test]
fn bytes_that_were_whole_when_the_program_was_killed_become_the_document() {
    let world = World::start();
    let mut editor = world.editor();
    // As if it had been killed between the last byte and the row that says so.
    disturb(&world, "uploads", "UPDATE OF sha256");
    let [by_sender, by_program] = ["a.txt", "b.txt"].map(|name| {
        let upload = begin(&mut editor, 5, &[("filename", name)]);
        assert!(editor.send(patch(&upload, 0, b"hello")).status >= 500);
        assert_eq!(told(&head(&mut editor, &upload)), ("4", "receiving"));
        upload
    });
    calm(&world, "uploads");
    assert_eq!(told(&editor.send(patch(&by_sender, 4, b"o"))), ("5", "done"));
    assert_eq!(end_left(&world), 1);
    assert_eq!(told(&head(&mut editor, &by_program)), ("5", "done"));
    assert_eq!(editor.fetch("/files/b.txt").text(), "hello");
}

#[test]
fn what_needs_a_persons_word_is_kept_and_told_on_every_page_until_they_gave_it() {
    let world = World::start();
    let mut editor = world.editor();
    let upload = begin(&mut editor, 5, &[("filename", "plan.txt")]);
    import(&world, &[("plan.txt", b"taken")]);
    assert!(!editor.click("/files/").text().contains("not saved yet"));
    assert_eq!(editor.send(patch(&upload, 0, b"hello")).status, 409);
    for place in ["/files/", "/trash", "/account", "/recent"] {
        let html = editor.click(place).text();
        assert!(html.contains("One of your uploads is not saved yet") && html.contains("href=\"/uploads\""), "{place}");
    }
    assert!(!world.admin().click("/files/").text().contains("not saved yet"), "nobody else's business");
    assert_eq!(end_left(&world), 0, "the program does not decide");
    world.database.execute("UPDATE uploads SET expires_at = now() - interval '5 days'");
    assert_eq!(told(&head(&mut editor, &upload)), ("4", "waiting"), "it does not expire");
    let html = editor.click("/uploads").text();
    assert!(html.contains("plan.txt") && !page::forms(&html).is_empty(), "{html}");
    let decided = editor.submit(&format!("{upload}/decide"), &[("ontaken", "keep_both")]);
    assert_eq!(decided.status, 303, "{}", decided.text());
    assert!(!editor.click("/files/").text().contains("not saved yet"));
    assert_eq!(editor.fetch("/files/plan%20(2).txt").text(), "hello");
}

#[test]
fn whoever_may_not_change_documents_any_more_gets_nothing_ended() {
    let world = World::start();
    let mut editor = world.editor();
    disturb(&world, "nodes", "INSERT");
    let upload = begin(&mut editor, 5, &[("filename", "plan.txt")]);
    assert!(editor.send(patch(&upload, 0, b"hello")).status >= 500);
    calm(&world, "nodes");
    world.database.execute("UPDATE user_roles SET role = 'reader' WHERE email = 'editor@example.com'");
    assert_eq!(end_left(&world), 0);
    assert_eq!(world.database.text("SELECT count(*) FROM versions"), "0");
}

#[test]
fn what_is_not_spoken_here_is_refused_and_becomes_no_document() {
    let world = World::start();
    let mut editor = world.editor();
    for concat in ["partial", "final;/uploads/a /uploads/b"] {
        let request = tus("POST", "/uploads").header("upload-length", "5").header("upload-concat", concat);
        let refused = editor.send(request.header("upload-metadata", &metadata(&[("filename", "x.txt")])));
        assert_eq!(refused.status, 400, "{concat}: {}", refused.text());
    }
    let upload = begin(&mut editor, 5, &[("filename", "x.txt")]);
    assert_eq!(editor.send(patch(&upload, 0, b"hello").header("content-encoding", "gzip")).status, 415);
    assert_eq!(send_whole(&mut editor, b"one", &[("filename", "one.txt")]).status, 201);
    let one = editor.id_of(ROOT, "one.txt");
    let mut put = Request::new("PUT", &format!("/api/v1/items/{one}/content")).header("content-encoding", "br");
    put.body = b"br".to_vec();
    let refused = editor.send(put.header("content-type", "application/octet-stream"));
    assert_eq!(refused.status, 415, "{}", refused.text());
    let mut packed = form(&world.origin(), ROOT, &[]);
    packed.body = b"--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"z.txt\"\r\n\
                    Content-Encoding: gzip\r\n\r\npacked\r\n--frontier--\r\n"
        .to_vec();
    assert_eq!(editor.send(packed).status, 415);
    assert_eq!(editor.fetch("/files/one.txt").text(), "one");
    assert_eq!(announce(&mut editor, 3, &[("filename", "y.txt")]).status, 201);
}

#[test]
fn who_can_send_only_post_names_the_method_in_a_header() {
    let world = World::start();
    let mut editor = world.editor();
    let upload = begin(&mut editor, 5, &[("filename", "plan.txt"), ("ontaken", "keep_both")]);
    let overridden = |method: &str, offset: usize, bytes: &[u8]| {
        let mut request = patch(&upload, offset, bytes).header("x-http-method-override", method);
        request.method = "POST".to_owned();
        request.header("origin", &world.origin())
    };
    assert_eq!(told(&editor.send(overridden("PATCH", 0, b"hel"))), ("3", "receiving"));
    let shown = editor.send(overridden("HEAD", 0, b""));
    assert_eq!(told(&shown), ("3", "receiving"));
    let said = shown.header("upload-metadata").unwrap();
    assert!(said.starts_with(&metadata(&[("filename", "plan.txt")])), "{said}");
    assert_eq!(editor.send(overridden("DELETE", 0, b"")).status, 204);
    assert_eq!(head(&mut editor, &upload).status, 404);
    let plain = editor.send(overridden("", 0, b""));
    assert_eq!(plain.status, 405, "{}", plain.text());
}

#[test]
fn a_form_that_brought_no_file_does_not_say_that_it_did() {
    let world = World::start();
    let mut editor = world.editor();
    let send = |editor: &mut Browser, disposition: &str| {
        let body = format!(
            "--x\r\ncontent-disposition: form-data; {disposition}\r\ncontent-type: text/plain\r\n\r\nhello\r\n--x--\r\n"
        );
        let mut request = Request::new("POST", &format!("/d/{ROOT}/documents"))
            .header("content-type", "multipart/form-data; boundary=x")
            .header("origin", &world.origin());
        request.body = body.into_bytes();
        editor.send(request)
    };
    for nothing in ["name=\"file\"", "name=\"file\"; filename=\"\"", "name=\"other\"", "name=\"back\""] {
        let answer = send(&mut editor, nothing);
        assert_eq!(answer.status, 400, "{nothing}: {}", answer.text());
    }
    let other = send(&mut editor, "name=\"other\"; filename=\"a.txt\"");
    assert!(other.status == 409 && other.text().contains("not called"), "{} {}", other.status, other.text());
    let star = send(&mut editor, "name=\"file\"; filename*=UTF-8''f%C3%BCr.txt");
    assert_eq!((star.status, star.told()), (303, "done=uploaded"), "{}", star.text());
    assert_eq!(editor.names(ROOT), ["für.txt"]);
}

#[test]
fn an_announcement_without_a_byte_tries_again_instead_of_saying_that_it_is_made() {
    let world = World::start();
    let mut editor = world.editor();
    let pairs = [("filename", "empty.txt"), ("key", "one")];
    disturb(&world, "nodes", "INSERT");
    for _ in 0..2 {
        let answer = announce(&mut editor, 0, &pairs);
        assert!(answer.status >= 500, "{} {}", answer.status, answer.text());
    }
    calm(&world, "nodes");
    assert_eq!(told(&announce(&mut editor, 0, &pairs)), ("0", "done"));
    assert_eq!(editor.fetch("/files/empty.txt").status, 200);
}
