//! What a page that was left open knows of its session, and what its scripts are told when that is over.

use time::Duration;

use crate::{
    session_cookie::{person, set_cookie},
    support::{Browser, Employee, Request, World},
};

/// Idle end and end in any case, as the scripts read them.
fn ends(browser: &Browser) -> (i64, i64) {
    let (idle, end) = browser.cookie("latchkey_until").expect("the ends").split_once('.').unwrap();
    (idle.parse().unwrap(), end.parse().unwrap())
}

fn now(world: &World) -> i64 {
    latchkey::clock::Clock::now(&*world.clock).unix_timestamp()
}

fn stay(browser: &mut Browser) -> crate::support::Answer {
    let origin = browser.origin.clone();
    browser.send(Request::new("POST", "/account/stay").header("origin", &origin).header("accept", "*/*"))
}

#[test]
fn scripts_can_read_when_the_session_ends_and_nothing_else_of_it() {
    for world in [World::start(), World::over_https()] {
        let https = world.origin().starts_with("https");
        let answer = world.sign_in(&mut world.browser(), &person(), "/files/");
        let cookie = set_cookie(&answer, "latchkey_until").unwrap().to_ascii_lowercase();
        assert!(
            !cookie.contains("httponly") && cookie.contains("samesite=lax") && cookie.contains("path=/"),
            "{cookie}"
        );
        assert_eq!(cookie.contains("secure"), https);
        let mut browser = world.signed_in(&person());
        assert_eq!(ends(&browser), (now(&world) + 8 * 3600, now(&world) + 24 * 3600));
        let page = browser.click("/account").text();
        assert!(page.contains(&format!("data-clock=\"{}\"", now(&world))), "a browser's clock may be wrong");
        browser.submit("/logout", &[]);
        assert_eq!(browser.cookie("latchkey_until"), None);
    }
}

#[test]
fn the_ends_move_with_the_session() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    let (_, end) = ends(&browser);
    world.clock.advance(Duration::hours(3));
    browser.fetch("/api/v1/me");
    assert_eq!(ends(&browser), (now(&world) + 8 * 3600, end));
    for _ in 0..3 {
        world.clock.advance(Duration::hours(6));
        browser.fetch("/api/v1/me");
    }
    assert_eq!(ends(&browser), (end, end), "never past the end in any case");
}

#[test]
fn a_browser_that_does_not_know_the_ends_is_told_them_once() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    let told = ends(&browser);
    for stale in [None, Some("1.1"), Some("nonsense")] {
        browser.jar.retain(|(name, _)| name != "latchkey_until");
        browser.jar.extend(stale.map(|value| ("latchkey_until".to_owned(), value.to_owned())));
        assert!(set_cookie(&browser.fetch("/api/v1/me"), "latchkey_until").is_some());
        assert_eq!(ends(&browser), told);
        assert_eq!(set_cookie(&browser.fetch("/api/v1/me"), "latchkey_until"), None);
    }
}

#[test]
fn a_page_may_ask_for_its_session_to_go_on_at_any_time() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    world.clock.advance(Duration::minutes(10));
    browser.fetch("/api/v1/me");
    assert_eq!(ends(&browser).0, now(&world) + 8 * 3600 - 600, "a quarter of the idle time has not passed");
    let answer = stay(&mut browser);
    assert_eq!((answer.status, &answer.json()["clock"]), (200, &now(&world).into()));
    assert_eq!(ends(&browser).0, now(&world) + 8 * 3600);
    world.clock.advance(Duration::hours(9));
    assert_eq!(stay(&mut browser).status, 401, "not any more");
    let mut stranger = world.browser();
    assert_eq!(stay(&mut stranger).status, 401);
    assert!(stranger.jar.is_empty(), "{:?}", stranger.jar);
    let mut other = world.signed_in(&Employee::named("other"));
    let request = Request::new("POST", "/account/stay").header("latchkey-person", &"0".repeat(32));
    let origin = other.origin.clone();
    assert_eq!(other.send(request.header("origin", &origin)).status, 401, "a page of somebody else");
    let foreign = Request::new("POST", "/account/stay").header("origin", "https://evil.example");
    assert_eq!(other.send(foreign).status, 403);
}

#[test]
fn a_script_without_a_session_is_told_where_to_sign_in() {
    let world = World::start();
    let mut stranger = world.browser();
    for address in ["/api/v1/me", "/files/", "/account/shelf-key"] {
        let answer = stranger.fetch(address);
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (401, Some("application/problem+json")),
            "{address}"
        );
        assert_eq!(answer.json()["sign_in"], "/login", "{address}");
        assert!(answer.header("www-authenticate").is_some());
    }
    let refused = world.reader().fetch("/admin/people");
    assert_eq!((refused.status, refused.json().get("sign_in")), (403, None), "signing in again would not help");
    let login = stranger.goto("/login?redirect_uri=/account");
    assert_eq!(login.status, 303);
}

#[test]
fn pages_without_a_session_have_no_notice() {
    let world = World::start();
    assert!(!world.browser().goto("/logout").text().contains("data-clock"));
    assert!(world.signed_in(&person()).click("/account").text().contains("id=\"session\""));
}
