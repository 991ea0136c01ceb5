//! Whether people outside can be given links, and for how long.

use time::Duration;

use super::{trash::days, variable::Variable, variables::Variables};

pub(super) const SHARE_LINKS: Variable = Variable::new(
    "SHARE_LINKS",
    "false",
    "true",
    "true lets owners make links that open a folder or document to people outside, without a sign-in.",
);

pub(super) const SHARE_LINKS_LONGEST: Variable =
    Variable::new("SHARE_LINKS_LONGEST", "30", "90", "The most days that a link for people outside may last.");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkSettings {
    /// False: no page, route or description of the API knows of links, and those from before open nothing.
    pub is_on: bool,
    /// From when it is made to its end, at most.
    pub longest: Duration,
}

impl Default for LinkSettings {
    fn default() -> Self {
        Self { is_on: false, longest: Duration::days(30) }
    }
}

pub(super) fn read(variables: &mut Variables<'_>) -> LinkSettings {
    let usual = LinkSettings::default();
    LinkSettings {
        is_on: variables.flag(&SHARE_LINKS).unwrap_or(usual.is_on),
        longest: days(variables, &SHARE_LINKS_LONGEST, 1).unwrap_or(usual.longest),
    }
}
