//! What Prometheus gets, read as it does.

use latchkey::settings::Settings;

use super::{Answer, Request, World};

pub const SECRET: &str = "2c759dcdf25243dc0ea79dc24779a4bde2d250aad35fe93761074d6792e32c83";

/// For [`World::with`].
pub fn with_secret(settings: &mut Settings) {
    settings.metrics.secret = Some(SECRET.into());
}

/// As Prometheus asks, with this header for the authorization.
pub fn ask(world: &World, authorization: &str) -> Answer {
    let request = Request::get("/metrics").header("host", "localhost:8000").header("authorization", authorization);
    request.send(world.port())
}

/// All lines; the portal has [`SECRET`].
pub fn scrape(world: &World) -> String {
    let answer = ask(world, &format!("Bearer {SECRET}"));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text()
}

/// The value of one series, written as it is there; `None`: there is no such line.
pub fn value(text: &str, series: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' ')?.parse().ok())
}

/// The names of all metrics, as samples have them.
pub fn names(text: &str) -> std::collections::BTreeSet<String> {
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    samples.map(|line| line.split(['{', ' ']).next().unwrap_or_default().to_owned()).collect()
}
