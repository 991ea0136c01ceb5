//! Microsoft Graph tells what a token does not: all groups of somebody who is in many, and what changes while they are here.

use serde_json::json;
use time::Duration;
use uuid::Uuid;

use latchkey::settings::SignInMode;

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    entra::{Endpoint, Fault},
    eventually,
    groups::{change_group, make_group, share_with_group},
    import::import,
};

const SELLERS: &str = "5e11e125-0000-4000-8000-000000000001";

/// A world that may ask Graph, where a group of the directory may view a folder.
fn with_graph() -> World {
    let world = World::with(|settings| {
        let SignInMode::Oidc(oidc) = &mut settings.sign_in else { panic!("people sign in") };
        let issuer = url::Url::parse(&oidc.issuer).unwrap();
        oidc.graph = Some(issuer.join("/").unwrap());
    });
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let group = make_group(&mut admin, "Sales");
    share_with_group(&mut admin, &sales, &group, "view");
    let from = [("action", "add_from_directory"), ("kind", "directory-group"), ("value", SELLERS)];
    assert_eq!(change_group(&mut admin, &group, &from).status, 303);
    world
}

/// Somebody in more groups than a token holds, the sellers among them.
fn crowded(world: &World) -> Employee {
    world.entra.lie(|token| {
        token.claims.remove("groups");
        token.set("_claim_names", json!({ "groups": "src1" }));
        token.set("_claim_sources", json!({ "src1": { "endpoint": "https://graph.windows.net/dead" } }));
    });
    let employee = Employee::named("crowded");
    let others = (0..1_999u128).map(|number| Uuid::from_u128(number << 64 | 0x4a5b).to_string());
    world.entra.know(&employee.oid, &others.chain([SELLERS.to_owned()]).collect::<Vec<_>>());
    employee
}

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

#[test]
fn two_thousand_groups_are_read_from_the_directory_at_the_sign_in() {
    let world = with_graph();
    let employee = crowded(&world);
    let mut crowded = world.signed_in(&employee);
    assert_eq!(status(&mut crowded, "/files/sales/plan.txt"), 200);
    assert_eq!(world.database.text("SELECT max(cardinality(claims)) FROM directory_people"), "2000");
    assert!(!crowded.click("/groups").text().contains("more groups than"));
    assert_eq!(world.entra.hits(Endpoint::Graph), 20, "in pages");
    // The program's own token is used again, and is nowhere to be seen.
    let tokens = world.entra.hits(Endpoint::Token);
    world.signed_in(&employee);
    assert_eq!(world.entra.hits(Endpoint::Token), tokens + 1);
}

#[test]
fn a_directory_that_does_not_answer_lets_people_sign_in_and_says_so() {
    for fault in [
        Fault::Slam,
        Fault::status(429, "application/json", "{}"),
        Fault::status(503, "text/html", "busy"),
        Fault::status(200, "text/html", "<h1>proxy</h1>"),
        Fault::redirect("http://127.0.0.1:1/"),
    ] {
        let world = with_graph();
        let employee = crowded(&world);
        world.entra.fail(Endpoint::Graph, fault);
        let mut crowded = world.signed_in(&employee);
        assert_eq!(status(&mut crowded, "/files/sales/plan.txt"), 403);
        let page = crowded.click("/groups").text();
        assert!(page.contains("in more groups than a sign-in can tell us"), "{page}");
        let again = crowded.submit("/groups", &[("action", "refresh")]);
        assert_eq!(again.status, 503);
        assert!(again.text().contains("The company directory does not answer"), "{}", again.text());
    }
}

#[test]
fn after_a_429_nobody_asks_before_its_time_is_over() {
    let world = with_graph();
    let employee = crowded(&world);
    world.entra.fail(Endpoint::Graph, Fault::status(429, "application/json", "{}"));
    let mut crowded = world.signed_in(&employee);
    let asked = world.entra.hits(Endpoint::Graph);
    for _ in 0..3 {
        assert_eq!(crowded.submit("/groups", &[("action", "refresh")]).status, 503);
    }
    assert_eq!(world.entra.hits(Endpoint::Graph), asked);
    world.entra.be_honest();
    world.clock.advance(Duration::seconds(31));
    assert_eq!(crowded.submit("/groups", &[("action", "refresh")]).status, 303);
    assert_eq!(status(&mut crowded, "/files/sales/plan.txt"), 200);
}

#[test]
fn without_the_permission_the_log_says_which_one_is_missing() {
    let world = with_graph();
    let employee = crowded(&world);
    world.entra.refuse_graph();
    let mut crowded = world.signed_in(&employee);
    assert_eq!(status(&mut crowded, "/files/sales/plan.txt"), 403);
    assert_eq!(crowded.submit("/groups", &[("action", "refresh")]).status, 503);
}

#[test]
fn who_leaves_a_group_of_the_directory_while_they_are_here_loses_what_it_gave() {
    let world = with_graph();
    let eve = Employee { groups: vec![SELLERS.to_owned()], ..Employee::named("eve") };
    let mut browser = world.signed_in(&eve);
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 200);
    world.entra.know(&eve.oid, &[]);
    assert_eq!(world.entra.hits(Endpoint::Graph), 0, "a token tells at the sign-in");
    world
        .database
        .execute("UPDATE directory_people SET read_at = read_at - interval '16 minutes' WHERE claims <> '{}'");
    eventually(|| status(&mut browser, "/files/sales/plan.txt") == 403);
    assert_eq!(world.entra.hits(Endpoint::Graph), 1, "once, and not again at once");
    // And on request.
    world.entra.know(&eve.oid, &[SELLERS.to_owned()]);
    assert_eq!(browser.submit("/groups", &[("action", "refresh")]).status, 303);
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 200);
    // Somebody who was deleted there is in no group.
    world.entra.forget(&eve.oid);
    world.entra.revoke_graph_tokens();
    assert_eq!(browser.submit("/groups", &[("action", "refresh")]).status, 303);
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 403);
}

#[test]
fn who_is_due_while_the_directory_is_away_is_asked_for_when_it_is_back() {
    let world = with_graph();
    let eve = Employee { groups: vec![SELLERS.to_owned()], ..Employee::named("eve") };
    let mut browser = world.signed_in(&eve);
    world.entra.know(&eve.oid, &[]);
    world.entra.fail(Endpoint::Graph, Fault::status(503, "text/html", "busy"));
    world
        .database
        .execute("UPDATE directory_people SET read_at = read_at - interval '16 minutes' WHERE claims <> '{}'");
    eventually(|| world.entra.hits(Endpoint::Graph) == 1);
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 200, "what was known still counts");
    world.entra.be_honest();
    world.clock.advance(Duration::seconds(31));
    eventually(|| status(&mut browser, "/files/sales/plan.txt") == 403);
}
