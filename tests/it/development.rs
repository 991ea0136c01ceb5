//! DEV_MODE: nobody signs in, and one click shows the site as somebody else.

use latchkey::settings::{Environment, SignInMode};

use crate::support::World;

fn world() -> World {
    World::with(|settings| {
        settings.server.environment = Environment::Development;
        settings.sign_in = SignInMode::Dev;
    })
}

#[test]
fn one_click_changes_the_fake_persons_role() {
    let world = world();
    let mut browser = world.browser();
    assert_eq!(browser.who().unwrap()["role"], "admin");
    for role in ["editor", "reader", "none", "admin"] {
        let answer = browser.submit("/dev/role", &[("role", role), ("back", "/account?tab=1")]);
        assert_eq!((answer.status, answer.location()), (303, "/account?tab=1"));
        let shown = browser.who().unwrap()["role"].as_str().unwrap_or("none").to_owned();
        assert_eq!(shown, role);
        assert!(browser.click("/account").text().contains("Development mode"));
    }
}

#[test]
fn the_way_back_stays_on_this_site() {
    let world = world();
    let answer = world.browser().submit("/dev/role", &[("role", "reader"), ("back", "//evil.example/")]);
    assert_eq!((answer.status, answer.location()), (303, "/"));
    assert_eq!(world.browser().submit("/dev/role", &[("role", "owner")]).status, 400);
}

#[test]
fn outside_development_there_is_no_such_switch() {
    let world = World::start();
    let mut admin = world.admin();
    assert_eq!(admin.submit("/dev/role", &[("role", "reader")]).status, 404);
}
