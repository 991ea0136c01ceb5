//! `latchkey confined <job>`: one job for the process that started this one (src/confined/). It knows no settings, no
//! database and no network: bytes in, bytes out.

use std::{
    io::{Read, Write, stdin, stdout},
    time::Duration,
};

use clap::Args;

use super::Failure;
use crate::{
    confined::{Job, Limits, probe, program, program::Walls, sandbox},
    previews::job as look,
    readers,
};

#[derive(Debug, Args)]
pub struct Arguments {
    job: Job,
    /// Address space in bytes
    #[arg(long)]
    memory: u64,
    /// Milliseconds
    #[arg(long)]
    processor: u64,
    /// How many bytes are read
    #[arg(long)]
    input: u64,
    #[arg(long)]
    in_background: bool,
    /// A word about the bytes
    #[arg(long, default_value = "")]
    hint: String,
}

impl Arguments {
    fn limits(&self) -> Limits {
        Limits {
            memory: self.memory,
            processor: Duration::from_millis(self.processor),
            input: self.input,
            in_background: self.in_background,
            ..Limits::default()
        }
    }
}

/// Another program, and what it is told.
#[derive(Debug, Args)]
pub struct Program {
    /// Whether it has no folder
    #[arg(long)]
    streams: bool,
    #[arg(last = true, required = true)]
    arguments: Vec<String>,
}

/// Becomes it; comes back only if it cannot.
pub fn run_program(program: &Program) -> Result<(), Failure> {
    let walls = if program.streams { Walls::Streams } else { Walls::Folder };
    Err(program::become_it(&program.arguments, walls).into())
}

/// Drops its privileges, reads, works, answers.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let limits = arguments.limits();
    limits.impose()?;
    sandbox::enter()?;
    let mut bytes = Vec::new();
    stdin().lock().take(limits.input).read_to_end(&mut bytes)?;
    let answer = work(arguments.job, &arguments.hint, &bytes).map_err(Failure::Bare)?;
    let mut out = stdout().lock();
    out.write_all(&answer)?;
    Ok(out.flush()?)
}

/// Each job's code is in its own room. It takes the hint and the bytes; its error is for the person.
fn work(job: Job, hint: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    match job {
        Job::Thumbnail => look::thumbnail::run(hint, bytes),
        Job::Markdown => look::markdown::run(hint, bytes),
        Job::Code => look::code::run(hint, bytes),
        Job::Table => look::table::run(hint, bytes),
        Job::Structure => look::structure::run(hint, bytes),
        Job::Text => readers::text(bytes, hint),
        Job::Scan => readers::scan::run(hint, bytes),
        Job::Probe => probe::run(hint),
    }
}
