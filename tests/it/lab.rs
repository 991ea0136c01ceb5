//! The lab of DEV_MODE: be somebody else, and see what people see when something is not as it should be.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{
    Answer, Browser, Request, World,
    api::ROOT,
    entra::{Endpoint, Fault},
    groups::{change_group, make_group, share_with_group},
    lab::{PERSONAS, browser_of, world},
    sharing::{share, unshare},
    world::login_address,
};

fn text<'a>(who: &'a Value, member: &str) -> &'a str {
    who[member].as_str().unwrap_or_default()
}

/// What a page says first.
fn heading(page: &Answer) -> String {
    let text = page.text();
    let rest = text.split("<h1>").nth(1).unwrap_or_else(|| panic!("no heading: {text}"));
    rest.split("</h1>").next().unwrap_or_default().to_owned()
}

// Be somebody

#[test]
fn the_lab_has_a_button_for_each_persona_and_the_notice_names_who_one_is() {
    let world = world();
    let mut keys = Vec::new();
    for persona in PERSONAS {
        let mut browser = browser_of(&world, persona);
        let who = browser.who().unwrap();
        let page = browser.click("/dev");
        assert_eq!(page.status, 200, "{persona}");
        let page = page.text();
        let notice = page.split("</aside>").next().unwrap_or_default();
        assert!(notice.contains(text(&who, "name")) && notice.contains(text(&who, "email")), "{persona}: {notice}");
        let pressed = format!("value=\"{persona}\" aria-pressed=\"true\" aria-describedby");
        assert!(page.contains(&pressed), "{persona}: {page}");
        assert_eq!(text(&who["user"], "realm"), "development");
        keys.push(text(&who["user"], "subject").to_owned());
    }
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), PERSONAS.len(), "each is somebody else");
}

#[test]
fn the_buttons_lead_back_to_the_page_that_one_came_from() {
    let world = world();
    let mut browser = world.browser();
    let page = browser.click("/files/?view=tiles").text();
    assert!(page.contains("href=\"/dev?back=%2Ffiles%2F%3Fview%3Dtiles\""), "{page}");
    let lab = browser.click("/dev?back=%2Ffiles%2F%3Fview%3Dtiles").text();
    assert!(lab.contains("name=\"back\" value=\"/files/?view=tiles\""), "{lab}");
}

#[test]
fn two_browsers_are_two_people_who_share_with_each_other() {
    let world = world();
    let (mut owner, mut guest) = (browser_of(&world, "admin"), browser_of(&world, "guest"));
    let reports = owner.id_of(ROOT, "Reports");
    let address = text(&guest.who().unwrap(), "email").to_owned();
    assert!(!address.ends_with("@example.com"), "from another company: {address}");
    assert_eq!(guest.click("/files/Reports/").status, 403);
    share(&mut owner, &reports, &address, "view");
    assert_eq!(guest.click("/files/Reports/").status, 200);
    assert!(guest.click("/shared").text().contains("Reports"));
    assert_eq!(guest.click("/files/Welcome.md").status, 404, "the rest stays hidden");
    assert_eq!(text(&owner.who().unwrap(), "role"), "admin", "the other window is who it was");
    let why = owner.submit(&format!("/d/{reports}/why"), &[("email", "dev.reader@example.com")]);
    assert!(why.status == 200 && why.text().contains("Dev Reader"), "{}", why.text());
}

#[test]
fn somebody_in_groups_sees_what_a_group_with_one_of_their_directory_groups_may_see() {
    let world = world();
    let mut somebody = browser_of(&world, "groups");
    assert_eq!(somebody.who().unwrap()["role"], Value::Null);
    assert_eq!(somebody.click("/files/Reports/").status, 200);
    assert_eq!(somebody.click("/files/Welcome.md").status, 404);
    let groups = somebody.click("/groups").text();
    assert!(groups.contains("Finance") && groups.contains("Head office"), "{groups}");
    let mut admin = browser_of(&world, "admin");
    let finance = world.database.text("SELECT id FROM groups WHERE name = 'Finance'");
    assert_eq!(admin.submit(&format!("/groups/{finance}"), &[("action", "delete")]).status, 303);
    assert_eq!(somebody.click("/files/Reports/").status, 403);
}

