//! What moving and copying change for whom: said before it is done, and chosen by those who own it.

use serde_json::{Value, json};

use crate::support::{
    Answer, Browser, Request, World,
    api::ROOT,
    eventually,
    groups::{add, change_group, make_group, share_with_group},
    import::import,
    sharing::{cut, guest, share, unshare},
};

struct Tree {
    world: World,
    admin: Browser,
    sales: String,
    team: String,
    plan: String,
    mine: String,
}

/// A folder that is shared with a group of two, and one where nobody is in. Roles give nothing.
fn tree() -> Tree {
    let world = World::start();
    import(&world, &[("sales/team/plan.txt", b"the plan"), ("sales/notes.txt", b"notes"), ("mine/own.txt", b"mine")]);
    let mut admin = world.admin();
    for role in ["role:reader", "role:editor"] {
        unshare(&mut admin, ROOT, role);
    }
    let (sales, mine) = (admin.id_of(ROOT, "sales"), admin.id_of(ROOT, "mine"));
    let team = admin.id_of(&sales, "team");
    let plan = admin.id_of(&team, "plan.txt");
    let group = make_group(&mut admin, "Sellers");
    add(&mut admin, &group, "ada@example.com");
    add(&mut admin, &group, "bob@example.com");
    share_with_group(&mut admin, &sales, &group, "view");
    Tree { world, admin, sales, team, plan, mine }
}

