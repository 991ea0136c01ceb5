//! How long a sign-in lasts, and what seals it.

use std::time::Duration;

use secrecy::SecretString;

use super::{
    cookie_secret,
    server::Environment,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const API_COOKIE_SECRET: Variable = Variable::new(
    "API_COOKIE_SECRET",
    "in development, one is made and kept in DATA_DIR",
    "paste-the-output-of-openssl-rand-hex-32",
    "Seals the session cookie: the output of `openssl rand -hex 32`. Several with commas: the first seals, all open.",
)
.secret();
pub(super) const SESSION_HOURS: Variable =
    Variable::new("SESSION_HOURS", "24", "24", "Hours after the sign-in at which a session ends in any case.");
// A working day with its lunch, but not the night: people who come back in the morning go through the provider again,
// mostly without a click, and those who have left the company are not let in.
pub(super) const SESSION_IDLE_HOURS: Variable = Variable::new(
    "SESSION_IDLE_HOURS",
    "8, or SESSION_HOURS if that is less",
    "8",
    "Hours without a visit after which a session ends.",
);

/// A month: otherwise it would be too long until somebody checks that a person still works here.
const LONGEST: u32 = 30 * 24;
const USUAL_HOURS: u32 = 24;
const USUAL_IDLE_HOURS: u32 = 8;

#[derive(Debug, Clone)]
pub struct SessionSettings {
    /// `API_COOKIE_SECRET`: the first seals, all open. Empty only in development and only until
    /// [`Settings::with_cookie_secret`](super::Settings::with_cookie_secret) has put the kept one there.
    pub secrets: Vec<SecretString>,
    /// `SESSION_HOURS`: the absolute end.
    pub lifetime: Duration,
    /// `SESSION_IDLE_HOURS`: the end without a visit.
    pub idle: Duration,
}

pub(super) fn read(variables: &mut Variables<'_>, environment: Environment) -> SessionSettings {
    let lifetime = hours(variables, &SESSION_HOURS).unwrap_or(USUAL_HOURS);
    let idle = hours(variables, &SESSION_IDLE_HOURS);
    if idle.is_some_and(|idle| idle > lifetime) {
        variables.problem(
            &SESSION_IDLE_HOURS,
            format!("More than SESSION_HOURS ({lifetime}): the session would be over before it is idle."),
        );
    }
    let idle = idle.unwrap_or(USUAL_IDLE_HOURS.min(lifetime));
    SessionSettings { secrets: secrets(variables, environment), lifetime: whole(lifetime), idle: whole(idle) }
}

fn whole(hours: u32) -> Duration {
    Duration::from_secs(u64::from(hours) * 3600)
}

fn hours(variables: &mut Variables<'_>, variable: &Variable) -> Option<u32> {
    let text = variables.text(variable)?;
    let hours = text.parse().ok().filter(|hours| (1..=LONGEST).contains(hours));
    if hours.is_none() {
        let what = format!("{} is not a whole number of hours from 1 to {LONGEST}.", shown(&text));
        variables.problem(variable, what);
    }
    hours
}

fn secrets(variables: &mut Variables<'_>, environment: Environment) -> Vec<SecretString> {
    let how = format!("{}=<the output of: openssl rand -hex 32>", API_COOKIE_SECRET.name);
    let text = variables.text(&API_COOKIE_SECRET).unwrap_or_default();
    let mut secrets: Vec<&str> = Vec::new();
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    for (number, part) in parts.enumerate() {
        match cookie_secret::weakness(part) {
            Some(weakness) => variables.problem_like(
                &API_COOKIE_SECRET,
                format!("Secret number {} (not shown) {weakness}.", number + 1),
                &how,
            ),
            // The same one twice would be two keys with one id.
            None if secrets.contains(&part) => {}
            None => secrets.push(part),
        }
    }
    // Commas alone are no secret either.
    let told = variables.complained_of(&[&API_COOKIE_SECRET]);
    if secrets.is_empty() && !told && environment != Environment::Development {
        let what = format!(
            "Not set. Outside development (APP_ENV is {environment}) nothing is made up for you:\n\
             every copy of the program, and the next start, needs the same secret."
        );
        variables.problem_like(&API_COOKIE_SECRET, what, &how);
    }
    secrets.into_iter().map(SecretString::from).collect()
}
