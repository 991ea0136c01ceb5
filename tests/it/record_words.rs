//! Every kind of event has words.

use std::{collections::BTreeSet, fs, path::Path};

use latchkey::audit::Event;

use crate::support::World;

/// The kinds that the source writes.
fn written() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/audit");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with("event_row.rs") && !name.ends_with("_event.rs") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let Some((_, rest)) = source.split_once("fn kind(&self)") else { continue };
        let body = rest.split("\n    }\n").next().unwrap();
        found.extend(body.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    found
}

/// The variants that a message of the language file has.
fn variants(message: &str) -> BTreeSet<String> {
    let text = include_str!("../../texts/en/latchkey.ftl");
    let (_, rest) = text.split_once(&format!("\n{message} = ")).unwrap();
    let lines = rest.lines().take_while(|line| *line != "  }");
    let named = lines.filter_map(|line| line.strip_prefix("    [")?.split_once(']'));
    named.map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn each_kind_of_event_is_listed_and_has_a_name_and_a_sentence() {
    let (written, listed) = (written(), Event::KINDS.iter().map(|kind| (*kind).to_owned()).collect::<BTreeSet<_>>());
    assert!(written.len() > 50, "{written:?}");
    assert_eq!(listed.len(), Event::KINDS.len(), "each once");
    let unlisted: Vec<_> = written.difference(&listed).collect();
    assert!(unlisted.is_empty(), "src/audit/kinds.rs leaves out {unlisted:?}");
    for message in ["record-kind", "record-what"] {
        let without: Vec<_> = listed.difference(&variants(message)).cloned().collect();
        assert!(without.is_empty(), "{message} in texts/en/latchkey.ftl has no words for {without:?}");
    }
}

#[test]
fn a_row_of_every_kind_can_be_shown_and_an_unknown_kind_shows_its_own_name() {
    let world = World::start();
    let mut admin = world.admin();
    for kind in Event::KINDS.iter().chain(&["something_quite_new"]) {
        let details =
            r#"{"person": "tenant|x", "name": "<b>name</b>", "level": "view", "count": 3, "list": [1, {"a": null}]}"#;
        world.database.execute(&format!(
            "INSERT INTO audit_events (at, kind, request_id, detail) VALUES (now(), '{kind}', 'r', '{{}}'), (now(), '{kind}', 'r', '{details}')"
        ));
    }
    let mut pages = String::new();
    let mut next = "/admin/record?request=r".to_owned();
    loop {
        let page = admin.click(&next);
        assert_eq!(page.status, 200);
        let text = page.text();
        let link = text
            .split_once("rel=\"next\" href=\"")
            .map(|(_, rest)| rest.split('"').next().unwrap().replace("&#38;", "&"));
        pages.push_str(&text);
        match link {
            Some(link) => next = link,
            None => break,
        }
    }
    for kind in Event::KINDS {
        assert!(!pages.contains(&format!("<p>{kind}")), "{kind} has no sentence");
    }
    assert_eq!(pages.matches("<p>something_quite_new").count(), 2);
    assert!(!pages.contains("<b>name"), "names are text");
}
