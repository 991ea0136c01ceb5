//! `latchkey sessions`: where somebody is signed in, for the operator at the terminal. Running copies are notified at
//! once.

use std::io::Write;

use clap::Subcommand;
use time::{OffsetDateTime, UtcOffset, macros::format_description};

use super::{Failure, arguments::email, columns::columns};
use crate::{
    app::{Outside, Services},
    identity::{principal::Email, session::Line},
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the sessions of a person
    Show {
        /// The person's e-mail address
        #[arg(value_parser = email)]
        email: Email,
    },
    /// Sign a person out everywhere; the download links made in those sessions stop working too
    End {
        /// The person's e-mail address
        #[arg(value_parser = email)]
        email: Email,
    },
}

const TITLES: [&str; 4] = ["BROWSER", "NETWORK", "SINCE", "LAST SEEN"];

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    Ok(write!(std::io::stdout(), "{}", done?)?)
}

async fn act(services: &Services, command: Command) -> Result<String, Failure> {
    let sessions = &services.peoples_sessions;
    match command {
        Command::Show { email } => {
            let mut lines = Vec::new();
            let mut count = 0;
            for theirs in sessions.by_command("latchkey sessions show", &email).await? {
                let found = theirs.list().await?;
                count += found.count;
                lines.extend(found.shown);
            }
            if lines.is_empty() {
                return Ok(format!("{email} is not signed in.\n"));
            }
            let more = count.saturating_sub(lines.len() as u64);
            let rest = if more > 0 { format!("And {more} more.\n") } else { String::new() };
            Ok(format!("{}{rest}", columns(&TITLES, lines.iter().map(cells))))
        }
        Command::End { email } => {
            let found = sessions.by_command("latchkey sessions end", &email).await?;
            if found.is_empty() {
                return Ok(format!("Nobody has signed in as {email}.\n"));
            }
            let mut ended = 0;
            for theirs in found {
                ended += theirs.end_all().await?;
            }
            Ok(format!("{email} is signed out everywhere. Sessions that ended: {ended}.\n"))
        }
    }
}

fn cells(line: &Line) -> [String; 4] {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    let spelled = |at: OffsetDateTime| at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default();
    let known = |text: &str| if text.is_empty() { "unknown".to_owned() } else { text.to_owned() };
    let browser = match (line.browser.as_str(), line.system.as_str()) {
        ("", "") => "unknown".to_owned(),
        (browser, "") => browser.to_owned(),
        (browser, system) => format!("{} on {system}", known(browser)),
    };
    [browser, known(&line.network), spelled(line.begun_at), spelled(line.seen_at)]
}
