//! `latchkey links`: links for people outside, for the operator at the terminal. Running copies are notified at once.

use std::io::Write;

use clap::Subcommand;
use time::{OffsetDateTime, UtcOffset, macros::format_description};
use uuid::Uuid;

use super::{Failure, arguments::names, columns::columns};
use crate::{
    app::{Outside, Services},
    documents::changes::LinkLine,
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the links on a folder or document and on everything in it
    Show {
        /// The path, such as "Sales/2026"; "/" for all documents
        path: String,
    },
    /// End a link
    End {
        /// The number of the link, as "show" prints it
        link: Uuid,
    },
}

const TITLES: [&str; 6] = ["LINK", "OPENS", "KIND", "UNTIL", "MADE BY", "USED"];

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    Ok(write!(std::io::stdout(), "{}", done?)?)
}

async fn act(services: &Services, command: Command) -> Result<String, Failure> {
    let documents = &services.documents;
    match command {
        Command::Show { path } => {
            let item = documents.item_at(&names(&path)).await?;
            let lines = documents.all_links_in(item.id).await?;
            if lines.is_empty() {
                return Ok(format!("There are no links on /{}, nor in it.\n", item.path));
            }
            Ok(columns(&TITLES, lines.iter().map(cells)))
        }
        Command::End { link } => {
            let path = documents.end_link_by_command("latchkey links end", link).await?;
            Ok(format!("The link to /{path} has ended.\n"))
        }
    }
}

fn cells(line: &LinkLine) -> [String; 6] {
    let until = if line.is_over { "ended".to_owned() } else { moment(line.ends_at) };
    let used = if line.takes_files { line.sent } else { line.downloaded };
    let what = if line.takes_files { "files came" } else { "downloads" };
    [
        line.id.to_string(),
        format!("/{}", line.path),
        line.kind().to_owned(),
        until,
        line.made.by.name.clone(),
        format!("opened {}, {what} {used}", line.opened),
    ]
}

fn moment(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default()
}
