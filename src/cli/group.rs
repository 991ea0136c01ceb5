//! `latchkey group`: groups of people, for the operator at the terminal. Running copies are notified at once.

use std::{io::Write, path::PathBuf};

use clap::Subcommand;

use super::{Failure, columns::columns};
use crate::{
    access::groups::{Group, GroupName, GroupsFor, LONGEST_NAME, MOST_MEMBERS, Member, MemberLine, member_list},
    app::{Outside, Services},
    identity::principal::Email,
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List all groups
    List,
    /// List the members of a group
    Show {
        /// The name of the group
        group: String,
    },
    /// Create a group
    Make {
        /// What it is called
        name: String,
        /// What it is for
        #[arg(long, default_value = "")]
        description: String,
        /// Only its owners, its members and administrators find it by its name
        #[arg(long)]
        unlisted: bool,
    },
    /// Delete a group together with its grants
    Delete {
        /// The name of the group
        group: String,
    },
    /// Add a member to a group
    Add {
        /// The name of the group
        group: String,
        /// An e-mail address, another group, directory-group:<object id> or app-role:<value>
        member: String,
    },
    /// Remove a member from a group
    Remove {
        /// The name of the group
        group: String,
        /// As with add
        member: String,
    },
    /// Make somebody an owner of a group
    Own {
        /// The name of the group
        group: String,
        /// Their e-mail address
        owner: String,
        /// Let them do it no more
        #[arg(long)]
        no_more: bool,
    },
    /// Add the members listed in a file: one address per line, or CSV with the address in the first column
    Import {
        /// The name of the group
        group: String,
        file: PathBuf,
        /// Take everybody else out
        #[arg(long)]
        replace: bool,
    },
    /// Export the members of a group as CSV
    Export {
        /// The name of the group
        group: String,
    },
}

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    Ok(std::io::stdout().write_all(&done?)?)
}

async fn act(services: &Services, command: Command) -> Result<Vec<u8>, Failure> {
    let name = match command {
        Command::List => "list",
        Command::Show { .. } => "show",
        Command::Make { .. } => "make",
        Command::Delete { .. } => "delete",
        Command::Add { .. } => "add",
        Command::Remove { .. } => "remove",
        Command::Own { .. } => "own",
        Command::Import { .. } => "import",
        Command::Export { .. } => "export",
    };
    let groups = services.groups.by_command(&format!("latchkey group {name}"));
    let said = match command {
        Command::List => list(&groups.list().await?),
        Command::Show { group } => {
            let group = groups.named(&group).await?;
            show(&groups.owners(&group).await?, &groups.members(&group, MOST_MEMBERS).await?)
        }
        Command::Make { name, description, unlisted } => {
            let name = GroupName::parse(&name, &description, !unlisted)
                .ok_or_else(|| Failure::Other(text!("groups-no-name", most = LONGEST_NAME)))?;
            groups.make(&name).await?;
            format!("The group {} is there now; nobody is in it yet.\n", name.name)
        }
        Command::Delete { group } => {
            let group = groups.named(&group).await?;
            let grants = groups.delete(group.id).await?;
            format!("The group {} is deleted, and {grants} grants to it.\n", group.name)
        }
        Command::Add { group, member } => {
            let group = groups.named(&group).await?;
            let added = groups.add(group.id, &[meant(&groups, &member).await?]).await?;
            format!("{member} {} {}.\n", if added > 0 { "is now in" } else { "was in" }, group.name)
        }
        Command::Remove { group, member } => {
            let group = groups.named(&group).await?;
            let was_in_it = groups.remove(group.id, &meant(&groups, &member).await?).await?;
            format!("{member} {} {}.\n", if was_in_it { "is no more in" } else { "was not in" }, group.name)
        }
        Command::Own { group, owner, no_more } => {
            let group = groups.named(&group).await?;
            let email = Email::parse(&owner).ok_or_else(|| Failure::Other(format!("{owner} is no e-mail address")))?;
            let person = services.documents.subject_at(&email).await?;
            if no_more {
                groups.remove_owner(group.id, &person).await?;
                format!("{owner} does not own {} any more.\n", group.name)
            } else {
                groups.add_owner(group.id, &person).await?;
                format!("{owner} owns {} now.\n", group.name)
            }
        }
        Command::Import { group, file, replace } => {
            let group = groups.named(&group).await?;
            let text = std::fs::read_to_string(&file)
                .map_err(|error| Failure::Other(format!("{} cannot be read: {error}", file.display())))?;
            let members = groups.read_list(&text).await?;
            let (added, removed) = if replace {
                groups.replace(group.id, &members).await?
            } else {
                (groups.add(group.id, &members).await?, 0)
            };
            format!("{added} were added to {}, {removed} taken out.\n", group.name)
        }
        Command::Export { group } => {
            let group = groups.named(&group).await?;
            return Ok(member_list::write(&groups.members(&group, MOST_MEMBERS).await?)?);
        }
    };
    Ok(said.into_bytes())
}

async fn meant(groups: &GroupsFor<'_>, text: &str) -> Result<Member, Failure> {
    let member = groups.meant_by(text).await?;
    member.ok_or_else(|| Failure::Other(format!("{text}: no e-mail address, no group")))
}

fn list(groups: &[Group]) -> String {
    if groups.is_empty() {
        return "There are no groups yet. Make one: latchkey group make NAME\n".to_owned();
    }
    let cells = |group: &Group| [group.name.clone(), group.members.to_string(), group.description.clone()];
    columns(&["GROUP", "MEMBERS", "FOR"], groups.iter().map(cells))
}

fn show(owners: &[MemberLine], members: &[MemberLine]) -> String {
    let cells = |what: &'static str| {
        move |line: &MemberLine| {
            let name = if line.is_group() { format!("{} (group)", line.name) } else { line.name.clone() };
            [what.to_owned(), name, line.email.clone()]
        }
    };
    let lines: Vec<_> = owners.iter().map(cells("owner")).chain(members.iter().map(cells("member"))).collect();
    if lines.is_empty() {
        return "Nobody is in it yet. Put somebody in: latchkey group add GROUP EMAIL\n".to_owned();
    }
    columns(&["AS", "WHO", "E-MAIL"], lines.into_iter())
}