fn after(browser: &mut Browser, id: &str, folder: &str) -> Value {
    let answer = browser.send(Request::get(&format!("/api/v1/items/{id}/access/after?folder={folder}")));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn sentences(lines: &Value) -> Vec<&str> {
    lines.as_array().unwrap().iter().map(|line| line["sentence"].as_str().unwrap()).collect()
}

fn go(browser: &mut Browser, id: &str, folder: &str, grants: &str) -> Answer {
    browser.json("PATCH", &format!("/api/v1/items/{id}"), &json!({ "parent": folder, "grants": grants }))
}

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

#[test]
fn before_a_move_it_is_said_who_will_no_longer_see_it_and_who_will() {
    let Tree { world, mut admin, team, mine, sales, .. } = tree();
    share(&mut admin, &mine, "eve@example.com", "edit");
    let page = admin.click(&format!("/d/{team}/move?at={mine}")).text();
    for sentence in ["2 people of Sellers will no longer see it.", "eve@example.com will be able to see and change it."]
    {
        assert!(page.contains(sentence), "{sentence}: {page}");
    }
    assert!(!page.contains("name=\"grants\""), "nothing is granted on it itself: {page}");
    let told = after(&mut admin, &team, &mine);
    assert_eq!(told["keep"], told["target"]);
    assert_eq!((&told["usual"], &told["may_choose"]), (&json!("keep"), &json!(false)));
    assert_eq!(told["keep"][0]["people"], 2);
    assert_eq!((&told["keep"][0]["before"], &told["keep"][0]["after"]), (&json!("view"), &Value::Null));
    // Within what is shared alike nothing is said.
    let quiet = admin.click(&format!("/d/{team}/move?at={sales}")).text();
    assert!(!quiet.contains("people of Sellers") && !quiet.contains("What this changes"), "{quiet}");
    let other = admin.make_folder(&sales, "other");
    let quiet = admin.click(&format!("/d/{team}/move?at={other}")).text();
    assert!(!quiet.contains("people of Sellers") && !quiet.contains("What this changes"), "{quiet}");
    let mut ada = guest(&world, "ada");
    assert_eq!(status(&mut ada, "/files/sales/team/plan.txt"), 200);
    assert_eq!(go(&mut admin, &team, &mine, "keep").status, 200);
    assert_eq!(status(&mut ada, &format!("/d/{team}")), 404);
}

#[test]
fn what_was_shared_with_it_by_name_goes_along_or_stays_behind_as_its_owner_chooses() {
    let Tree { world, mut admin, team, mine, plan, sales } = tree();
    share(&mut admin, &team, "fay@example.com", "edit");
    let mut fay = guest(&world, "fay");
    assert_eq!(status(&mut fay, "/shared"), 200);
    let page = admin.click(&format!("/d/{team}/move?at={mine}")).text();
    assert!(page.contains("value=\"keep\" checked") && page.contains("value=\"target\""), "{page}");
    assert!(page.contains("Fay Example will no longer see it."), "{page}");
    let told = after(&mut admin, &team, &mine);
    assert_eq!(told["may_choose"], true);
    assert_eq!(sentences(&told["keep"]), ["2 people of Sellers will no longer see it."]);
    assert_eq!(sentences(&told["target"]).len(), 2);
    let fields = [("to", mine.as_str()), ("revision", ""), ("grants", "keep")];
    assert_eq!(admin.submit(&format!("/d/{team}/move"), &fields).status, 303);
    assert_eq!(status(&mut fay, &format!("/d/{plan}")), 200);
    let fields = [("to", sales.as_str()), ("revision", ""), ("grants", "target")];
    assert_eq!(admin.submit(&format!("/d/{team}/move"), &fields).status, 303);
    assert_eq!(status(&mut fay, &format!("/d/{plan}")), 403, "nothing is theirs any more");
    let record = "SELECT string_agg(kind || ' ' || coalesce(detail->>'grants', detail->>'subject'), ', ' ORDER BY id)
                    FROM audit_events WHERE kind IN ('item_moved', 'access_revoked') AND detail->>'item' = ";
    let record = world.database.text(&format!("{record}'{team}'"));
    assert!(
        record.starts_with("item_moved keep, access_revoked person:") && record.ends_with(", item_moved target"),
        "{record}"
    );
}

#[test]
fn whoever_does_not_own_it_chooses_nothing_and_is_told_numbers_instead_of_names() {
    let Tree { world, mut admin, team, mine, .. } = tree();
    share(&mut admin, &team, "fay@example.com", "edit");
    for folder in [&team, &mine] {
        share(&mut admin, folder, "editor@example.com", "edit");
    }
    share(&mut admin, &mine, "gil@example.com", "view");
    let mut editor = guest(&world, "editor");
    let page = editor.click(&format!("/d/{team}/move?at={mine}")).text();
    assert!(page.contains("2 people of Sellers will no longer see it."), "{page}");
    assert!(page.contains("One person will be able to see it."), "{page}");
    assert!(!page.contains("gil") && !page.contains("name=\"grants\""), "{page}");
    assert_eq!(go(&mut editor, &team, &mine, "target").status, 403);
    let copied = json!({ "folder": mine, "grants": "keep" });
    assert_eq!(editor.json("POST", &format!("/api/v1/items/{team}/copy"), &copied).status, 403);
    let mut reader = guest(&world, "ada");
    let asked = format!("/api/v1/items/{team}/access/after?folder={mine}");
    assert_eq!(status(&mut reader, &asked), 403, "who may not move it is told nothing");
    share(&mut admin, &mine, "ada@example.com", "edit");
    assert_eq!(status(&mut reader, &format!("{asked}&act=copy")), 403, "nor is who may only view the original");
    assert_eq!(go(&mut editor, &team, &mine, "keep").status, 200);
}

#[test]
fn what_is_cut_off_stays_so_wherever_it_goes() {
    let Tree { world: _world, mut admin, team, mine, .. } = tree();
    share(&mut admin, &team, "fay@example.com", "view");
    cut(&mut admin, &team);
    share(&mut admin, &mine, "gil@example.com", "view");
    let told = after(&mut admin, &team, &mine);
    assert_eq!((&told["keep"], &told["may_choose"]), (&json!([]), &json!(false)), "{told}");
    let refused = go(&mut admin, &team, &mine, "target");
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(go(&mut admin, &team, &mine, "keep").status, 200);
}

#[test]
fn a_group_whose_name_is_nobodys_business_is_another_group() {
    let Tree { world, mut admin, team, mine, .. } = tree();
    let secret = make_group(&mut admin, "Project Moonbase");
    assert_eq!(change_group(&mut admin, &secret, &[("action", "describe"), ("name", "Project Moonbase")]).status, 303);
    add(&mut admin, &secret, "hal@example.com");
    share_with_group(&mut admin, &mine, &secret, "view");
    for folder in [&team, &mine] {
        share(&mut admin, folder, "editor@example.com", "edit");
    }
    let mut editor = guest(&world, "editor");
    let page = editor.click(&format!("/d/{team}/move?at={mine}")).text();
    assert!(page.contains("One person of another group will be able to see it."), "{page}");
    assert!(!page.contains("Moonbase"), "{page}");
}

#[test]
fn a_copy_takes_what_holds_in_the_folder_or_what_its_owner_keeps() {
    let Tree { world, mut admin, plan, mine, .. } = tree();
    share(&mut admin, &plan, "fay@example.com", "view");
    let mut fay = guest(&world, "fay");
    assert_eq!(status(&mut fay, "/shared"), 200);
    let page = admin.click(&format!("/d/{plan}/copy?at={mine}")).text();
    assert!(page.contains("value=\"target\" checked"), "{page}");
    assert!(page.contains("Fay Example can see the original, but will not see the copy."), "{page}");
    let copy = |admin: &mut Browser, name: &str, grants: Option<&str>| {
        let mut wish = json!({ "folder": mine, "name": name });
        if let Some(grants) = grants {
            wish["grants"] = json!(grants);
        }
        let made = admin.json("POST", &format!("/api/v1/items/{plan}/copy"), &wish);
        assert_eq!(made.status, 201, "{}", made.text());
        made.json()["id"].as_str().unwrap().to_owned()
    };
    let (plain, kept) = (copy(&mut admin, "plain.txt", None), copy(&mut admin, "kept.txt", Some("keep")));
    assert_eq!(status(&mut fay, &format!("/d/{plain}")), 404);
    assert_eq!(status(&mut fay, &format!("/d/{kept}")), 200);
    let record = "SELECT string_agg(detail->>'grants', ' ' ORDER BY id) FROM audit_events WHERE kind = 'item_copied'";
    assert_eq!(world.database.text(record), "target keep");
}

#[test]
fn a_large_copy_keeps_what_is_granted_on_it_when_it_shows() {
    let Tree { world, mut admin, team, mine, plan, .. } = tree();
    share(&mut admin, &team, "fay@example.com", "view");
    let mut fay = guest(&world, "fay");
    assert_eq!(status(&mut fay, "/shared"), 200);
    world.database.execute(&format!(
        "WITH made AS (SELECT gen_random_uuid() AS id, gen_random_uuid() AS version, n FROM generate_series(1, 1010) n), documents AS (
             INSERT INTO nodes (id, parent_id, name, kind, created_by, current_version_id)
             SELECT id, '{team}', 'doc ' || n, 'document', 'test', version FROM made
         )
         INSERT INTO versions (id, document_id, number, sha256, size, content_type, created_by)
         SELECT made.version, made.id, 1, v.sha256, v.size, 'text/plain', 'test'
           FROM made, versions v WHERE v.document_id = '{plan}'"
    ));
    let begun = admin.json("POST", &format!("/api/v1/items/{team}/copy"), &json!({ "folder": mine, "grants": "keep" }));
    assert_eq!(begun.status, 202, "{}", begun.text());
    let copy = format!("/api/v1/copies/{}", begun.json()["id"].as_str().unwrap());
    eventually(|| admin.clone().fetch(&copy).json()["state"] == "done");
    let top = admin.fetch(&copy).json()["item"].as_str().unwrap().to_owned();
    assert_eq!(status(&mut fay, &format!("/api/v1/items/{top}")), 200);
}

