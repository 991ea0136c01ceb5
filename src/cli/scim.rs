//! `latchkey scim`: the secrets with which the company's directory sends people and groups, for the operator at the terminal.

use std::io::Write;

use clap::Subcommand;
use time::{OffsetDateTime, UtcOffset, macros::format_description};
use uuid::Uuid;

use super::{Failure, columns::columns};
use crate::{
    access::scim::ScimSecret,
    app::{Outside, Services},
    settings::Settings,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a secret and print it once; if there are two already, the older one is revoked
    NewSecret,
    /// List the valid secrets
    Secrets,
    /// Revoke a secret
    EndSecret {
        /// The id of the secret, as `latchkey scim secrets` prints it
        id: Uuid,
    },
}

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    Ok(write!(std::io::stdout(), "{}", done?)?)
}

async fn act(services: &Services, command: Command) -> Result<String, Failure> {
    let scim = &services.scim;
    match command {
        Command::NewSecret => Ok(format!("{}\n", scim.make_secret_by_command("latchkey scim new-secret").await?)),
        Command::Secrets => {
            let secrets = scim.secrets_by_command().await?;
            if secrets.is_empty() {
                return Ok("There is no secret. Make one: latchkey scim new-secret\n".to_owned());
            }
            Ok(columns(&["ID", "MADE", "BY", "LAST USED"], secrets.into_iter().map(cells)))
        }
        Command::EndSecret { id } => {
            if scim.end_secret_by_command("latchkey scim end-secret", id).await? {
                return Ok("The secret has ended.\n".to_owned());
            }
            Err(Failure::Other(format!("There is no secret {id}. Show them: latchkey scim secrets")))
        }
    }
}

fn cells(secret: ScimSecret) -> [String; 4] {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute] UTC");
    let spelled = |at: OffsetDateTime| at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default();
    let used = secret.used_at.map_or_else(|| "never".to_owned(), spelled);
    [secret.id.to_string(), spelled(secret.made_at), secret.made_by, used]
}
