//! Groups of people: what is granted to a group counts for everybody in it, by whatever way they are in it.

use serde_json::json;

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    eventually,
    groups::{add, change_group, make_group, share_with_group, take_out},
    import::import,
    sharing::guest,
};

const TREE: [(&str, &[u8]); 2] = [("sales/plan.txt", b"the plan"), ("notes.txt", b"notes")];

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

/// A world with a folder that a group may view.
fn with_group() -> (World, Browser, String) {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let group = make_group(&mut admin, "Sales team");
    share_with_group(&mut admin, &sales, &group, "view");
    (world, admin, group)
}

#[test]
fn who_comes_into_a_group_sees_what_it_sees_and_who_leaves_it_does_not() {
    let (world, mut admin, group) = with_group();
    let mut eve = guest(&world, "eve");
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 403);
    add(&mut admin, &group, "Eve@Example.com");
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200);
    assert_eq!(status(&mut eve, "/files/notes.txt"), 404);
    assert!(eve.click("/shared").text().contains("/files/sales/"));
    let page = eve.click(&format!("/groups/{group}")).text();
    assert!(page.contains("You are in this group") && !page.contains("action=\"/groups/"), "{page}");
    let person = world.database.text("SELECT member FROM group_members");
    take_out(&mut admin, &group, &person);
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 403);
    assert_eq!(status(&mut eve, &format!("/groups/{group}")), 404);
}

#[test]
fn an_address_in_a_group_belongs_to_the_first_who_signs_in_with_it() {
    let (world, mut admin, group) = with_group();
    add(&mut admin, &group, "eve@example.com");
    assert!(admin.click(&format!("/groups/{group}")).text().contains("has not signed in yet"));
    let mut eve = guest(&world, "eve");
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200);
    let stranger = Employee { oid: "0f0f0f0f-0000-4000-8000-000000000001".to_owned(), ..Employee::named("eve") };
    assert_eq!(world.signed_in(&stranger).click("/files/sales/plan.txt").status, 403);
    let page = admin.click(&format!("/groups/{group}")).text();
    assert!(page.contains("eve@example.com") && !page.contains("has not signed in yet"), "{page}");
}

#[test]
fn a_group_in_a_group_counts_and_no_group_is_in_itself() {
    let (world, mut admin, group) = with_group();
    let north = make_group(&mut admin, "North");
    add(&mut admin, &group, "north");
    add(&mut admin, &north, "eve@example.com");
    let mut eve = guest(&world, "eve");
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200);
    for (into, member) in [(&north, "Sales team"), (&group, "Sales team")] {
        let refused = change_group(&mut admin, into, &[("action", "add"), ("member", member)]);
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("cannot be in itself"), "{}", refused.text());
    }
    // Eight in one another, not nine.
    let mut around = north;
    for depth in 3..=9 {
        let inner = make_group(&mut admin, &format!("depth {depth}"));
        let fields = [("action", "add"), ("member", &format!("depth {depth}") as &str)];
        let answer = change_group(&mut admin, &around, &fields);
        assert_eq!(answer.status, if depth < 9 { 303 } else { 422 }, "{depth}: {}", answer.text());
        around = inner;
    }
    let deepest = world.database.text("SELECT id FROM groups WHERE name = 'depth 8'");
    add(&mut admin, &deepest, "fay@example.com");
    assert_eq!(status(&mut guest(&world, "fay"), "/files/sales/plan.txt"), 200);
}

#[test]
fn a_group_that_is_deleted_takes_its_access_along() {
    let (world, mut admin, group) = with_group();
    add(&mut admin, &group, "eve@example.com");
    let outer = make_group(&mut admin, "Everybody");
    add(&mut admin, &outer, "Sales team");
    let mut eve = guest(&world, "eve");
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200);
    assert_eq!(change_group(&mut admin, &group, &[("action", "delete")]).location(), "/groups");
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 403);
    assert_eq!(world.database.text("SELECT count(*) FROM group_members"), "0");
    assert_eq!(world.database.text("SELECT count(*) FROM grants WHERE subject LIKE 'group:%'"), "0");
    let sales = admin.id_of(ROOT, "sales");
    let gone = json!({ "subject": format!("group:{group}"), "level": "view" });
    assert_eq!(admin.json("PUT", &format!("/api/v1/items/{sales}/access"), &gone).status, 400);
    assert_eq!(
        world.database.text("SELECT string_agg(kind, ' ' ORDER BY id) FROM audit_events WHERE kind LIKE 'group_%'"),
        "group_made group_members_changed group_made group_members_changed group_deleted"
    );
}

