//! What a sign-in comes to: an explanation in plain words, or a session of its own and the deep link.

use std::collections::BTreeSet;

use crate::support::{
    Employee, World, log,
    sign_in::{assert_no_secrets_in_log, return_with},
};

fn person() -> Employee {
    Employee::named("new")
}

// What happened at the provider

#[test]
fn who_presses_cancel_reads_it_in_plain_words() {
    let world = World::start();
    let back = return_with(&world, crate::support::entra::SignInForm::cancel);
    back.is_refused(&world);
    let page = back.answer.text().to_lowercase();
    assert!(page.contains("cancel"), "{page}");
    assert!(page.contains("/login"), "the page offers another try");
    assert!(page.contains("select_account") || page.contains("another account"), "and another account");
}

#[test]
fn errors_of_the_provider_are_explained_and_keep_their_numbers() {
    let cases = [
        ("invalid_client", "AADSTS7000222: The provided client secret keys are expired."),
        ("consent_required", "AADSTS65001: The user or administrator has not consented."),
        ("access_denied", "AADSTS53003: Access has been blocked by Conditional Access policies."),
        ("invalid_request", "AADSTS50020: User account does not exist in tenant."),
        ("something_new", "AADSTS99999999: Nobody knows this one."),
        ("server_error", ""),
    ];
    for (error, description) in cases {
        let world = World::start();
        let correlation = "f0f3a7a4-31f5-49a5-bb0f-6d3c7d2e9f11";
        let full = format!("{description}\r\nTrace ID: 7b3c0a52\r\nCorrelation ID: {correlation}\r\nTimestamp: 2026");
        let back = return_with(&world, |form| form.refuse(error, &full));
        back.shows_an_error_page();
        assert!((400..=503).contains(&back.answer.status), "{}", back.answer.status);
        let page = back.answer.text();
        if let Some(number) = description.split(':').next().filter(|number| !number.is_empty()) {
            assert!(page.contains(number), "{number} on the page: {page}");
        }
        assert!(page.contains(correlation), "the correlation id is on the page");
        assert!(!page.contains("The provided client secret keys are expired"), "the provider's words are not");
    }
}

#[test]
fn what_the_provider_is_made_to_say_runs_nowhere() {
    let world = World::start();
    let evil = "AADSTS1: <script>alert(1)</script>\r\n\u{1b}[31mred\u{1b}[0m\r\nset-cookie: latchkey=evil {{7*7}}";
    let back = return_with(&world, |form| form.refuse("<img src=x onerror=alert(1)>", evil));
    back.shows_an_error_page();
    let page = back.answer.text();
    assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{page}");
    assert!(!page.contains('\u{1b}'), "no control characters");
    assert!(!page.contains("evil 49"));
    let lines = log::lines_with(back.answer.request_id());
    assert!(!lines.is_empty());
    assert!(!format!("{lines:?}").contains("\u{1b}["), "no control characters in the log");
}

// The end

#[test]
fn signing_in_as_somebody_else_replaces_the_session() {
    let world = World::start();
    let mut browser = world.signed_in(&Employee::named("first"));
    let first = browser.session().unwrap().to_owned();
    let login = browser.goto("/login?prompt=select_account");
    let back = world.entra.open(login.location()).sign_in(&Employee::named("second"));
    browser.arrive(&back);
    assert!(browser.who().unwrap().to_string().contains("second@example.com"));
    assert!(!browser.who().unwrap().to_string().contains("first@example.com"), "never merged");
    let mut copy = world.browser();
    copy.set_session(&first);
    assert_eq!(copy.who().err(), Some(401));
}

#[test]
fn a_session_planted_before_the_sign_in_does_not_survive_it() {
    let world = World::start();
    let planted = world.signed_in(&Employee::named("mallory")).session().unwrap().to_owned();
    let mut victim = world.browser();
    victim.set_session(&planted);
    let login = victim.goto("/login?prompt=select_account");
    let back = world.entra.open(login.location()).sign_in(&person());
    victim.arrive(&back);
    assert_ne!(victim.session(), Some(planted.as_str()));
    let mut mallory = world.browser();
    mallory.set_session(&planted);
    assert_eq!(mallory.who().err(), Some(401), "the planted one is ended, and was never the victim's");
}

#[test]
fn the_deep_link_comes_back_with_path_and_query_and_a_time() {
    let world = World::start();
    let now = latchkey::clock::Clock::now(&*world.clock).unix_timestamp();
    for (target, wanted) in [
        ("/files/a%20b/q3.pdf?page=2&x=%C3%A9", format!("/at/a%20b/q3.pdf?page=2&x=%C3%A9&_={now}")),
        ("/files/", format!("/files/?_={now}")),
        ("/files/?_=1", format!("/files/?_={now}")),
    ] {
        let answer = world.sign_in(&mut world.browser(), &person(), target);
        assert_eq!(answer.status, 303);
        assert_eq!(answer.location(), wanted);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[test]
fn neither_code_nor_state_nor_cookie_is_logged_on_a_good_day() {
    let world = World::start();
    let mut browser = world.browser();
    let form = world.entra.open(browser.goto("/login").location());
    let attempt = browser.clone();
    browser.arrive(&form.sign_in(&person()));
    assert_no_secrets_in_log(&world, &browser);
    assert_no_secrets_in_log(&world, &attempt);
    for secret in ["state", "nonce", "code_challenge"] {
        assert!(!log::contains(&form.asked[secret]), "{secret}");
    }
    let ids: BTreeSet<_> = log::lines_with("new@example.com").iter().map(ToString::to_string).collect();
    assert!(ids.is_empty(), "no e-mail in the log: {ids:?}");
}
