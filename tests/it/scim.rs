//! The company's directory sends people and groups by itself (SCIM): whoever it disables has nothing any more, everywhere and at
//! once, and its groups count without anybody signing in again.

use serde_json::{Value, json};
use time::Duration;

use crate::{
    support::{
        Browser, Employee, Request, World,
        api::ROOT,
        directory::Provisioning,
        eventually,
        groups::{change_group, make_group, share_with_group},
        import::import,
        program::{latchkey, said},
        sharing::share,
    },
    tickets::{path, redeem, ticket},
};

const TREE: [(&str, &[u8]); 2] = [("sales/plan.txt", b"the plan"), ("notes.txt", b"notes")];
const SELLERS: &str = "5e11e125-0000-4000-8000-000000000001";

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

#[test]
fn whoever_the_directory_disables_has_nothing_on_any_copy_and_gets_it_back_when_enabled() {
    let world = World::start();
    import(&world, &TREE);
    let twin = world.twin();
    let mut admin = world.admin();
    let directory = Provisioning::set_up(&world, &mut admin);
    let worker = Employee::named("worker");
    let id = directory.person(&worker);
    world.give_role(&worker, "reader");
    let mut here = world.signed_in(&worker);
    let sales = admin.id_of(ROOT, "sales");
    let plan = admin.id_of(&sales, "plan.txt");
    let link = path(&ticket(&mut here, &plan));
    let mut there = Browser::new(twin.port(), &world.origin());
    there.set_session(here.session().unwrap());
    assert_eq!(status(&mut there, "/files/sales/plan.txt"), 200);
    assert_eq!(redeem(&world, &link, &[]).status, 200);

    directory.set_active(&id, false);
    assert_eq!(here.who(), Err(401), "with the next request");
    assert_eq!(redeem(&world, &link, &[]).status, 410);
    eventually(|| there.who() == Err(401));
    let mut again = world.browser();
    let refused = world.sign_in(&mut again, &worker, "/files/");
    assert!(
        refused.status == 403 && refused.text().contains("Your access to this site has ended"),
        "{}",
        refused.text()
    );

    directory.set_active(&id, true);
    let mut back = world.signed_in(&worker);
    assert_eq!(status(&mut back, "/files/sales/plan.txt"), 200, "with what they had");
    assert_eq!(redeem(&world, &link, &[]).status, 410, "a link of before stays dead");
    let record = world.database.text(
        "SELECT string_agg(kind || coalesce(' ' || (detail->>'is_active'), ''), ', ' ORDER BY id) FROM audit_events
          WHERE via = 'directory'",
    );
    assert_eq!(record, "scim_person_set true, scim_person_set false, sessions_ended, scim_person_set true");
}

#[test]
fn whoever_was_never_here_and_is_disabled_or_deleted_cannot_begin() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let directory = Provisioning::set_up(&world, &mut admin);
    let newcomer = Employee::named("newcomer");
    world.give_role(&newcomer, "reader");
    let id = directory.person(&newcomer);
    directory.set_active(&id, false);
    let refused = |world: &World| {
        let mut browser = world.browser();
        world.sign_in(&mut browser, &newcomer, "/files/").status
    };
    assert_eq!(refused(&world), 403);
    assert_eq!(directory.send("DELETE", &format!("/Users/{id}"), &Value::Null).status, 204);
    assert_eq!(directory.send("GET", &format!("/Users/{id}"), &Value::Null).status, 404);
    assert_eq!(refused(&world), 403, "deleted is not forgotten");
    let left = "SELECT user_name || resource::text FROM scim_users WHERE NOT is_active";
    assert_eq!(world.database.text(left), "{}", "what was sent of them is");
    // They come back, and so does somebody who is given the id of one who was deleted.
    let id = directory.person(&newcomer);
    assert_eq!(directory.send("DELETE", &format!("/Users/{id}"), &Value::Null).status, 204);
    let other = directory.person(&Employee::named("other"));
    let linked = json!([{ "op": "Replace", "path": "externalId", "value": newcomer.oid }]);
    assert_eq!(directory.patch(&format!("/Users/{other}"), &linked).status, 200);
    let mut browser = world.signed_in(&newcomer);
    assert_eq!(status(&mut browser, "/files/notes.txt"), 200);
}

#[test]
fn a_group_that_the_directory_sends_opens_and_closes_folders_within_a_session() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let directory = Provisioning::set_up(&world, &mut admin);
    let sales = admin.id_of(ROOT, "sales");
    let group = make_group(&mut admin, "Sales");
    share_with_group(&mut admin, &sales, &group, "view");
    let from = [("action", "add_from_directory"), ("kind", "directory-group"), ("value", SELLERS)];
    assert_eq!(change_group(&mut admin, &group, &from).status, 303);
    let (eve, bob) = (Employee::named("eve"), Employee::named("bob"));
    let (eve_id, bob_id) = (directory.person(&eve), directory.person(&bob));
    let sellers = directory.group(SELLERS, "Sellers", &[&eve_id]);
    let mut eve = world.signed_in(&eve);
    assert_eq!(status(&mut eve, "/files/sales/plan.txt"), 200, "although her token names no group");
    let mut bob = world.signed_in(&bob);
    assert_eq!(status(&mut bob, "/files/sales/plan.txt"), 403);

    let target = format!("/Groups/{sellers}");
    let swap = json!([
        { "op": "Remove", "path": "members", "value": [{ "$ref": null, "value": eve_id }] },
        { "op": "Add", "path": "members", "value": [{ "$ref": null, "value": bob_id }] },
    ]);
    assert_eq!(directory.patch(&target, &swap).status, 204);
    assert_eq!((status(&mut eve, "/files/sales/plan.txt"), status(&mut bob, "/files/sales/plan.txt")), (403, 200));
    // A sign-in says what the token says, and takes away nothing that was sent.
    let mut bob = world.signed_in(&Employee::named("bob"));
    assert_eq!(status(&mut bob, "/files/sales/plan.txt"), 200);
    assert_eq!(directory.send("DELETE", &target, &Value::Null).status, 204);
    assert_eq!(status(&mut bob, "/files/sales/plan.txt"), 403);
}

