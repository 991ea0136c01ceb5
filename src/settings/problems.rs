//! What is wrong with the settings, as one list for the operator.

use std::fmt;

/// One problem: which variable, what is wrong, and a line that would be valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub variable: &'static str,
    /// Plain sentences; never the value of a secret.
    pub what: String,
    pub example: String,
}

/// Every problem of one start. Never shown to a visitor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The same complaint twice, from two readings of one variable, is one complaint.
    pub(super) fn add(&mut self, problem: Problem) {
        if !self.0.contains(&problem) {
            self.0.push(problem);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => writeln!(f, "Latchkey cannot start: there is a problem with its settings.")?,
            many => writeln!(f, "Latchkey cannot start: there are {many} problems with its settings.")?,
        }
        for Problem { variable, what, example } in &self.0 {
            writeln!(f, "\n  {variable}")?;
            for line in what.lines() {
                writeln!(f, "    {line}")?;
            }
            writeln!(f, "    Example: {example}")?;
        }
        write!(f, "\nSettings come from the environment and from the file .env; .env.example names them all.")
    }
}

impl std::error::Error for Problems {}
