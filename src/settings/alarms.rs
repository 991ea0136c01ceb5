//! When the program raises an alarm by itself, and where it reports it.

use std::time::Duration;

use lettre::Address;
use secrecy::SecretString;
use url::Url;

use super::{
    mail, metrics,
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const ALARM_REFUSALS: Variable = Variable::new(
    "ALARM_REFUSALS",
    "50",
    "200",
    "The least answers 401 and 403 in five minutes that can raise an alarm; 0: none does.",
);
pub(super) const ALARM_REFUSALS_FACTOR: Variable = Variable::new(
    "ALARM_REFUSALS_FACTOR",
    "3",
    "5",
    "They do if they are also so many times as many as in the same five minutes an hour before.",
);
pub(super) const ALARM_DATABASE_MS: Variable = Variable::new(
    "ALARM_DATABASE_MS",
    "1000",
    "500",
    "Milliseconds within which the database answers 95 of 100 look-ups; slower for five minutes raises an alarm; 0: none.",
);
pub(super) const ALARM_DISK_PERCENT: Variable = Variable::new(
    "ALARM_DISK_PERCENT",
    "5",
    "10",
    "Less free room than this on the disk of DATA_DIR raises an alarm, in per cent; 0: none.",
);
pub(super) const ALARM_WEBHOOK: Variable = Variable::new(
    "ALARM_WEBHOOK",
    "",
    "https://alerts.example.com/latchkey",
    "Where each alarm is sent by POST, as JSON, when it begins and when it ends; empty: nowhere.",
)
.secret();
pub(super) const ALARM_WEBHOOK_SECRET: Variable = Variable::new(
    "ALARM_WEBHOOK_SECRET",
    "needed with ALARM_WEBHOOK",
    "replace-me-with-the-output-of-openssl-rand-hex-32",
    "Signs what is sent there (HMAC-SHA256): the output of `openssl rand -hex 32`.",
)
.secret();
pub(super) const ALARM_MAIL: Variable = Variable::new(
    "ALARM_MAIL",
    "",
    "operators@example.com",
    "The address that gets each alarm by mail; needs SMTP_URL; empty: nobody.",
);

/// What raises an alarm, and where it is reported.
#[derive(Debug, Clone)]
pub struct AlarmSettings {
    /// `ALARM_REFUSALS`, in five minutes; 0: off.
    pub refusals: u64,
    /// `ALARM_REFUSALS_FACTOR`.
    pub refusals_factor: u64,
    /// `ALARM_DATABASE_MS`; zero: off.
    pub database: Duration,
    /// `ALARM_DISK_PERCENT`; 0: off.
    pub disk_percent: u64,
    pub webhook: Option<Webhook>,
    /// `ALARM_MAIL`.
    pub mail: Option<String>,
    /// Not for the operator to set: how often it is looked.
    pub every: Duration,
    /// Not for the operator to set: how long it is waited before the second and the third attempt at the webhook.
    pub pauses: [Duration; 2],
}

/// `ALARM_WEBHOOK` and `ALARM_WEBHOOK_SECRET`. The address is a secret, too: many services let everybody post who knows it.
#[derive(Debug, Clone)]
pub struct Webhook {
    pub url: SecretString,
    pub secret: SecretString,
}

impl Default for AlarmSettings {
    fn default() -> Self {
        Self {
            refusals: 50,
            refusals_factor: 3,
            database: Duration::from_secs(1),
            disk_percent: 5,
            webhook: None,
            mail: None,
            every: Duration::from_mins(1),
            pauses: [Duration::from_secs(2), Duration::from_secs(15)],
        }
    }
}

pub(super) fn read(variables: &mut Variables<'_>) -> AlarmSettings {
    let usual = AlarmSettings::default();
    let database = number(variables, &ALARM_DATABASE_MS, 0, 60_000).map(Duration::from_millis);
    AlarmSettings {
        refusals: number(variables, &ALARM_REFUSALS, 0, 1_000_000).unwrap_or(usual.refusals),
        refusals_factor: number(variables, &ALARM_REFUSALS_FACTOR, 1, 1000).unwrap_or(usual.refusals_factor),
        database: database.unwrap_or(usual.database),
        disk_percent: number(variables, &ALARM_DISK_PERCENT, 0, 99).unwrap_or(usual.disk_percent),
        webhook: webhook(variables),
        mail: mail(variables),
        ..usual
    }
}

fn number(variables: &mut Variables<'_>, variable: &Variable, least: u64, most: u64) -> Option<u64> {
    let text = variables.text(variable)?;
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    if number.is_none() {
        variables.problem(variable, format!("{} is not a whole number from {least} to {most}.", shown(&text)));
    }
    number
}

fn webhook(variables: &mut Variables<'_>) -> Option<Webhook> {
    let secret = metrics::secret(variables, &ALARM_WEBHOOK_SECRET);
    let Some(text) = variables.text(&ALARM_WEBHOOK) else {
        if secret.is_some() {
            variables.problem(&ALARM_WEBHOOK, "ALARM_WEBHOOK_SECRET is set, and nothing says where alarms are sent.");
        }
        return None;
    };
    let is_one = is_private(&text);
    if !is_one {
        // The value may hold a secret, so it is not shown.
        variables.problem(&ALARM_WEBHOOK, "Not an https address. Without encryption only one on this machine will do.");
    }
    if secret.is_none() && !variables.complained_of(&[&ALARM_WEBHOOK_SECRET]) {
        let example = "ALARM_WEBHOOK_SECRET=<the output of: openssl rand -hex 32>";
        let what = "ALARM_WEBHOOK is set, and nothing signs what is sent there.";
        variables.problem_like(&ALARM_WEBHOOK_SECRET, what, example);
    }
    Some(Webhook { url: Some(text).filter(|_| is_one)?.into(), secret: secret? })
}

fn is_private(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    matches!((url.scheme(), is_local), ("https", _) | ("http", true)) && url.host_str().is_some()
}

fn mail(variables: &mut Variables<'_>) -> Option<String> {
    let text = variables.text(&ALARM_MAIL)?;
    if text.parse::<Address>().is_err() {
        variables.problem(&ALARM_MAIL, "Not an e-mail address.");
        return None;
    }
    if !variables.is_set(&mail::SMTP_URL) {
        variables.problem(&ALARM_MAIL, "An alarm can be mailed only if mail goes out, and SMTP_URL is not set.");
        return None;
    }
    Some(text)
}
