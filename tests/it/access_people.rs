//! Everybody who can get in: one line for each person, for those who own the thing.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{
    Browser, Request, World,
    api::ROOT,
    groups::{add, make_group, share_with_group},
    import::import,
    sharing::{cut, guest, share, share_with},
};

fn people(browser: &mut Browser, id: &str, query: &str) -> Value {
    let answer = browser.send(Request::get(&format!("/api/v1/items/{id}/access/people{query}")));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn names(part: &Value) -> Vec<&str> {
    part["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap()).collect()
}

fn world() -> (World, Browser, String, String) {
    let world = World::start();
    import(&world, &[("sales/team/plan.txt", b"the plan")]);
    let mut admin = world.admin();
    let sales = admin.id_of(ROOT, "sales");
    let team = admin.id_of(&sales, "team");
    (world, admin, sales, team)
}

#[test]
fn each_person_is_one_line_with_the_grant_that_decides_for_them() {
    let (world, mut admin, sales, team) = world();
    cut(&mut admin, &sales);
    let group = make_group(&mut admin, "Sellers");
    for name in ["ada", "bob"] {
        add(&mut admin, &group, &format!("{name}@example.com"));
    }
    share_with_group(&mut admin, &sales, &group, "view");
    share_with(&mut admin, &team, &[("email", "bob@example.com"), ("level", "edit"), ("ends", "2099-12-31")]);
    guest(&world, "ada").click("/shared");
    let told = people(&mut admin, &team, "");
    assert_eq!(names(&told), ["Ada Example", "Admin Example", "bob@example.com"], "{told}");
    let [ada, owner, bob] = [0, 1, 2].map(|place| &told["items"][place]);
    assert_eq!(
        (&ada["level"], &ada["through_name"], &ada["from"]),
        (&"view".into(), &"Sellers".into(), &sales.clone().into())
    );
    assert!(ada["last_here"].is_string() && ada["email"] == "ada@example.com", "{ada}");
    assert_eq!((&owner["level"], &owner["through"]), (&"own".into(), &"role:admin".into()));
    assert_eq!((&bob["level"], &bob["from"], &bob["last_here"]), (&"edit".into(), &Value::Null, &Value::Null));
    assert!(bob["ends_at"].as_str().unwrap().starts_with("2100-01-01"), "{bob}");
    let page = admin.click(&format!("/d/{team}/access/people")).text();
    for words in ["Ada Example", "the group Sellers", "given by name", "Administrators", "never"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(admin.click(&format!("/d/{team}/access")).text().contains("Everybody who can get in"));
}

#[test]
fn they_are_in_the_order_that_is_asked_for_and_come_in_parts() {
    let (world, mut admin, sales, _) = world();
    for (name, level) in [("cy", "view"), ("ada", "edit"), ("bob", "view")] {
        share(&mut admin, &sales, &format!("{name}@example.com"), level);
    }
    guest(&world, "bob").click("/shared");
    for (query, order) in [
        ("sort=name&order=asc", ["ada@example.com", "Admin Example", "Bob Example", "cy@example.com"]),
        ("sort=name&order=desc", ["cy@example.com", "Bob Example", "Admin Example", "ada@example.com"]),
        ("sort=level&order=asc", ["Admin Example", "ada@example.com", "cy@example.com", "Bob Example"]),
    ] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let part = people(&mut admin, &sales, &format!("?{query}&limit=1{cursor}"));
            seen.extend(names(&part).into_iter().map(str::to_owned));
            match part["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, order, "{query}");
    }
    let last = people(&mut admin, &sales, "?sort=last_here&order=desc");
    assert_eq!(names(&last)[..2].iter().filter(|name| name.ends_with("Example")).count(), 2, "{last}");
    let part = people(&mut admin, &sales, "?limit=1");
    let other =
        format!("/api/v1/items/{sales}/access/people?sort=level&cursor={}", part["next_cursor"].as_str().unwrap());
    assert_eq!(admin.fetch(&other).status, 400, "a cursor belongs to its order");
    let page = admin.click(&format!("/d/{sales}/access/people?sort=level&order=desc")).text();
    assert!(page.contains("aria-sort=\"descending\"") && page.contains("sort=level&#38;order=asc"), "{page}");
}

#[test]
fn the_table_in_text_holds_no_formula() {
    let (world, mut admin, sales, _) = world();
    world.database.execute("INSERT INTO people (user_key, name, email, seen_at) VALUES ('t|evil', '=HYPERLINK(1)', 'evil@example.com', now())");
    share(&mut admin, &sales, "evil@example.com", "view");
    let answer = admin.fetch(&format!("/d/{sales}/access/people.csv"));
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    assert!(answer.header("content-disposition").unwrap().contains("sales.csv"));
    let text = answer.text();
    assert!(text.starts_with("name,email,level,through,"), "{text}");
    assert!(text.contains("\n'=HYPERLINK(1),evil@example.com,view,person:t|evil,"), "{text}");
}

#[test]
fn only_its_owners_see_it() {
    let (world, mut admin, sales, team) = world();
    share(&mut admin, &team, "owner@example.com", "own");
    share(&mut admin, &sales, "editor@example.com", "edit");
    let (mut owner, mut editor) = (guest(&world, "owner"), guest(&world, "editor"));
    for end in ["", ".csv"] {
        assert_eq!(owner.fetch(&format!("/d/{team}/access/people{end}")).status, 200);
        assert_eq!(owner.fetch(&format!("/d/{sales}/access/people{end}")).status, 404);
        assert_eq!(editor.fetch(&format!("/d/{team}/access/people{end}")).status, 403);
    }
    world.database.execute("UPDATE people SET locked_at = now() WHERE email = 'editor@example.com'");
    assert!(!people(&mut owner, &team, "").to_string().contains("editor@example.com"), "nothing counts for them");
}

#[test]
fn ten_thousand_people_are_no_trouble() {
    let (world, mut admin, sales, _) = world();
    let group = make_group(&mut admin, "Everybody");
    world.database.execute(&format!(
        "INSERT INTO people (user_key, name, email, seen_at) SELECT 't|' || n, 'Person ' || lpad(n::text, 5, '0'), 'p' || n || '@example.com', now() - n * interval '1 minute' FROM generate_series(1, 10000) n;
         INSERT INTO group_members (group_id, member, added_at, added_by) SELECT '{group}', 'person:t|' || n, now(), 'test' FROM generate_series(1, 10000) n"
    ));
    share_with_group(&mut admin, &sales, &group, "view");
    let began = Instant::now();
    let page = admin.click(&format!("/d/{sales}/access/people")).text();
    assert!(page.contains("Person 00001") && page.contains("order=asc&#38;from=250"), "{}", &page[..2000]);
    let page = admin.click(&format!("/d/{sales}/access/people?from=10000")).text();
    assert!(page.contains("Person 10000") && !page.contains("Person 09999") && !page.contains("from="), "{page}");
    let text = admin.fetch(&format!("/d/{sales}/access/people.csv")).text();
    assert_eq!(text.lines().count(), 10_002);
    let last = people(&mut admin, &sales, "?sort=last_here&order=asc&limit=2");
    assert_eq!(names(&last), ["Person 10000", "Person 09999"]);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}
