//! Names that look like a misspelt variable: nothing would ever read them, so the operator is warned.

use super::variable::VARIABLES;

/// Two typing errors are a misspelling, three are another word.
const SLIPS: usize = 2;
/// Short names (`BIND`) are too near to everything.
const LONG_ENOUGH: usize = 7;

/// One sentence per name that is nearly, but not quite, one of ours. Takes the names of all variables set.
pub fn near_misses(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let ours = |name: &str| VARIABLES.iter().any(|variable| variable.name == name);
    let nearest = |name: &str| {
        let upper = name.to_uppercase();
        let near = |other: &str| strsim::osa_distance(&upper, other) <= SLIPS;
        VARIABLES.iter().map(|variable| variable.name).find(|other| other.len() >= LONG_ENOUGH && near(other))
    };
    let mut sentences: Vec<String> = names
        .into_iter()
        .filter(|name| name.len() >= LONG_ENOUGH && !ours(name))
        .filter_map(|name| Some(format!("{name} is set, but not a setting of Latchkey: is {} meant?", nearest(&name)?)))
        .collect();
    sentences.sort();
    sentences
}
