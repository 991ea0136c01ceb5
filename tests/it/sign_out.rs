//! Signing out is for good: also for a copy of the cookie, also after a restart, also for the Back button.

use crate::support::{Browser, Employee, Request, World, eventually, page};

fn person() -> Employee {
    Employee::named("someone")
}

#[test]
fn a_cookie_copied_before_is_refused_afterwards() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    let copy = browser.clone();
    assert!(copy.who().is_ok());
    let answer = browser.submit("/logout", &[]);
    assert!(matches!(answer.status, 200 | 303), "{} {}", answer.status, answer.text());
    assert_eq!(browser.session(), None, "the browser forgets it");
    assert_eq!(browser.cookie("latchkey_changed"), None, "and nothing else is left in it");
    assert_eq!(copy.who().err(), Some(401), "and so does the site");
}

#[test]
fn it_stays_refused_after_a_restart() {
    let mut world = World::start();
    let mut browser = world.signed_in(&person());
    let copy = browser.session().unwrap().to_owned();
    let other = world.signed_in(&person()).session().unwrap().to_owned();
    browser.submit("/logout", &[]);
    world.restart();
    let mut again = world.browser();
    again.set_session(&copy);
    assert_eq!(again.who().err(), Some(401));
    again.set_session(&other);
    assert!(again.who().is_ok(), "the person's other browser stays signed in");
}

#[test]
fn it_is_refused_by_a_second_running_copy_of_the_program_too() {
    let world = World::start();
    let twin = world.twin();
    let mut browser = world.signed_in(&person());
    let at_twin = Browser { port: twin.port(), ..browser.clone() };
    assert!(at_twin.who().is_ok());
    browser.submit("/logout", &[]);
    eventually(|| at_twin.who().err() == Some(401)); // the other copy hears of it
}

#[test]
fn the_answer_clears_the_browser_and_leads_to_the_provider() {
    let world = World::start();
    let employee = person();
    let mut browser = world.signed_in(&employee);
    let answer = browser.submit("/logout", &[]);
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let cleared = answer.header("clear-site-data").expect("what is to be cleared");
    assert!(cleared.contains("\"cache\"") && cleared.contains("\"storage\""), "{cleared}");
    assert!(!cleared.contains("cookies"), "those of other programs under the domain stay");
    let location = url::Url::parse(answer.location()).expect("an absolute address");
    assert_eq!(location.port(), Some(world.entra.port));
    assert!(location.path().ends_with("/oauth2/v2.0/logout"));
    let query: std::collections::BTreeMap<_, _> = location.query_pairs().into_owned().collect();
    assert_eq!(query.get("logout_hint"), employee.login_hint.as_ref(), "spares the account picker");
    assert!(!query.contains_key("id_token_hint"), "no token in an address");
    let back = query.get("post_logout_redirect_uri").expect("the way back");
    assert!(back.starts_with("http://localhost:8000"), "{back}");
}

#[test]
fn here_only_stays_here() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    let page = browser.click("/logout").text();
    let buttons: Vec<_> = page::forms(&page).into_iter().flat_map(|form| form.buttons).collect();
    assert!(buttons.contains(&("scope".to_owned(), "app".to_owned())), "the choice is offered: {buttons:?}");
    let copy = browser.clone();
    let answer = browser.submit("/logout", &[("scope", "app")]);
    assert_eq!(answer.status, 303);
    assert!(answer.location().starts_with("/logout"), "{}", answer.location());
    assert_eq!(copy.who().err(), Some(401));
    let landing = browser.click(answer.location());
    assert_eq!(landing.status, 200);
    assert!(landing.text().contains("still be signed in"), "and says so: {}", landing.text());
}

#[test]
fn a_get_of_logout_shows_the_button_and_ends_nothing() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    for prefetch in [false, true] {
        let mut request = Request::get("/logout").header("accept", "text/html");
        if prefetch {
            request = request.header("sec-purpose", "prefetch");
        }
        let answer = browser.send(request);
        assert!(answer.status == 200 || prefetch, "{}", answer.status);
        assert!(browser.who().is_ok(), "still signed in");
    }
    assert!(browser.click("/logout").text().contains("method=\"post\""));
}

#[test]
fn signing_out_without_a_session_is_no_error() {
    let world = World::start();
    let mut browser = world.browser();
    assert_eq!(browser.click("/logout").status, 200);
    let answer = browser.submit("/logout", &[]);
    assert!(matches!(answer.status, 200 | 303), "{} {}", answer.status, answer.text());
    let mut browser = world.browser();
    browser.set_session("junk");
    assert!(matches!(browser.submit("/logout", &[]).status, 200 | 303));
    // Twice in a row, as by a double click.
    let mut browser = world.signed_in(&person());
    let mut twin = browser.clone();
    browser.submit("/logout", &[]);
    assert!(matches!(twin.submit("/logout", &[]).status, 200 | 303));
}

#[test]
fn the_landing_after_the_provider_survives_any_state() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    let location = browser.submit("/logout", &[]).location().to_owned();
    let query: std::collections::BTreeMap<_, _> =
        url::Url::parse(&location).unwrap().query_pairs().into_owned().collect();
    let landing = url::Url::parse(&query["post_logout_redirect_uri"]).unwrap();
    for more in ["", "?state=other", "?state=", "?state=%00&x=y"] {
        let answer = browser.arrive(&format!("{}{more}", landing.path()));
        assert!(answer.status < 500, "{more}: {}", answer.status);
        assert_eq!(browser.session(), None);
    }
}

#[test]
fn every_page_has_a_sign_out_form_and_may_not_be_kept() {
    let world = World::start();
    let mut admin = world.admin();
    for page in ["/files/", "/account", "/admin/people", "/files/nowhere/"] {
        let answer = admin.click(page);
        assert!(answer.text().contains("action=\"/logout\""), "{page}: {}", answer.text());
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{page}");
    }
}

#[test]
fn a_late_answer_does_not_bring_the_session_back() {
    let world = World::start();
    let mut browser = world.signed_in(&person());
    let copy = browser.clone();
    browser.submit("/logout", &[]);
    world.clock.advance(time::Duration::hours(3));
    let mut late = copy;
    let answer = late.fetch("/api/v1/me");
    assert_eq!(answer.status, 401);
    assert!(answer.all("set-cookie").iter().all(|cookie| !cookie.starts_with("latchkey=ey")), "nothing is sealed anew");
}