#[test]
fn only_a_secret_that_counts_lets_the_directory_in() {
    let world = World::start();
    let mut admin = world.admin();
    let first = Provisioning::set_up(&world, &mut admin);
    world.clock.advance(Duration::seconds(1));
    let second = Provisioning::set_up(&world, &mut admin);
    for directory in [&first, &second] {
        assert_eq!(directory.get("/Users")["totalResults"], 0, "two count at a time");
    }
    world.clock.advance(Duration::seconds(1));
    let third = Provisioning::set_up(&world, &mut admin);
    let refused = first.send("GET", "/Users", &Value::Null);
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Bearer realm=\"latchkey\"")));
    assert_eq!(refused.json()["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
    assert_eq!(refused.json()["status"], "401");
    let id = world.database.text("SELECT id::text FROM scim_secrets ORDER BY made_at DESC LIMIT 1");
    assert_eq!(third.get("/Groups")["totalResults"], 0);
    assert_eq!(admin.submit("/admin/scim", &[("action", "end"), ("secret", &id)]).status, 303);
    let counts = [&second, &third].map(|directory| directory.send("GET", "/Users", &Value::Null).status);
    assert_eq!(counts.iter().filter(|status| **status == 401).count(), 1, "the one that was ended");
    // Neither a session nor anything else opens it, and the secret opens nothing else.
    assert_eq!(status(&mut admin, "/scim/v2/Users"), 401);
    let living = if counts[0] == 200 { &second } else { &third };
    let bearer = format!("Bearer {}", living.secret());
    let elsewhere = Request::get("/api/v1/me").header("host", "localhost:8000").header("authorization", &bearer);
    assert_eq!(elsewhere.send(world.port()).status, 401);
    for header in ["Bearer ", "Bearer x", "Basic eDp5", "bearer"] {
        let request = Request::get("/scim/v2/Users").header("host", "localhost:8000").header("authorization", header);
        assert_eq!(request.send(world.port()).status, 401, "{header}");
    }
    let kept = world.database.text("SELECT string_agg(scim_secrets::text, ' ') FROM scim_secrets");
    assert!(!kept.contains(living.secret()) && !admin.click("/admin/scim").text().contains(living.secret()));
}

#[test]
fn an_operator_makes_and_ends_secrets_at_the_terminal() {
    let world = World::start();
    let (code, none) = said(latchkey(&world, &["scim", "secrets"]));
    assert!(code == Some(0) && none.contains("There is no secret"), "{none}");
    let (code, secret) = said(latchkey(&world, &["scim", "new-secret"]));
    assert!(code == Some(0) && secret.starts_with("latchkey_scim_"), "{secret}");
    let ask = || {
        let bearer = format!("Bearer {}", secret.trim());
        let request = Request::get("/scim/v2/ServiceProviderConfig").header("host", "localhost:8000");
        request.header("authorization", &bearer).send(world.port()).status
    };
    assert_eq!(ask(), 200);
    let (_, list) = said(latchkey(&world, &["scim", "secrets"]));
    let id = list.lines().nth(1).and_then(|line| line.split_whitespace().next()).unwrap();
    assert!(list.contains("latchkey scim new-secret") && !list.contains("never"), "{list}");
    let (code, ended) = said(latchkey(&world, &["scim", "end-secret", id]));
    assert!(code == Some(0) && ended.contains("has ended"), "{ended}");
    assert_eq!(ask(), 401);
    let (code, unknown) = said(latchkey(&world, &["scim", "end-secret", id]));
    assert!(code == Some(1) && unknown.contains("latchkey scim secrets"), "{unknown}");
}

#[test]
fn administrators_hand_over_what_a_disabled_person_owned() {
    let world = World::start();
    import(&world, &TREE);
    let mut admin = world.admin();
    let directory = Provisioning::set_up(&world, &mut admin);
    let owner = Employee::named("owner");
    let id = directory.person(&owner);
    world.signed_in(&owner);
    let sales = admin.id_of(ROOT, "sales");
    share(&mut admin, &sales, "owner@example.com", "own");
    directory.set_active(&id, false);
    let shown = admin.click("/admin/scim").text();
    assert!(shown.contains("1, of whom 1 disabled") && shown.contains("Owner Example</a>"), "{shown}");
    let before = shown.split("Owner Example</a>").next().unwrap();
    let page = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let text = admin.click(&page).text();
    assert!(text.contains("The company's directory has ended") || text.contains("directory has ended Owner"), "{text}");
    let refused = admin.submit(&page, &[("action", "let_in")]);
    assert!(refused.text().contains("Enable them there first"), "{}: {}", refused.status, refused.text());
    let done = admin.submit(&page, &[("action", "lock_out"), ("heir", "heir@example.com")]);
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(!admin.click("/admin/scim").text().contains("Owner Example</a>"));
    let mut heir = world.signed_in(&Employee::named("heir"));
    assert_eq!(status(&mut heir, &format!("/d/{sales}/access")), 200);
    // The directory's word alone does not bring back whom an administrator has locked out.
    directory.set_active(&id, true);
    let mut browser = world.browser();
    assert_eq!(world.sign_in(&mut browser, &owner, "/files/").status, 403);
}
