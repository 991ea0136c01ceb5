//! The command line. Without a command the program serves; each command has a file of its own.

mod access;
mod arguments;
mod check;
mod columns;
mod confined;
pub mod dot_env;
mod failure;
mod gc;
mod group;
mod import;
mod links;
mod log_buffer;
pub mod logging;
mod person;
mod role;
mod scim;
mod serve;
mod sessions;
mod store;
mod verify;
mod why;

use clap::{Parser, Subcommand};

pub use failure::Failure;

use crate::settings::{Loaded, Purpose};

/// Puts a company's documents behind the company's own sign-in.
///
/// Settings come from the environment and from the file .env in the working directory; .env.example names them all.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the site; this is what happens without a command, too
    Serve,
    /// Say whether the settings make sense, and what they are
    Check,
    /// Bring a folder with all that is in it into the documents
    Import(import::Arguments),
    /// Read every document's bytes and say which are missing or damaged
    Verify(verify::Arguments),
    /// Put the bytes that no version of a document names into quarantine, and remove what was there long enough
    Gc(gc::Arguments),
    /// Say or settle which store the database belongs to
    #[command(subcommand)]
    Store(store::Command),
    /// Say who may do what
    #[command(subcommand)]
    Role(role::Command),
    /// Say who may do what with which folder or document
    #[command(subcommand)]
    Access(access::Command),
    /// Say which links people outside have, or end one
    #[command(subcommand)]
    Links(links::Command),
    /// Say who is in which group
    #[command(subcommand)]
    Group(group::Command),
    /// End everything that somebody has here
    #[command(subcommand)]
    Person(person::Command),
    /// Make or end the secrets with which the company's directory sends people and groups (SCIM)
    #[command(subcommand)]
    Scim(scim::Command),
    /// Say where somebody is signed in, or sign them out
    #[command(subcommand)]
    Sessions(sessions::Command),
    /// Say why somebody may, or may not, see a folder or document
    Why(why::Arguments),
    /// Not for people: this program calls itself so, to read what strangers wrote
    #[command(hide = true)]
    Confined(confined::Arguments),
    /// Not for people: this program calls itself so, to become another one behind walls
    #[command(hide = true)]
    ConfinedProgram(confined::Program),
}

impl Cli {
    /// Whether it answers and is done: then its log is about problems only.
    pub fn is_brief(&self) -> bool {
        !matches!(self.command, None | Some(Command::Serve))
    }

    /// What it reads the settings for.
    pub fn purpose(&self) -> Purpose {
        match self.command {
            None | Some(Command::Serve | Command::Check) => Purpose::Site,
            Some(_) => Purpose::Command,
        }
    }

    /// Does the one command that has no use for settings, a log or a runtime; `None`: it is another.
    pub fn run_bare(&self) -> Option<Result<(), Failure>> {
        match &self.command {
            Some(Command::Confined(arguments)) => Some(confined::run(arguments)),
            Some(Command::ConfinedProgram(program)) => Some(confined::run_program(program)),
            _ => None,
        }
    }

    /// Runs the command.
    ///
    /// # Errors
    /// A sentence for standard error, and an exit code.
    pub async fn run(self, loaded: Loaded) -> Result<(), Failure> {
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::run(loaded).await,
            Command::Check => check::run(&loaded).await,
            Command::Import(arguments) => import::run(&loaded.settings, arguments).await,
            Command::Verify(arguments) => verify::run(&loaded.settings, arguments).await,
            Command::Gc(arguments) => gc::run(&loaded.settings, arguments).await,
            Command::Store(command) => store::run(&loaded.settings, command).await,
            Command::Access(command) => access::run(&loaded.settings, command).await,
            Command::Links(command) => links::run(&loaded.settings, command).await,
            Command::Group(command) => group::run(&loaded.settings, command).await,
            Command::Why(arguments) => why::run(&loaded.settings, arguments).await,
            Command::Person(command) => person::run(&loaded.settings, command).await,
            Command::Role(command) => role::run(&loaded.settings, command).await,
            Command::Scim(command) => scim::run(&loaded.settings, command).await,
            Command::Sessions(command) => sessions::run(&loaded.settings, command).await,
            Command::Confined(arguments) => confined::run(&arguments),
            Command::ConfinedProgram(program) => confined::run_program(&program),
        }
    }
}