#[test]
fn of_a_selection_each_kind_is_told_by_itself() {
    let Tree { world: _world, mut admin, team, sales, mine, .. } = tree();
    share(&mut admin, &team, "fay@example.com", "view");
    let notes = admin.id_of(&sales, "notes.txt");
    let chosen = [("id", team.as_str()), ("id", notes.as_str()), ("at", mine.as_str())];
    let page = admin.submit("/selection/move", &chosen).text();
    assert!(page.contains("<p class=\"diff-title\" dir=\"auto\">notes.txt</p>"), "{page}");
    assert!(page.contains("value=\"target\""), "{page}");
    let put = [&chosen[..2], &[("to", mine.as_str()), ("grants", "target")]].concat();
    assert_eq!(admin.submit("/selection/move", &put).status, 303);
    let access = admin.fetch(&format!("/api/v1/items/{team}/access")).text();
    assert!(!access.contains("fay@example.com"), "{access}");
}

#[test]
fn nobody_moves_something_out_of_their_own_sight() {
    let Tree { world, mut admin, team, sales, mine, .. } = tree();
    share(&mut admin, &sales, "owner@example.com", "own");
    share(&mut admin, &mine, "owner@example.com", "edit");
    cut(&mut admin, &team);
    let mut owner = guest(&world, "owner");
    let told = after(&mut owner, &team, &mine);
    assert_eq!(sentences(&told["keep"]), ["You will no longer see it."]);
    let refused = go(&mut owner, &team, &mine, "keep");
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("You would no longer see this"), "{}", refused.text());
    assert_eq!(status(&mut owner, &format!("/d/{team}")), 303, "it lies where it lay");
}

#[test]
fn of_a_selection_nothing_is_chosen_for_what_they_do_not_own() {
    let Tree { world, mut admin, team, sales, mine, .. } = tree();
    let notes = admin.id_of(&sales, "notes.txt");
    for thing in [&team, &notes] {
        share(&mut admin, thing, "fay@example.com", "view");
    }
    share(&mut admin, &team, "owner@example.com", "own");
    for thing in [&notes, &mine] {
        share(&mut admin, thing, "owner@example.com", "edit");
    }
    let mut owner = guest(&world, "owner");
    let chosen = [("id", team.as_str()), ("id", notes.as_str()), ("at", mine.as_str())];
    let page = owner.submit("/selection/move", &chosen).text();
    assert!(page.contains("will no longer see it") && !page.contains("name=\"grants\""), "{page}");
    let page = owner.submit("/selection/move", &[&chosen[..1], &chosen[2..]].concat()).text();
    assert!(page.contains("name=\"grants\""), "of the one that is theirs they choose: {page}");
}
