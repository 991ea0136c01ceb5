//! DEV_MODE, and the people of its lab.

use latchkey::settings::{Environment, SignInMode};

use super::{Browser, World};

/// As the buttons of the lab name them.
pub const PERSONAS: [&str; 8] = ["admin", "editor", "reader", "none", "groups", "guest", "many-groups", "long-name"];

/// A portal where nobody signs in, with the samples.
pub fn world() -> World {
    World::with(|settings| {
        settings.server.environment = Environment::Development;
        settings.sign_in = SignInMode::Dev;
    })
}

/// A browser that is this persona.
pub fn browser_of(world: &World, persona: &str) -> Browser {
    let mut browser = world.browser();
    let answer = browser.submit("/dev/persona", &[("persona", persona)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser
}
