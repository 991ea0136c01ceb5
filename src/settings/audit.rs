//! What a download waits for.

use super::{
    variable::Variable,
    variables::{Variables, shown},
};

pub(super) const AUDIT: Variable = Variable::new(
    "AUDIT",
    "strict",
    "relaxed",
    "strict: nothing is handed out before the database has its row of the record; relaxed: before a file in DATA_DIR has it.",
);

/// `AUDIT`: what has to have the row of the record before a document is handed out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AuditMode {
    /// The database.
    #[default]
    Strict,
    /// A file in `DATA_DIR`, from which the row is sent on.
    Relaxed,
}

pub(super) fn read(variables: &mut Variables<'_>) -> AuditMode {
    match variables.text(&AUDIT).as_deref() {
        None | Some("strict") => AuditMode::Strict,
        Some("relaxed") => AuditMode::Relaxed,
        Some(other) => {
            variables.problem(&AUDIT, format!("{} is neither strict nor relaxed.", shown(other)));
            AuditMode::Strict
        }
    }
}
