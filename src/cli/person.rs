//! `latchkey person`: ends everything that a person has here, for the operator at the terminal. Running copies are
//! notified at once.

use std::io::Write;

use clap::Subcommand;

use super::{Failure, arguments::email};
use crate::{
    access::sessions::Somebody,
    app::{Outside, Services},
    identity::principal::Email,
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Sign a person out, remove their roles, grants and memberships, and refuse further sign-ins
    LockOut {
        /// The person's e-mail address
        #[arg(value_parser = email)]
        email: Email,
        /// The e-mail address of somebody who owns what they owned from then on
        #[arg(long, value_parser = email)]
        hand_over_to: Option<Email>,
    },
    /// Allow a person to sign in again, without their former access
    LetIn {
        /// The person's e-mail address
        #[arg(value_parser = email)]
        email: Email,
    },
}

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    Ok(write!(std::io::stdout(), "{}", done?)?)
}

async fn act(services: &Services, command: Command) -> Result<String, Failure> {
    match command {
        Command::LockOut { email, hand_over_to } => {
            let name = "latchkey person lock-out";
            let heir = match &hand_over_to {
                Some(heir) => Some(services.documents.subject_at(heir).await?),
                None => None,
            };
            for somebody in people_at(services, name, &email).await? {
                services.offboarding.lock_out_by_command(name, &somebody, heir.as_ref()).await?;
            }
            Ok(format!("{email} has no access any more.\n"))
        }
        Command::LetIn { email } => {
            let name = "latchkey person let-in";
            let mut was_out = false;
            for somebody in people_at(services, name, &email).await? {
                was_out |= services.offboarding.let_in_by_command(name, &somebody).await?;
            }
            Ok(format!("{email} {}.\n", if was_out { "can sign in again" } else { "was not locked out" }))
        }
    }
}

async fn people_at(services: &Services, command: &str, email: &Email) -> Result<Vec<Somebody>, Failure> {
    let found = services.peoples_sessions.by_command(command, email).await?;
    if found.is_empty() {
        return Err(Failure::Other(format!("Nobody has signed in as {email}. Take away a role: latchkey role remove")));
    }
    Ok(found.iter().map(|theirs| theirs.person().clone()).collect())
}
