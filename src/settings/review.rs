//! Whether owners are asked every so often who shall still have access.

use time::Duration;

use super::{trash::days, variable::Variable, variables::Variables};

pub(super) const ACCESS_REVIEW_DAYS: Variable = Variable::new(
    "ACCESS_REVIEW_DAYS",
    "0",
    "180",
    "After so many days an owner is asked whether somebody shall still have access; 0: never.",
);

pub(super) const ACCESS_REVIEW_GRACE_DAYS: Variable = Variable::new(
    "ACCESS_REVIEW_GRACE_DAYS",
    "30",
    "14",
    "So many days the owners have for that; then it stands in the audit log that nobody has confirmed it.",
);

pub(super) const ACCESS_REVIEW_ENDS: Variable =
    Variable::new("ACCESS_REVIEW_ENDS", "false", "true", "Whether access ends that nobody has confirmed in time.");

/// When owners are asked, and what becomes of what they do not confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewSettings {
    /// How old the last word about a grant may be; `None`: nobody is asked.
    pub every: Option<Duration>,
    /// How long the owners have from then on.
    pub grace: Duration,
    /// Whether a grant ends that was not confirmed by then.
    pub ends: bool,
}

impl Default for ReviewSettings {
    fn default() -> Self {
        Self { every: None, grace: Duration::days(30), ends: false }
    }
}

pub(super) fn read(variables: &mut Variables<'_>) -> ReviewSettings {
    let usual = ReviewSettings::default();
    ReviewSettings {
        every: days(variables, &ACCESS_REVIEW_DAYS, 0).filter(|every| *every > Duration::ZERO),
        grace: days(variables, &ACCESS_REVIEW_GRACE_DAYS, 1).unwrap_or(usual.grace),
        ends: variables.flag(&ACCESS_REVIEW_ENDS).unwrap_or(usual.ends),
    }
}
