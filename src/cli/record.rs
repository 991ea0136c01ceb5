//! `latchkey record`: the record of what happened, for the operator at the terminal.

use std::io::{self, Write};

use clap::{Subcommand, ValueEnum};

use super::Failure;
use crate::{
    app::{Outside, Services},
    audit::Actor,
    documents::record::{Export, Format, RecordQuery, RecordWords},
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the record, the oldest event first; all filters that are given must hold
    Export(Filters),
}

#[derive(Debug, clap::Args)]
pub struct Filters {
    /// A table for spreadsheets, or a JSON object on each line
    #[arg(long, value_enum, default_value = "jsonl")]
    format: As,
    /// Who did it, or to whom it was done: an e-mail address, a user key, or the name of a command
    #[arg(long, default_value = "")]
    person: String,
    /// A folder or document: its path, such as "Sales/2026", or its id
    #[arg(long, default_value = "")]
    item: String,
    /// The kind of event, such as "access_granted"
    #[arg(long, default_value = "")]
    kind: String,
    /// How the person was known: session, ticket, link, command, background or directory
    #[arg(long, default_value = "")]
    via: String,
    /// The number of a request
    #[arg(long, default_value = "")]
    request: String,
    /// The first day, such as 2026-12-01
    #[arg(long, default_value = "")]
    since: String,
    /// The last day
    #[arg(long, default_value = "")]
    until: String,
    /// The time zone of these days, such as Europe/Berlin; else UTC
    #[arg(long, default_value = "")]
    zone: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum As {
    Csv,
    Jsonl,
}

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let Command::Export(filters) = command;
    let done = export(&services, filters).await;
    services.database.close().await;
    done
}

async fn export(services: &Services, filters: Filters) -> Result<(), Failure> {
    let Filters { format, person, item, kind, via, request, since, until, zone } = filters;
    let format = match format {
        As::Csv => Format::Csv,
        As::Jsonl => Format::JsonLines,
    };
    let query = RecordQuery::read(&RecordWords { person, item, kind, via, request, since, until, zone })?;
    let mut export = Export::by_operator(&services.documents, &query, format).await?;
    export.note(&Actor::command("latchkey record export"), &query).await?;
    let mut out = io::stdout();
    while let Some(bytes) = export.next().await? {
        out.write_all(&bytes)?;
    }
    Ok(out.flush()?)
}
