//! `latchkey verify`: whether every document's bytes are there and are what they were.

use std::io::Write;

use indicatif::{HumanBytes, ProgressBar, ProgressStyle};

use super::Failure;
use crate::{
    app::{Outside, Services},
    documents::bytes::verify::{Progress, Verified},
    settings::Settings,
};

/// Whatever name it is given: what counts are the bytes.
const HEAL: &str = "Whoever still has such a file heals it by uploading it again, anywhere; else bring the blobs back \
                    from a backup.";

/// Fails when a document's bytes are missing or damaged, so that a timer can tell.
pub async fn run(settings: &Settings) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let style = ProgressStyle::with_template("{wide_bar} {percent} %  {msg}  {eta}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut show = |progress: Progress| {
        bar.set_length(Progress::ALL);
        bar.set_position(progress.done);
        bar.set_message(format!("{} blobs, {}", progress.blobs, HumanBytes(progress.bytes)));
    };
    let done = services.documents.verify(&mut show).await;
    bar.finish_and_clear();
    services.database.close().await;
    let found = done?;
    std::io::stdout().write_all(told(&found).as_bytes())?;
    match found.wrong.len() {
        0 => Ok(()),
        1 => Err(Failure::Other(format!("one blob is missing or damaged. {HEAL}"))),
        many => Err(Failure::Other(format!("{many} blobs are missing or damaged. {HEAL}"))),
    }
}

fn told(found: &Verified) -> String {
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