#[test]
fn what_changes_in_a_group_bites_on_the_other_copy() {
    let (world, mut admin, group) = with_group();
    let twin = world.twin();
    let eve = guest(&world, "eve");
    let mut there = Browser::new(twin.port(), &world.origin());
    there.set_session(eve.session().unwrap());
    assert_eq!(status(&mut there, "/files/sales/plan.txt"), 403);
    add(&mut admin, &group, "eve@example.com");
    eventually(|| status(&mut there, "/files/sales/plan.txt") == 200);
    let person = world.database.text("SELECT member FROM group_members");
    take_out(&mut admin, &group, &person);
    eventually(|| status(&mut there, "/files/sales/plan.txt") == 403);
}

#[test]
fn an_owner_says_who_is_in_a_group_and_nobody_else_does() {
    let (world, mut admin, group) = with_group();
    let mut own = guest(&world, "own");
    let page = format!("/groups/{group}");
    assert_eq!(status(&mut own, &page), 404);
    let owner = [("action", "add_owner"), ("member", "own@example.com")];
    assert_eq!(change_group(&mut admin, &group, &owner).status, 303);
    add(&mut own, &group, "eve@example.com");
    let mut eve = guest(&world, "eve");
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200);
    // Who is only in it changes nothing, and is not told who else is.
    let members = format!("/api/v1/groups/{group}/members");
    assert_eq!(status(&mut eve, &members), 403);
    assert_eq!(status(&mut eve, &format!("{page}/members.csv")), 403);
    assert_eq!(change_group(&mut eve, &group, &[("action", "delete")]).status, 403);
    assert_eq!(eve.json("PUT", &format!("{members}?member=fay@example.com"), &json!({})).status, 403);
    // Who owns nothing to give makes no groups.
    assert_eq!(eve.submit("/groups", &[("name", "Mine")]).status, 403);
    let mut stranger = world.editor();
    for target in [&page, &members, &format!("/api/v1/groups/{group}")] {
        assert_eq!(status(&mut stranger, target), 404, "{target}");
    }
    assert!(!stranger.click("/groups").text().contains("Sales team"));
    // Without owners the administrators are left.
    let own_key = world.database.text(
        "SELECT owner FROM group_owners WHERE added_by NOT LIKE '%latchkey%' AND owner NOT LIKE 'person:' || added_by",
    );
    assert_eq!(change_group(&mut admin, &group, &[("action", "remove_owner"), ("member", &own_key)]).status, 303);
    assert_eq!(status(&mut own, &page), 404);
}

#[test]
fn programs_make_and_change_groups_too() {
    let world = World::start();
    let mut admin = world.admin();
    let made = admin.json("POST", "/api/v1/groups", &json!({ "name": "Sales" }));
    assert_eq!(made.status, 201, "{}", made.text());
    let group = made.json()["id"].as_str().unwrap().to_owned();
    let taken = admin.json("POST", "/api/v1/groups", &json!({ "name": "SALES" }));
    assert_eq!(taken.status, 409, "{}", taken.text());
    let members = format!("/api/v1/groups/{group}/members");
    assert_eq!(admin.json("PUT", &format!("{members}?member=eve@example.com"), &json!({})).status, 204);
    assert_eq!(admin.json("PUT", &format!("{members}?member=app-role:Analyst"), &json!({})).status, 204);
    assert_eq!(admin.json("PUT", &format!("{members}?member=nonsense"), &json!({})).status, 400);
    let listed = admin.send(Request::get(&members)).json();
    let spelled: Vec<_> = listed["members"].as_array().unwrap().iter().map(|member| &member["member"]).collect();
    assert_eq!(spelled, ["address:eve@example.com", "app-role:Analyst"]);
    assert_eq!(admin.send(Request::get(&format!("/api/v1/groups/{group}"))).json()["members"], 2);
    assert_eq!(admin.json("DELETE", &format!("{members}?member=eve@example.com"), &json!({})).status, 204);
    assert_eq!(admin.json("DELETE", &format!("{members}?member=eve@example.com"), &json!({})).status, 404);
    assert_eq!(admin.json("DELETE", &format!("/api/v1/groups/{group}"), &json!({})).status, 204);
    assert_eq!(admin.send(Request::get("/api/v1/groups")).json(), json!({ "groups": [] }));
}

#[test]
fn why_names_the_group_and_how_somebody_came_into_it() {
    let (world, mut admin, group) = with_group();
    let north = make_group(&mut admin, "North");
    add(&mut admin, &group, "North");
    add(&mut admin, &north, "eve@example.com");
    let mut eve = guest(&world, "eve");
    let sales = admin.id_of(ROOT, "sales");
    let about = format!("/api/v1/items/{sales}/access?person=eve@example.com");
    let why = admin.send(Request::get(&about)).json()["why"].clone();
    let sentence = why["sentence"].as_str().unwrap();
    assert!(sentence.contains("the group Sales team"), "{sentence}");
    assert_eq!(why["grants"][0]["way"], json!(["North"]));
    let mine = eve.click(&format!("/d/{sales}/why")).text();
    assert!(mine.contains("the group Sales team") && mine.contains("North"), "{mine}");
}
