//! The page where administrators say who may do what.

use crate::support::{Answer, Browser, Employee, World};

fn change(admin: &mut Browser, action: &str, email: &str, role: &str) -> Answer {
    admin.submit("/admin/people", &[("action", action), ("email", email), ("role", role)])
}

fn roles(world: &World) -> String {
    world.database.text("SELECT coalesce(string_agg(email || '=' || role, ' ' ORDER BY email), '') FROM user_roles")
}

#[test]
fn a_person_is_added_changed_and_removed_and_each_bites_at_once() {
    let world = World::start();
    let mut admin = world.admin();
    let friend = Employee::named("friend");
    let browser = world.signed_in(&friend);
    assert_eq!(browser.who().unwrap()["role"], serde_json::Value::Null);
    for (action, role) in [("add", "reader"), ("set", "editor")] {
        let answer = change(&mut admin, action, "Friend@Example.com", role);
        assert_eq!(
            (answer.status, answer.location(), answer.told()),
            (303, "/admin/people", &*format!("done={action}"))
        );
        assert_eq!(browser.who().unwrap()["role"], role);
    }
    assert_eq!(change(&mut admin, "remove", friend.email(), "").status, 303);
    assert_eq!(browser.who().unwrap()["role"], serde_json::Value::Null);
    assert_eq!(roles(&world), "admin@example.com=admin");
}

#[test]
fn what_makes_no_sense_comes_back_with_a_sentence_and_what_was_typed() {
    let world = World::start();
    let mut admin = world.admin();
    for (action, email, role) in [
        ("add", "<b>nobody</b>", "editor"),
        ("add", "friend@example.com", "owner"),
        ("add", "admin@example.com", "reader"),
        ("set", "stranger@example.com", "reader"),
        ("burn", "friend@example.com", "reader"),
    ] {
        let answer = change(&mut admin, action, email, role);
        let html = answer.text();
        assert_eq!(answer.status, 422, "{action} {email} {role}: {html}");
        assert!(html.contains("Nothing was changed."), "{html}");
        assert!(
            action != "add"
                || html.contains(&format!("value=\"{}\"", email.replace('<', "&#60;").replace('>', "&#62;")))
        );
        assert_eq!(roles(&world), "admin@example.com=admin");
    }
}

#[test]
fn the_last_administrator_stays() {
    let world = World::start();
    let mut admin = world.admin();
    for (action, role) in [("set", "reader"), ("remove", "")] {
        let answer = change(&mut admin, action, "admin@example.com", role);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("only administrator"), "{}", answer.text());
    }
    assert_eq!(roles(&world), "admin@example.com=admin");
}

#[test]
fn an_administrator_who_would_lock_himself_out_is_asked_first() {
    let world = World::start();
    let mut admin = world.admin();
    change(&mut admin, "add", "friend@example.com", "admin");
    let asked = change(&mut admin, "set", "admin@example.com", "reader");
    assert_eq!(asked.status, 422);
    assert!(asked.text().contains("name=\"sure\" value=\"yes\""));
    assert_eq!(roles(&world), "admin@example.com=admin friend@example.com=admin");
    let fields = [("action", "set"), ("email", "admin@example.com"), ("role", "reader"), ("sure", "yes")];
    let answer = admin.submit("/admin/people", &fields);
    assert_eq!((answer.status, answer.location()), (303, "/account"));
    assert_eq!(admin.click("/admin/people").status, 403);
}

#[test]
fn an_address_that_was_handed_on_is_released() {
    let world = World::start();
    let mut admin = world.admin();
    change(&mut admin, "add", "ada@example.com", "editor");
    let first = Employee::named("ada");
    assert_eq!(world.signed_in(&first).who().unwrap()["role"], "editor");
    let second = Employee { oid: Employee::named("another").oid, ..first.clone() };
    let browser = world.signed_in(&second);
    assert_eq!(browser.who().unwrap()["role"], serde_json::Value::Null);
    assert!(admin.click("/admin/people").text().contains(&first.oid));
    assert_eq!(change(&mut admin, "release", "ada@example.com", "editor").status, 303);
    assert_eq!(browser.who().unwrap()["role"], "editor");
}

#[test]
fn ten_thousand_people_come_in_pages_and_are_found_by_name_and_address() {
    let world = World::start();
    let mut admin = world.admin();
    let ada = Employee { name: "Ada Lovelace-Ünal".to_owned(), ..Employee::named("ada") };
    world.give_role(&ada, "reader");
    assert_eq!(world.signed_in(&ada).who().unwrap()["role"], "reader");
    world.database.execute(
        "INSERT INTO user_roles (email, role) SELECT 'p' || number || '@example.com', 'reader' FROM generate_series(1, 9998) AS number",
    );
    let page = admin.click("/admin/people").text();
    assert!(page.contains("10000 people") && page.contains("1 to 100 of 10000"), "{page}");
    assert!(page.matches("<tr>").count() <= 102 && page.len() < 400_000, "{} bytes", page.len());
    assert!(page.contains("Ada Lovelace-Ünal"), "names, too");
    let next = admin.click("/admin/people?from=100").text();
    assert!(next.contains("101 to 200 of 10000") && next.contains("rel=\"prev\""), "{next}");
    for words in ["lovelace", "unal ada", "ADA@example"] {
        let found = admin.click(&format!("/admin/people?q={}", words.replace(' ', "+"))).text();
        assert!(found.contains("ada@example.com") && found.contains("1 person has these words"), "{words}: {found}");
        assert!(!found.contains("p1@example.com"), "{words}");
    }
    assert!(admin.click("/admin/people?q=nobody-like-that").text().contains("Nobody here"));
    assert!(admin.click("/admin/people?from=99999").text().contains("1 to 100 of 10000"));
    let back =
        [("action", "set"), ("email", "p7@example.com"), ("role", "editor"), ("back", "/admin/people?q=p7&from=0")];
    let answer = admin.submit("/admin/people", &back);
    assert_eq!((answer.status, answer.location()), (303, "/admin/people?q=p7&from=0"));
    let elsewhere = [("action", "set"), ("email", "p7@example.com"), ("role", "reader"), ("back", "//evil.example")];
    assert_eq!(admin.submit("/admin/people", &elsewhere).location(), "/admin/people");
}
