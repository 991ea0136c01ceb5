//! `latchkey role`: who may do what, for the operator at the terminal. Running copies are notified at once.

use std::io::Write;

use clap::Subcommand;
use time::macros::format_description;

use super::{Failure, arguments::email, columns::columns};
use crate::{
    access::{
        directory::{Claim, DirectoryRole},
        role::Role,
        roles::Assignment,
    },
    app::{Outside, Services},
    audit::Actor,
    identity::principal::Email,
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Give a person a role; it replaces their current one
    Set {
        /// The person's e-mail address
        #[arg(value_parser = email)]
        email: Email,
        /// reader, editor or admin
        role: Role,
        /// Also let the next person who signs in with this address take the role over; for an address that was
        /// given to somebody else
        #[arg(long)]
        unpin: bool,
    },
    /// Remove a person's role
    Remove {
        /// The person's e-mail address
        #[arg(value_parser = email)]
        email: Email,
    },
    /// List everyone who has a role
    List,
    /// Map a group or an app role of the company's directory to a role
    Map {
        /// directory-group:<object id> or app-role:<value>
        #[arg(value_parser = claim)]
        claim: Claim,
        /// reader, editor or admin
        role: Role,
    },
    /// Remove such a mapping
    Unmap {
        /// directory-group:<object id> or app-role:<value>
        #[arg(value_parser = claim)]
        claim: Claim,
    },
    /// List the mappings
    Maps,
}

const TITLES: [&str; 4] = ["E-MAIL", "ROLE", "PERSON", "CHANGED"];

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    // After closing: `latchkey role list | head` goes away early, and the database should not suffer from it.
    Ok(write!(std::io::stdout(), "{}", done?)?)
}

async fn act(services: &Services, command: Command) -> Result<String, Failure> {
    let roles = &services.roles;
    match command {
        Command::Set { email, role, unpin } => {
            roles.set(&email, role, unpin, &Actor::command("latchkey role set")).await?;
            Ok(format!("{email} is {role} now.\n"))
        }
        Command::Remove { email } => {
            let was_there = roles.remove(&email, &Actor::command("latchkey role remove")).await?;
            let sentence = if was_there { "has no role any more" } else { "had no role" };
            Ok(format!("{email} {sentence}.\n"))
        }
        Command::List => Ok(table(&roles.list().await?)),
        Command::Map { claim, role } => {
            services.directory.set_role_by_command("latchkey role map", &claim, Some(role)).await?;
            Ok(format!("Whoever has {claim} is {role} now.\n"))
        }
        Command::Unmap { claim } => {
            let was_there = services.directory.set_role_by_command("latchkey role unmap", &claim, None).await?;
            let sentence = if was_there { "No role comes with" } else { "No role came with" };
            Ok(format!("{sentence} {claim}.\n"))
        }
        Command::Maps => Ok(maps(&services.directory.roles().await?)),
    }
}

fn claim(text: &str) -> Result<Claim, String> {
    Claim::parse(text).ok_or_else(|| "this is neither directory-group:<object id> nor app-role:<value>".to_owned())
}

fn maps(roles: &[DirectoryRole]) -> String {
    if roles.is_empty() {
        return "No role comes from the directory yet. Map one: latchkey role map app-role:NAME ROLE\n".to_owned();
    }
    columns(&["WHOEVER HAS", "ROLE"], roles.iter().map(|line| [line.claim.to_string(), line.role.to_string()]))
}

fn table(assignments: &[Assignment]) -> String {
    if assignments.is_empty() {
        return "Nobody has a role yet. Give one: latchkey role set EMAIL ROLE\n".to_owned();
    }
    columns(&TITLES, assignments.iter().map(cells))
}

fn cells(assignment: &Assignment) -> [String; 4] {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    // The role belongs to the person who first signed in with the address; nobody else gets it by the address.
    let person = assignment.pin.as_ref().map_or("not signed in yet".to_owned(), ToString::to_string);
    let changed = assignment.updated_at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default();
    [assignment.email.to_string(), assignment.role.to_string(), person, changed]
}
