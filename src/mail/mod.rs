//! Mail to people: what is to be said waits in the table `mails` until a mail server has taken it, so that it survives a
//! restart. Off without `SMTP_URL`; then nothing is written.

mod message;
mod outbox;
mod relay;
mod store;

pub use self::{
    message::Message,
    outbox::{Mail, Troubles},
    relay::Relay,
};
