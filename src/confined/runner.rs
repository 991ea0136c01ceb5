//! Starts confined processes, with limits on their number, their time and the length of their answer.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use bytes::Bytes;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt, copy, sink},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

use crate::{
    confined::{Job, Limits},
    metrics::Counts,
};

/// How much of a child's complaint is kept.
const COMPLAINT: u64 = 2048;

/// The allocator reserves its first pages before `main` can set a limit, 1 GB at a time; so it is configured to
/// reserve less.
const ALLOCATOR: (&str, &str) = ("MIMALLOC_ARENA_RESERVE", "16MiB");

/// Runs jobs. Each user has one of its own, so that work in the background takes no place from a person who waits.
#[derive(Debug, Clone)]
pub struct Confined {
    program: PathBuf,
    places: Arc<Semaphore>,
    outcomes: Counts<2>,
}

/// The bytes that a job reads.
#[derive(Debug)]
pub enum Input {
    /// From its current position; the descriptor itself is passed on, so nobody else may read from it meanwhile.
    File(File),
    Bytes(Bytes),
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfinedError {
    #[error("too many others are being worked on")]
    Busy,
    #[error("it takes too long")]
    TooSlow,
    #[error("there is too much in it")]
    TooLarge,
    /// The job's own message, sanitized; empty when it had none.
    #[error("it cannot be read: {0}")]
    Failed(String),
    /// It ran into one of its limits, or fell over.
    #[error("it needs too much memory or time, or is made to do harm")]
    Killed,
}

impl Confined {
    /// `program` is this program (`Settings::program`); at most this many jobs run at the same time.
    pub fn new(program: PathBuf, at_once: usize) -> Self {
        Self { program, places: Arc::new(Semaphore::new(at_once)), outcomes: Counts::by(["kind", "outcome"]) }
    }

    /// The same with places of its own, so that no work of others takes them; it is counted together.
    #[must_use]
    pub fn apart(&self, at_once: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once)), ..self.clone() }
    }

    /// This program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// How the jobs ended: by kind and outcome.
    pub fn outcomes(&self) -> &Counts<2> {
        &self.outcomes
    }

    /// Runs one job. `hint` says something about the bytes, such as a media type; it is visible in the list of
    /// processes. A cancelled call kills its process.
    ///
    /// # Errors
    /// When there is no answer within the limits.
    pub async fn run(&self, job: Job, hint: &str, input: Input, limits: Limits) -> Result<Vec<u8>, ConfinedError> {
        let answer = self.run_uncounted(job, hint, input, limits).await;
        self.outcomes.count([job.as_str(), outcome(&answer)]);
        answer
    }

    async fn run_uncounted(
        &self,
        job: Job,
        hint: &str,
        input: Input,
        limits: Limits,
    ) -> Result<Vec<u8>, ConfinedError> {
        let place = timeout(limits.time, self.places.acquire()).await;
        let _place = place.ok().and_then(Result::ok).ok_or(ConfinedError::Busy)?;
        let (file, bytes) = match input {
            Input::File(file) => (Stdio::from(file), None),
            Input::Bytes(bytes) => (Stdio::piped(), Some(bytes)),
        };
        let mut child = self.command(job, hint, limits).stdin(file).spawn().map_err(|error| {
            tracing::error!(%error, program = %self.program.display(), "no process can be started for hostile bytes");
            ConfinedError::Busy
        })?;
        if let Ok(answer) = timeout(limits.time, converse(&mut child, bytes, limits.output)).await {
            return answer;
        }
        // It is reaped before its slot is free again.
        let _ = child.kill().await;
        Err(ConfinedError::TooSlow)
    }

    fn command(&self, job: Job, hint: &str, limits: Limits) -> Command {
        let hint: String = hint.chars().filter(|letter| !letter.is_control()).take(200).collect();
        let mut command = Command::new(&self.program);
        command
            .env_clear()
            .env(ALLOCATOR.0, ALLOCATOR.1)
            .arg0("latchkey")
            .args(["confined", job.as_str()])
            .arg(format!("--memory={}", limits.memory))
            .arg(format!("--processor={}", limits.processor.as_millis()))
            .arg(format!("--input={}", limits.input))
            .args(limits.in_background.then_some("--in-background"))
            .arg(format!("--hint={hint}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}

/// In a word, for what is counted.
pub fn outcome(answer: &Result<Vec<u8>, ConfinedError>) -> &'static str {
    match answer {
        Ok(_) => "ok",
        Err(ConfinedError::Busy) => "busy",
        Err(ConfinedError::TooSlow) => "too_slow",
        Err(ConfinedError::TooLarge) => "too_large",
        Err(ConfinedError::Failed(_)) => "failed",
        Err(ConfinedError::Killed) => "killed",
    }
}

/// Writes, reads and waits at the same time: a child that does not listen may speak all the same.
pub(super) async fn converse(child: &mut Child, input: Option<Bytes>, most: u64) -> Result<Vec<u8>, ConfinedError> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        if let (Some(mut stdin), Some(bytes)) = (stdin, input) {
            // One that has read enough closes its end: not our affair.
            let _ = stdin.write_all(&bytes).await;
        }
    };
    let answer = async {
        let mut answer = Vec::new();
        if let Some(stdout) = stdout {
            // When this returns the pipe is closed, so a child that continues to write fails.
            stdout.take(most.saturating_add(1)).read_to_end(&mut answer).await?;
        }
        std::io::Result::Ok(answer)
    };
    let ((), answer, complaint) = tokio::join!(write, answer, first_words(stderr));
    let failed = |error: std::io::Error| ConfinedError::Failed(error.to_string());
    let (answer, status) = (answer.map_err(failed)?, child.wait().await.map_err(failed)?);
    if answer.len() as u64 > most {
        return Err(ConfinedError::TooLarge);
    }
    match status.code() {
        Some(0) => Ok(answer),
        Some(1) => Err(ConfinedError::Failed(complaint)),
        // By a signal, or by an exit that is not ours, such as a panic's.
        _ => {
            tracing::debug!(%status, complaint, "a confined process fell over");
            Err(ConfinedError::Killed)
        }
    }
}

/// The beginning of its message, on one line and without anything that a terminal or a log would interpret.
async fn first_words(stream: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut stream) = stream else { return String::new() };
    let mut words = Vec::new();
    let _ = (&mut stream).take(COMPLAINT).read_to_end(&mut words).await;
    let _ = copy(&mut stream, &mut sink()).await;
    String::from_utf8_lossy(&words).trim().chars().flat_map(char::escape_debug).collect()
}
