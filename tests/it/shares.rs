//! One person's share of what is dear, and everybody else's.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use latchkey::transport::share::{Archive, Callback, Costly, RefusalRow, Search, SignIn, Ticket};
use time::Duration;

use crate::{
    documents_zip::id_of,
    support::{
        Answer, Browser, Employee, World,
        entra::{Endpoint, Entra},
        import::import,
        world::login_address,
    },
};

fn world() -> World {
    let world = World::with(|settings| settings.server.fair_share = 1);
    import(&world, &[("folder/report.txt", b"the figures")]);
    world
}

/// Asks until it is too much; says how often it was not.
fn until_refused(mut ask: impl FnMut() -> Answer) -> (u32, Answer) {
    for count in 0.. {
        let answer = ask();
        if answer.status == 429 {
            return (count, answer);
        }
        assert!(answer.status < 400, "{} {}", answer.status, answer.text());
    }
    unreachable!()
}

#[test]
fn a_person_who_searches_without_end_is_told_when_to_go_on() {
    let world = world();
    let mut reader = world.reader();
    let (count, refused) = until_refused(|| reader.fetch("/api/v1/search?q=figures"));
    assert_eq!(count, Search::POLICY.burst);
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert!(refused.json()["detail"].as_str().unwrap().contains("wait a moment"));
    let page = reader.click("/search?q=figures");
    assert_eq!((page.status, page.header("retry-after")), (429, Some("1")));
    assert!(page.text().contains("wait a moment") && page.text().contains("<title>"), "a page for people");

    assert_eq!(reader.click("/files/").status, 200, "everything else goes on");
    assert_eq!(world.editor().fetch("/api/v1/search?q=figures").status, 200, "and so does everybody else");
    world.clock.advance(Duration::milliseconds(i64::from(Search::POLICY.every_ms)));
    assert_eq!(reader.fetch("/api/v1/search?q=figures").status, 200);
    assert_eq!(reader.fetch("/api/v1/search?q=figures").status, 429);
}

#[test]
fn archives_and_links_have_their_shares() {
    let world = world();
    let mut reader = world.reader();
    let (folder, report) = (id_of(&world, "folder"), id_of(&world, "report.txt"));
    let addresses = [format!("/d/{folder}/zip"), format!("/zip?id={folder}"), format!("/zip/size?id={folder}")];
    let mut turn = 0;
    let (count, _) = until_refused(|| {
        turn += 1;
        reader.fetch(&addresses[turn % addresses.len()])
    });
    assert_eq!(count, Archive::POLICY.burst, "one share for the three ways");
    let (count, _) = until_refused(|| reader.submit(&format!("/d/{report}/ticket"), &[]));
    assert_eq!(count, Ticket::POLICY.burst);
}

#[test]
fn sign_ins_count_for_the_address_that_they_come_from() {
    let world = World::with(|settings| {
        settings.server.fair_share = 1;
        settings.server.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let from = |address: &str, target: &str| {
        let request = crate::support::Request::get(target)
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document")
            .header("x-forwarded-for", address);
        world.browser().send(request)
    };
    let (count, _) = until_refused(|| from("192.0.2.1", &login_address("/files/")));
    assert_eq!(count, SignIn::POLICY.burst);
    assert_eq!(from("192.0.2.2", &login_address("/files/")).status, 303);
    assert_eq!(from("192.0.2.1", "/health").status, 200);
}

/// The address of a callback with a code that nobody gave out, for a sign-in that this browser has really begun.
fn made_up(browser: &mut Browser) -> String {
    let login = browser.goto(&login_address("/files/"));
    let sent: url::Url = login.location().parse().unwrap();
    let state = sent.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", "made up")
        .append_pair("state", &state)
        .finish();
    format!("/callback?{query}")
}

#[test]
fn made_up_codes_do_not_become_requests_to_the_provider_without_end() {
    let world = world();
    let asked = |entra: &Entra| entra.hits(Endpoint::Token);
    let before = asked(&world.entra);
    let mut refused = 0;
    for _ in 0..Callback::POLICY.burst + 20 {
        let mut browser = world.browser();
        let address = made_up(&mut browser);
        refused += usize::from(browser.arrive(&address).status == 429);
    }
    assert_eq!(refused, 20);
    assert!(asked(&world.entra) - before <= Callback::POLICY.burst as usize);
}

#[test]
fn refused_sign_ins_do_not_fill_the_record() {
    let world = world();
    for _ in 0..RefusalRow::POLICY.burst + 10 {
        let mut browser = world.browser();
        let address = made_up(&mut browser).replace("code=made+up", "error=access_denied");
        assert!(browser.arrive(&address).status < 429, "each is answered");
    }
    let rows = world.database.text("SELECT count(*)::text FROM audit_events WHERE kind = 'sign_in_refused'");
    assert_eq!(rows, RefusalRow::POLICY.burst.to_string());
}

#[test]
fn forty_searches_of_two_hundred_emoji_leave_room_for_somebody_elses_listing() {
    let world = world();
    let greedy = world.reader();
    let mut other = world.editor();
    let emoji: String = url::form_urlencoded::byte_serialize("\u{1f600}".repeat(200).as_bytes()).collect();
    let (over, refused) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..40 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    let answer = greedy.clone().fetch(&format!("/api/v1/search?q={emoji}"));
                    refused.fetch_add(usize::from(answer.status == 429), Ordering::Relaxed);
                }
            });
        }
        for _ in 0..30 {
            assert_eq!(other.click("/files/").status, 200);
        }
        over.store(true, Ordering::Relaxed);
    });
    assert!(refused.into_inner() > 0, "the greedy one is told");
}

#[test]
fn a_usual_day_meets_no_bound() {
    let world = world();
    let (mut editor, employee) = (world.editor(), Employee::named("editor"));
    let folder = id_of(&world, "folder");
    for _ in 0..8 {
        for target in ["/files/", "/search?q=fig", "/api/v1/search?q=figures", &format!("/d/{folder}/zip"), "/recent"] {
            assert_eq!(editor.clone().click(target).status, 200, "{target}");
        }
        editor = world.signed_in(&employee);
    }
}
