//! Types what a page says, in a folder of its own.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use nix::{
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use tempfile::TempDir;

/// Somebody's terminal: `latchkey` and `cargo run --release` mean the program of this test, and a curl that is refused fails.
pub struct Terminal {
    folder: TempDir,
}

/// Whoever says -f wants no body of a refusal.
const SETUP: &str = r#"
curl() {
    case "$1" in -f*) command curl --silent --show-error "$@" ;; *) command curl --silent --show-error --fail-with-body "$@" ;; esac
}
"#;

impl Terminal {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let programs = folder.path().join("bin");
        fs::create_dir(&programs).unwrap();
        let latchkey = env!("CARGO_BIN_EXE_latchkey");
        for (name, script) in [
            ("latchkey", format!("#!/bin/sh\nexec '{latchkey}' \"$@\"\n")),
            ("cargo", format!("#!/bin/sh\n[ \"$*\" = \"run --release\" ] || exit 9\nexec '{latchkey}'\n")),
        ] {
            let file = programs.join(name);
            fs::write(&file, script).unwrap();
            fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { folder }
    }

    fn command(&self, script: &str) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-euc", &format!("{SETUP}{script}")])
            .env_clear()
            .env("PATH", format!("{}:/usr/bin:/bin", self.folder.path().join("bin").display()))
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Types it, and waits for the end.
    pub fn try_out(&self, script: &str) -> Output {
        self.command(script).output().unwrap()
    }

    /// The same, and it must work; gives what it said.
    pub fn type_in(&self, script: &str) -> String {
        let done = self.try_out(script);
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(done.status.success(), "{script}\n{said}{}", String::from_utf8_lossy(&done.stderr));
        said
    }

    /// Types it, and leaves it running.
    pub fn start(&self, script: &str) -> Running {
        let quiet = fs::File::create(self.folder.path().join("log")).unwrap();
        let mut command = self.command(script);
        command.stdout(Stdio::null()).stderr(quiet).process_group(0);
        Running(command.spawn().unwrap())
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

/// What was left running; it stops with this.
pub struct Running(Child);

impl Running {
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// As Control and C do.
    pub fn stop(mut self) {
        self.signal(Signal::SIGINT);
        self.0.wait().unwrap();
    }

    fn signal(&self, signal: Signal) {
        let _ = killpg(Pid::from_raw(i32::try_from(self.0.id()).unwrap()), signal);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.has_ended() {
            self.signal(Signal::SIGKILL);
            let _ = self.0.wait();
        }
    }
}

/// A text of a page with the test's own places and numbers; each of them must stand in it.
pub fn filled(text: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |text, (what, with)| {
        assert!(text.contains(what), "the page says {what} in {text}");
        text.replace(what, with)
    })
}

/// Its lines; what ends in a backslash goes on in the next.
pub fn lines(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", " ");
    joined.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

pub fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}
