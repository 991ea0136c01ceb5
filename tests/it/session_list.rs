//! Where people are signed in, and how they are signed out from elsewhere.

use actix_web::rt::System;
use serde_json::Value;

use crate::{
    documents_zip::id_of,
    session_cookie::person,
    support::{
        Browser, Employee, Request, World,
        copy::{open, shut},
        eventually,
        import::import,
    },
    tickets::{path, ticket},
};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

pub fn sessions(browser: &mut Browser) -> Vec<Value> {
    let answer = browser.fetch("/api/v1/me/sessions");
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["sessions"].as_array().unwrap().clone()
}

fn id_in(browser: &mut Browser) -> String {
    let own = sessions(browser).into_iter().find(|line| line["is_current"] == true);
    own.unwrap()["id"].as_str().unwrap().to_owned()
}

pub fn events(world: &World) -> String {
    let which = "SELECT coalesce(string_agg(concat_ws(' ', actor, detail), '; ' ORDER BY id), '-')
                   FROM audit_events WHERE kind = 'sessions_ended'";
    world.database.text(which)
}

fn end(browser: &mut Browser, id: &str) -> u16 {
    let own = browser.origin.clone();
    browser.send(Request::new("DELETE", &format!("/api/v1/me/sessions/{id}")).header("origin", &own)).status
}

#[test]
fn a_person_sees_where_they_are_signed_in() {
    let world = World::start();
    let (mut here, mut there) = (world.signed_in(&person()), world.signed_in(&person()));
    let _other = world.signed_in(&Employee::named("other"));
    world.clock.advance(time::Duration::minutes(7));
    there.send(Request::get("/api/v1/me").header("user-agent", FIREFOX));
    let lines = sessions(&mut here);
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!((&lines[0]["is_current"], &lines[1]["is_current"]), (&true.into(), &false.into()));
    assert_eq!((&lines[1]["browser"], &lines[1]["system"]), (&"Firefox".into(), &"Windows".into()));
    assert_eq!(lines[1]["network"], "127.0.0.0/24");
    assert_ne!(lines[1]["seen_at"], lines[1]["begun_at"]);
    let page = here.click("/account/sessions").text();
    assert!(page.contains("Firefox on Windows") && page.contains("Unknown browser"), "{page}");
    assert!(page.contains("(this one)") && page.contains("127.0.0.0/24"), "{page}");
    assert!(here.click("/account").text().contains("href=\"/account/sessions\""));
}

#[test]
fn a_row_comes_with_the_sign_in_and_is_written_behind_the_requests() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    let row = "SELECT concat_ws(' ', count(*), max(seen_at - begun_at), max(user_key) = max(a.actor), count(sid))
                 FROM sessions, audit_events a WHERE a.kind = 'signed_in'";
    assert_eq!(world.database.text(row), "1 00:00:00 t 1");
    world.clock.advance(time::Duration::minutes(30));
    browser.fetch("/api/v1/me");
    assert_eq!(world.database.text(row), "1 00:00:00 t 1", "no request waits for it");
    world.clock.advance(time::Duration::minutes(1));
    eventually(|| world.database.text(row) == "1 00:30:00 t 1");
}

#[test]
fn a_session_from_before_an_update_gets_its_row() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    world.database.execute("DELETE FROM sessions");
    browser.fetch("/api/v1/me");
    assert_eq!(sessions(&mut browser).len(), 1);
}

