//! What the company's directory says of people: its groups are in ours, its groups and app roles bring roles.

use serde_json::json;

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    groups::{change_group, make_group, share_with_group},
    import::import,
};

const TREE: [(&str, &[u8]); 2] = [("sales/plan.txt", b"the plan"), ("notes.txt", b"notes")];
const SELLERS: &str = "5e11e125-0000-4000-8000-000000000001";

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

fn seller(name: &str) -> Employee {
    Employee { groups: vec![SELLERS.to_owned()], ..Employee::named(name) }
}

fn map(admin: &mut Browser, kind: &str, value: &str, role: &str) {
    let fields = [("action", "set"), ("kind", kind), ("value", value), ("role", role)];
    assert_eq!(admin.submit("/admin/directory", &fields).status, 303);
}

#[test]
fn a_group_of_the_directory_in_a_group_of_ours_counts_from_the_next_sign_in() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let group = make_group(&mut admin, "Sales");
    share_with_group(&mut admin, &sales, &group, "view");
    let from = [("action", "add_from_directory"), ("kind", "directory-group"), ("value", SELLERS)];
    assert_eq!(change_group(&mut admin, &group, &from).status, 303);
    let mut eve = world.signed_in(&seller("eve"));
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200);
    assert!(eve.click("/groups").text().contains("Sales"));
    // The directory says it no more.
    let mut eve = world.signed_in(&Employee::named("eve"));
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 403);
}

#[test]
fn a_role_comes_with_an_app_role_and_the_higher_one_takes_precedence() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    map(&mut admin, "app-role", "Viewer", "reader");
    map(&mut admin, "directory-group", SELLERS, "editor");
    let viewer = Employee { app_roles: vec!["Viewer".to_owned()], ..Employee::named("viewer") };
    let mut viewer = world.signed_in(&viewer);
    assert_eq!(viewer.who().unwrap()["role"], "reader");
    assert_eq!(status(&mut viewer, "/files/notes.txt"), 200);
    let both = Employee { app_roles: vec!["Viewer".to_owned()], ..seller("both") };
    let mut both = world.signed_in(&both);
    assert_eq!(both.who().unwrap()["role"], "editor");
    assert_eq!(both.json("POST", &format!("/api/v1/items/{ROOT}/folders"), &json!({ "name": "new" })).status, 201);
    // The table may give a higher one, and takes nothing away.
    let listed = seller("listed");
    world.give_role(&listed, "reader");
    let listed = world.signed_in(&listed);
    assert_eq!(listed.who().unwrap()["role"], "editor");
    // It bites at once when it is taken away.
    let claim = format!("directory-group:{SELLERS}");
    let removed = admin.submit("/admin/directory", &[("action", "remove"), ("claim", &claim)]);
    assert_eq!(removed.status, 303);
    assert_eq!(
        (both.who().unwrap()["role"].clone(), listed.who().unwrap()["role"].clone()),
        (json!("reader"), json!("reader"))
    );
    assert_eq!(world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'directory_role_set'"), "3");
}

#[test]
fn an_administrator_by_the_directory_alone_is_one() {
    let world = World::start();
    let mut admin = world.admin();
    assert_eq!(admin.submit("/admin/directory", &[("action", "propose")]).status, 303);
    let page = admin.click("/admin/directory").text();
    for name in ["Admin", "PM", "Analyst", "Viewer"] {
        assert!(page.contains(&format!("App role {name}")), "{page}");
    }
    let boss = Employee { app_roles: vec!["Admin".to_owned()], ..Employee::named("boss") };
    assert_eq!(status(&mut world.signed_in(&boss), "/admin/people"), 200);
    let nobody = Employee { app_roles: vec!["admin".to_owned()], ..Employee::named("other") };
    assert_eq!(status(&mut world.signed_in(&nobody), "/admin/people"), 403, "values are taken as they are");
}

#[test]
fn more_groups_than_a_token_holds_are_said_and_not_taken_for_none() {
    let world = World::start();
    world.entra.lie(|token| {
        token.claims.remove("groups");
        token.set("_claim_names", json!({ "groups": "src1" }));
        token.set("_claim_sources", json!({ "src1": { "endpoint": "https://graph.windows.net/dead" } }));
    });
    let mut crowded = world.signed_in(&Employee::named("crowded"));
    let page = crowded.click("/groups").text();
    assert!(page.contains("in more groups than a sign-in can tell us"), "{page}");
}

#[test]
fn nonsense_in_the_form_comes_back_with_what_was_typed() {
    let world = World::start();
    let mut admin = world.admin();
    for (value, role) in [(" ", "reader"), ("Viewer", "king")] {
        let fields = [("action", "set"), ("kind", "app-role"), ("value", value), ("role", role)];
        let back = admin.submit("/admin/directory", &fields);
        assert_eq!(back.status, 422);
        assert!(back.text().contains(&format!("value=\"{value}\"")), "{}", back.text());
    }
    assert_eq!(world.database.text("SELECT count(*) FROM directory_roles"), "0");
}
