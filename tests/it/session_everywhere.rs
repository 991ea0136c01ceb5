//! Signing out everywhere: with every session that there is, also those that nobody has seen for long, and none that comes
//! after.

use crate::{
    session_cookie::person,
    session_list::{events, sessions},
    support::{Browser, Employee, World, eventually},
};

#[test]
fn everywhere_else_leaves_the_one_that_asks_and_everywhere_leaves_none() {
    let world = World::start();
    let twin = world.twin();
    let other = world.signed_in(&Employee::named("other"));
    let (mut here, there) = (world.signed_in(&person()), world.signed_in(&person()));
    let at_twin = Browser { port: twin.port(), ..there.clone() };
    assert_eq!(here.submit("/account/sessions", &[]).status, 303);
    assert!(here.who().is_ok());
    assert_eq!(there.who().err(), Some(401));
    eventually(|| at_twin.who().err() == Some(401));
    let again = world.signed_in(&person());
    let copy = here.clone();
    let answer = here.submit("/logout", &[("scope", "everywhere")]);
    assert_eq!((answer.status, here.session()), (303, None));
    assert!(answer.location().contains("logout_hint"), "on to the provider: {}", answer.location());
    assert_eq!((copy.who().err(), again.who().err()), (Some(401), Some(401)));
    assert!(other.who().is_ok());
    assert!(world.signed_in(&person()).who().is_ok(), "who signs in again is signed in");
    assert!(events(&world).contains(r#""which": "others""#) && events(&world).contains(r#""which": "all""#));
}

#[test]
fn everywhere_reaches_a_cookie_that_has_no_row() {
    let mut world = World::start();
    let (mut here, unseen) = (world.signed_in(&person()), world.signed_in(&person()));
    let kept = world.signed_in(&Employee::named("other"));
    world.clock.advance(time::Duration::minutes(10));
    here.fetch("/api/v1/me");
    world.database.execute("DELETE FROM sessions");
    // As long as nobody has seen it, nothing in the database names it.
    world.restart();
    let moved = |browser: &Browser| Browser { port: world.port(), ..browser.clone() };
    let (mut here, unseen, kept) = (moved(&here), moved(&unseen), moved(&kept));
    assert_eq!(here.submit("/account/sessions", &[]).status, 303);
    assert_eq!(unseen.who().err(), Some(401));
    assert!(here.who().is_ok() && kept.who().is_ok());
    let mut fresh = world.signed_in(&person());
    assert_eq!(fresh.submit("/account/sessions", &[]).status, 303);
    assert_eq!(here.who().err(), Some(401), "the one that was kept before is another one now");
    assert!(fresh.who().is_ok());
}

#[test]
fn it_stays_so_after_a_restart() {
    let mut world = World::start();
    let (mut here, there) = (world.signed_in(&person()), world.signed_in(&person()));
    here.submit("/account/sessions", &[]);
    world.restart();
    let moved = |browser: &Browser| Browser { port: world.port(), ..browser.clone() };
    assert!(moved(&here).who().is_ok());
    assert_eq!(moved(&there).who().err(), Some(401));
}

#[test]
fn a_sign_in_at_a_copy_whose_clock_is_behind_is_not_ended_by_an_earlier_sign_out() {
    let world = World::start();
    let behind =
        latchkey::clock::ManualClock::at(latchkey::clock::Clock::now(&*world.clock) - time::Duration::seconds(50));
    let twin = world.twin_by(behind);
    let mut here = world.signed_in(&person());
    here.submit("/logout", &[("scope", "everywhere")]);
    let mut again = Browser::new(twin.port(), &world.origin());
    assert_eq!(world.sign_in(&mut again, &person(), "/files/").status, 303);
    assert!(again.who().is_ok());
}

#[test]
fn a_sign_in_meanwhile_is_ended_or_goes_on_as_a_whole() {
    let world = World::start();
    let here = world.signed_in(&person());
    let twin = world.twin();
    let enders: Vec<_> = (0..4)
        .map(|number| {
            let port = if number % 2 == 0 { world.port() } else { twin.port() };
            let mut browser = Browser { port, ..here.clone() };
            std::thread::spawn(move || browser.submit("/account/sessions", &[]).status)
        })
        .collect();
    let begun: Vec<Browser> = (0..6).map(|_| world.signed_in(&person())).collect();
    for ender in enders {
        assert_eq!(ender.join().unwrap(), 303);
    }
    let listed: Vec<bool> = begun
        .iter()
        .map(|browser| {
            let at_twin = Browser { port: twin.port(), ..browser.clone() };
            eventually(|| browser.who().is_ok() == at_twin.who().is_ok());
            browser.who().is_ok()
        })
        .collect();
    let running = listed.iter().filter(|is_running| **is_running).count();
    assert_eq!(sessions(&mut here.clone()).len(), running + 1, "the list says the same: {listed:?}");
}

#[test]
fn very_many_sessions_of_one_person_are_listed_in_part_and_ended_as_a_whole() {
    let world = World::start();
    let mut here = world.signed_in(&person());
    world.database.execute(
        "INSERT INTO sessions (id, user_key, begun_at, seen_at, idle_ends_at, ends_at)
         SELECT gen_random_uuid(), user_key, begun_at, seen_at, idle_ends_at, ends_at
           FROM sessions, generate_series(1, 10000)",
    );
    let answer = here.fetch("/api/v1/me/sessions").json();
    assert_eq!((answer["count"].as_u64(), answer["sessions"].as_array().unwrap().len()), (Some(10_001), 100));
    assert_eq!(answer["sessions"][0]["is_current"], true);
    assert!(here.click("/account/sessions").text().contains("There are 9901 more."));
    assert_eq!(here.submit("/account/sessions", &[]).status, 303);
    assert_eq!(sessions(&mut here).len(), 1);
    assert!(events(&world).contains(r#""sessions": 10000"#));
    eventually(|| here.who().is_ok());
}
