//! Who did what is read on pages and by programs: by person, item, kind, way, request and day; each person reads what
//! concerns themselves, and owners what happened to what they own.

use std::collections::BTreeSet;

use latchkey::settings::SignInMode;
use serde_json::Value;

use crate::support::{
    Browser, World,
    api::ROOT,
    described::{check, document},
    groups::{add, make_group},
    import::import,
    sharing::{cut, guest, share},
};

/// A part of the record, as programs get it.
fn part(browser: &mut Browser, target: &str) -> Value {
    let answer = browser.fetch(target);
    assert_eq!(answer.status, 200, "{target}: {}", answer.text());
    answer.json()
}

fn kinds(part: &Value) -> Vec<&str> {
    part["items"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

/// Ids of all events, part by part, and how many parts there were.
fn all(browser: &mut Browser, target: &str) -> (Vec<i64>, usize) {
    let (mut ids, mut cursor, mut parts) = (Vec::new(), String::new(), 0);
    loop {
        let part = part(browser, &format!("{target}{cursor}"));
        parts += 1;
        ids.extend(part["items"].as_array().unwrap().iter().map(|event| event["id"].as_i64().unwrap()));
        match part["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (ids, parts),
        }
    }
}

fn world() -> (World, Browser, Browser, String, String) {
    let world = World::start();
    import(&world, &[("sales/plan.txt", b"the plan"), ("other.txt", b"other")]);
    let (mut admin, editor) = (world.admin(), world.editor());
    let sales = admin.id_of(ROOT, "sales");
    let plan = admin.id_of(&sales, "plan.txt");
    (world, admin, editor, sales, plan)
}

#[test]
fn an_administrator_follows_a_person_an_item_a_kind_a_way_and_a_request() {
    let (world, mut admin, mut editor, sales, plan) = world();
    share(&mut admin, &sales, "ada@example.com", "view");
    let answer = editor.json("PATCH", &format!("/api/v1/items/{plan}"), &serde_json::json!({ "name": "new.txt" }));
    let request = answer.request_id().to_owned();
    editor.delete(&plan);
    let record = |admin: &mut Browser, query: &str| part(admin, &format!("/api/v1/record?{query}"));
    let told = record(&mut admin, "");
    assert_eq!(kinds(&told)[..2], ["item_deleted", "item_moved"], "the newest first: {told}");
    let all_kinds: BTreeSet<&str> = kinds(&told).into_iter().collect();
    for kind in ["signed_in", "access_granted", "documents_imported"] {
        assert!(all_kinds.contains(kind), "{kind} in {told}");
    }
    let deleted = &told["items"][0];
    assert_eq!((&deleted["name"], &deleted["path"]), (&"Editor Example".into(), &"sales/new.txt".into()));
    assert_eq!((&deleted["via"], &deleted["address"]), (&"session".into(), &"127.0.0.1".into()));
    let key = deleted["actor"].as_str().unwrap().replace('|', "%7C");
    for (query, expected) in [
        ("person=editor@example.com".to_owned(), vec!["item_deleted", "item_moved", "signed_in"]),
        ("person=EDITOR@example.com&kind=item_moved".to_owned(), vec!["item_moved"]),
        (format!("person={key}"), vec!["item_deleted", "item_moved", "signed_in"]),
        ("person=ada@example.com".to_owned(), vec!["access_granted"]),
        (format!("item={plan}"), vec!["item_deleted", "item_moved"]),
        ("item=/sales/".to_owned(), vec!["access_granted"]),
        (format!("item={plan}&person=editor@example.com&via=session"), vec!["item_deleted", "item_moved"]),
        (format!("item={plan}&person=ada@example.com"), vec![]),
        (format!("request={request}"), vec!["item_moved"]),
        (format!("request={request}&kind=item_deleted"), vec![]),
        ("via=command".to_owned(), vec!["documents_imported"]),
        ("kind=item_deleted&via=command".to_owned(), vec![]),
        ("kind=nothing_of_the_kind".to_owned(), vec![]),
    ] {
        assert_eq!(kinds(&record(&mut admin, &query)), expected, "{query}");
        assert_eq!(record(&mut admin, &query)["next_cursor"], Value::Null, "{query}");
    }
    for nonsense in
        ["kind=It", "via=pigeon", "since=today", "zone=x'y", "item=no/such", "cursor=AAAA", "limit=0", "x=1"]
    {
        let answer = admin.fetch(&format!("/api/v1/record?{nonsense}"));
        assert_eq!(answer.status, 400, "{nonsense}: {}", answer.text());
    }
    let page = admin.click(&format!("/admin/record?item={plan}")).text();
    for words in ["Moved it to the trash.", "from sales/plan.txt to sales/new.txt", "Editor Example", "signed in"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains(&format!("/admin/record?request={request}")), "the request can be followed: {page}");
    assert!(page.contains("/admin/record?person="), "and the person: {page}");
    assert!(!page.contains(&format!("href=\"/d/{plan}\"")), "what is in the trash has no page: {page}");
    let page = admin.fetch("/admin/record?since=yesterday&person=%22ada").text();
    assert!(
        page.contains("That is not a date.") && page.contains("value=\"&#34;ada\""),
        "what was typed stays: {page}"
    );
    drop(world);
}

#[test]
fn programs_get_it_as_described() {
    let (_world, mut admin, mut editor, sales, plan) = world();
    editor.delete(&plan);
    let document = document(&mut admin);
    for (path, target, status) in [
        ("/api/v1/record", "/api/v1/record?limit=1".to_owned(), 200),
        ("/api/v1/record", "/api/v1/record?kind=&person=&via=session&until=".to_owned(), 200),
        ("/api/v1/record", "/api/v1/record?until=2026-02-30".to_owned(), 400),
        ("/api/v1/me/activity", "/api/v1/me/activity".to_owned(), 200),
        ("/api/v1/items/{id}/history", format!("/api/v1/items/{sales}/history"), 200),
        ("/api/v1/items/{id}/history", "/api/v1/items/root/history".to_owned(), 200),
        ("/api/v1/items/{id}/history", format!("/api/v1/items/{plan}/history"), 404),
    ] {
        let answer = admin.fetch(&target);
        assert_eq!(answer.status, status, "{target}: {}", answer.text());
        check(&document, path, "get", &answer);
    }
}

#[test]
fn days_are_those_of_the_reader() {
    let (world, mut admin, ..) = world();
    world.database.execute(
        "INSERT INTO audit_events (at, kind, request_id, detail)
         VALUES ('2020-06-30 21:30Z', 'signed_out', 'late', '{}'), ('2020-06-30 22:30Z', 'signed_out', 'later', '{}')",
    );
    let mut requests = |query: &str| {
        let told = part(&mut admin, &format!("/api/v1/record?{query}"));
        let requests =
            told["items"].as_array().unwrap().iter().map(|event| event["request"].as_str().unwrap().to_owned());
        requests.collect::<Vec<_>>()
    };
    assert_eq!(requests("since=2020-06-30&until=2020-06-30"), ["later", "late"]);
    assert_eq!(requests("since=2020-06-30&until=2020-06-30&zone=Europe/Berlin"), ["late"]);
    assert_eq!(requests("since=2020-07-01&until=2020-07-01&zone=Europe/Berlin&kind=signed_out"), ["later"]);
}

#[test]
fn nothing_is_skipped_or_repeated_while_rows_are_added() {
    let (world, mut admin, ..) = world();
    // Many of one moment, so that their numbers decide.
    world.database.execute(
        "INSERT INTO audit_events (at, kind, actor, via, request_id, detail)
         SELECT now() - (n / 10) * interval '1 second', 'signed_out', 'tenant|one', 'session', 'r' || n, '{}'
           FROM generate_series(1, 500) AS n",
    );
    let expected = world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'signed_out'");
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = part(&mut admin, &format!("/api/v1/record?kind=signed_out&limit=37{cursor}"));
        ids.extend(part["items"].as_array().unwrap().iter().map(|event| event["id"].as_i64().unwrap()));
        world.database.execute(
            "INSERT INTO audit_events (at, kind, via, request_id, detail) SELECT now(), 'signed_out', 'session', 'new', '{}'",
        );
        match part["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let different: BTreeSet<i64> = ids.iter().copied().collect();
    assert_eq!((ids.len(), different.len()), (500, 500));
    assert_eq!(expected, "500");
    // The page leads there and back.
    let link = |page: &str, rel: &str| {
        let (before, _) = page.split_once(&format!("rel=\"{rel}\" href=\""))?;
        let rest = &page[before.len() + rel.len() + 13..];
        rest.split('"').next().map(|link| link.replace("&#38;", "&"))
    };
    let first = admin.click("/admin/record?kind=signed_out").text();
    assert_eq!(link(&first, "prev"), None, "this is the newest: {first}");
    let second = admin.click(&link(&first, "next").unwrap()).text();
    let back = admin.click(&link(&second, "prev").unwrap()).text();
    let rows = |page: &str| page.matches("<th scope=\"row\">").count();
    assert_eq!((rows(&first), rows(&second), rows(&back)), (50, 50, 50));
    let newest = |page: &str| page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(newest(&first), newest(&back));
    assert_ne!(newest(&first), newest(&second));
}

#[test]
fn two_filters_that_fit_few_rows_are_answered_in_steps() {
    let (world, mut admin, ..) = world();
    world.database.execute(
        "INSERT INTO audit_events (at, kind, actor, via, request_id, detail)
         SELECT now() - n * interval '1 minute', CASE WHEN n % 9000 = 0 THEN 'signed_in' ELSE 'signed_out' END,
                'tenant|busy', 'session', 'r', '{}'
           FROM generate_series(1, 27000) AS n",
    );
    let (ids, parts) = all(&mut admin, "/api/v1/record?person=tenant%7Cbusy&kind=signed_in");
    assert_eq!(ids.len(), 3);
    assert!((5..=7).contains(&parts), "27,000 rows are looked at, 5000 at a time: {parts}");
    let page = admin.click("/admin/record?person=tenant%7Cbusy&kind=signed_in").text();
    assert!(page.contains("Nothing in this part of the record fits"), "{page}");
    let (ids, _) = all(&mut admin, "/api/v1/record?person=tenant%7Cbusy&kind=signed_in&via=link");
    assert!(ids.is_empty());
}

#[test]
fn somebody_reads_what_they_did_and_what_was_done_to_them_and_nothing_else() {
    let (world, mut admin, mut editor, sales, plan) = world();
    let mut ada = guest(&world, "ada");
    share(&mut admin, &plan, "ada@example.com", "view");
    let group = make_group(&mut admin, "Sellers");
    for name in ["ada@example.com", "bob@example.com"] {
        add(&mut admin, &group, name);
    }
    editor.json("PATCH", &format!("/api/v1/items/{sales}"), &serde_json::json!({ "name": "offers" }));
    let answer = admin.submit("/admin/people", &[("action", "add"), ("email", "ada@example.com"), ("role", "reader")]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let told = part(&mut ada, "/api/v1/me/activity");
    assert_eq!(kinds(&told), ["role_set", "group_members_changed", "access_granted", "signed_in"], "{told}");
    let text = told.to_string();
    for secret in ["bob@example.com", "sales"] {
        assert!(!text.contains(secret), "{secret} is not theirs to know: {text}");
    }
    for event in 0..3 {
        let event = &told["items"][event];
        assert_eq!((&event["address"], &event["request"]), (&Value::Null, &Value::Null), "{event}");
        assert_eq!(event["name"], "Admin Example");
    }
    assert_eq!(told["items"][2]["path"], "offers/plan.txt", "where it is now, as they may see it");
    let own = &told["items"][3];
    assert!(own["address"] == "127.0.0.1" && own["request"].is_string(), "{own}");
    let page = ada.click("/account/activity?kind=role_set").text();
    assert!(page.contains("Gave Ada Example the role reader.") || page.contains("the role reader."), "{page}");
    assert!(!page.contains("/admin/record"), "{page}");
    assert!(ada.click("/account").text().contains("href=\"/account/activity\""));
    assert_eq!(ada.fetch("/api/v1/me/activity?person=bob@example.com").status, 400);
    assert_eq!(ada.fetch("/api/v1/record").status, 403);
    assert_eq!(ada.fetch("/admin/record").status, 403);
    assert_eq!(ada.fetch("/admin/record.csv").status, 403);
    let mut nobody = world.nobody();
    assert_eq!(kinds(&part(&mut nobody, "/api/v1/me/activity")), ["signed_in"], "also without a role");
    assert_eq!(nobody.click("/account/activity").status, 200);
}

#[test]
fn where_nobody_signs_in_nobody_reads_what_the_other_guests_did() {
    let world = World::with(|settings| settings.sign_in = SignInMode::Open);
    import(&world, &[("plan.txt", b"the plan")]);
    let mut guest = world.browser();
    let plan = guest.id_of(ROOT, "plan.txt");
    assert_eq!(guest.fetch(&format!("/zip?id={plan}")).status, 200);
    assert_eq!(world.database.text("SELECT via FROM audit_events WHERE kind = 'archive_downloaded'"), "guest");
    assert!(kinds(&part(&mut guest, "/api/v1/me/activity")).is_empty());
    assert_eq!(guest.fetch("/account/activity.jsonl").text(), "");
}

#[test]
fn owners_read_what_happened_to_what_they_own() {
    let (world, mut admin, mut editor, sales, plan) = world();
    cut(&mut admin, &sales);
    share(&mut admin, &plan, "owner@example.com", "own");
    share(&mut admin, &plan, "editor@example.com", "edit");
    let (mut owner, mut stranger) = (guest(&world, "owner"), guest(&world, "stranger"));
    let renamed = serde_json::json!({ "name": "new.txt" });
    assert_eq!(editor.json("PATCH", &format!("/api/v1/items/{plan}"), &renamed).status, 200);
    let zip = owner.fetch(&format!("/zip?id={plan}"));
    assert_eq!(zip.status, 200);
    let told = part(&mut owner, &format!("/api/v1/items/{plan}/history"));
    assert_eq!(kinds(&told)[..2], ["archive_downloaded", "item_moved"], "an archive with it counts: {told}");
    assert!(kinds(&told)[2..].iter().all(|kind| *kind == "access_granted"), "{told}");
    let moved = &told["items"][1];
    assert_eq!(moved["detail"], serde_json::json!({ "from": "plan.txt", "to": "new.txt" }), "no other places");
    for event in told["items"].as_array().unwrap() {
        assert_eq!((&event["address"], &event["request"]), (&Value::Null, &Value::Null), "{event}");
    }
    let page = owner.click(&format!("/d/{plan}/history")).text();
    for words in ["Editor Example", "from plan.txt to new.txt", "Gave access to"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("127.0.0.1"), "{page}");
    assert!(owner.click(&format!("/d/{plan}")).text().contains(&format!("/d/{plan}/history")));
    assert!(!editor.click(&format!("/d/{plan}")).text().contains(&format!("/d/{plan}/history")));
    for target in [format!("/d/{plan}/history"), format!("/api/v1/items/{plan}/history")] {
        assert_eq!(editor.fetch(&target).status, 403, "{target}: they may change it, and no more");
        assert_eq!(stranger.fetch(&target).status, 403, "{target}: they may change nothing at all");
        let hidden = target.replace(&plan, &sales);
        assert_eq!(owner.fetch(&hidden).status, 404, "{hidden}");
        let missing = target.replace(&plan, "00000000-0000-7000-8000-0000000000ff");
        assert_eq!(owner.fetch(&missing).status, 404, "{missing}");
    }
    assert_eq!(kinds(&part(&mut admin, &format!("/api/v1/items/{sales}/history"))), ["access_cut"], "{sales}");
}
