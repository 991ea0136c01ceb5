//! Why a command did not do it, for the person at the terminal.

use std::{fmt, process::ExitCode};

use crate::{Error, settings::Problems};

/// What goes to standard error. The exit code is 2 when settings are to blame, and 1 otherwise.
#[derive(Debug)]
pub enum Failure {
    Settings(String),
    Other(String),
    /// Read by this program itself, not by a person.
    Bare(String),
}

impl Failure {
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Settings(_) => ExitCode::from(2),
            Self::Other(_) | Self::Bare(_) => ExitCode::from(1),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(what) | Self::Bare(what) => f.write_str(what),
            Self::Other(what) => write!(f, "latchkey: {what}"),
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::Settings(problems.to_string())
    }
}

/// Whoever has a terminal on this machine is the operator, so it is the detail that they get.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error.log().to_owned())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.to_string())
    }
}
