//! The record keeps its rows as long as the operator wants, and says what was removed.

use latchkey::settings::{RecordRetention, Settings};

use crate::support::{World, eventually, objects::with_services};

fn retention(text: &str) -> RecordRetention {
    let pairs = [("DEV_MODE", "true"), ("RECORD_RETENTION", text)];
    let look_up = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Settings::load(look_up).unwrap().settings.record
}

/// Old and new rows of three kinds.
fn fill(world: &World) {
    world.database.execute(
        "INSERT INTO audit_events (at, kind, request_id, detail)
         SELECT now() - days * interval '1 day', kind, 'r' || n, '{}'
           FROM unnest(ARRAY[1, 100, 400]) AS days, unnest(ARRAY['request_refused', 'document_downloaded', 'signed_out']) AS kind,
                generate_series(1, 3) AS n;
         INSERT INTO audit_events (at, kind, request_id, detail)
         SELECT now() - interval '500 days', 'request_refused', 'many', '{}' FROM generate_series(1, 12000)",
    );
}

fn left(world: &World) -> String {
    world.database.text(
        "SELECT string_agg(kind || ' ' || days || ' ' || rows, ', ' ORDER BY kind, days)
           FROM (SELECT kind, extract(day FROM now() - at)::int AS days, count(*) AS rows FROM audit_events
                  WHERE kind <> 'record_removed' GROUP BY 1, 2) AS rows",
    )
}

#[test]
fn each_kind_is_kept_as_long_as_the_operator_wants() {
    let world = World::start();
    fill(&world);
    let kept = retention("document_downloaded:365, request_refused:90");
    assert_eq!(kept.of("signed_out"), None);
    let removed = with_services(&world, async |services| services.audit.remove_expired(&kept).await.unwrap());
    assert_eq!(removed, 12_000 + 6 + 3);
    assert_eq!(
        left(&world),
        "document_downloaded 1 3, document_downloaded 100 3, request_refused 1 3, signed_out 1 3, signed_out 100 3, signed_out 400 3"
    );
    let told = "SELECT string_agg(concat_ws(' ', actor, via, detail ->> 'kind', detail ->> 'rows'), ', ' ORDER BY id)
                  FROM audit_events WHERE kind = 'record_removed'";
    let told = world.database.text(told);
    let who = "record retention background";
    assert_eq!(
        told,
        format!(
            "{who} document_downloaded 3, {who} request_refused 5000, {who} request_refused 5000, {who} request_refused 2006"
        )
    );
    let again = with_services(&world, async |services| services.audit.remove_expired(&kept).await.unwrap());
    assert_eq!(again, 0);
    let all = retention("30,signed_out:200");
    with_services(&world, async |services| services.audit.remove_expired(&all).await.unwrap());
    assert_eq!(left(&world), "document_downloaded 1 3, request_refused 1 3, signed_out 1 3, signed_out 100 3");
    let mut admin = world.admin();
    let page = admin.click("/admin/record?kind=record_removed").text();
    assert!(page.contains("Removed 5000 rows of the kind “Request refused” whose retention was over."), "{page}");
}

#[test]
fn a_running_site_removes_by_itself_and_by_default_keeps_everything() {
    let mut world = World::asleep("http://localhost:8000", |_| {});
    world.wake();
    fill(&world);
    world.restart();
    assert_eq!(world.admin().click("/admin/record").status, 200);
    assert_eq!(world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'request_refused'"), "12009");
    let _twin = world.twin_with(|settings| settings.record = retention("request_refused:90"));
    eventually(|| world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'request_refused'") == "3");
}

#[test]
fn nothing_else_is_removed() {
    let world = World::start();
    fill(&world);
    for change in [
        "SELECT audit_events_remove('request_refused', now() - interval '1 hour', 10)",
        "SELECT audit_events_remove('record_removed', now() - interval '2 days', 10)",
        "DELETE FROM audit_events",
        "SELECT audit_events_remove('request_refused', now() - interval '2 days', 1); DELETE FROM audit_events",
    ] {
        let statements: Vec<String> = change.split("; ").map(|one| one.replacen("SELECT", "PERFORM", 1)).collect();
        let statements = statements.join("; ");
        world.database.execute(&format!(
            "DO $$ BEGIN {statements}; RAISE EXCEPTION 'it was removed' USING ERRCODE = 'XX001';
             EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
        ));
    }
    assert_eq!(world.database.text("SELECT count(*) FROM audit_events WHERE kind = 'request_refused'"), "12009");
}

#[test]
fn a_retention_that_makes_no_sense_is_refused_at_the_start() {
    for wrong in [
        "0",
        "-1",
        "a",
        "request_refused",
        "request_refused:",
        "request_refused:0",
        "Request_refused:1",
        "request_refused:1,request_refused:2",
        "1,2",
        "1,",
        ":1",
    ] {
        let pairs = [("DEV_MODE", "true"), ("RECORD_RETENTION", wrong)];
        let look_up = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let problems = Settings::load(look_up).unwrap_err().to_string();
        assert!(problems.contains("RECORD_RETENTION"), "{wrong}: {problems}");
    }
    assert_eq!(retention("365").of("signed_in"), Some(time::Duration::days(365)));
    assert!(retention("").is_for_ever());
}
