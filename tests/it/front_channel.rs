//! The provider says that somebody has signed out there (OpenID Connect Front-Channel Logout 1.0).

use actix_web::rt::System;

use crate::{
    documents_zip::id_of,
    support::{
        Answer, Browser, Employee, Request, World,
        copy::{open, shut},
        eventually,
        import::import,
    },
    tickets::{path, ticket},
};

/// The frame that the provider's page holds, in whoever's browser: no cookie comes along.
fn frame(world: &World, query: &str) -> Answer {
    let request = Request::get(&format!("/logout/frontchannel?{query}"));
    world.browser().send(request.headers(&[
        ("accept", "text/html,*/*"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "iframe"),
        ("sec-fetch-site", "cross-site"),
    ]))
}

fn sid(world: &World) -> String {
    world.database.text("SELECT max(sid) FROM sessions")
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[test]
fn signing_out_at_the_provider_ends_the_sessions_that_began_there_on_every_copy() {
    let world = World::start();
    let twin = world.twin();
    import(&world, &[("report.txt", b"the figures")]);
    let mut reader = world.reader();
    let at_twin = Browser { port: twin.port(), ..reader.clone() };
    assert!(at_twin.who().is_ok());
    let link = path(&ticket(&mut reader, &id_of(&world, "report.txt")));
    let sid = sid(&world);
    assert!(!sid.is_empty());
    let answer = frame(&world, &format!("sid={sid}"));
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    assert!(answer.all("set-cookie").is_empty());
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "the address names a session");
    assert_eq!(reader.who().err(), Some(401));
    assert_eq!(world.browser().fetch(&link).status, 410);
    eventually(|| at_twin.who().err() == Some(401));
    let event =
        "SELECT concat_ws(' ', count(*), max(actor), max(via), max(detail ->> 'which'), max(detail ->> 'sessions'))
                   FROM audit_events WHERE kind = 'sessions_ended'";
    assert_eq!(world.database.text(event), "1 nobody at_provider 1");
    let again = frame(&world, &format!("sid={sid}"));
    assert_eq!((again.status, &again.body), (answer.status, &answer.body), "told once, done once");
    assert_eq!(world.database.text(event), "1 nobody at_provider 1");
}

#[test]
fn only_the_provider_may_frame_it_and_nobody_anything_else() {
    for world in [World::start(), World::over_https()] {
        let origin = url::Url::parse(&world.entra.issuer()).unwrap().origin().ascii_serialization();
        let answer = frame(&world, "sid=x");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains(&format!("frame-ancestors {origin}")), "{policy}");
        assert!(policy.starts_with("default-src 'none'; base-uri 'none'; form-action 'none'"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let other = world.browser().goto("/logout");
        assert!(other.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"));
    }
}

#[test]
fn what_names_no_session_of_this_provider_ends_nothing_and_is_told_nothing() {
    let world = World::start();
    let browser = world.signed_in(&Employee::named("someone"));
    let (sid, issuer) = (sid(&world), encoded(&world.entra.issuer()));
    let known = frame(&world, "sid=00000000-0000-4000-8000-000000000000");
    for query in [
        String::new(),
        "sid=".to_owned(),
        format!("iss={issuer}"),
        format!("iss=https%3A%2F%2Fevil.example&sid={sid}"),
        format!("iss={issuer}%2F&sid={sid}"),
        format!("iss=&sid={sid}"),
        format!("sid={sid}&sid={sid}"),
        format!("sid={sid}x"),
        format!("sid={}", sid.to_uppercase()),
        "sid=%25".to_owned(),
        "sid=%00".to_owned(),
        format!("sid={}", "a".repeat(5000)),
    ] {
        let answer = frame(&world, &query);
        assert_eq!((answer.status, &answer.body), (200, &known.body), "{query}");
        assert!(browser.who().is_ok(), "{query}");
    }
    let head = world.browser().send(Request::new("HEAD", &format!("/logout/frontchannel?sid={sid}")));
    assert_eq!(head.status, 200);
    assert!(browser.who().is_ok(), "who only looks changes nothing");
    // As the standard has it, with the issuer.
    assert_eq!(frame(&world, &format!("iss={issuer}&sid={sid}")).status, 200);
    assert_eq!(browser.who().err(), Some(401));
}

#[test]
fn the_session_of_a_person_of_another_provider_is_left_alone() {
    let world = World::start();
    let browser = world.signed_in(&Employee::named("someone"));
    let sid = sid(&world);
    world.database.execute("UPDATE sessions SET user_key = 'https://other.example|someone'");
    assert_eq!(frame(&world, &format!("sid={sid}")).status, 200);
    assert!(browser.who().is_ok());
}

#[test]
fn what_is_heard_while_the_database_is_away_counts_here_at_once_and_everywhere_when_it_is_back() {
    let world = World::start();
    let twin = world.twin();
    let browser = world.signed_in(&Employee::named("someone"));
    let at_twin = Browser { port: twin.port(), ..browser.clone() };
    assert!(browser.who().is_ok() && at_twin.who().is_ok());
    let sid = sid(&world);
    System::new().block_on(shut(&world.database));
    eventually(|| browser.clone().fetch("/api/v1/me/sessions").status == 503);
    for _ in 0..2 {
        assert_eq!(frame(&world, &format!("sid={sid}")).status, 200);
    }
    assert_eq!(browser.who().err(), Some(401));
    assert!(at_twin.who().is_ok(), "it cannot know");
    System::new().block_on(open(&world.database));
    eventually(|| at_twin.who().err() == Some(401));
    assert_eq!(browser.who().err(), Some(401));
    let events = "SELECT count(*) FROM audit_events WHERE kind = 'sessions_ended'";
    assert_eq!(world.database.text(events), "1");
}
