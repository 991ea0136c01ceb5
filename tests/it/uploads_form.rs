//! Documents from a plain form, without a script.

use std::{io::Write, time::Duration};

use crate::support::{
    Answer, Browser, World,
    http::{connect, find},
    import::import,
    upload::{ROOT, form, multipart, noise},
};

fn send(browser: &mut Browser, files: &[(&str, &[u8])]) -> Answer {
    let request = form(&browser.origin, ROOT, files);
    browser.send(request)
}

#[test]
fn several_files_become_documents() {
    let world = World::start();
    let mut editor = world.editor();
    let large = noise(2_500_000);
    let answer = send(&mut editor, &[("a.txt", b"a"), ("Übersicht.bin", &large), ("b.txt", b"b"), ("", b"")]);
    assert_eq!(
        (answer.status, answer.location(), answer.told()),
        (303, "/files/", "done=uploaded"),
        "{}",
        answer.text()
    );
    assert_eq!(editor.fetch("/files/a.txt").body, b"a");
    assert_eq!(editor.fetch("/files/%C3%9Cbersicht.bin").body, large);
    assert_eq!(editor.fetch("/files/b.txt").body, b"b");
}

#[test]
fn what_is_taken_comes_back_with_the_choice_and_is_not_sent_twice() {
    let world = World::start();
    import(&world, &[("a.txt", b"old"), ("b.txt", b"old"), ("c.txt", b"old")]);
    let mut editor = world.editor();
    let files: [(&str, &[u8]); 4] = [("a.txt", b"A"), ("b.txt", b"B"), ("c.txt", b"C"), ("d.txt", b"D")];
    let page = send(&mut editor, &files);
    assert_eq!(page.status, 409);
    assert!(page.text().contains("Replace as new version"));
    assert_eq!(editor.fetch("/files/d.txt").body, b"D", "what is free is there");
    let waiting = editor.fetch("/uploads").json()["uploads"].clone();
    let id = |name: &str| {
        let upload = waiting.as_array().unwrap().iter().find(|upload| upload["name"] == name).unwrap();
        upload["id"].as_str().unwrap().to_owned()
    };
    let decide = |editor: &mut Browser, name: &str, choice: &str| {
        editor.submit(&format!("/uploads/{}/decide", id(name)), &[("ontaken", choice)])
    };
    assert_eq!(decide(&mut editor, "a.txt", "replace").location(), "/uploads");
    assert_eq!(decide(&mut editor, "b.txt", "keep_both").location(), "/uploads");
    assert_eq!(editor.submit(&format!("/uploads/{}/discard", id("c.txt")), &[]).location(), "/uploads");
    assert_eq!(editor.fetch("/files/a.txt").body, b"A");
    assert_eq!(editor.fetch("/files/b%20(2).txt").body, b"B");
    assert_eq!(editor.fetch("/files/c.txt").body, b"old");
    assert!(editor.click("/uploads").text().contains("Nothing is left over."));
}

#[test]
fn a_name_that_cannot_be_is_told_and_the_others_are_taken() {
    let world = World::start();
    let mut editor = world.editor();
    let page = send(&mut editor, &[("con.txt", b"x"), ("good.txt", b"y")]);
    assert_eq!(page.status, 409);
    assert!(page.text().contains("con.txt") && page.text().contains("Windows"));
    assert_eq!(editor.fetch("/files/good.txt").body, b"y");
}

#[test]
fn a_form_that_is_cut_off_leaves_nothing_half() {
    let world = World::start();
    let mut editor = world.editor();
    let mut request = form(&editor.origin, ROOT, &[("half.bin", &noise(900_000))]).header("content-length", "900000");
    request.body.truncate(500_000);
    let mut stream = crate::support::http::connect(world.port());
    let mut head =
        format!("POST {} HTTP/1.1\r\nhost: localhost:8000\r\ncookie: {}\r\n", request.target, editor.cookie_header());
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    std::io::Write::write_all(&mut stream, &[head.as_bytes(), b"\r\n", &request.body].concat()).unwrap();
    drop(stream);
    let spool = world.settings.data_dir.join("blobs/incoming/uploads");
    crate::support::eventually(|| std::fs::read_dir(&spool).unwrap().count() == 0);
    assert_eq!(editor.fetch("/files/half.bin").status, 404);
    assert!(editor.fetch("/uploads").json()["uploads"].as_array().unwrap().is_empty());
}

