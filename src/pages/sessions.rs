//! Sessions as pages show them: `/account/sessions` for one's own, `/admin/sessions` for those of others.

use crate::{
    Result,
    access::sessions::SessionsOf,
    identity::session::{Line, Lines},
};

/// The running sessions of one person.
pub struct Shown {
    pub lines: Vec<Row>,
    pub count: u64,
}

/// One of them.
pub struct Row {
    pub line: Line,
    /// The one in which this page is shown.
    pub is_current: bool,
}

impl Shown {
    pub async fn of(sessions: &SessionsOf<'_>) -> Result<Self> {
        let (Lines { shown, count }, current) = (sessions.list().await?, sessions.current());
        let row = |line: Line| Row { is_current: Some(line.id) == current, line };
        Ok(Self { lines: shown.into_iter().map(row).collect(), count })
    }

    /// How many are not shown.
    pub fn more(&self) -> u64 {
        self.count.saturating_sub(self.lines.len() as u64)
    }
}

impl Row {
    /// The browser's name.
    pub fn browser(&self) -> String {
        let (browser, system) = (self.line.browser.as_str(), self.line.system.as_str());
        match (browser.is_empty(), system.is_empty()) {
            (false, false) => text!("session-browser", browser = browser, system = system),
            (false, true) => text!("session-browser-alone", browser = browser),
            (true, false) => text!("session-unknown-browser-on", system = system),
            (true, true) => text!("session-unknown-browser"),
        }
    }
}
