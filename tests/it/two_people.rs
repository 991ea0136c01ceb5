//! Two people act on the same thing in the same moment: each pair of the table in `src/README.md`, in both orders.
//!
//! The record is held from outside: the first gets as far as its row there, the others to what it holds. Then they go on.

use std::thread;

use serde_json::{Value, json};

use crate::support::{
    Answer, Browser, Request, World,
    acts::{Act, at_once, decide, delete, make_folder, purge, relocate, rename, restore, statuses},
    api::ROOT,
    import::import,
    upload::{begin, patch},
};

/// What is there can be reached from the root through what is there; what lies in the trash hangs somewhere too.
fn is_a_tree(world: &World) {
    for (there, found) in [("n.deletion_id IS NULL", "path_of(n.id) IS NOT NULL"), ("true", "true")] {
        let lost = world.database.text(&format!(
            "WITH RECURSIVE down (id) AS (
                 SELECT '{ROOT}'::uuid
                 UNION ALL
                 SELECT n.id FROM down JOIN nodes n ON n.parent_id = down.id AND {there}
             )
             SELECT count(*) FROM nodes n WHERE {found} AND n.id NOT IN (SELECT id FROM down)"
        ));
        assert_eq!(lost, "0", "nodes that nothing leads to ({there})");
    }
    let strays = world.database.text(
        "SELECT count(*) FROM nodes n WHERE deletion_id IS NOT NULL
                                       AND NOT EXISTS (SELECT FROM deletions d WHERE d.id = n.deletion_id)",
    );
    assert_eq!(strays, "0", "in the trash without a deletion");
}

#[test]
fn two_folders_do_not_move_into_each_other() {
    let world = World::start();
    import(&world, &[("x/deep/1", b"1"), ("y/2", b"2")]);
    let mut editor = world.editor();
    let (x, y) = (editor.id_of(ROOT, "x"), editor.id_of(ROOT, "y"));
    let deep = editor.id_of(&x, "deep");
    let answers = at_once(&world, vec![relocate(&editor, &x, &y), relocate(&editor, &y, &deep)]);
    assert_eq!(statuses(&answers), [200, 409], "{}", answers[1].text());
    assert!(answers[1].json()["detail"].as_str().unwrap().contains("into itself"), "{}", answers[1].text());
    assert_eq!(editor.item(&deep)["path"], "/y/x/deep");
    is_a_tree(&world);
}

#[test]
fn what_is_deleted_while_somebody_adds_to_it_takes_the_new_with_it_or_refuses_it() {
    let world = World::start();
    import(&world, &[("a/1", b"1"), ("b/1", b"1")]);
    let mut editor = world.editor();
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let answers = at_once(&world, vec![make_folder(&editor, &a, "new"), delete(&editor, &a)]);
    assert_eq!(statuses(&answers), [201, 200]);
    let trashed = answers[1].json()["trash_id"].as_str().unwrap().to_owned();
    let answers = at_once(&world, vec![delete(&editor, &b), make_folder(&editor, &b, "new")]);
    assert_eq!(statuses(&answers), [200, 409], "{}", answers[1].text());
    is_a_tree(&world);
    assert_eq!(restore(&editor, &trashed)().status, 200);
    assert_eq!(editor.names(&a), ["new", "1"]);
}

#[test]
fn a_new_version_of_what_is_being_deleted_goes_with_it_or_finds_nothing() {
    let world = World::start();
    import(&world, &[("a", b"1"), ("b", b"1")]);
    let mut editor = world.editor();
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let put = |id: &str| -> Act<'static> {
        let (mut browser, id) = (editor.clone(), id.to_owned());
        Box::new(move || browser.put(&id, b"two", None))
    };
    assert_eq!(statuses(&at_once(&world, vec![put(&a), delete(&editor, &a)])), [200, 200]);
    assert_eq!(statuses(&at_once(&world, vec![delete(&editor, &b), put(&b)])), [200, 404]);
    is_a_tree(&world);
    assert_eq!(editor.names(ROOT), Vec::<String>::new());
}

#[test]
fn what_is_deleted_while_it_is_renamed_or_moved_is_deleted() {
    let world = World::start();
    import(&world, &[("a", b"1"), ("b", b"1"), ("c", b"1"), ("d/x", b"1")]);
    let mut editor = world.editor();
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| editor.id_of(ROOT, name));
    assert_eq!(statuses(&at_once(&world, vec![rename(&editor, &a, "a2"), delete(&editor, &a)])), [200, 200]);
    assert_eq!(statuses(&at_once(&world, vec![delete(&editor, &b), rename(&editor, &b, "b2")])), [200, 404]);
    assert_eq!(statuses(&at_once(&world, vec![delete(&editor, &d), relocate(&editor, &c, &d)])), [200, 409]);
    assert_eq!(editor.names(ROOT), ["c"]);
    is_a_tree(&world);
}