#[test]
fn an_app_role_of_the_lab_brings_the_role_that_it_is_mapped_to() {
    let world = world();
    let (mut admin, somebody) = (browser_of(&world, "admin"), browser_of(&world, "groups"));
    let fields = [("action", "set"), ("kind", "app-role"), ("value", "Analyst"), ("role", "editor")];
    assert_eq!(admin.submit("/admin/directory", &fields).status, 303);
    assert_eq!(somebody.who().unwrap()["role"], "editor");
}

#[test]
fn somebody_in_300_groups_is_told_that_some_may_be_missing_and_each_of_them_counts() {
    let world = world();
    let (mut admin, mut somebody) = (browser_of(&world, "admin"), browser_of(&world, "many-groups"));
    let page = somebody.click("/groups").text();
    assert!(page.contains("more groups than a sign-in can tell"), "{page}");
    assert!(!browser_of(&world, "groups").click("/groups").text().contains("more groups than a sign-in can tell"));
    unshare(&mut admin, ROOT, "role:reader");
    assert_eq!(somebody.click("/files/Reports/").status, 403);
    let reports = admin.id_of(ROOT, "Reports");
    let group = make_group(&mut admin, "The last of 300");
    share_with_group(&mut admin, &reports, &group, "view");
    let last = format!("5f3b1c52-0000-4000-8000-{:012x}", 1300);
    let from = [("action", "add_from_directory"), ("kind", "directory-group"), ("value", last.as_str())];
    assert_eq!(change_group(&mut admin, &group, &from).status, 303);
    assert_eq!(somebody.click("/files/Reports/").status, 200);
}

#[test]
fn somebody_with_a_long_name_sees_every_page() {
    let world = world();
    let mut browser = browser_of(&world, "long-name");
    let who = browser.who().unwrap();
    assert!(text(&who, "name").chars().count() > 200 && text(&who, "email").len() > 200);
    for page in ["/files/", "/account", "/groups", "/dev"] {
        assert_eq!(browser.click(page).status, 200, "{page}");
    }
}

// See a state

fn state(browser: &mut Browser, state: &str) {
    let answer = browser.submit("/dev/state", &[("state", state), ("back", "/files/")]);
    assert_eq!((answer.status, answer.location()), (303, "/files/"), "{}", answer.text());
}

/// The next click leads through the sign-in and on, as the same person.
fn signs_in_again(browser: &mut Browser) {
    let before = browser.jar.clone();
    let refused = browser.click("/files/?sort=size");
    assert_eq!((refused.status, refused.location()), (303, "/login?redirect_uri=%2Ffiles%2F%3Fsort%3Dsize"));
    let on = browser.click(refused.location());
    assert_eq!((on.status, on.location()), (303, "/files/?sort=size"));
    assert_eq!(browser.click(on.location()).status, 200);
    assert_eq!(text(&browser.who().unwrap(), "email"), "dev.reader@example.com");
    assert_ne!(browser.jar, before);
}

#[test]
fn a_session_expires_while_a_page_is_open_that_knows_its_time() {
    let world = world();
    let mut browser = browser_of(&world, "reader");
    assert!(!browser.click("/files/").text().contains("id=\"session\""), "without a session no notice of its end");
    state(&mut browser, "expired");
    assert!(browser.click("/files/").text().contains("id=\"session\""), "the page tells when the session ends");
    let ends = browser.cookie("latchkey_until").unwrap().to_owned();
    let now = latchkey::clock::Clock::now(&*world.clock).unix_timestamp();
    assert_eq!(ends, format!("{0}.{0}", now + 10));
    world.clock.advance(time::Duration::seconds(9));
    assert_eq!(browser.fetch("/api/v1/me").status, 200);
    world.clock.advance(time::Duration::seconds(1));
    assert_eq!(browser.fetch("/api/v1/me").status, 401);
    signs_in_again(&mut browser);
}

