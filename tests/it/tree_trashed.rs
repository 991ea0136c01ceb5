//! The trash, many things at once; and what somebody finds whose link leads to something in it.

use crate::support::{World, api::ROOT, import::import, sharing::cut};

#[test]
fn many_things_are_restored_at_once_and_many_deleted_for_good() {
    let world = World::start();
    import(&world, &[("a", b"a"), ("b", b"b"), ("c", b"c"), ("d", b"d")]);
    let mut admin = world.admin();
    let deletions: Vec<String> = ["a", "b", "c", "d"]
        .map(|name| {
            let id = admin.id_of(ROOT, name);
            admin.delete(&id)
        })
        .into();
    let page = admin.click("/trash").text();
    assert!(
        deletions.iter().all(|id| page.contains(&format!("form=\"trash-many\" name=\"id\" value=\"{id}\""))),
        "{page}"
    );
    let nothing = admin.submit("/trash/restore", &[]);
    assert!(nothing.status == 400 && nothing.text().contains("Choose something"), "{}", nothing.text());
    let restored = admin.submit("/trash/restore", &[("back", "/trash"), ("id", &deletions[0]), ("id", &deletions[2])]);
    assert_eq!((restored.status, restored.location(), restored.told()), (303, "/trash", "done=restored"));
    assert_eq!(admin.names(ROOT), ["a", "c"]);
    let fields = [("id", deletions[1].as_str()), ("id", &deletions[3])];
    assert_eq!(world.editor().submit("/trash/purge", &fields).status, 403);
    let purged = admin.submit("/trash/purge", &fields);
    assert_eq!((purged.status, purged.location(), purged.told()), (303, "/trash", "done=purged"));
    assert_eq!(world.database.text("SELECT count(*) FROM deletions"), "0");
}

#[test]
fn a_link_to_something_in_the_trash_says_so_and_restores_it() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan"), ("a/b/deep.txt", b"deep")]);
    let (mut editor, mut reader) = (world.editor(), world.reader());
    let a = editor.id_of(ROOT, "a");
    let plan = editor.id_of(&a, "plan.txt");
    let b = editor.id_of(&a, "b");
    let deep = editor.id_of(&b, "deep.txt");
    let deletion = editor.delete(&plan);
    let page = reader.click(&format!("/d/{plan}"));
    assert_eq!(page.status, 410);
    let html = page.text();
    assert!(html.contains("plan.txt is in the trash") && html.contains("deleted it on"), "{html}");
    assert!(!html.contains("/restore"), "a reader changes nothing");
    let html = editor.click(&format!("/d/{plan}")).text();
    assert!(html.contains(&format!("action=\"/trash/{deletion}/restore\"")), "{html}");
    assert_eq!(editor.submit(&format!("/trash/{deletion}/restore"), &[]).location(), format!("/d/{plan}"));
    assert_eq!(reader.click(&format!("/d/{plan}")).status, 200);
    editor.delete(&a);
    let html = reader.click(&format!("/d/{deep}")).text();
    assert!(html.contains("deep.txt is in the trash") && html.contains("together with the folder “a”"), "{html}");
}

#[test]
fn the_address_where_something_was_says_so_as_well() {
    let world = World::start();
    import(&world, &[("a/plan.txt", b"plan"), ("a/b/deep.txt", b"deep"), ("a/b/kept.txt", b"kept")]);
    let (mut editor, mut reader) = (world.editor(), world.reader());
    let a = editor.id_of(ROOT, "a");
    let plan = editor.id_of(&a, "plan.txt");
    editor.delete(&plan);
    for address in ["/files/a/plan.txt", "/at/a/plan.txt"] {
        let page = reader.click(address);
        assert_eq!(page.status, 410, "{address}");
        assert!(page.text().contains("plan.txt is in the trash"), "{}", page.text());
    }
    for address in ["/files/a/plan.txt".to_owned(), format!("/d/{plan}")] {
        assert_eq!(reader.fetch(&address).status, 404, "a program is told as before");
    }
    editor.delete(&a);
    for (address, name) in [("/files/a/", "a"), ("/files/a/b/", "b"), ("/files/a/b/deep.txt", "deep.txt")] {
        let page = reader.click(address);
        assert_eq!(page.status, 410, "{address}");
        assert!(page.text().contains(&format!("{name} is in the trash")), "{}", page.text());
    }
    assert_eq!(reader.click("/files/a/b/never.txt").status, 404);
    import(&world, &[("a/plan.txt", b"new")]);
    assert_eq!(reader.click("/files/a/plan.txt").text(), "new", "what is there comes first");
}

#[test]
fn whoever_never_saw_it_finds_nothing() {
    let world = World::start();
    import(&world, &[("secret/plan.txt", b"plan")]);
    let mut admin = world.admin();
    let secret = admin.id_of(ROOT, "secret");
    let plan = admin.id_of(&secret, "plan.txt");
    cut(&mut admin, &secret);
    let mut reader = world.reader();
    let hidden = reader.click(&format!("/d/{plan}"));
    admin.delete(&plan);
    let gone = reader.click(&format!("/d/{plan}"));
    assert_eq!((hidden.status, gone.status), (404, 404));
    assert!(!gone.text().contains("trash"), "{}", gone.text());
    assert_eq!(admin.click(&format!("/d/{plan}")).status, 410);
    assert_eq!(reader.click("/files/secret/plan.txt").status, 404, "nor by its address");
    assert_eq!(admin.click("/files/secret/plan.txt").status, 410);
}
