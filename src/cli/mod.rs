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
mod record;
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
    /// Run the site; also the default without a command
    Serve,
    /// Check the settings and print them
    Check,
    /// Import a folder with everything in it
    Import(import::Arguments),
    /// Read the bytes of every document and report those that are missing or damaged
    Verify(verify::Arguments),
    /// Quarantine the blobs that no document version refers to, and remove those whose quarantine has ended
    Gc(gc::Arguments),
    /// Show or change which store the database belongs to
    #[command(subcommand)]
    Store(store::Command),
    /// Show or change roles
    #[command(subcommand)]
    Role(role::Command),
    /// Show or change access to a folder or document
    #[command(subcommand)]
    Access(access::Command),
    /// List or end links for people outside
    #[command(subcommand)]
    Links(links::Command),
    /// Show or change groups and their members
    #[command(subcommand)]
    Group(group::Command),
    /// Offboard a person, or admit them again
    #[command(subcommand)]
    Person(person::Command),
    /// Create or revoke the secrets of the company's directory (SCIM)
    #[command(subcommand)]
    Scim(scim::Command),
    /// List or end the sessions of a person
    #[command(subcommand)]
    Sessions(sessions::Command),
    /// Export the record of what happened
    #[command(subcommand)]
    Record(record::Command),
    /// Explain why a person may, or may not, see a folder or document
    Why(why::Arguments),
    /// Not for people: this program calls itself so, to read what strangers wrote
    #[command(hide = true)]
    Confined(confined::Arguments),
    /// Not for people: this program calls itself so, to become another one in a sandbox
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
            Command::Record(command) => record::run(&loaded.settings, command).await,
            Command::Role(command) => role::run(&loaded.settings, command).await,
            Command::Scim(command) => scim::run(&loaded.settings, command).await,
            Command::Sessions(command) => sessions::run(&loaded.settings, command).await,
            Command::Confined(arguments) => confined::run(&arguments),
            Command::ConfinedProgram(program) => confined::run_program(&program),
        }
    }
}
