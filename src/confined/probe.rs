//! Whether the sandbox works: a confined process tries what an attacker in it would try, and reports what was not
//! refused. The program checks this once at its start, because a kernel or a container that disables a barrier does
//! not say so.

use std::{
    fs,
    net::{TcpListener, UdpSocket},
    os::unix::net::UnixDatagram,
    path::PathBuf,
    process::{Command, Stdio},
};

use bytes::Bytes;
use rustix::process::{Pid, test_kill_process};

use super::{Confined, ConfinedError, Input, Job, Limits};

/// Something to try on the process that is given; whether it went through.
type Attempt = fn(i32) -> bool;

/// What must not be possible, in words for the operator. None of it leaves a trace or does harm.
const ATTEMPTS: &[(&str, Attempt)] = &[
    ("read files", |_| fs::read("/etc/passwd").is_ok() || fs::read_dir("/").is_ok()),
    ("write files", |_| {
        let places =
            [PathBuf::from("probe"), std::env::temp_dir().join(format!("latchkey-probe-{}", std::process::id()))];
        // Its limits let it write nothing, but a new file, even empty, would be one too many.
        places.iter().any(|place| fs::File::create_new(place).is_ok() && fs::remove_file(place).is_ok())
    }),
    ("use the network", |_| {
        TcpListener::bind(("127.0.0.1", 0)).is_ok()
            || UdpSocket::bind(("127.0.0.1", 0)).is_ok()
            || UnixDatagram::unbound().is_ok()
    }),
    ("send signals", |parent| Pid::from_raw(parent).is_some_and(|parent| test_kill_process(parent).is_ok())),
    ("read the environment of the site", |parent| fs::read(format!("/proc/{parent}/environ")).is_ok()),
    ("look into the memory of the site", |parent| fs::File::open(format!("/proc/{parent}/mem")).is_ok()),
    ("start programs", |_| {
        let started =
            Command::new("/proc/self/exe").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        started.is_ok()
    }),
];

/// Tries everything; returns what was possible.
pub fn possible(parent: i32) -> Vec<&'static str> {
    ATTEMPTS.iter().filter(|(_, attempt)| attempt(parent)).map(|(what, _)| *what).collect()
}

/// The job: prints what was possible, one line each. `hint`: the id of the process that started this one.
///
/// # Errors
/// When the hint is not a number.
pub fn run(hint: &str) -> Result<Vec<u8>, String> {
    let parent = hint.parse().map_err(|_| "the parent is no number".to_owned())?;
    Ok(possible(parent).join("\n").into_bytes())
}

impl Confined {
    /// What a confined process can still do here that it should not; empty where both barriers work.
    ///
    /// # Errors
    /// When no confined process can be started.
    pub async fn weaknesses(&self) -> Result<Vec<String>, ConfinedError> {
        let own = std::process::id().to_string();
        let answer = self.run(Job::Probe, &own, Input::Bytes(Bytes::new()), Limits::default()).await?;
        Ok(String::from_utf8_lossy(&answer).lines().map(str::to_owned).collect())
    }
}
