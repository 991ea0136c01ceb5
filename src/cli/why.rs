//! `latchkey why`: why somebody may, or may not, see a folder or document.

use std::io::Write;

use clap::Args;
use time::{OffsetDateTime, macros::format_description};

use super::{
    Failure,
    arguments::{email, names},
    columns::columns,
};
use crate::{
    access::subjects::Subject,
    app::{Outside, Services},
    documents::why::{Verdict, Why, WhyLine},
    identity::principal::Email,
    settings::Settings,
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The person's e-mail address, even if they have never signed in
    #[arg(value_parser = email)]
    person: Email,
    /// The path, such as "Sales/2026"; "/" for all documents
    path: String,
}

const TITLES: [&str; 7] = ["GIVEN TO", "MAY", "ON", "GIVEN", "BY", "UNTIL", "COUNTS"];

pub async fn run(settings: &Settings, arguments: Arguments) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = answer(&services, arguments).await;
    services.database.close().await;
    Ok(write!(std::io::stdout(), "{}", done?)?)
}

async fn answer(services: &Services, Arguments { person, path }: Arguments) -> Result<String, Failure> {
    let item = services.documents.item_at(&names(&path)).await?;
    let somebody = services.roles.somebody(&person).await?;
    let why = services.documents.why_by_command(item, somebody).await?;
    let role = why.somebody.standing.role.map_or("none", |role| role.as_str());
    let here = if why.somebody.was_here() { "" } else { "Nobody has signed in with this address yet.\n" };
    let table = if why.grants.is_empty() {
        String::new()
    } else {
        format!("\n{}", columns(&TITLES, why.grants.iter().map(|line| cells(&why, line))))
    };
    Ok(format!("{}\n{here}Role: {role}\n{table}", why.sentence()))
}

fn cells(why: &Why, line: &WhyLine) -> [String; 7] {
    let from = line.from.as_ref().map_or_else(|| format!("/{}", why.item.path), |(_, folder)| format!("/{folder}"));
    let until = line.last_day().map(day).or_else(|| line.ends_at.map(moment)).unwrap_or_else(|| "no end".to_owned());
    let counts = match &line.verdict {
        Verdict::Counts => "yes".to_owned(),
        Verdict::HasEnded => "no, it has ended".to_owned(),
        Verdict::IsCut(_, name) => format!("no, cut off at {name}"),
    };
    let to = match &line.subject {
        Subject::Role(role) => format!("role:{role}"),
        _ if line.way.is_empty() => line.name.clone(),
        _ => format!("{} ({})", line.name, line.way.join(" > ")),
    };
    let by = line.granted.by.name.clone();
    [to, line.level.to_string(), from, day(line.granted.at), by, until, counts]
}

fn day(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC).format(format_description!("[year]-[month]-[day]")).unwrap_or_default()
}

fn moment(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    at.to_offset(time::UtcOffset::UTC).format(format).unwrap_or_default()
}
