//! `latchkey store`: whether the store of the bytes and the database belong together.

use std::io::Write;

use clap::Subcommand;
use uuid::Uuid;

use super::Failure;
use crate::{
    app::{Outside, Services},
    settings::Settings,
    upkeep::store_identity::Pair,
};

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show which store this is, and which one the database belongs to
    Show,
    /// Bind this store to this database; any other database that used the store is locked out
    Adopt {
        /// Even if none of the blobs that the database refers to is in the store, or it refers to none
        #[arg(long)]
        even_so: bool,
    },
}

pub async fn run(settings: &Settings, command: Command) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, command).await;
    services.database.close().await;
    Ok(std::io::stdout().write_all(done?.as_bytes())?)
}

async fn act(services: &Services, command: Command) -> Result<String, Failure> {
    let upkeep = &services.upkeep;
    let pair = upkeep.pair().await?;
    match command {
        Command::Show => Ok(report(&pair)),
        Command::Adopt { even_so } => {
            if pair.found == 0 && !even_so {
                return Err(Failure::Other(format!(
                    "{}The database names none of what is there, so nothing was changed. If they are a pair all the \
                     same: latchkey store adopt --even-so",
                    report(&pair)
                )));
            }
            let id = upkeep.adopt_store().await?;
            Ok(format!("{}Both are {id} now.\n", report(&pair)))
        }
    }
}

fn report(pair: &Pair) -> String {
    let Pair { of_database, of_store, sought, found } = pair;
    let name = |id: &Option<Uuid>| id.map_or("none yet".to_owned(), |id| id.to_string());
    let looked = format!("Of {sought} blobs that the database names, {found} are in the store.");
    format!("The store is {}. The database belongs to {}. {looked}\n", name(of_store), name(of_database))
}