#[test]
fn of_two_who_want_the_same_name_one_gets_it() {
    let world = World::start();
    import(&world, &[("a", b"1"), ("b", b"1")]);
    let mut editor = world.editor();
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let answers = at_once(&world, vec![rename(&editor, &a, "c"), rename(&editor, &b, "c")]);
    assert_eq!(statuses(&answers), [200, 409]);
    assert_eq!(editor.names(ROOT), ["b", "c"]);
    let answers = at_once(&world, vec![make_folder(&editor, ROOT, "new"), make_folder(&editor, ROOT, "new")]);
    let mut found = statuses(&answers);
    found.sort_unstable();
    assert_eq!(found, [201, 409]);
}

#[test]
fn renaming_both_ways_changes_nothing_and_of_two_names_for_one_thing_the_later_holds() {
    let world = World::start();
    import(&world, &[("a", b"from a"), ("b", b"from b")]);
    let mut editor = world.editor();
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let answers = at_once(&world, vec![rename(&editor, &a, "b"), rename(&editor, &b, "a")]);
    assert_eq!(statuses(&answers), [409, 409], "each name is taken as long as nobody gives it up");
    let answers = at_once(&world, vec![rename(&editor, &a, "c"), rename(&editor, &a, "d")]);
    assert_eq!(statuses(&answers), [200, 200]);
    assert_eq!(editor.names(ROOT), ["b", "d"]);
    let seen = |browser: &Browser, name: &'static str| -> Act<'static> {
        let (mut browser, address) = (browser.clone(), format!("/api/v1/items/{a}"));
        Box::new(move || browser.json_if("PATCH", &address, &json!({ "name": name }), Some("\"3\"")))
    };
    let answers = at_once(&world, vec![seen(&editor, "e"), seen(&editor, "f")]);
    assert_eq!(statuses(&answers), [200, 412], "who says what they have seen is told of the other");
    assert_eq!(editor.send(Request::get("/files/c")).location(), "/files/e");
}

#[test]
fn of_two_who_replace_the_same_state_one_is_told_of_the_other() {
    let world = World::start();
    import(&world, &[("a", b"1")]);
    let mut editor = world.editor();
    let a = editor.id_of(ROOT, "a");
    let tag = editor.send(Request::get(&format!("/api/v1/items/{a}"))).header("etag").unwrap().to_owned();
    let put = |bytes: &'static [u8], tag: Option<String>| -> Act<'static> {
        let (mut browser, id) = (editor.clone(), a.clone());
        Box::new(move || browser.put(&id, bytes, tag.as_deref()))
    };
    let answers = at_once(&world, vec![put(b"two", Some(tag.clone())), put(b"three", Some(tag))]);
    let mut found = statuses(&answers);
    found.sort_unstable();
    assert_eq!(found, [200, 412]);
    let answers = at_once(&world, vec![put(b"four", None), put(b"five", None), put(b"six", None)]);
    assert_eq!(statuses(&answers), [200, 200, 200]);
    let numbers = world.database.text("SELECT string_agg(number::text, ' ' ORDER BY number) FROM versions");
    assert_eq!(numbers, "1 2 3 4 5", "each its own number");
    assert_eq!(editor.item(&a)["content"]["version"], 5);
}

#[test]
fn what_is_restored_makes_way_for_what_has_taken_its_name_or_its_folder() {
    let world = World::start();
    import(&world, &[("f/plan.pdf", b"old"), ("f/g/h/x", b"x")]);
    let mut editor = world.editor();
    let f = editor.id_of(ROOT, "f");
    let (plan, g) = (editor.id_of(&f, "plan.pdf"), editor.id_of(&f, "g"));
    let h = editor.id_of(&g, "h");
    let trashed = editor.delete(&plan);
    let answers = at_once(&world, vec![make_folder(&editor, &f, "plan.pdf"), restore(&editor, &trashed)]);
    assert_eq!(statuses(&answers), [201, 200]);
    assert_eq!(answers[1].json()["path"], "/f/plan (2).pdf");
    let (trashed_h, trashed_g) = (editor.delete(&h), editor.delete(&g));
    let answers = at_once(&world, vec![delete(&editor, &f), restore(&editor, &trashed_h)]);
    assert_eq!(statuses(&answers), [200, 200]);
    assert_eq!(answers[1].json()["path"], "/h", "every folder around it lies in the trash");
    assert_eq!(restore(&editor, &trashed_g)().json()["path"], "/g");
    let followed = editor.send(Request::get("/files/f/g/h/x"));
    assert_eq!((followed.status, followed.location()), (307, "/files/h/x"));
    is_a_tree(&world);
}

