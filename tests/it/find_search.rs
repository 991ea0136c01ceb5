//! Finding: what is there is found, by name, place and words; what is not there is not.

use serde_json::Value;

use crate::support::{
    Browser, World, all_is_found, eventually,
    files::{docx, line, pdf},
    import::import,
};

fn found(browser: &mut Browser, query: &str) -> Vec<Value> {
    let answer = browser.fetch(&format!("/api/v1/search?{query}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_str::<Value>(&answer.text()).unwrap()["items"].as_array().unwrap().clone()
}

fn paths(browser: &mut Browser, query: &str) -> Vec<String> {
    found(browser, query).iter().map(|item| item["path"].as_str().unwrap().to_owned()).collect()
}

/// As the pages do it: only the folder's or document's own row.
fn delete(world: &World, name: &str) {
    world.database.execute(&format!(
        "BEGIN;
         INSERT INTO deletions (id, node_id, path, deleted_at, deleted_by)
         SELECT gen_random_uuid(), id, name, now(), 'test' FROM nodes WHERE name = '{name}' AND deletion_id IS NULL;
         UPDATE nodes SET deletion_id = d.id FROM deletions d WHERE d.node_id = nodes.id AND nodes.name = '{name}';
         COMMIT"
    ));
}

#[test]
fn a_sentence_inside_a_document_is_found_with_the_words_marked() {
    let world = World::start();
    let mut reader = world.reader();
    import(
        &world,
        &[
            ("Handbook/rules.pdf", &pdf(&[line("Cover"), line("The lighthouse keeper counts gulls at dawn")])),
            ("Handbook/other.txt", b"Nothing of that kind"),
            ("Letters/Müller.docx", &docx("Die Brücke über den Fluß, <w:br/>ein &amp; für alle Mal")),
        ],
    );
    all_is_found(&world);
    let hits = found(&mut reader, "q=keeper+gulls");
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(hits[0]["path"], "Handbook/rules.pdf");
    assert_eq!(hits[0]["folder"], "Handbook");
    let marked: Vec<&str> = hits[0]["passage"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["hit"] == true)
        .map(|p| p["text"].as_str().unwrap())
        .collect();
    assert_eq!(marked, ["keeper", "gulls"]);
    assert_eq!(paths(&mut reader, "q=%22lighthouse+keeper%22"), ["Handbook/rules.pdf"]);
    assert!(paths(&mut reader, "q=%22keeper+lighthouse%22").is_empty(), "a phrase is a phrase");
    assert!(paths(&mut reader, "q=keeper+-gulls").is_empty());
    assert_eq!(paths(&mut reader, "q=light"), ["Handbook/rules.pdf"], "while one types");
    for accents in ["q=bruecke", "q=brucke", "q=BR%C3%9CCKE"] {
        let hits = paths(&mut reader, accents);
        assert_eq!(hits, ["Letters/Müller.docx"], "{accents}");
    }
    assert_eq!(paths(&mut reader, "q=muller"), ["Letters/Müller.docx"]);
}

#[test]
fn a_phrase_in_very_many_texts_comes_part_by_part_and_each_text_once() {
    let world = World::start();
    let mut reader = world.reader();
    let texts: Vec<(String, String)> =
        (0..130).map(|n| (format!("{n}.txt"), format!("{n}: the keeper of {n} lighthouses, {n}"))).collect();
    let mut files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    files.push(("no.txt", b"of the keeper"));
    import(&world, &files);
    all_is_found(&world);
    let (mut seen, mut cursor, mut parts) = (Vec::new(), String::new(), 0);
    loop {
        let answer = reader.fetch(&format!("/api/v1/search?q=%22keeper+of%22&limit=20&cursor={cursor}")).json();
        let items = answer["items"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["path"].as_str().unwrap().to_owned()));
        parts += 1;
        match answer["next"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    seen.sort();
    let mut all: Vec<String> = texts.into_iter().map(|(name, _)| name).collect();
    all.sort();
    assert_eq!((seen, parts), (all, 7));
}

#[test]
fn the_best_hit_comes_first() {
    let world = World::start();
    let mut reader = world.reader();
    import(
        &world,
        &[
            ("a/notes.txt", b"the budget of last year"),
            ("budget/zzz.txt", b"x"),
            ("a/our budget plan.txt", b"y"),
            ("a/budget 2026.txt", b"z"),
            ("b/budget.txt", b"zz"),
        ],
    );
    all_is_found(&world);
    assert_eq!(
        paths(&mut reader, "q=budget"),
        ["budget", "b/budget.txt", "a/budget 2026.txt", "a/our budget plan.txt", "budget/zzz.txt", "a/notes.txt"]
    );
    assert_eq!(paths(&mut reader, "q=budgte+2026"), ["a/budget 2026.txt"], "misspelt");
    assert_eq!(paths(&mut reader, "q=budget+zzz"), ["budget/zzz.txt"], "folder and name together");
    let answer = reader.fetch("/api/v1/search?q=budget&limit=4").text();
    let first: Value = serde_json::from_str(&answer).unwrap();
    let next = first["next"].as_str().unwrap();
    assert_eq!(paths(&mut reader, &format!("q=budget&limit=4&cursor={next}")), ["budget/zzz.txt", "a/notes.txt"]);
}

#[test]
fn the_trash_is_not_found_and_what_comes_back_is() {
    let world = World::start();
    let mut reader = world.reader();
    import(&world, &[("Attic/deep/secret plans.txt", b"the walrus sings"), ("here.txt", b"nothing")]);
    all_is_found(&world);
    assert_eq!(paths(&mut reader, "q=walrus"), ["Attic/deep/secret plans.txt"]);
    delete(&world, "Attic");
    for query in ["q=walrus", "q=secret", "q=attic", "kind=folder"] {
        assert!(paths(&mut reader, query).is_empty(), "{query}");
    }
    world.database.execute("UPDATE nodes SET deletion_id = NULL");
    assert_eq!(paths(&mut reader, "q=walrus"), ["Attic/deep/secret plans.txt"]);
    assert_eq!(paths(&mut reader, "q=attic").len(), 3);
    world.database.execute(
        "BEGIN; ALTER TABLE versions DISABLE TRIGGER USER;
         UPDATE nodes SET current_version_id = NULL WHERE name = 'secret plans.txt';
         DELETE FROM versions WHERE document_id = (SELECT id FROM nodes WHERE name = 'secret plans.txt');
         DELETE FROM nodes WHERE name = 'secret plans.txt'; COMMIT",
    );
    assert!(paths(&mut reader, "q=walrus").is_empty(), "gone for good");
}

#[test]
fn paths_follow_a_folder_that_is_renamed_or_moved() {
    let world = World::start();
    let mut reader = world.reader();
    import(&world, &[("Old/sub/plan.txt", b"x"), ("Other/y.txt", b"y")]);
    all_is_found(&world);
    world.database.execute("UPDATE nodes SET name = 'Nouveau & 100%' WHERE name = 'Old'");
    all_is_found(&world);
    assert!(paths(&mut reader, "q=old+plan").is_empty());
    assert_eq!(paths(&mut reader, "q=nouveau+plan"), ["Nouveau & 100%/sub/plan.txt"]);
    world
        .database
        .execute("UPDATE nodes SET parent_id = (SELECT id FROM nodes WHERE name = 'Other') WHERE name LIKE 'Nouveau%'");
    assert_eq!(paths(&mut reader, "q=plan"), ["Other/Nouveau & 100%/sub/plan.txt"]);
    assert_eq!(paths(&mut reader, "q=plan&in=Other"), ["Other/Nouveau & 100%/sub/plan.txt"]);
    assert!(paths(&mut reader, "q=y&in=Other/Nouveau+%26+100%25").is_empty());
    assert!(paths(&mut reader, "q=%25").is_empty(), "no wildcard: names begin with it, or it is too short");
    assert_eq!(paths(&mut reader, "q=100%25").len(), 3, "in a path as it stands there");
}

#[test]
fn a_new_version_takes_the_place_of_the_old_text() {
    let world = World::start();
    let mut reader = world.reader();
    import(&world, &[("log.txt", b"the old heron")]);
    all_is_found(&world);
    import(&world, &[("log.txt", b"a young egret")]);
    all_is_found(&world);
    assert!(paths(&mut reader, "q=heron").is_empty());
    assert_eq!(paths(&mut reader, "q=egret"), ["log.txt"]);
}

#[test]
fn filters_narrow_and_alone_show_the_latest() {
    let world = World::start();
    let mut reader = world.reader();
    import(
        &world,
        &[
            ("a.pdf", &pdf(&[line("otter")])),
            ("b.txt", b"otter"),
            ("big.txt", &b"otter ".repeat(30_000)),
            ("f/c.csv", b"o,otter"),
        ],
    );
    all_is_found(&world);
    assert_eq!(paths(&mut reader, "q=otter&kind=pdf"), ["a.pdf"]);
    assert_eq!(paths(&mut reader, "q=otter&size=medium"), ["big.txt"]);
    assert_eq!(paths(&mut reader, "q=otter&max_size=5"), ["b.txt"]);
    assert_eq!(paths(&mut reader, "q=otter&in=f"), ["f/c.csv"]);
    assert_eq!(paths(&mut reader, "kind=office"), ["f/c.csv"]);
    assert_eq!(paths(&mut reader, "q=otter&since=2100-01-01"), [] as [&str; 0]);
    assert_eq!(paths(&mut reader, "q=otter&until=2100-01-01").len(), 4);
    assert!(paths(&mut reader, "q=otter&by=ada").is_empty());
    world.database.execute(
        "INSERT INTO people (user_key, name, email, seen_at) VALUES ('t|1', 'Ada Lovelace', 'ada@example.com', now());
         UPDATE nodes SET updated_by = 't|1' WHERE name = 'b.txt'",
    );
    let hits = found(&mut reader, "q=otter&by=lovelace");
    assert_eq!((hits.len(), &hits[0]["changed_by"]), (1, &Value::from("Ada Lovelace")));
    let at = format!("q=otter&folder={}", world.database.text("SELECT id FROM nodes WHERE name = 'f'"));
    assert_eq!(paths(&mut reader, &at), ["f/c.csv"]);
    for nonsense in ["kind=x", "since=x", "folder=x", "cursor=x", "limit=x"] {
        assert_eq!(reader.fetch(&format!("/api/v1/search?q=a&{nonsense}")).status, 400, "{nonsense}");
        let page = reader.goto(&format!("/search?q=a&{nonsense}"));
        assert_eq!((page.status, page.text().contains("role=\"alert\"")), (400, true), "{nonsense}");
    }
}

#[test]
fn whatever_is_typed_is_only_words() {
    let world = World::start();
    let mut reader = world.reader();
    import(
        &world,
        &[("it's 100% _odd_ name.txt", b"<script>alert(1)</script> & \x01more\x02 text"), ("plain.txt", b"text")],
    );
    all_is_found(&world);
    for typed in [
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "''",
        "a' OR 1=1 --",
        "((",
        "!",
        "&",
        "|",
        ":*",
        "a:*b",
        "<->",
        "-",
        "--",
        "- -",
        "\u{0}",
        "%\\",
        "\u{ff3c}",
        "\u{ff05}",
        "or",
        "or or",
        "-only",
        "\"-\"",
        "🦀",
        "ﷺ",
        "\u{202e}x",
        "a\tb",
        "x:y:z",
        "http://a/b?c=d#e",
    ] {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", typed).finish();
        assert_eq!(reader.fetch(&format!("/api/v1/search?{query}")).status, 200, "{typed:?}");
        assert_eq!(reader.goto(&format!("/search?{query}")).status, 200, "{typed:?}");
    }
    let long = "a".repeat(5000);
    assert_eq!(reader.fetch(&format!("/api/v1/search?q={long}")).status, 200);
    assert_eq!(paths(&mut reader, "q=100%25+_odd_"), ["it's 100% _odd_ name.txt"]);
    let page = reader.goto("/search?q=alert").text();
    assert!(page.contains("<mark>alert</mark>") && !page.contains("<script>alert"), "{page}");
    assert!(reader.goto("/search?q=%3Cscript%3Ex").text().contains("value=\"&#60;script&#62;x\""));
}

#[test]
fn who_may_not_read_finds_nothing() {
    let world = World::start();
    import(&world, &[("a.txt", b"otter")]);
    assert_eq!(world.browser().fetch("/api/v1/search?q=otter").status, 401);
    assert_eq!(world.nobody().fetch("/api/v1/search?q=otter").status, 403);
    assert_eq!(world.editor().goto("/admin/index").status, 403);
}

#[test]
fn what_cannot_be_read_is_shown_to_administrators_and_tried_again() {
    let world = World::start();
    let mut admin = world.admin();
    import(&world, &[("Inbox/<b>bad.pdf", b"%PDF-1.4 not really"), ("good.txt", b"fine"), ("p.png", b"\x89PNG")]);
    all_is_found(&world);
    let state = "SELECT string_agg(state, ',' ORDER BY state) FROM contents";
    assert_eq!(world.database.text(state), "done,failed,unsupported");
    let page = admin.goto("/admin/index").text();
    for words in ["the PDF is damaged", "&#60;b&#62;bad.pdf", "in Inbox", "/d/"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let tried = world.database.text("SELECT worked_at FROM contents WHERE state = 'failed'");
    world.clock.advance(time::Duration::minutes(1));
    assert_eq!(admin.submit("/admin/index", &[]).status, 303);
    eventually(|| world.database.text("SELECT worked_at FROM contents WHERE state = 'failed'") > tried);
    assert_eq!(world.database.text("SELECT detail->>'contents' FROM audit_events WHERE kind = 'index_retried'"), "1");
    let hash = world.database.text("SELECT encode(sha256, 'hex') FROM contents WHERE state = 'failed'");
    assert_eq!(admin.submit("/admin/index", &[("content", &hash)]).status, 303);
    assert_eq!(admin.submit("/admin/index", &[("content", "zz")]).status, 400);
}
