//! A role that is withdrawn, or a session that ends, while bytes are coming: they make no document.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::support::{
    Browser, Employee, World, eventually,
    http::connect,
    import::import,
    upload::{ROOT, begin, offset},
};

/// Begins a request and sends the first bytes of its body.
fn start(editor: &Browser, head: &str, length: usize, first: &[u8]) -> TcpStream {
    let mut stream = connect(editor.port);
    let head = format!(
        "{head}\r\nhost: localhost:8000\r\norigin: {}\r\ncookie: {}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n",
        editor.origin,
        editor.cookie_header()
    );
    stream.write_all(&[head.as_bytes(), first].concat()).unwrap();
    stream
}

fn end(mut stream: TcpStream, last: &[u8]) -> String {
    stream.write_all(last).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

const PART: &str = "--f\r\nContent-Disposition: form-data; name=\"file\"; filename=\"NAME\"\r\n\r\nbytes\r\n";

/// What stands on the three ways in when the first bytes have come.
struct Begun {
    target: String,
    ways: Vec<(&'static str, TcpStream, Vec<u8>)>,
}

fn begun(world: &World, editor: &mut Browser) -> Begun {
    import(world, &[("plan.txt", b"old")]);
    let plan = editor.id_of(ROOT, "plan.txt");
    let target = begin(editor, 10, &[("filename", "tus.txt")]);
    let patch = format!(
        "PATCH {target} HTTP/1.1\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-type: application/offset+octet-stream"
    );
    let put = format!("PUT /api/v1/items/{plan}/content HTTP/1.1\r\ncontent-type: text/plain");
    let multipart = "HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=f";
    let (form, replace) =
        (format!("POST /d/{ROOT}/documents {multipart}"), format!("POST /d/{plan}/content {multipart}"));
    let first = PART.replace("NAME", "first.txt").into_bytes();
    let second = [PART.replace("NAME", "second.txt").as_bytes(), b"--f--\r\n"].concat();
    let one = [&first[..], b"--f--\r\n"].concat();
    let (both, near) = ([&first[..], &second[..]].concat(), 12);
    let ways = vec![
        ("patch", start(editor, &patch, 10, b"01234"), b"56789".to_vec()),
        ("put", start(editor, &put, 10, b"01234"), b"56789".to_vec()),
        ("form", start(editor, &form, both.len(), &both[..both.len() - near]), both[both.len() - near..].to_vec()),
        ("replace", start(editor, &replace, one.len(), &one[..one.len() - near]), one[one.len() - near..].to_vec()),
    ];
    // The first file of the form is there before anything is withdrawn.
    eventually(|| editor.fetch("/files/first.txt").status == 200);
    Begun { target, ways }
}

#[test]
fn a_role_that_is_withdrawn_while_bytes_come_makes_no_document_of_them() {
    let world = World::start();
    let mut editor = world.editor();
    let Begun { target, ways } = begun(&world, &mut editor);
    world.give_role(&Employee::named("editor"), "reader");
    eventually(|| editor.send(crate::support::upload::patch(&target, 0, b"")).status == 403);
    for (way, stream, last) in ways {
        assert_eq!(end(stream, &last), "403", "{way}");
    }
    assert_eq!(
        world.database.text("SELECT string_agg(name, ' ' ORDER BY name) FROM nodes WHERE kind = 'document'"),
        "first.txt plan.txt"
    );
    assert_eq!(world.database.text("SELECT count(*) FROM versions"), "2");
}

#[test]
fn nor_does_it_when_they_may_still_change_something_elsewhere() {
    let world = World::start();
    import(&world, &[("mine/b.txt", b"b")]);
    let mut editor = world.editor();
    world.database.execute(
        "INSERT INTO grants (node_id, subject, level, granted_by)
         SELECT id, 'address:editor@example.com', 2, 'test' FROM nodes WHERE name = 'mine'",
    );
    eventually(|| {
        editor.click("/shared");
        world.database.text("SELECT count(*) FROM grants WHERE subject LIKE 'person:%'") == "1"
    });
    let Begun { ways, .. } = begun(&world, &mut editor);
    world.give_role(&Employee::named("editor"), "reader");
    let folder = serde_json::json!({ "name": "new" });
    eventually(|| editor.json("POST", &format!("/api/v1/items/{ROOT}/folders"), &folder).status == 403);
    for (way, stream, last) in ways {
        assert_eq!(end(stream, &last), "403", "{way}");
    }
    assert_eq!(
        world.database.text("SELECT string_agg(name, ' ' ORDER BY name) FROM nodes WHERE kind = 'document'"),
        "b.txt first.txt plan.txt"
    );
}

#[test]
fn a_session_that_is_ended_while_bytes_come_makes_no_document_of_them() {
    let world = World::start();
    let mut editor = world.editor();
    let Begun { target, ways } = begun(&world, &mut editor);
    let mut leaving = editor.clone();
    assert_eq!(leaving.submit("/logout", &[]).status, 303);
    for (way, stream, last) in ways {
        let status = end(stream, &last);
        assert!(matches!(status.as_str(), "401" | "303"), "{way}: {status}");
    }
    assert_eq!(world.database.text("SELECT count(*) FROM versions"), "2");
    // Nor later by itself: whose session it was says so once more.
    assert_eq!(world.database.text("SELECT string_agg(name, ' ') FROM uploads WHERE needs_decision"), "tus.txt");
    let mut again = world.signed_in(&Employee::named("editor"));
    let came = offset(&mut again, &target);
    let rest = crate::support::upload::patch(&target, came, &b"0123456789"[came..]);
    assert_eq!(again.send(rest).status, 204, "what has come is not lost to its sender");
    assert_eq!(again.fetch("/files/tus.txt").body, b"0123456789");
}
