//! `latchkey verify`: whether every document's bytes are there and are what they were.

use std::io::Write;

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::Failure;
use crate::{
    app::{Outside, Services},
    documents::bytes::verify::{Progress, Verified},
    settings::Settings,
};

/// Fails when a document's bytes are missing or damaged, so that a timer can tell.
pub async fn run(settings: &Settings) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} blobs  {msg}  {eta}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut show = |progress: Progress| {
        bar.set_length(progress.all);
        bar.set_position(progress.done);
        bar.set_message(HumanBytes(progress.bytes).to_string());
    };
    let done = services.documents.verify(&mut show).await;
    bar.finish_and_clear();
    services.database.close().await;
    let found = done?;
    std::io::stdout().write_all(told(&found).as_bytes())?;
    match found.wrong.len() {
        0 => Ok(()),
        1 => Err(Failure::Other("one blob is missing or damaged. Bring it back from a backup.".to_owned())),
        many => Err(Failure::Other(format!("{many} blobs are missing or damaged. Bring them back from a backup."))),
    }
}

fn told(found: &Verified) -> String {
    let Verified { whole, bytes, wrong, unnamed, foreign } = found;
    let mut lines = vec![format!("{whole} blobs are whole, {}.", HumanBytes(*bytes))];
    for one in wrong {
        lines.push(format!("WRONG {}: {}", one.hash, one.what.escape_debug()));
        lines.extend(one.places.iter().map(|place| format!("      {}", place.escape_debug())));
    }
    if *unnamed > 0 {
        lines.push(format!("{unnamed} blobs are not named by any version; `latchkey gc` removes the old ones."));
    }
    lines.extend(foreign.iter().map(|path| format!("Not ours, and left alone: {}", path.escape_debug())));
    lines.join("\n") + "\n"
}
