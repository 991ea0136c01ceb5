//! The language that the pages speak.

use std::path::PathBuf;

use super::{variable::Variable, variables::Variables};

pub(super) const LANGUAGE_FILE: Variable = Variable::new(
    "LANGUAGE_FILE",
    "",
    "/etc/latchkey/de.ftl",
    "A translation of texts/en/latchkey.ftl, named for its language. What it leaves out stays English.",
);

pub(super) fn read(variables: &mut Variables<'_>) -> Option<PathBuf> {
    variables.text(&LANGUAGE_FILE).map(PathBuf::from)
}
