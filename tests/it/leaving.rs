//! Somebody who leaves: one button ends everything that is theirs, and what they owned goes to somebody else.

use crate::{
    support::{
        Browser, Employee, Request, World,
        api::ROOT,
        eventually,
        groups::{add, change_group, make_group},
        import::import,
        sharing::{cut, guest, share, unshare},
    },
    tickets::{path, redeem, ticket},
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
    let link = path(&ticket(&mut browser, &plan));
    assert_eq!(redeem(&world, &link, &[]).status, 200);
    let key = world.database.text("SELECT user_key FROM people WHERE email = 'leaver@example.com'");

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
    assert_eq!(redeem(&world, &link, &[]).status, 410);
    let rows = format!(
        "SELECT (SELECT count(*) FROM grants WHERE subject = 'person:{key}')
              + (SELECT count(*) FROM group_members WHERE member = 'person:{key}')
              + (SELECT count(*) FROM group_owners WHERE owner = 'person:{key}')
              + (SELECT count(*) FROM directory_people WHERE user_key = '{key}')
              + (SELECT count(*) FROM user_roles WHERE email = 'leaver@example.com')"
    );
    assert_eq!(world.database.text(&rows), "0");
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

#[test]
fn nothing_counts_for_somebody_who_signed_in_while_they_were_locked_out() {
    let world = World::start();
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let leaver = Employee { app_roles: vec!["Viewer".to_owned()], ..Employee::named("leaver") };
    let mut admin = world.admin();
    let viewers = [("action", "set"), ("kind", "app-role"), ("value", "Viewer"), ("role", "reader")];
    assert_eq!(admin.submit("/admin/directory", &viewers).status, 303);
    let mut browser = world.signed_in(&leaver);
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 200);
    // As a sign-in leaves it that was half-way when the button was pressed: a session, and what the directory says.
    world
        .database
        .execute("UPDATE people SET locked_at = now(), locked_by = 'test' WHERE email = 'leaver@example.com'");
    let back = admin
        .submit("/admin/directory", &[("action", "set"), ("kind", "app-role"), ("value", "X"), ("role", "reader")]);
    assert_eq!(back.status, 303);
    assert_eq!(status(&mut browser, "/files/sales/plan.txt"), 403);
    assert_eq!(browser.who().unwrap()["role"], serde_json::Value::Null);
}

#[test]
fn an_administrator_is_not_told_of_what_they_may_not_see() {
    let world = World::start();
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let mut leaver = guest(&world, "leaver");
    share(&mut admin, &sales, "leaver@example.com", "own");
    assert_eq!(status(&mut leaver, "/files/sales/plan.txt"), 200);
    let page = page_of(&mut admin, "Leaver Example");
    assert!(admin.click(&page).text().contains("/sales</a>"));
    cut(&mut admin, &sales);
    unshare(&mut admin, ROOT, "role:admin");
    assert!(!admin.click(&page).text().contains("/sales</a>"));
}
