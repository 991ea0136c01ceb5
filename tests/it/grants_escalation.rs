//! Nobody comes to more than was granted to them: by moving, by deleting, by an old proof, by somebody else's address.

use latchkey::identity::principal::{Principal, Source};
use serde_json::{Value, json};

use crate::support::{
    Employee, World,
    api::ROOT,
    copy::{Copy, signed_in},
    import::import,
    scratch_database::ScratchDatabase,
    sharing::{cut, guest, share, unshare},
};

#[test]
fn taking_a_folder_along_gives_nobody_what_is_cut_off_in_it() {
    let world = World::start();
    import(&world, &[("shared/team/secret/key.txt", b"the key"), ("shared/team/a.txt", b"a"), ("mine/b.txt", b"b")]);
    let mut admin = world.admin();
    let (shared, mine) = (admin.id_of(ROOT, "shared"), admin.id_of(ROOT, "mine"));
    let team = admin.id_of(&shared, "team");
    let secret = admin.id_of(&team, "secret");
    cut(&mut admin, &secret);
    share(&mut admin, &shared, "mallory@example.com", "edit");
    share(&mut admin, &mine, "mallory@example.com", "own");
    let mut mallory = guest(&world, "mallory");
    let item = format!("/api/v1/items/{team}");
    let moved = mallory.json("PATCH", &item, &json!({ "parent": mine }));
    assert_eq!(moved.status, 403, "{}", moved.text());
    let deleted = mallory.json("DELETE", &item, &Value::Null);
    assert_eq!(deleted.status, 403, "{}", deleted.text());
    for refused in [moved, deleted] {
        assert!(!refused.text().contains("secret"), "{}", refused.text());
    }
    // Not even when it lies in the trash at that moment.
    let trashed = admin.delete(&secret);
    assert_eq!(mallory.json("PATCH", &item, &json!({ "parent": mine })).status, 403);
    assert_eq!(admin.json("POST", &format!("/api/v1/trash/{trashed}/restore"), &Value::Null).status, 200);
    // Whoever owns it all may.
    assert_eq!(admin.json("PATCH", &item, &json!({ "parent": mine })).status, 200);
}

#[test]
fn an_administrator_deletes_for_good_only_what_is_theirs() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    let (mut admin, mut editor) = (world.admin(), world.editor());
    let id = admin.id_of(ROOT, "a.txt");
    let trashed = editor.delete(&id);
    share(&mut admin, ROOT, "keeper@example.com", "own");
    unshare(&mut admin, ROOT, "role:admin");
    let purged = admin.json("DELETE", &format!("/api/v1/trash/{trashed}"), &Value::Null);
    assert_eq!(purged.status, 404, "{}", purged.text());
    assert_eq!(world.database.text("SELECT count(*) FROM nodes WHERE name = 'a.txt'"), "1");
}

#[tokio::test]
async fn work_that_is_ended_for_somebody_who_is_away_takes_no_grant_of_their_old_address() {
    let database = ScratchDatabase::create();
    database.execute(&format!(
        "INSERT INTO grants (node_id, subject, level, granted_by) VALUES ('{ROOT}', 'address:ada@example.com', 2, 'test')"
    ));
    let copy = Copy::of(&database).await;
    let here = signed_in("ada@example.com", "first");
    let away = Principal { source: Source::Absent, ..here.clone() };
    assert_eq!(copy.roles.of(&away).await.unwrap().subjects.highest(), None);
    assert_eq!(
        database.text("SELECT subject FROM grants WHERE level = 2 AND granted_by = 'test'"),
        "address:ada@example.com"
    );
    assert!(copy.roles.of(&here).await.unwrap().subjects.highest().is_some());
    let second = signed_in("ada@example.com", "second");
    assert_eq!(copy.roles.of(&second).await.unwrap().subjects.highest(), None, "it belongs to the first");
}

#[test]
fn everybody_who_signs_in_can_be_shared_with_by_name() {
    let world = World::start();
    import(&world, &[("a.txt", b"a")]);
    let mut admin = world.admin();
    world.signed_in(&Employee::named("quiet")).click("/account");
    let id = admin.id_of(ROOT, "a.txt");
    share(&mut admin, &id, "quiet@example.com", "view");
    let page = admin.click(&format!("/d/{id}/access")).text();
    assert!(page.contains("Quiet Example") && !page.contains("has not signed in yet"), "{page}");
}
