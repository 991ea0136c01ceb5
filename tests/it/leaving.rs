//! Somebody who leaves: one button ends everything that is theirs, and what they owned goes to somebody else.

use serde_json::json;

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    eventually,
    groups::{add, change_group, make_group},
    import::import,
    sharing::{guest, share},
};

fn status(browser: &mut Browser, target: &str) -> u16 {
    browser.send(Request::get(target)).status
}

/// The page that ends it, found as an administrator does.
fn page_of(admin: &mut Browser, name: &str) -> String {
    let list = admin.click("/admin/sessions").text();
    let (before, _) = list.split_once(&format!("{name}</a>")).unwrap_or_else(|| panic!("{name} is not in {list}"));
    let link = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
    format!("{link}/access")
}

#[test]
fn one_button_ends_everything_and_hands_over_what_they_owned() {
    let world = World::start();
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let plan = admin.id_of(&sales, "plan.txt");
    let leaver = Employee::named("leaver");
    world.give_role(&leaver, "reader");
    let mut browser = world.signed_in(&leaver);
    share(&mut admin, &sales, "leaver@example.com", "own");
    let group = make_group(&mut admin, "Sales team");
    add(&mut admin, &group, "leaver@example.com");
    assert_eq!(
        change_group(&mut admin, &group, &[("action", "add_owner"), ("member", "leaver@example.com")]).status,
        303
    );
    let ticket = browser.json("POST", &format!("/d/{plan}/ticket"), &json!({}));
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 200);
    drop(ticket);

    let page = page_of(&mut admin, "Leaver Example");
    let shown = admin.click(&page).text();
    assert!(shown.contains("/sales</a>") && shown.contains("nobody by name"), "{shown}");
    let wrong = admin.submit(&page, &[("action", "lock_out"), ("heir", "nonsense")]);
    assert!(wrong.status == 422 && wrong.text().contains("value=\"nonsense\""), "{}", wrong.text());
    let themselves = admin.submit(&page, &[("action", "lock_out"), ("heir", "leaver@example.com")]);
    assert_eq!(themselves.status, 422, "{}", themselves.text());
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 200, "nothing was changed");
    let done = admin.submit(&page, &[("action", "lock_out"), ("heir", "heir@example.com")]);
    assert_eq!(done.status, 303, "{}", done.text());

    assert_eq!(browser.who(), Err(401));
    let rows = "SELECT (SELECT count(*) FROM grants WHERE subject LIKE 'person:%')
                     + (SELECT count(*) FROM group_members)
                     + (SELECT count(*) FROM group_owners WHERE owner <> 'address:heir@example.com' AND owner NOT LIKE '%' || added_by)
                     + (SELECT count(*) FROM user_roles WHERE email = 'leaver@example.com')";
    assert_eq!(world.database.text(rows), "0");
    let mut heir = guest(&world, "heir");
    assert_eq!(status(&mut heir, &format!("/d/{sales}/access")), 200, "they own it now");
    assert!(heir.click("/groups").text().contains("Sales team"));

    // They cannot sign in, and read why.
    let mut again = world.browser();
    let refused = world.sign_in(&mut again, &leaver, "/files/");
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("Your access to this site has ended"), "{}", refused.text());
    assert_eq!(again.session(), None);
    assert!(admin.click(&page).text().contains("has had no access since"));
    let kinds = "SELECT string_agg(kind || coalesce(detail->>'code', ''), ' ' ORDER BY id) FROM audit_events
                  WHERE kind IN ('person_locked_out', 'person_let_in', 'sign_in_refused')";
    assert_eq!(world.database.text(kinds), "person_locked_out sign_in_refusedlocked_out");
    assert_eq!(admin.submit(&page, &[("action", "let_in")]).status, 303);
    let mut back = world.signed_in(&leaver);
    assert_eq!(status(&mut back, "/files/sales/plan.txt"), 403, "with nothing that they had");
}

#[test]
fn it_bites_on_the_other_copy_and_nobody_locks_themselves_out() {
    let world = World::start();
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let twin = world.twin();
    let mut admin = world.admin();
    let reader = world.reader();
    let mut there = Browser::new(twin.port(), &world.origin());
    there.set_session(reader.session().unwrap());
    assert_eq!(status(&mut there, "/files/sales/plan.txt"), 200);
    let page = page_of(&mut admin, "Reader Example");
    assert_eq!(admin.submit(&page, &[("action", "lock_out"), ("heir", "")]).status, 303);
    eventually(|| there.who() == Err(401));
    let own = page_of(&mut admin, "Admin Example");
    let refused = admin.submit(&own, &[("action", "lock_out")]);
    assert!(refused.status == 422 && refused.text().contains("cannot end your own access"), "{}", refused.text());
    assert!(admin.who().is_ok());
}
