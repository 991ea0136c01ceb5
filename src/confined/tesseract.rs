//! Runs Tesseract, which recognizes words in a picture ([`super::program`] is its sandbox). It is given a plain picture that
//! this program has made, and nothing of what strangers sent.

use std::{path::PathBuf, process::Stdio, time::Duration};

use bytes::Bytes;
use tokio::{process::Command, time::timeout};

use super::{
    ConfinedError,
    runner::{converse, outcome},
};
use crate::{metrics::Counts, settings::TesseractSettings};

/// Of elapsed time, for one picture. It has the lowest priority, so a busy machine makes it wait.
const TIME: Duration = Duration::from_mins(5);

/// The longest answer, in bytes; a page that is full of words has a tenth of it.
const ANSWER: u64 = 4 * 1024 * 1024;

/// Starts it. The caller asks for one picture at a time: it takes all of a processor.
#[derive(Debug)]
pub struct Tesseract {
    /// This program, which becomes Tesseract.
    latchkey: PathBuf,
    settings: TesseractSettings,
    time: Duration,
    outcomes: Option<Counts<2>>,
}

impl Tesseract {
    pub fn new(latchkey: PathBuf, settings: TesseractSettings) -> Self {
        Self { latchkey, settings, time: TIME, outcomes: None }
    }

    /// With another bound on the time for one picture.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    /// Counted together with the jobs of this program.
    #[must_use]
    pub fn counted(self, outcomes: &Counts<2>) -> Self {
        Self { outcomes: Some(outcomes.clone()), ..self }
    }

    /// Whether it is still installed.
    pub fn is_there(&self) -> bool {
        self.settings.program.is_file()
    }

    /// Runs it on a picture without words.
    ///
    /// # Errors
    /// When it cannot be run here.
    pub async fn try_out(&self) -> Result<(), ConfinedError> {
        let mut picture = b"P5\n64 64\n255\n".to_vec();
        picture.resize(picture.len() + 64 * 64, u8::MAX);
        self.words(picture.into()).await.map(|_| ())
    }

    /// The words in a gray picture (PGM), as its table of words (TSV).
    ///
    /// # Errors
    /// When there is no answer within the limits.
    pub async fn words(&self, picture: Bytes) -> Result<Vec<u8>, ConfinedError> {
        let answer = self.words_uncounted(picture).await;
        if let Some(outcomes) = &self.outcomes {
            outcomes.count(["tesseract", outcome(&answer)]);
        }
        answer
    }

    async fn words_uncounted(&self, picture: Bytes) -> Result<Vec<u8>, ConfinedError> {
        let mut child = self.command().spawn().map_err(|error| {
            tracing::error!(%error, program = %self.latchkey.display(), "no process can be started for Tesseract");
            ConfinedError::Busy
        })?;
        if let Ok(answer) = timeout(self.time, converse(&mut child, Some(picture), ANSWER)).await {
            return answer;
        }
        let _ = child.kill().await;
        Err(ConfinedError::TooSlow)
    }

    fn command(&self) -> Command {
        let TesseractSettings { program, data, languages } = &self.settings;
        // 1: which way is up is found out, for which it needs a model of its own.
        let pages = if data.join("osd.traineddata").is_file() { "1" } else { "3" };
        let mut command = Command::new(&self.latchkey);
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LANG", "C.UTF-8")
            // More threads would make it little faster, and all others slower.
            .env("OMP_THREAD_LIMIT", "1")
            .arg0("latchkey")
            .args(["confined-program", "--streams", "--"])
            .arg(program)
            .args(["stdin", "stdout", "--tessdata-dir"])
            .arg(data)
            .args(["-l", &languages.join("+"), "--psm", pages, "--dpi", "300", "-c", "tessedit_create_tsv=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}