#[test]
fn restored_or_gone_for_good_but_not_both() {
    let world = World::start();
    import(&world, &[("a/1", b"1"), ("b/1", b"1")]);
    let (mut editor, admin) = (world.editor(), world.admin());
    let (a, b) = (editor.id_of(ROOT, "a"), editor.id_of(ROOT, "b"));
    let (trashed_a, trashed_b) = (editor.delete(&a), editor.delete(&b));
    assert_eq!(statuses(&at_once(&world, vec![restore(&editor, &trashed_a), purge(&admin, &trashed_a)])), [200, 404]);
    assert_eq!(statuses(&at_once(&world, vec![purge(&admin, &trashed_b), restore(&editor, &trashed_b)])), [204, 404]);
    assert_eq!(editor.names(ROOT), ["a"]);
    is_a_tree(&world);
}

#[test]
fn deleted_twice_is_deleted_once() {
    let world = World::start();
    import(&world, &[("a/b/1", b"1")]);
    let (mut editor, admin) = (world.editor(), world.admin());
    let a = editor.id_of(ROOT, "a");
    let b = editor.id_of(&a, "b");
    assert_eq!(statuses(&at_once(&world, vec![delete(&editor, &b), delete(&editor, &b)])), [200, 404]);
    // The inner one stays by itself, also when the outer one goes for good.
    let inner = world.database.text("SELECT id FROM deletions");
    let outer = editor.delete(&a);
    assert_eq!(purge(&admin, &outer)().status, 204);
    is_a_tree(&world);
    assert_eq!(restore(&editor, &inner)().json()["path"], "/b");
    assert_eq!(editor.send(Request::get("/files/b/1")).text(), "1");
}

#[test]
fn whatever_several_people_do_it_stays_a_tree() {
    let world = World::start();
    import(&world, &[("a/b/c/1", b"1"), ("d/e/2", b"2"), ("f/3", b"3")]);
    let admin = world.admin();
    thread::scope(|scope| {
        for person in 0..4_u64 {
            let mut browser = admin.clone();
            let world = &world;
            scope.spawn(move || {
                let mut state = person * 7919 + 17;
                let mut next = move |below: usize| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    (state >> 33) as usize % below
                };
                for step in 0..25 {
                    let all = world.database.text("SELECT string_agg(id::text, ' ') FROM nodes");
                    let all: Vec<&str> = all.split(' ').collect();
                    let (one, two) = (all[next(all.len())], all[next(all.len())]);
                    let address = format!("/api/v1/items/{one}");
                    let name = format!("n{}", next(6));
                    let answer = match next(6) {
                        0 => browser.json("PATCH", &address, &json!({ "parent": two })),
                        1 => browser.json("PATCH", &address, &json!({ "name": name })),
                        2 => browser.json("DELETE", &address, &Value::Null),
                        3 => browser.json("POST", &format!("{address}/copy"), &json!({ "folder": two, "name": name })),
                        4 => browser.json("POST", &format!("{address}/folders"), &json!({ "name": name })),
                        _ => {
                            let first = "SELECT id FROM deletions ORDER BY random() LIMIT 1";
                            let trashed = world.database.text(&format!("SELECT coalesce(({first})::text, '{ROOT}')"));
                            if step % 3 == 0 { purge(&browser, &trashed)() } else { restore(&browser, &trashed)() }
                        }
                    };
                    assert!(answer.status < 500, "{}", answer.text());
                }
            });
        }
    });
    is_a_tree(&world);
}

#[test]
fn an_upload_that_is_decided_twice_becomes_one_document() {
    let world = World::start();
    let mut editor = world.editor();
    let [first, second] = [(); 2].map(|()| begin(&mut editor, 4, &[("filename", "a.txt")]));
    assert_eq!(editor.send(patch(&first, 0, b"mine")).status, 204);
    assert_eq!(editor.send(patch(&second, 0, b"ours")).status, 409, "the name is taken by now");
    let both = || decide(&editor, &second, "keep_both");
    let answers = at_once(&world, vec![both(), both()]);
    assert_eq!(statuses(&answers), [200, 200]);
    let outcomes = answers.iter().map(Answer::json);
    let outcomes: Vec<_> = outcomes.map(|upload| (upload["outcome"].clone(), upload["document"].clone())).collect();
    assert!(outcomes.iter().all(|outcome| *outcome == outcomes[0] && outcome.0 == "new"), "{outcomes:?}");
    assert_eq!(editor.names(ROOT), ["a (2).txt", "a.txt"]);
    assert_eq!(editor.fetch("/files/a.txt").body, b"mine");
}
