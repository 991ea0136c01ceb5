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
    keep_to_itself();
    // Before the runtime, which brings threads: while there is one, the environment may be written.
    dot_env::load()?;
    let loaded = Settings::load_for(cli.purpose(), settings::process)?;
    let _log = logging::start(loaded.settings.log, cli.is_brief())?;
    actix_web::rt::System::new().block_on(cli.run(loaded))
}

/// Its memory and its environment hold secrets. From here on the kernel lets no other process of the same user read
/// either, including those that parse hostile bytes: `/proc/<pid>/environ` and `mem` belong to root, nobody may trace
/// it, and a crash leaves no core dump (PR_SET_DUMPABLE(2const)).
fn keep_to_itself() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable) {
        eprintln!("latchkey: other programs of this user may look into its memory: {error}");
    }
}
