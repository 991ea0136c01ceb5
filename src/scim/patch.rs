//! What a PATCH asks for, in steps (RFC 7644, section 3.5.2), as the RFC has it and as Entra and Okta send it: operations in any
//! case, and an operation without a path whose members are paths.

use scim_v2::{
    Validate,
    filter::PatchPath,
    models::others::{OperationTarget, PatchOp, PatchOperation},
};
use serde_json::Value;

use super::not_understood;
use crate::Result;

/// One operation, with its path parsed.
#[derive(Debug)]
pub enum Step {
    /// `adds`: lists grow by it, instead of being replaced.
    Put { path: PatchPath, value: Value, adds: bool },
    /// `value`: which of several, as Entra has it.
    Remove { path: PatchPath, value: Option<Value> },
}

/// What a body asks for, in its order.
///
/// # Errors
/// `Invalid` for one that is no PatchOp.
pub fn steps(body: Value) -> Result<Vec<Step>> {
    let patch: PatchOp = serde_json::from_value(body).map_err(|error| not_understood("invalidSyntax", error))?;
    patch.validate().map_err(|error| not_understood("invalidSyntax", error))?;
    let mut steps = Vec::new();
    for operation in patch.operations {
        match operation {
            PatchOperation::Add(target) => put(target, true, &mut steps)?,
            PatchOperation::Replace(target) => put(target, false, &mut steps)?,
            PatchOperation::Remove { path, value } => steps.push(Step::Remove { path, value }),
        }
    }
    Ok(steps)
}

/// `adds`: lists grow by it, instead of being replaced.
fn put(target: OperationTarget, adds: bool, steps: &mut Vec<Step>) -> Result<()> {
    match target {
        OperationTarget::WithPath { path, value } => {
            let value = value.unwrap_or(Value::Null);
            steps.push(Step::Put { path, value, adds });
        }
        OperationTarget::WithoutPath { value } => {
            for (name, value) in value {
                // A whole extension: each of its attributes separately.
                if let (true, Value::Object(inner)) = (name.starts_with("urn:"), &value) {
                    let paths = inner.iter().map(|(inner, value)| (format!("{name}:{inner}"), value.clone()));
                    for (name, value) in paths {
                        steps.push(Step::Put { path: parsed(&name)?, value, adds });
                    }
                } else {
                    steps.push(Step::Put { path: parsed(&name)?, value, adds });
                }
            }
        }
    }
    Ok(())
}

fn parsed(text: &str) -> Result<PatchPath> {
    text.parse().map_err(|error| not_understood("invalidPath", error))
}
