//! The file `.env` of the working directory, and of no folder above it: another project's settings are not ours.

use super::Failure;

const FILE: &str = ".env";

/// Adds the variables of `.env` to the environment, which takes precedence. The file may be missing.
///
/// Call it before there is a second thread: the environment may be written only while nothing else reads it.
///
/// # Errors
/// When the file cannot be read or parsed. The faulty line is not shown, because it may contain a secret.
pub fn load() -> Result<(), Failure> {
    match dotenvy::from_path(FILE) {
        Err(dotenvy::Error::LineParse(..)) => {
            Err(Failure::Settings(format!("Latchkey cannot start: {} {HINT}", faulty_line())))
        }
        Err(error) if !error.not_found() => {
            Err(Failure::Settings(format!("Latchkey cannot start: the file {FILE} cannot be read: {error}.")))
        }
        _ => Ok(()),
    }
}

const HINT: &str = "It must read NAME=value. A value with blanks, # or $ stands in single quotes.";

/// The first name after which parsing stops, since the parser reports only the text of the line.
fn faulty_line() -> String {
    let good = dotenvy::from_path_iter(FILE).into_iter().flatten().map_while(Result::ok).last();
    match good {
        Some((name, _)) => format!("the file {FILE} has a faulty line after the one that sets {name}."),
        None => format!("the first line of the file {FILE} that sets anything is faulty."),
    }
}
