//! `latchkey import`: a folder from this machine becomes a folder of documents.

use std::{io::Write, path::PathBuf, time::Duration};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::Failure;
use crate::{
    app::{Outside, Services},
    documents::{
        import::{ImportReport, Progress},
        path::FolderPath,
        size::Size,
    },
    settings::Settings,
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The folder on this machine
    dir: PathBuf,
    /// The folder of documents that it goes into; made if it is missing
    #[arg(long, value_name = "PATH", default_value = "/", value_parser = folder)]
    into: FolderPath,
}

/// Who brought the documents in, as their history has it.
const BY: &str = "latchkey import";
const BAR: &str = "{bar:40} {percent:>3} %  {msg}  {bytes_per_sec}, {eta} left";

/// Cut off in the middle it has done what it has done; the same command again goes on from there.
pub async fn run(settings: &Settings, arguments: Arguments) -> Result<(), Failure> {
    let Arguments { dir, into } = arguments;
    let services = Services::open(settings, &Outside::system()).await?;
    let bar = bar();
    let done = services.documents.import(&dir, &into, BY, &mut |progress| show(&bar, progress)).await;
    bar.finish_and_clear();
    services.database.close().await;
    tell(&done?)
}

fn folder(text: &str) -> Result<FolderPath, String> {
    FolderPath::from_plain(text).map_err(|refused| refused.to_string())
}

/// On standard error, and only where that is a terminal.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template(BAR) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.all_bytes);
    bar.set_position(progress.bytes);
    bar.set_message(format!("{} of {} files", progress.files, progress.all_files));
}

fn tell(report: &ImportReport) -> Result<(), Failure> {
    for refused in &report.refused {
        writeln!(std::io::stderr(), "left out: {}: {}", refused.path.display(), refused.reason)?;
    }
    let ImportReport { folders, added, changed, unchanged, bytes, refused } = report;
    let (size, left_out) = (Size(*bytes), refused.len());
    Ok(writeln!(
        std::io::stdout(),
        "{added} documents added, {changed} changed ({size}), {unchanged} unchanged, {left_out} left out; \
         {folders} folders made.",
    )?)
}
