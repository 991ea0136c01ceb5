//! Where mail goes out, if it does.

use lettre::{AsyncSmtpTransport, Tokio1Executor, message::Mailbox};
use secrecy::SecretString;
use url::Url;

use super::{variable::Variable, variables::Variables};

pub(super) const SMTP_URL: Variable = Variable::new(
    "SMTP_URL",
    "",
    "smtps://latchkey:the-password@mail.example.com",
    "Where mail goes out: smtps://user:password@host, or smtp://user:password@host:587?tls=required; empty: none is sent.",
)
.secret();

pub(super) const MAIL_FROM: Variable = Variable::new(
    "MAIL_FROM",
    "needed with SMTP_URL",
    "Documents <documents@example.com>",
    "The address that mail comes from, with a name if you like.",
);

/// How mail goes out.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// With the password in it.
    pub url: SecretString,
    pub from: Mailbox,
}

/// `None` without SMTP_URL, and together with a problem.
pub(super) fn read(variables: &mut Variables<'_>) -> Option<MailSettings> {
    let Some(url) = variables.text(&SMTP_URL) else {
        if variables.is_set(&MAIL_FROM) {
            variables.problem(&SMTP_URL, "MAIL_FROM is set, and nothing says where mail goes out.");
        }
        return None;
    };
    let is_one = is_known(&url) && AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).is_ok();
    if !is_one {
        variables.problem(
            &SMTP_URL,
            "Not the address of a mail server. Without encryption only one on this machine will do.",
        );
    }
    let from = variables.text(&MAIL_FROM).map(|text| text.parse::<Mailbox>());
    match from {
        Some(Ok(from)) => is_one.then(|| MailSettings { url: url.into(), from }),
        Some(Err(_)) => {
            variables.problem(&MAIL_FROM, "Not an e-mail address.");
            None
        }
        None => {
            variables.problem(&MAIL_FROM, "SMTP_URL is set, and nothing says whom mail comes from.");
            None
        }
    }
}

/// Passwords and one-time codes go nowhere in the clear.
fn is_known(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match url.scheme() {
        "smtps" => url.host_str().is_some(),
        "smtp" => is_local || url.query_pairs().any(|(key, value)| key == "tls" && value == "required"),
        _ => false,
    }
}
