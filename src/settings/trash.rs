//! How long the trash keeps deleted items, and how long purged ones are held.

use time::Duration;

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const TRASH_DAYS: Variable = Variable::new(
    "TRASH_DAYS",
    "30",
    "90",
    "Days for which deleted items can be restored; then they are removed for good.",
);

pub(super) const PURGE_HOLD_DAYS: Variable = Variable::new(
    "PURGE_HOLD_DAYS",
    "7",
    "1",
    "Days for which administrators can still restore what they have deleted for good; 0: it is removed at once.",
);

/// A hundred years: for ever, as far as a person is concerned.
const LONGEST: i64 = 36_500;

/// Both count from the moment of the deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrashSettings {
    /// How long everybody who may edit can restore a deleted item.
    pub retention: Duration,
    /// How long an administrator can restore a purged item.
    pub hold: Duration,
}

impl Default for TrashSettings {
    fn default() -> Self {
        Self { retention: Duration::days(30), hold: Duration::days(7) }
    }
}

pub(super) fn read(variables: &mut Variables<'_>) -> TrashSettings {
    let usual = TrashSettings::default();
    TrashSettings {
        retention: days(variables, &TRASH_DAYS, 1).unwrap_or(usual.retention),
        hold: days(variables, &PURGE_HOLD_DAYS, 0).unwrap_or(usual.hold),
    }
}

pub(super) fn days(variables: &mut Variables<'_>, variable: &Variable, least: i64) -> Option<Duration> {
    let text = variables.text(variable)?;
    match text.parse::<i64>() {
        Ok(days) if (least..=LONGEST).contains(&days) => Some(Duration::days(days)),
        _ => {
            let problem = format!("{} is not a number of days from {least} to {LONGEST}.", shown(&text));
            variables.problem(variable, problem);
            None
        }
    }
}
