//! `latchkey import`: a folder from this machine becomes a folder of documents.

use std::{io::Write, path::PathBuf};

use clap::Args;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::Failure;
use crate::{
    app::{Outside, Services},
    documents::path::FolderPath,
    import::{ImportReport, Progress, Refused},
    settings::Settings,
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder on this machine
    dir: PathBuf,
    /// The target folder, created if it does not exist
    #[arg(long, value_name = "PATH", default_value = "/")]
    into: String,
}

pub async fn run(settings: &Settings, arguments: Arguments) -> Result<(), Failure> {
    let into = FolderPath::from_plain(&arguments.into)
        .map_err(|refused| Failure::Other(format!("--into {}: {refused}", arguments.into)))?;
    let services = Services::open(settings, &Outside::system()).await?;
    services.upkeep.fit_store().await?;
    let bar = progress_bar();
    let mut show = |progress: Progress| {
        bar.set_length(progress.all_bytes);
        bar.set_position(progress.bytes);
        bar.set_message(format!("{} of {} files", progress.files, progress.all_files));
    };
    let done = services.import.bring_in(&arguments.dir, &into, "latchkey import", &mut show).await;
    bar.finish_and_clear();
    services.database.close().await;
    Ok(std::io::stdout().write_all(report(&done?).as_bytes())?)
}

fn progress_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}  {msg}  {eta}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// What was done, and each thing that was not, with its reason.
fn report(report: &ImportReport) -> String {
    let ImportReport { folders, added, changed, unchanged, bytes, refused } = report;
    let size = HumanBytes(*bytes);
    let done = format!("{added} added, {changed} changed, {unchanged} already there, {folders} new folders, {size}.\n");
    // The name may hold anything, a terminal's control letters among it.
    let line = |one: &Refused| format!("  {}: {}\n", one.path.display().to_string().escape_debug(), one.reason);
    let left_out = (!refused.is_empty()).then(|| format!("{} left out:\n", refused.len()));
    std::iter::once(done).chain(left_out).chain(refused.iter().map(line)).collect()
}