#[test]
fn a_form_of_another_site_or_for_another_folder_is_refused() {
    let world = World::start();
    let mut editor = world.editor();
    let mut foreign = form(&editor.origin, ROOT, &[("a.txt", b"a")]);
    foreign.headers.retain(|(name, _)| name != "origin");
    assert_eq!(editor.send(foreign.clone().header("origin", "https://evil.example")).status, 403);
    assert_eq!(editor.send(foreign).status, 403, "neither origin nor token");
    let nowhere = form(&editor.origin, "00000000-0000-7000-8000-00000000ffff", &[("a.txt", b"a")]);
    assert_eq!(editor.send(nowhere).status, 404);
    let mut reader = world.reader();
    assert_eq!(send(&mut reader, &[("a.txt", b"a")]).status, 403);
}

#[test]
fn a_form_replaces_a_document_by_a_file_of_any_name_unless_somebody_else_was_quicker() {
    let world = World::start();
    import(&world, &[("plan.txt", b"old")]);
    let mut editor = world.editor();
    let id = editor.id_of(ROOT, "plan.txt");
    let page = editor.click(&format!("/d/{id}")).text();
    let action = format!("/d/{id}/content");
    assert!(page.contains(&format!("action=\"{action}\" enctype=\"multipart/form-data\"")));
    let revision = page.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut send = |revision: &str, files: &[(&str, &[u8])]| {
        let request = multipart(&editor.origin, &action, &[("revision", revision)], files);
        editor.send(request)
    };
    let replaced = send(&revision, &[("Plan of today (3).txt", b"new")]);
    assert_eq!((replaced.status, replaced.location(), replaced.told()), (303, &*format!("/d/{id}"), "done=replaced"));
    let late = send(&revision, &[("plan.txt", b"newer")]);
    assert_eq!(late.status, 412);
    assert!(late.text().contains("Editor"), "who was quicker: {}", late.text());
    let nothing = send("2", &[("", b"")]);
    assert_eq!(nothing.status, 400);
    assert!(nothing.text().contains("No file was chosen."));
    assert_eq!(send("", &[("x", b"x")]).status, 303, "a form that does not say what it has seen means what is there");
    assert_eq!(editor.fetch("/files/plan.txt").body, b"x");
    assert_eq!(editor.fetch(&format!("/d/{id}/versions/2/file")).body, b"new");
    assert_eq!(world.reader().send(multipart("", &action, &[], &[("a", b"a")])).status, 403);
}

#[test]
fn a_form_that_falls_silent_before_or_behind_a_file_is_let_go() {
    let world = World::with(|settings| settings.server.patience.body = Duration::from_millis(300));
    import(&world, &[("plan.txt", b"plan")]);
    let mut editor = world.editor();
    let plan = editor.id_of(ROOT, "plan.txt");
    for action in [format!("/d/{ROOT}/documents"), format!("/d/{plan}/content")] {
        for sent in ["--fron", "--frontier\r\nContent-Disposition: form-data; name=\"revision\"\r\n\r\n1"] {
            let mut silent = connect(world.port());
            let head = format!(
                "POST {action} HTTP/1.1\r\nHost: localhost\r\nCookie: {}\r\nOrigin: {}\r\nContent-Length: 5000\r\n\
                 Content-Type: multipart/form-data; boundary=frontier\r\n\r\n{sent}",
                editor.cookie_header(),
                editor.origin
            );
            silent.write_all(head.as_bytes()).unwrap();
            let mut answer = [0; 12];
            std::io::Read::read_exact(&mut silent, &mut answer).expect("an answer");
            assert!(find(&answer, b" 408").is_some(), "{action} after {sent:?}: {}", String::from_utf8_lossy(&answer));
        }
    }
}
