//! When a session ends, and when its cookie is sealed anew.

use std::time::Duration;

use secrecy::SecretString;

use crate::{
    session_cookie::{person, set_cookie, who_with},
    support::{Browser, World, world::COOKIE_SECRET},
};

#[test]
fn an_idle_session_ends_and_a_used_one_does_not() {
    let world = World::with(|settings| settings.session.idle = Duration::from_hours(2));
    let (mut used, idle) = (world.signed_in(&person()), world.signed_in(&person()));
    for _ in 0..5 {
        world.clock.advance(time::Duration::minutes(90));
        assert_eq!(used.fetch("/api/v1/me").status, 200);
    }
    assert_eq!(idle.who().err(), Some(401));
}

#[test]
fn the_absolute_end_never_moves() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    for _ in 0..23 {
        world.clock.advance(time::Duration::hours(1));
        assert_eq!(browser.fetch("/api/v1/me").status, 200);
    }
    world.clock.advance(time::Duration::minutes(59));
    assert_eq!(browser.fetch("/api/v1/me").status, 200);
    world.clock.advance(time::Duration::minutes(1));
    assert_eq!(browser.fetch("/api/v1/me").status, 401, "after 24 hours");
}

#[test]
fn max_age_proves_nothing() {
    // The browser was told to forget it; somebody kept it.
    let world = World::start();
    let value = world.signed_in(&person()).session().unwrap().to_owned();
    world.clock.advance(time::Duration::days(400));
    assert_eq!(who_with(&world, &value).err(), Some(401));
}

#[test]
fn a_clock_turned_back_five_minutes_ends_nothing() {
    let world = World::start();
    let browser = world.signed_in(&person());
    world.clock.advance(time::Duration::minutes(-5));
    assert!(browser.who().is_ok());
}

#[test]
fn the_cookie_is_sealed_anew_once_a_quarter_of_the_idle_time_at_most() {
    let world = World::with(|settings| settings.session.idle = Duration::from_hours(4));
    let mut browser = world.signed_in(&person());
    for _ in 0..5 {
        assert_eq!(set_cookie(&browser.fetch("/api/v1/me"), "latchkey"), None);
    }
    world.clock.advance(time::Duration::minutes(59));
    assert_eq!(set_cookie(&browser.fetch("/api/v1/me"), "latchkey"), None);
    let old = browser.clone();
    world.clock.advance(time::Duration::minutes(2));
    let answer = browser.fetch("/api/v1/me");
    let renewed = set_cookie(&answer, "latchkey").expect("renewed");
    assert!(renewed.contains("Max-Age=82740"), "the rest of the 24 hours, in {renewed}");
    assert_eq!(set_cookie(&browser.fetch("/api/v1/me"), "latchkey"), None, "once");
    assert!(old.who().is_ok(), "a request that was under way with the old one is fine");
}

// Keys

#[test]
fn a_new_key_logs_nobody_out_and_the_dropped_one_does() {
    let mut world = World::start();
    let mut active = world.signed_in(&person());
    let absent = world.signed_in(&person());
    let new = "11223344556677889900aabbccddeeff11223344556677889900aabbccddeeff";
    let rotate = |world: &mut World, secrets: &[&str]| {
        world.settings.session.secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        world.restart();
    };
    let moved = |world: &World, browser: &Browser| Browser { port: world.port(), ..browser.clone() };

    rotate(&mut world, &[new, COOKIE_SECRET]);
    active = moved(&world, &active);
    let answer = active.fetch("/api/v1/me");
    assert_eq!(answer.status, 200, "the old key still opens");
    assert!(set_cookie(&answer, "latchkey").is_some(), "and the cookie is sealed under the new one");
    assert_eq!(set_cookie(&active.fetch("/api/v1/me"), "latchkey"), None, "once");

    rotate(&mut world, &[new]);
    active = moved(&world, &active);
    assert_eq!(active.fetch("/api/v1/me").status, 200, "who came by in between stays signed in");
    let mut absent = moved(&world, &absent);
    assert_eq!(absent.fetch("/api/v1/me").status, 401, "the others sign in again");
    assert_eq!(absent.goto("/files/").status, 303);
}
