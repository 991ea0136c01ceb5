//! How long the trash keeps what was deleted.

use time::Duration;

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const TRASH_DAYS: Variable =
    Variable::new("TRASH_DAYS", "30", "90", "So many days what was deleted can be restored; then it goes for good.");

/// A hundred years: for ever, as far as a person is concerned.
const LONGEST: i64 = 36_500;

pub(super) fn read(variables: &mut Variables<'_>) -> Duration {
    let usual = Duration::days(30);
    let Some(text) = variables.text(&TRASH_DAYS) else { return usual };
    match text.parse::<i64>() {
        Ok(days) if (1..=LONGEST).contains(&days) => Duration::days(days),
        _ => {
            variables.problem(&TRASH_DAYS, format!("{} is not a number of days from 1 to {LONGEST}.", shown(&text)));
            usual
        }
    }
}
