//! Whether a virus scanner looks at what comes in: ClamAV's daemon `clamd`.

use std::{fmt, path::PathBuf, time::Duration};

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const CLAMAV: Variable = Variable::new(
    "CLAMAV",
    "",
    "127.0.0.1:3310",
    "Where ClamAV's daemon clamd listens: host:port, or the path of its Unix socket; empty: nothing is scanned for viruses.",
);

pub(super) const CLAMAV_WHEN: Variable = Variable::new(
    "CLAMAV_WHEN",
    "before",
    "after",
    "before: nothing becomes a document until it is scanned; after: it appears at once, and is quarantined if a virus is found.",
);

pub(super) const CLAMAV_DOWN: Variable = Variable::new(
    "CLAMAV_DOWN",
    "refuse",
    "wait",
    "While the scanner does not answer: refuse refuses what is sent (503); wait keeps it until it is scanned.",
);

/// The virus scanner, and what it decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanSettings {
    pub place: ScannerPlace,
    pub when: ScanWhen,
    pub down: ScannerDown,
    pub patience: ScanPatience,
}

/// Where clamd listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerPlace {
    /// Host and port.
    Network(String),
    Socket(PathBuf),
}

/// When what comes in is scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanWhen {
    /// Before it is a document.
    Before,
    /// While it is one.
    After,
}

/// What becomes of uploads while the scanner does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScannerDown {
    Refuse,
    Wait,
}

/// How long the scanner may take. Not for the operator to set: clamd has limits of its own (`MaxScanTime`), which are shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanPatience {
    /// To connect, and to take the next piece.
    pub step: Duration,
    /// To answer once it has all bytes.
    pub answer: Duration,
}

impl Default for ScanPatience {
    fn default() -> Self {
        Self { step: Duration::from_secs(10), answer: Duration::from_mins(5) }
    }
}

impl fmt::Display for ScannerPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(address) => f.write_str(address),
            Self::Socket(path) => path.display().fmt(f),
        }
    }
}

/// `None` without CLAMAV, and together with a problem.
pub(super) fn read(variables: &mut Variables<'_>) -> Option<ScanSettings> {
    let Some(text) = variables.text(&CLAMAV) else {
        for variable in [&CLAMAV_WHEN, &CLAMAV_DOWN] {
            if variables.is_set(variable) && !variables.complained_of(&[&CLAMAV]) {
                let what = format!("{} is set, and nothing says where clamd listens.", variable.name);
                variables.problem(&CLAMAV, what);
            }
        }
        return None;
    };
    let place = place(&text);
    if place.is_none() {
        variables
            .problem(&CLAMAV, format!("{} is neither host:port nor the absolute path of a Unix socket.", shown(&text)));
    }
    let when = one_of(variables, &CLAMAV_WHEN, ("before", ScanWhen::Before), ("after", ScanWhen::After));
    let down = one_of(variables, &CLAMAV_DOWN, ("refuse", ScannerDown::Refuse), ("wait", ScannerDown::Wait));
    Some(ScanSettings { place: place?, when, down, patience: ScanPatience::default() })
}

fn place(text: &str) -> Option<ScannerPlace> {
    if text.starts_with('/') {
        return Some(ScannerPlace::Socket(PathBuf::from(text)));
    }
    let (host, port) = text.rsplit_once(':')?;
    let is_host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)),
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    (is_host && is_port).then(|| ScannerPlace::Network(text.to_owned()))
}

/// The first is the default.
fn one_of<T>(variables: &mut Variables<'_>, variable: &Variable, usual: (&str, T), other: (&str, T)) -> T {
    match variables.text(variable) {
        None => usual.1,
        Some(word) if word == usual.0 => usual.1,
        Some(word) if word == other.0 => other.1,
        Some(word) => {
            variables.problem(variable, format!("{} is neither {} nor {}.", shown(&word), usual.0, other.0));
            usual.1
        }
    }
}
