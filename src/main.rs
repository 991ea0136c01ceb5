//! The program: reads the command line, `.env` and the settings, starts the log, and runs one command.

use std::process::ExitCode;

use clap::Parser;
use latchkey::{
    cli::{Cli, Failure, dot_env, logging},
    settings::{self, Settings},
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            failure.exit_code()
        }
    }
}

fn run() -> Result<(), Failure> {
    let cli = Cli::parse();
    if let Some(done) = cli.run_bare() {
        return done;
    }
    // Before the runtime, which brings threads: while there is one, the environment may be written.
    dot_env::load()?;
    let loaded = Settings::load(settings::process)?;
    let _log = logging::start(loaded.settings.log, cli.is_brief())?;
    actix_web::rt::System::new().block_on(cli.run(loaded))
}
