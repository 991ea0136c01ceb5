//! `latchkey import`: a folder from this machine becomes a folder of documents.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::{
    app::{Outside, Services},
    settings::Settings,
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder on this machine
    dir: PathBuf,
    /// The folder of documents that it goes into
    #[arg(long, value_name = "PATH", default_value = "/")]
    into: String,
}

pub async fn run(settings: &Settings, arguments: Arguments) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = services.documents.import(&arguments.dir, &arguments.into).await;
    services.database.close().await;
    println!("{}", done?);
    Ok(())
}
