//! Reads the variables, and collects the problems with them.

use super::{
    problems::{Problem, Problems},
    variable::Variable,
};

/// A wrong value is repeated to the operator up to this many characters.
const SHOWN: usize = 80;

pub(super) struct Variables<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    problems: Problems,
    warnings: Vec<String>,
}

impl<'a> Variables<'a> {
    pub fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, problems: Problems::default(), warnings: Vec::new() }
    }

    /// The value without blanks around it; empty is not set. One that is damaged on its way here
    /// (not UTF-8, control characters, quotes that a container runtime left on) is a problem.
    pub fn text(&mut self, variable: &Variable) -> Option<String> {
        let value = (self.lookup)(variable.name)?.trim().to_owned();
        if value.is_empty() {
            return None;
        }
        let quoted =
            ['"', '\''].iter().any(|&mark| value.len() > 1 && value.starts_with(mark) && value.ends_with(mark));
        // Only a key has several lines; a line break inside an address would be silently dropped by its parser.
        let several_lines = value.contains("-----BEGIN");
        let strange = |letter: char| {
            letter == char::REPLACEMENT_CHARACTER
                || (letter.is_control() && !(several_lines && "\r\n\t".contains(letter)))
        };
        if quoted {
            self.problem(variable, "The value stands in quotes that are part of it. Leave the quotes out.");
        } else if value.contains(strange) {
            self.problem(variable, "The value holds characters that are not text.");
        } else {
            return Some(value);
        }
        None
    }

    /// What the platform says; nothing to complain about to the operator.
    pub fn of_platform(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub fn is_set(&mut self, variable: &Variable) -> bool {
        (self.lookup)(variable.name).is_some_and(|value| !value.trim().is_empty())
    }

    /// `true`, `false`, `1` or `0`.
    pub fn flag(&mut self, variable: &Variable) -> Option<bool> {
        let text = self.text(variable)?;
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => {
                self.problem(variable, format!("{} is neither true nor false.", shown(&text)));
                None
            }
        }
    }

    /// Notes a problem, with the variable's own example.
    pub fn problem(&mut self, variable: &Variable, what: impl Into<String>) {
        self.problem_like(variable, what, &format!("{}={}", variable.name, variable.example));
    }

    /// Notes a problem with an example line that fits it better.
    pub fn problem_like(&mut self, variable: &Variable, what: impl Into<String>, example: &str) {
        self.problems.add(Problem { variable: variable.name, what: what.into(), example: example.to_owned() });
    }

    pub fn complained_of(&self, some: &[&Variable]) -> bool {
        self.problems.iter().any(|problem| some.iter().any(|variable| variable.name == problem.variable))
    }

    pub fn warn(&mut self, sentence: impl Into<String>) {
        self.warnings.push(sentence.into());
    }

    pub fn take(&mut self) -> (Problems, Vec<String>) {
        (std::mem::take(&mut self.problems), std::mem::take(&mut self.warnings))
    }
}

/// A wrong value, fit for a message. An `@` may mean a password before it, so then nothing is shown.
pub(super) fn shown(value: &str) -> String {
    if value.contains('@') {
        return "The value".to_owned();
    }
    let start: String = value.chars().take(SHOWN).collect();
    let more = if start.len() < value.len() { "..." } else { "" };
    format!("{start:?}{more}")
}
