//! What is in a document of an Office program, a message, an e-book: read by the readers that the search has, too.

use serde::{Deserialize, Serialize};

use crate::readers::structure::{self, Structure, Why};

/// What the job has found.
#[derive(Debug, Serialize, Deserialize)]
pub enum Answer {
    Found(Structure),
    Nothing(Why),
}

/// The job. `hint`: the media type.
///
/// # Errors
/// None; it is a job like the others.
pub fn run(hint: &str, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let answer = structure::read(bytes, hint).map_or_else(Answer::Nothing, Answer::Found);
    serde_json::to_vec(&answer).map_err(|error| error.to_string())
}
