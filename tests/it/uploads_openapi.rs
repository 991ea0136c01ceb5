//! What the description says of uploads and of tickets is so.

use serde_json::Value;

use crate::{
    support::{
        Request, World,
        described::{check, document},
        import::import,
        upload::{announce, begin, metadata, patch, send_whole, tus},
    },
    tickets::{path, redeem, ticket},
};

const UPLOADS: &str = "/uploads";
const UPLOAD: &str = "/uploads/{id}";

#[test]
fn uploads_answer_as_described() {
    let world = World::start();
    let mut editor = world.editor();
    let document = document(&mut editor);
    check(&document, UPLOADS, "options", &editor.send(Request::new("OPTIONS", UPLOADS)));
    check(&document, UPLOADS, "post", &announce(&mut editor, 3, &[("filename", "a.txt")]));
    check(&document, UPLOADS, "post", &send_whole(&mut editor, b"b", &[("filename", "b.txt")]));
    check(&document, UPLOADS, "get", &editor.fetch(UPLOADS));
    for (status, length, pairs) in [
        (400, 1, &[("filename", "a/b")][..]),
        (404, 1, &[("filename", "c.txt"), ("folder", "00000000-0000-7000-8000-00000000ffff")]),
        (413, 100_000_000_000, &[("filename", "long")]),
    ] {
        let answer = announce(&mut editor, length, pairs);
        assert_eq!(answer.status, status, "{}", answer.text());
        check(&document, UPLOADS, "post", &answer);
    }
    let upload = begin(&mut editor, 10, &[("filename", "ten")]);
    for (status, offset, bytes) in
        [(204, 0, &b"01234"[..]), (409, 0, b"01234"), (413, 5, b"567890"), (204, 5, b"56789")]
    {
        let answer = editor.send(patch(&upload, offset, bytes));
        assert_eq!(answer.status, status, "{}", answer.text());
        check(&document, UPLOAD, "patch", &answer);
    }
    check(&document, UPLOAD, "get", &editor.fetch(&upload));
    check(&document, UPLOAD, "head", &editor.send(tus("HEAD", &upload)));
    for method in ["GET", "HEAD", "PATCH", "DELETE"] {
        let answer = editor.send(tus("POST", &upload).header("x-http-method-override", method));
        check(&document, UPLOAD, "post", &answer);
    }
    check(&document, UPLOAD, "delete", &editor.send(tus("DELETE", &upload)));
    let upload = begin(&mut editor, 10, &[("filename", "eleven")]);
    check(&document, UPLOAD, "delete", &editor.send(tus("DELETE", &upload)));
    let upload = begin(&mut editor, 10, &[("filename", "twelve")]);
    check(&document, "/uploads/{id}/discard", "post", &editor.submit(&format!("{upload}/discard"), &[]));
}

#[test]
fn an_upload_whose_name_is_taken_asks_as_described() {
    let world = World::start();
    let mut editor = world.editor();
    let document = document(&mut editor);
    let upload = begin(&mut editor, 3, &[("filename", "plan.txt")]);
    import(&world, &[("plan.txt", b"taken")]);
    let waits = editor.send(patch(&upload, 0, b"new"));
    assert_eq!((waits.status, waits.json()["upload"]["state"].as_str()), (409, Some("waiting")));
    check(&document, UPLOAD, "patch", &waits);
    for (fields, status) in [
        (&[("ontaken", "refuse")][..], 409),
        (&[("ontaken", "x")], 400),
        (&[("ontake", "skip")], 400),
        (&[("ontaken", "keep_both")], 200),
    ] {
        let form = Request::form(&format!("{upload}/decide"), fields).header("origin", &world.origin());
        let answer = editor.send(form);
        assert_eq!(answer.status, status, "{}", answer.text());
        check(&document, "/uploads/{id}/decide", "post", &answer);
    }
}

#[test]
fn what_only_tus_refuses_is_a_problem_like_any_other() {
    let world = World::start();
    let mut editor = world.editor();
    let document = document(&mut editor);
    let upload = begin(&mut editor, 3, &[("filename", "plan.txt")]);
    let mut typed = patch(&upload, 0, b"new");
    typed.headers.retain(|(name, _)| name != "content-type");
    let old = Request::new("PATCH", &upload).header("tus-resumable", "0.2.2");
    let damaged = patch(&upload, 0, b"new").header("upload-checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    for (request, status, owes) in [
        (typed, 415, None),
        (old, 412, Some(("tus-version", "1.0.0"))),
        (damaged, 460, None),
        (tus("POST", &upload), 405, Some(("allow", "GET, HEAD, PATCH, DELETE"))),
    ] {
        let answer = editor.send(request.clone());
        assert_eq!((answer.status, answer.header("tus-resumable")), (status, Some("1.0.0")), "{}", answer.text());
        check(&document, UPLOAD, &request.method.to_ascii_lowercase(), &answer);
        assert_eq!(answer.json()["request_id"].as_str(), Some(answer.request_id()));
        if let Some((header, value)) = owes {
            assert_eq!(answer.header(header), Some(value));
        }
    }
}

#[test]
fn damaged_bytes_that_came_with_their_announcement_tell_where_to_send_them_again() {
    let world = World::start();
    let mut editor = world.editor();
    let mut announced = tus("POST", UPLOADS)
        .header("upload-length", "5")
        .header("upload-metadata", &metadata(&[("filename", "five")]))
        .header("content-type", "application/offset+octet-stream")
        .header("upload-checksum", "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    announced.body = b"0123".to_vec();
    let damaged = editor.send(announced);
    assert_eq!(damaged.status, 460, "{}", damaged.text());
    let upload = damaged.location().to_owned();
    assert_eq!(editor.send(patch(&upload, 0, b"01234")).status, 204);
    assert_eq!(editor.fetch("/files/five").body, b"01234");
}

#[test]
fn tickets_answer_as_described_and_ask_for_no_session() {
    let world = World::start();
    import(&world, &[("plan.txt", b"plan")]);
    let mut editor = world.editor();
    let document = document(&mut editor);
    let (make, take) = ("/d/{id}/ticket", "/t/{ticket}/{name}");
    assert_eq!(document["paths"][take]["get"]["security"], Value::Array(Vec::new()));
    let id = world.database.text("SELECT id FROM nodes WHERE name = 'plan.txt'");
    let asks = |id: &str| Request::new("POST", &format!("/d/{id}/ticket")).header("accept", "application/json");
    check(&document, make, "post", &editor.send(asks(&id)));
    check(&document, make, "post", &editor.send(asks("root")));
    let address = path(&ticket(&mut editor, &id));
    for (headers, status) in [(&[][..], 200), (&[("range", "bytes=0-1")], 206), (&[("range", "bytes=9-")], 416)] {
        let answer = redeem(&world, &address, headers);
        assert_eq!(answer.status, status);
        check(&document, take, "get", &answer);
    }
    check(&document, take, "get", &redeem(&world, "/t/x/plan.txt", &[]));
    editor.put(&id, b"other", None);
    let over = redeem(&world, &address, &[]);
    assert_eq!(over.status, 410);
    check(&document, take, "get", &over);
}
