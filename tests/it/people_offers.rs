//! Names while somebody types: people who were here, and groups that one may know of.

use std::time::{Duration, Instant};

use crate::support::{
    Browser, Employee, Request, World,
    api::ROOT,
    groups::{add, change_group, make_group, share_with_group},
    import::import,
    sharing::{change, guest, share},
};

fn offers(browser: &mut Browser, typed: &str) -> Vec<String> {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
    let answer = browser.send(Request::get(&format!("/api/v1/people?{query}")));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

fn people(world: &World, names: &[(&str, &str)]) {
    for (name, email) in names {
        world.database.execute(&format!(
            "INSERT INTO people (user_key, name, email, seen_at) VALUES ('t|{email}', '{name}', '{email}', now())"
        ));
    }
}

#[test]
fn the_beginning_of_any_word_finds_people_and_so_does_their_address() {
    let world = World::start();
    people(
        &world,
        &[
            ("Ada Lovelace", "ada@example.com"),
            ("Jean-Luc Émile Picard", "jl@example.com"),
            ("Adam Bede", "bede@example.org"),
            ("100% Sure_Thing", "sure@example.com"),
        ],
    );
    let mut admin = world.admin();
    for (typed, found) in [
        ("ada", &["Ada Lovelace", "Adam Bede"][..]),
        ("LOVE", &["Ada Lovelace"]),
        ("ada love", &["Ada Lovelace"]),
        ("love ada", &["Ada Lovelace"]),
        ("luc", &["Jean-Luc Émile Picard"]),
        ("jean-l", &["Jean-Luc Émile Picard"]),
        ("emile", &["Jean-Luc Émile Picard"]),
        ("bede@ex", &["Adam Bede"]),
        ("100%", &["100% Sure_Thing"]),
        ("vela", &[]),
        ("%", &[]),
        ("  ", &[]),
    ] {
        assert_eq!(offers(&mut admin, typed), found, "{typed:?}");
    }
    // What somebody is called now counts.
    world.database.execute("UPDATE people SET name = 'Ada King' WHERE email = 'ada@example.com'");
    assert_eq!(offers(&mut admin, "king"), ["Ada King"]);
    assert!(offers(&mut admin, "lovelace").is_empty());
    world.database.execute("UPDATE people SET locked_at = now() WHERE email = 'ada@example.com'");
    assert!(offers(&mut admin, "king").is_empty(), "nobody shares with whoever left");
}

#[test]
fn only_those_who_own_something_look_people_up_and_hidden_groups_are_for_their_own() {
    let world = World::start();
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let (listed, hidden) = (make_group(&mut admin, "Sales team"), make_group(&mut admin, "Sales secrets"));
    assert_eq!(change_group(&mut admin, &hidden, &[("action", "describe"), ("name", "Sales secrets")]).status, 303);
    for (name, level) in [("owner", "own"), ("editor", "edit")] {
        share(&mut admin, &sales, &format!("{name}@example.com"), level);
    }
    let (mut owner, mut editor) = (guest(&world, "owner"), guest(&world, "editor"));
    assert_eq!(offers(&mut admin, "sales"), ["Sales secrets", "Sales team"]);
    assert_eq!(offers(&mut owner, "sal"), ["Sales team"]);
    assert_eq!(editor.send(Request::get("/api/v1/people?q=sal")).status, 403);
    assert_eq!(world.reader().send(Request::get("/api/v1/people?q=sal")).status, 403);
    // In it, they know of it.
    add(&mut admin, &hidden, "owner@example.com");
    assert_eq!(offers(&mut owner, "secrets"), ["Sales secrets"]);
    // Whoever owns a group, and nothing else, adds people to it.
    let keeper = Employee::named("keeper");
    let mut keeper = world.signed_in(&keeper);
    keeper.click("/account");
    assert_eq!(keeper.send(Request::get("/api/v1/people?q=own")).status, 403);
    let made = change_group(&mut admin, &listed, &[("action", "add_owner"), ("member", "keeper@example.com")]);
    assert_eq!(made.status, 303, "{}", made.text());
    assert_eq!(offers(&mut keeper, "own"), ["Owner Example"]);
}

#[test]
fn the_form_takes_the_name_of_a_group_that_was_offered() {
    let world = World::start();
    import(&world, &[("sales/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let group = make_group(&mut admin, "Sales team");
    let given = change(&mut admin, &sales, &[("action", "grant"), ("email", "sales TEAM"), ("level", "view")]);
    assert_eq!(given.status, 303, "{}", given.text());
    assert_eq!(
        world.database.text("SELECT subject FROM grants WHERE subject LIKE 'group:%'"),
        format!("group:{group}")
    );
    let refused = change(&mut admin, &sales, &[("action", "grant"), ("email", "sales"), ("level", "view")]);
    assert_eq!(refused.status, 422);
    share_with_group(&mut admin, &sales, &group, "edit");
}

#[test]
fn among_a_hundred_thousand_people_names_are_found_at_once() {
    let world = World::start();
    world.database.execute(
        "INSERT INTO people (user_key, name, email, seen_at)
         SELECT 't|' || n, 'Person' || n % 1000 || ' Family' || n, 'p' || n || '@example.com', now() FROM generate_series(1, 100000) n;
         ANALYZE people; ANALYZE people_words",
    );
    let mut admin = world.admin();
    for (typed, found) in [("p", 8), ("person7 family99007", 1), ("family99", 8), ("p99999@", 1), ("person7 fam", 8)] {
        let began = Instant::now();
        assert_eq!(offers(&mut admin, typed).len(), found, "{typed}");
        assert!(began.elapsed() < Duration::from_secs(2), "{typed}: {:?}", began.elapsed());
    }
}
