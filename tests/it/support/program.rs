//! The real program, as an operator starts it.

use std::process::{Command, Stdio};

use super::{World, entra::keys::random_text};

/// A command of the program over the world's database and data folder.
pub fn latchkey(world: &World, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.args(arguments);
    settle_in(&mut command, world);
    command
}

/// The same in a shell, after `before`.
pub fn latchkey_after(world: &World, before: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_latchkey")]).args(arguments);
    settle_in(&mut command, world);
    command
}

/// Gives it the world's database, and nothing of our own environment.
pub fn settle_in(command: &mut Command, world: &World) {
    command
        .env_clear()
        .env("TEST_MODE", "true")
        .env("APP_ENV", "test")
        .env("API_COOKIE_SECRET", random_text(32))
        .env("DATABASE_URL", world.database.url())
        .env("DATA_DIR", &world.settings.data_dir)
        .current_dir(&world.settings.data_dir)
        .stdin(Stdio::null());
}

/// Runs it to its end: the exit code, and what it said on both sides.
pub fn said(mut command: Command) -> (Option<i32>, String) {
    let done = command.output().unwrap();
    let both = [done.stdout, done.stderr].concat();
    (done.status.code(), String::from_utf8_lossy(&both).into_owned())
}