#[test]
fn a_session_is_ended_by_somebody_while_a_page_is_open_that_does_not_know_it() {
    let world = world();
    let mut browser = browser_of(&world, "reader");
    state(&mut browser, "revoked");
    let ends = browser.cookie("latchkey_until").unwrap().to_owned();
    let now = latchkey::clock::Clock::now(&*world.clock).unix_timestamp();
    assert!(ends.split('.').all(|end| end.parse::<i64>().unwrap() > now + 3600), "{ends}");
    world.clock.advance(time::Duration::seconds(10));
    assert_eq!(browser.fetch("/api/v1/me").status, 401);
    assert!(world.browser().who().is_ok(), "another browser goes on");
    signs_in_again(&mut browser);
}

#[test]
fn being_somebody_else_ends_the_end_of_the_session() {
    let world = world();
    let mut browser = browser_of(&world, "reader");
    state(&mut browser, "revoked");
    assert_eq!(browser.submit("/dev/persona", &[("persona", "editor")]).status, 303);
    world.clock.advance(time::Duration::seconds(60));
    assert_eq!(text(&browser.who().unwrap(), "role"), "editor");
    assert_eq!(browser.cookie("latchkey_until"), None);
}

#[test]
fn a_refused_sign_in_looks_as_it_does_where_people_sign_in() {
    let real = World::start();
    let mut browser = real.browser();
    let form = real.entra.open(browser.goto(&login_address("/files/")).location());
    let description = "AADSTS50105: Your administrator has configured the application to block users.";
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("error", "access_denied")
        .append_pair("error_description", description)
        .append_pair("state", &form.asked["state"])
        .finish();
    let refused = browser.arrive(&format!("/callback?{query}"));
    let lab = world().browser().click("/dev/not-assigned");
    assert_eq!((lab.status, heading(&lab)), (refused.status, heading(&refused)));
    for page in [lab, refused] {
        assert!(page.text().contains("<code>AADSTS50105</code>"), "{}", page.text());
    }
}

#[test]
fn a_provider_that_is_down_looks_as_it_does_where_people_sign_in() {
    let mut real = World::asleep("http://localhost:8000", |_| {});
    real.entra.fail(Endpoint::Discovery, Fault::Slam);
    real.wake();
    let down = real.browser().goto(&login_address("/files/"));
    let lab = world().browser().click("/dev/provider-down");
    assert_eq!((lab.status, heading(&lab)), (503, heading(&down)));
    assert_eq!(down.status, 503);
    assert!(lab.text().contains("/login?redirect_uri=%2Fdev"), "trying again leads back to the lab");
}

#[test]
fn a_slow_database_is_slow_for_everybody_until_somebody_stops_it() {
    let world = world();
    let (mut one, mut other) = (browser_of(&world, "admin"), browser_of(&world, "reader"));
    let ask = || Request::get(&format!("/api/v1/items/{ROOT}")).header("accept", "*/*");
    let time = |browser: &mut Browser| {
        let began = Instant::now();
        assert_eq!(browser.send(ask()).status, 200);
        began.elapsed()
    };
    time(&mut other); // what is remembered of them is remembered now
    state(&mut one, "slow");
    let slow = time(&mut other);
    assert!(slow >= Duration::from_secs(2), "{slow:?}");
    assert!(other.click("/account").text().contains("Slow database: stop"), "every page offers to stop it");
    state(&mut other, "quick");
    let quick = time(&mut one);
    assert!(quick < slow, "{quick:?} instead of {slow:?}");
    assert!(!one.click("/account").text().contains("Slow database: stop"));
}
