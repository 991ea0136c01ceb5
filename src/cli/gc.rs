//! `latchkey gc`: makes room.

use std::io::Write;

use clap::Args;
use indicatif::{HumanBytes, ProgressBar, ProgressStyle};
use time::{OffsetDateTime, macros::format_description};

use super::Failure;
use crate::{
    app::{Outside, Services},
    clock::{Clock, SystemClock},
    settings::Settings,
    upkeep::gc::{Sweep, Swept},
};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only report what would be removed
    #[arg(long)]
    dry_run: bool,
    /// Continue even if an implausible share of the blobs would be removed, up to this number
    #[arg(long, value_name = "NUMBER", conflicts_with = "dry_run")]
    up_to: Option<u64>,
    /// Release everything from quarantine instead; unreferenced blobs are quarantined again, for the full time
    #[arg(long, conflicts_with_all = ["dry_run", "up_to"])]
    take_back: bool,
}

pub async fn run(settings: &Settings, arguments: Arguments) -> Result<(), Failure> {
    let services = Services::open(settings, &Outside::system()).await?;
    let done = act(&services, &arguments).await;
    services.database.close().await;
    Ok(std::io::stdout().write_all(done?.as_bytes())?)
}

async fn act(services: &Services, arguments: &Arguments) -> Result<String, Failure> {
    let upkeep = &services.upkeep;
    if arguments.take_back {
        let count = upkeep.take_back().await?;
        return Ok(format!("{count} blobs taken out of quarantine.\n"));
    }
    let sweep = match (arguments.dry_run, arguments.up_to) {
        (true, _) => Sweep::Look,
        (false, None) => Sweep::Remove,
        (false, Some(number)) => Sweep::RemoveUpTo(number),
    };
    let style = ProgressStyle::with_template("{wide_bar} {pos} of {len} blobs  {eta}");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let mut show = |done: u64, all: u64| {
        bar.set_length(all.max(done));
        bar.set_position(done);
    };
    let swept = upkeep.sweep(sweep, &mut show).await;
    bar.finish_and_clear();
    let (swept, until) = (swept?, SystemClock.now() + upkeep.quarantine());
    let doubt = swept.doubt(0).filter(|_| arguments.dry_run);
    let doubt = doubt.map(|doubt| format!("But `latchkey gc` would refuse to: {doubt}\n"));
    Ok(report(&swept, arguments.dry_run, until) + &doubt.unwrap_or_default())
}

fn report(swept: &Swept, dry_run: bool, until: OffsetDateTime) -> String {
    let Swept { quarantined, quarantined_bytes, waiting, removed, bytes, spared, kept } = swept;
    let would = if dry_run { "would be " } else { "" };
    let mut lines =
        vec![format!("{quarantined} blobs {would}put into quarantine, {}.", HumanBytes(*quarantined_bytes))];
    if *quarantined > 0 {
        let until = until.format(format_description!("[year]-[month]-[day] [hour]:[minute] UTC")).unwrap_or_default();
        lines.push(format!(
            "They stay there until {until}, and longer if anything names them again; `latchkey gc --take-back` \
             takes all out."
        ));
    }
    lines.push(format!("{waiting} are in quarantine since before."));
    lines.push(format!("{removed} whose time there was over {would}removed for good, {}.", HumanBytes(*bytes)));
    lines.push(format!(
        "{kept} are named by versions or by uploads that wait; {spared} are not, but were stored less than a day ago."
    ));
    lines.join("\n") + "\n"
}
