//! `latchkey gc`: makes room.

use std::io::Write;

use clap::Args;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::Failure;
use crate::{
    app::{Outside, Services},
    documents::bytes::gc::{Sweep, Swept},
    settings::Settings,
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only say what would be removed
    #[arg(long)]
    dry_run: bool,
    /// Also when the database names none of the blobs that are there
    #[arg(long)]
    even_all: bool,
}

pub async fn run(settings: &Settings, Arguments { dry_run, even_all }: Arguments) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} blobs  {eta}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut show = |done: u64, all: u64| {
        bar.set_length(all);
        bar.set_position(done);
    };
    let sweep = match (dry_run, even_all) {
        (true, _) => Sweep::Look,
        (false, false) => Sweep::Remove,
        (false, true) => Sweep::RemoveEvenAll,
    };
    let done = services.documents.sweep(sweep, &mut show).await;
    bar.finish_and_clear();
    services.database.close().await;
    Ok(std::io::stdout().write_all(told(&done?, dry_run).as_bytes())?)
}

fn told(swept: &Swept, dry_run: bool) -> String {
    let Swept { removed, bytes, spared, kept } = swept;
    let what = if dry_run { "would be removed" } else { "removed" };
    format!(
        "{removed} blobs {what}, {}. {kept} are named by versions; {spared} are not, but were stored less than a day \
         ago.\n",
        HumanBytes(*bytes)
    )
}
