//! `latchkey access`: who may do what with which folder or document, for the operator at the terminal. Running copies
//! are notified at once.

use std::{fmt, io::Write};

use clap::Subcommand;
use time::{OffsetDateTime, macros::format_description};

use super::{Failure, arguments::names, columns::columns};
use crate::{
    access::{last_day, level::Level, role::Role, subjects::Subject},
    app::{Outside, Services},
    documents::changes::{AccessLine, NewGrant, PeopleColumn, PeopleOrder, PersonLine},
    identity::principal::Email,
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show who has access to a folder or document, and why
    Show {
        /// The path, such as "Sales/2026"; "/" for all documents
        path: String,
        /// One line for each person, also for those in groups and with a role
        #[arg(long)]
        people: bool,
    },
    /// Grant somebody access to a folder or document; it replaces their grant there
    Grant {
        /// The path, such as "Sales/2026"; "/" for all documents
        path: String,
        /// An e-mail address, role:reader, role:editor, role:admin, or group:NAME
        #[arg(value_parser = whom)]
        whom: Whom,
        /// view, edit or own
        #[arg(value_parser = level)]
        level: Level,
        /// The last day of access, such as 2026-12-31 (UTC)
        #[arg(long, value_parser = end_of)]
        until: Option<OffsetDateTime>,
        /// The reason, shown to those who review access later
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Revoke a grant on this folder or document itself
    Revoke {
        /// The path, such as "Sales/2026"; "/" for all documents
        path: String,
        /// An e-mail address, role:reader, role:editor, role:admin, or group:NAME
        #[arg(value_parser = whom)]
        whom: Whom,
    },
    /// Stop inheritance here: grants of the folders above no longer apply, except ownership
    Cut {
        /// Where it lies, as "Sales/2026"
        path: String,
    },
    /// Restore inheritance
    Join {
        /// Where it lies, as "Sales/2026"
        path: String,
    },
}

/// Somebody, as an operator names them.
#[derive(Debug, Clone)]
pub enum Whom {
    Role(Role),
    Person(Email),
    /// By its name.
    Group(String),
}

const PEOPLE_TITLES: [&str; 7] = ["WHO", "ADDRESS", "MAY", "THROUGH", "COMES FROM", "UNTIL", "LAST HERE"];

/// More than any company has.
const MOST_PEOPLE: usize = 1_000_000;

const TITLES: [&str; 5] = ["WHO", "MAY", "COMES FROM", "UNTIL", "WHY"];

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    Ok(write!(std::io::stdout(), "{}", done?)?)
}

async fn act(services: &Services, command: Command) -> Result<String, Failure> {
    let documents = &services.documents;
    match command {
        Command::Show { path, people: true } => {
            let item = documents.item_at(&names(&path)).await?;
            let order = PeopleOrder { by: PeopleColumn::Name, descending: false };
            let people = documents.people_of(item.id, order, None, MOST_PEOPLE).await?;
            Ok(columns(&PEOPLE_TITLES, people.lines.iter().map(person_cells)))
        }
        Command::Show { path, people: false } => {
            let item = documents.item_at(&names(&path)).await?;
            let cut = if item.inherits { "" } else { "Cut off from what is given above, except to own.\n" };
            Ok(format!("{}{cut}", table(&documents.access_lines(item.id).await?)))
        }
        Command::Grant { path, whom, level, until, reason } => {
            let item = documents.item_at(&names(&path)).await?;
            let (named, subject) = (whom.to_string(), subject(services, whom).await?);
            let new = NewGrant { subject: subject.clone(), level, ends_at: until, reason };
            documents.grant_by_command("latchkey access grant", item.id, &new).await?;
            Ok(format!("{} may {level} /{} now.\n", said(&named, &subject), item.path))
        }
        Command::Revoke { path, whom } => {
            let item = documents.item_at(&names(&path)).await?;
            let (named, subject) = (whom.to_string(), subject(services, whom).await?);
            let was_there = documents.revoke_by_command("latchkey access revoke", item.id, &subject).await?;
            let sentence =
                if was_there { "has nothing any more that was given on" } else { "had nothing that was given on" };
            Ok(format!("{} {sentence} /{}.\n", said(&named, &subject), item.path))
        }
        Command::Cut { path } => {
            let item = documents.item_at(&names(&path)).await?;
            documents.set_inherits_by_command("latchkey access cut", item.id, false).await?;
            Ok(format!("Only what is given on /{} itself counts there now, and to own above it.\n", item.path))
        }
        Command::Join { path } => {
            let item = documents.item_at(&names(&path)).await?;
            documents.set_inherits_by_command("latchkey access join", item.id, true).await?;
            Ok(format!("What is given above /{} counts there again.\n", item.path))
        }
    }
}

