//! Mail to people: messages wait in the table `mails` until a mail server has taken them, so that they survive a
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
