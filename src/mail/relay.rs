//! The mail server that takes our mail (SMTP, RFC 5321).

use std::time::{Duration, SystemTime};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message as Mime, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp::extension::ClientId,
};
use secrecy::ExposeSecret;

use super::store::MailRow;
use crate::{
    Error, Result,
    settings::{MailSettings, PublicUrl},
};

/// How long one command of the conversation may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Hands mail to the server.
pub struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
}

impl Relay {
    /// # Errors
    /// `Internal` for an invalid address, which the settings rule out.
    pub fn new(settings: &MailSettings, own: &PublicUrl) -> Result<Self> {
        let host = own.host().to_owned();
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(settings.url.expose_secret());
        let transport = transport.map_err(|error| Error::internal(format!("SMTP_URL: {error}")))?;
        let transport = transport.timeout(Some(PATIENCE)).hello_name(ClientId::Domain(host.clone())).build();
        Ok(Self { transport, from: settings.from.clone(), host })
    }

    /// Whether the server answers and accepts our password.
    ///
    /// # Errors
    /// `Unavailable`, with the server's message for the log.
    pub async fn try_out(&self) -> Result<()> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::unavailable("the mail server does not answer")),
            Err(error) => Err(Error::unavailable(format!("the mail server: {}", in_full(&error)))),
        }
    }

    /// Sends one.
    ///
    /// # Errors
    /// `Unavailable` when the server does not accept it; `Internal` for an invalid message.
    pub(super) async fn send(&self, mail: &MailRow) -> Result<()> {
        let to: Mailbox = mail.address.parse().map_err(|_| Error::internal("an address that is none"))?;
        let mime = Mime::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&mail.subject)
            .date(SystemTime::from(mail.made_at))
            .message_id(Some(format!("<{}@{}>", mail.id, self.host)))
            // Nobody's holiday answers to it (RFC 3834, section 5).
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| Error::internal(format!("a mail that is none: {error}")))?;
        let sent = self.transport.send(mime).await;
        sent.map(|_| ()).map_err(|error| Error::unavailable(format!("the mail server: {}", in_full(&error))))
    }
}

/// With the errors below it: the outer one says little.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut below = error.source();
    while let Some(error) = below {
        words = format!("{words}: {error}");
        below = error.source();
    }
    words
}