async fn subject(services: &Services, whom: Whom) -> Result<Subject, Failure> {
    Ok(match whom {
        Whom::Role(role) => Subject::Role(role),
        Whom::Person(email) => services.documents.subject_at(&email).await?,
        Whom::Group(name) => Subject::Group(services.groups.by_command("latchkey access").named(&name).await?.id),
    })
}

fn said(named: &str, subject: &Subject) -> String {
    match subject {
        Subject::Person(user) => format!("{named} ({user})"),
        Subject::Address(_) => named.to_owned(),
        Subject::Role(role) => format!("Everybody with the role {role}"),
        Subject::Group(_) => format!("Everybody in {named}"),
    }
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role(role) => write!(f, "role:{role}"),
            Self::Person(email) => write!(f, "{email}"),
            Self::Group(name) => write!(f, "group:{name}"),
        }
    }
}

fn whom(text: &str) -> Result<Whom, String> {
    match (text.strip_prefix("role:"), text.strip_prefix("group:")) {
        (Some(role), _) => role.parse().map(Whom::Role),
        (None, Some(group)) => Ok(Whom::Group(group.to_owned())),
        (None, None) => {
            let email = Email::parse(text).map(Whom::Person);
            email.ok_or_else(|| "this is no e-mail address, no role and no group".to_owned())
        }
    }
}

fn level(text: &str) -> Result<Level, String> {
    let known = Level::ALL.into_iter().find(|level| level.as_str() == text);
    known.ok_or_else(|| "the levels are view, edit and own".to_owned())
}

fn end_of(text: &str) -> Result<OffsetDateTime, String> {
    last_day::end_of(text).ok_or_else(|| "a day is spelt 2026-12-31".to_owned())
}

fn table(lines: &[AccessLine]) -> String {
    if lines.is_empty() {
        return "Nobody has access. Give it: latchkey access grant PATH EMAIL view\n".to_owned();
    }
    columns(&TITLES, lines.iter().map(cells))
}

fn cells(line: &AccessLine) -> [String; 5] {
    [who(line), line.level.to_string(), from(line), until(line), line.reason.clone()]
}

fn person_cells(line: &PersonLine) -> [String; 7] {
    let through = match &line.by.subject {
        Subject::Person(_) | Subject::Address(_) => "name".to_owned(),
        Subject::Role(_) | Subject::Group(_) => who(&line.by),
    };
    let last_here = line.seen_at.and_then(moment).unwrap_or_else(|| "never".to_owned());
    let level = line.by.level.to_string();
    [line.name.clone(), line.email.clone(), level, through, from(&line.by), until(&line.by), last_here]
}

fn who(line: &AccessLine) -> String {
    match &line.subject {
        Subject::Role(role) => format!("role:{role}"),
        Subject::Group(_) => format!("group:{}", line.name),
        _ => line.name.clone(),
    }
}

fn from(line: &AccessLine) -> String {
    line.from.as_ref().map_or_else(|| "here".to_owned(), |(_, folder)| format!("/{folder}"))
}

fn until(line: &AccessLine) -> String {
    let until = match line.last_day() {
        Some(day) => day.format(format_description!("[year]-[month]-[day]")).ok(),
        None => line.ends_at.and_then(moment),
    };
    until.unwrap_or_else(|| "no end".to_owned())
}

fn moment(at: OffsetDateTime) -> Option<String> {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    at.to_offset(time::UtcOffset::UTC).format(format).ok()
}
