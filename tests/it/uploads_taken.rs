//! What stands in the way of a document when its bytes come: a name that is taken, a folder that is gone.

use crate::support::{
    Request, World,
    import::import,
    upload::{announce, begin, offset, patch, send_whole},
};

#[test]
fn a_name_that_is_taken_is_told_before_the_first_byte() {
    let world = World::start();
    import(&world, &[("a.txt", b"old")]);
    let mut editor = world.editor();
    let answer = announce(&mut editor, 3, &[("filename", "a.txt")]);
    assert_eq!((answer.status, answer.json()["code"].as_str()), (409, Some("name_taken")));
    assert_eq!(answer.header("location"), None);
    let kept = send_whole(&mut editor, b"new", &[("filename", "a.txt"), ("ontaken", "keep_both")]);
    assert_eq!(kept.status, 201);
    assert_eq!(editor.fetch("/files/a%20(2).txt").body, b"new");
    let skipped = send_whole(&mut editor, b"new", &[("filename", "a.txt"), ("ontaken", "skip")]);
    assert_eq!(skipped.header("upload-outcome"), Some("skipped"));
    assert_eq!(editor.fetch("/files/a.txt").body, b"old");
    let replaced = send_whole(&mut editor, b"new", &[("filename", "a.txt"), ("ontaken", "replace")]);
    assert_eq!(replaced.header("upload-outcome"), Some("version"));
    assert_eq!(editor.fetch("/files/a.txt").body, b"new");
}

#[test]
fn a_name_that_is_taken_meanwhile_does_not_cost_the_bytes() {
    let world = World::start();
    let mut editor = world.editor();
    for (choice, outcome) in [("replace", "version"), ("keep_both", "new"), ("skip", "skipped")] {
        let name = format!("{choice}.txt");
        let target = begin(&mut editor, 3, &[("filename", &name)]);
        import(&world, &[(&name, b"other")]);
        let answer = editor.send(patch(&target, 0, b"new"));
        assert_eq!((answer.status, answer.json()["code"].as_str()), (409, Some("name_taken")));
        assert_eq!(answer.json()["upload"]["state"], "waiting");
        // One less than all: a sender who hears that nothing is missing takes the document for made.
        assert_eq!(answer.header("upload-offset"), Some("2"));
        assert_eq!(offset(&mut editor, &target), 2);
        // Saying nothing new changes nothing.
        let decide = format!("{target}/decide");
        let fetch = |fields: &[(&str, &str)]| Request::form(&decide, fields).header("origin", &world.origin());
        assert_eq!(editor.send(fetch(&[])).status, 409);
        assert_eq!(editor.send(fetch(&[("ontaken", "x")])).status, 400);
        let answer = editor.send(fetch(&[("ontaken", choice)]));
        assert_eq!((answer.status, answer.json()["outcome"].as_str()), (200, Some(outcome)), "{}", answer.text());
        assert_eq!(editor.send(fetch(&[("ontaken", choice)])).json()["outcome"], outcome, "twice is once");
    }
    assert_eq!(editor.fetch("/files/replace.txt").body, b"new");
    assert_eq!(editor.fetch("/files/keep_both%20(2).txt").body, b"new");
    assert_eq!(editor.fetch("/files/skip.txt").body, b"other");
}

#[test]
fn a_folder_that_goes_meanwhile_does_not_cost_the_bytes() {
    let world = World::start();
    import(&world, &[("there/a.txt", b"a"), ("else/b.txt", b"b")]);
    let id = |name: &str| world.database.text(&format!("SELECT id FROM nodes WHERE name = '{name}'"));
    let mut editor = world.editor();
    let target = begin(&mut editor, 3, &[("filename", "new.txt"), ("folder", &id("there"))]);
    world.database.execute(
        "WITH gone AS (INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by)
                       SELECT gen_random_uuid(), id, name, now(), 'test' FROM nodes WHERE name = 'there' RETURNING id)
         UPDATE nodes SET deletion_id = gone.id FROM gone WHERE name = 'there'",
    );
    let answer = editor.send(patch(&target, 0, b"new"));
    assert_eq!((answer.status, answer.json()["upload"]["state"].as_str()), (409, Some("waiting")), "{}", answer.text());
    let page = editor.click("/uploads").text();
    assert!(page.contains("new.txt") && page.contains("(deleted folder)"));
    let elsewhere = id("else");
    let fields = [("folder", elsewhere.as_str())];
    let answer = editor.send(Request::form(&format!("{target}/decide"), &fields).header("origin", &world.origin()));
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(editor.fetch("/files/else/new.txt").body, b"new");
}
