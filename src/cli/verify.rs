//! `latchkey verify`: whether every document's bytes are there and are what they were.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::Args;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::Failure;
use crate::{
    app::{Outside, Services},
    settings::Settings,
    upkeep::{
        heal::Healed,
        verify::{Progress, Verified},
    },
};

/// What is left to do.
const HEAL: &str = "Whoever still has such a file heals it by uploading it again, anywhere and under any name; or \
                    `latchkey verify --heal <folder>` takes it from a folder of this machine, such as a backup.";

#[derive(Debug, Args)]
pub struct Arguments {
    /// Restore missing or damaged bytes from this file or folder
    #[arg(long, value_name = "PATH")]
    heal: Option<PathBuf>,
}

/// Fails when a document's bytes are missing or damaged, so that monitoring notices.
pub async fn run(settings: &Settings, Arguments { heal }: Arguments) -> Result<(), Failure> {
    if let Some(path) = &heal
        && let Err(error) = path.metadata()
    {
        return Err(Failure::Other(format!("{}: {error}", path.display().to_string().escape_debug())));
    }
    let services = Services::open(settings, &Outside::system()).await?;
    let done = verify(&services, heal.as_deref()).await;
    services.database.close().await;
    let (found, healed) = done?;
    std::io::stdout().write_all((report(&found) + &told_of_files(&healed)).as_bytes())?;
    match found.wrong.len() - healed.blobs.len() {
        0 => Ok(()),
        1 => Err(Failure::Other(format!("one blob is missing or damaged. {HEAL}"))),
        many => Err(Failure::Other(format!("{many} blobs are missing or damaged. {HEAL}"))),
    }
}

async fn verify(services: &Services, heal: Option<&Path>) -> Result<(Verified, Healed), Failure> {
    let style = ProgressStyle::with_template("{wide_bar} {percent} %  {msg}  {eta}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut show = |progress: Progress| {
        bar.set_length(Progress::ALL);
        bar.set_position(progress.done);
        bar.set_message(format!("{} blobs, {}", progress.blobs, HumanBytes(progress.bytes)));
    };
    let found = services.upkeep.verify(&mut show).await;
    bar.finish_and_clear();
    let found = found?;
    let healed = match heal {
        Some(place) if !found.wrong.is_empty() => services.upkeep.heal(&found.wrong, place).await?,
        _ => Healed::default(),
    };
    Ok((found, healed))
}

fn report(found: &Verified) -> String {
    let Verified { whole, bytes, wrong, unnamed, foreign, more_foreign } = found;
    let mut lines = vec![format!("{whole} blobs are whole, {}.", HumanBytes(*bytes))];
    for one in wrong {
        lines.push(format!("WRONG {}: {}", one.hash, one.what.escape_debug()));
        lines.extend(one.places.iter().map(|place| format!("      {}", place.escape_debug())));
    }
    if *unnamed > 0 {
        lines.push(format!("{unnamed} blobs are not named by any version; `latchkey gc` is for them."));
    }
    lines.extend(foreign.iter().map(|path| format!("Not ours, and left alone: {}", path.escape_debug())));
    if *more_foreign > 0 {
        lines.push(format!("And {more_foreign} more that is not ours."));
    }
    lines.join("\n") + "\n"
}

fn told_of_files(healed: &Healed) -> String {
    let shown = |path: &Path| path.display().to_string().escape_debug().to_string();
    let whole = healed.blobs.iter().map(|(hash, path)| format!("HEALED {hash}: from {}\n", shown(path)));
    whole.chain(healed.unread.iter().map(|one| format!("Not read: {}\n", one.escape_debug()))).collect()
}
