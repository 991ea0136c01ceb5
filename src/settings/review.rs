//! Whether owners are asked at intervals who should still have access.

use time::Duration;

use super::{trash::days, variable::Variable, variables::Variables};

pub(super) const ACCESS_REVIEW_DAYS: Variable = Variable::new(
    "ACCESS_REVIEW_DAYS",
    "0",
    "180",
    "Days after which owners are asked whether somebody should still have access; 0: never.",
);

pub(super) const ACCESS_REVIEW_GRACE_DAYS: Variable = Variable::new(
    "ACCESS_REVIEW_GRACE_DAYS",
    "30",
    "14",
    "Days that the owners have for that; then the audit log says that nobody has confirmed it.",
);

pub(super) const ACCESS_REVIEW_ENDS: Variable =
    Variable::new("ACCESS_REVIEW_ENDS", "false", "true", "Whether access that nobody has confirmed in time ends.");

/// When owners are asked, and what happens to grants that they do not confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewSettings {
    /// The maximum age of a grant's last confirmation; `None`: owners are not asked.
    pub every: Option<Duration>,
    /// How long the owners have from then on.
    pub grace: Duration,
    /// Whether a grant that was not confirmed by then ends.
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