#[test]
fn a_session_that_is_ended_from_elsewhere_is_over_on_every_copy() {
    let world = World::start();
    let twin = world.twin();
    let (mut here, mut there) = (world.signed_in(&person()), world.signed_in(&person()));
    let at_twin = Browser { port: twin.port(), ..there.clone() };
    assert!(at_twin.who().is_ok());
    let id = id_in(&mut there);
    assert_eq!(end(&mut here, &id), 204);
    assert_eq!(there.who().err(), Some(401), "here at once");
    let began = std::time::Instant::now();
    eventually(|| at_twin.who().err() == Some(401));
    assert!(began.elapsed() < std::time::Duration::from_secs(1), "{:?}", began.elapsed());
    assert_eq!(end(&mut here, &id), 404, "it is over");
    assert_eq!(sessions(&mut here).len(), 1);
    let whose = world.database.text("SELECT max(user_key) FROM sessions");
    let detail = format!(r#"{{"which": "one", "person": "{whose}", "sessions": 1}}"#);
    assert_eq!(events(&world), format!("{whose} {detail}"));
}

#[test]
fn somebody_elses_session_is_none_of_ones_own() {
    let world = World::start();
    let (mut one, mut other) = (world.signed_in(&person()), world.signed_in(&Employee::named("other")));
    let id = id_in(&mut other);
    for wrong in [id.as_str(), "00000000-0000-4000-8000-000000000000", "nonsense", "%00", "{}"] {
        assert_eq!(end(&mut one, wrong), 404, "{wrong}");
        assert_eq!(one.submit("/account/sessions", &[("id", wrong)]).status, 404, "{wrong}");
    }
    assert!(other.who().is_ok());
    assert_eq!(one.send(Request::form("/account/sessions", &[]).header("origin", "https://evil.example")).status, 403);
    assert_eq!(events(&world), "-");
}

#[test]
fn nothing_ends_while_the_database_is_away_and_requests_do_not_mind() {
    let world = World::start();
    let (mut here, there) = (world.signed_in(&person()), world.signed_in(&person()));
    assert!(here.who().is_ok() && there.who().is_ok());
    System::new().block_on(shut(&world.database));
    eventually(|| here.clone().fetch("/api/v1/me/sessions").status == 503);
    assert_eq!(here.submit("/account/sessions", &[]).status, 503);
    assert_eq!(here.submit("/logout", &[("scope", "everywhere")]).status, 503);
    assert!(here.who().is_ok() && there.who().is_ok(), "both go on");
    world.clock.advance(time::Duration::minutes(2));
    assert!(there.who().is_ok(), "what is to be written waits");
    System::new().block_on(open(&world.database));
    eventually(|| world.database.text("SELECT max(seen_at - begun_at)::text FROM sessions") == "00:02:00");
    eventually(|| here.submit("/account/sessions", &[]).status == 303);
    assert_eq!(there.who().err(), Some(401));
}

#[test]
fn an_administrator_ends_the_sessions_of_others_and_their_tickets_with_them() {
    let world = World::start();
    import(&world, &[("report.txt", b"the figures")]);
    let (mut admin, mut reader) = (world.admin(), world.reader());
    let link = path(&ticket(&mut reader, &id_of(&world, "report.txt")));
    let mut program = world.browser();
    assert_eq!(program.fetch(&link).status, 200);
    let people = admin.click("/admin/people").text();
    let theirs = people.split('"').find(|part| part.starts_with("/admin/sessions/")).unwrap().to_owned();
    assert!(!theirs.contains('@'));
    let all = admin.click("/admin/sessions").text();
    assert!(all.contains("reader@example.com") && all.matches("href=\"/admin/sessions/").count() == 2, "{all}");
    let links: Vec<_> = all.split('"').filter(|part| part.starts_with("/admin/sessions/")).map(str::to_owned).collect();
    let theirs = links
        .iter()
        .chain([&theirs])
        .find(|link| {
            admin.click(link).text().contains("reader@example.com") || admin.click(link).text().contains("Reader")
        })
        .unwrap()
        .clone();
    assert_eq!(reader.click(&theirs).status, 403, "not even for oneself");
    assert_eq!(reader.submit(&theirs, &[]).status, 403);
    let shown = admin.click(&theirs).text();
    assert_eq!(shown.matches(&format!("action=\"{theirs}\"")).count(), 2, "{shown}");
    assert_eq!(admin.submit(&theirs, &[]).status, 303);
    assert_eq!(reader.who().err(), Some(401));
    assert_eq!(program.fetch(&link).status, 410);
    assert!(admin.who().is_ok());
    assert!(events(&world).contains(r#""which": "all""#), "{}", events(&world));
    for nobody in ["/admin/sessions/none", "/admin/sessions/00000000000000000000000000000000", "/admin/sessions/%00"] {
        assert_eq!(admin.click(nobody).status, 404, "{nobody}");
    }
}

#[test]
fn what_is_over_for_long_is_forgotten() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    browser.submit("/account/sessions", &[]);
    let left = "SELECT concat_ws(' ', (SELECT count(*) FROM sessions), (SELECT count(*) FROM signed_out_everywhere))";
    assert_eq!(world.database.text(left), "1 1");
    world.clock.advance(time::Duration::days(7));
    world.clock.advance(time::Duration::hours(25));
    eventually(|| world.database.text(left) == "0 1");
    world.clock.advance(time::Duration::days(32));
    world.signed_in(&person()).submit("/logout", &[("scope", "app")]);
    eventually(|| world.database.text(left) == "1 0");
}
