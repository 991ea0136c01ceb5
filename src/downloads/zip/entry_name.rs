//! The name of an entry. An unpacking program joins these names to a target folder, and some do so without checking:
//! a name with `..`, a separator or a drive would lead out of it. And a name that Windows cannot save, or that it
//! takes for another one's, would lose a document or overwrite the other.

use std::collections::{HashMap, hash_map};

use crate::documents::{
    name::{NOT_ON_WINDOWS, Name, is_device, numbered},
    visible,
};

/// Gives each entry a name that no other has, in small or capital letters, and that cannot leave the folder it is
/// unpacked into.
#[derive(Debug, Default)]
pub struct EntryNames {
    /// The names in use, case-folded, each with the next number to try for it.
    taken: HashMap<String, usize>,
}

impl EntryNames {
    /// The name of an entry in `folder` (empty, or ending in `/`); for a folder it ends in `/` itself.
    pub fn give(&mut self, folder: &str, name: &str, is_folder: bool) -> String {
        let step = safe(name);
        let mut wanted = format!("{folder}{step}");
        let first = folded(&wanted);
        while let hash_map::Entry::Occupied(_) = self.taken.entry(folded(&wanted)) {
            let next = self.taken.entry(first.clone()).or_insert(2);
            wanted = format!("{folder}{}", numbered(&step, *next, !is_folder));
            *next += 1;
        }
        self.taken.insert(folded(&wanted), 2);
        if is_folder {
            wanted.push('/');
        }
        wanted
    }
}

/// Maps names that Windows and macOS treat as the same to one value: upper-cased by Unicode's full mapping, and back.
/// That is coarser than either system's own table (it makes `ß` and `SS` one), but a number too many does no harm.
fn folded(path: &str) -> String {
    path.to_uppercase().to_lowercase()
}

/// One step of a path. Names in the database went through [`Name`]; one that did not is not trusted. Characters that
/// Windows cannot save, which older and imported names may contain, become a `_`: a colon, for example, begins a
/// drive or a hidden stream there.
pub fn safe(name: &str) -> String {
    if let Ok(name) = Name::parse(name) {
        return for_windows(name.as_str());
    }
    let plain = |letter: char| if letter.is_alphanumeric() || " -_".contains(letter) { letter } else { '_' };
    let step: String = name.chars().take(60).map(plain).collect();
    if step.trim().is_empty() { "_".to_owned() } else { for_windows(&step) }
}

fn for_windows(name: &str) -> String {
    let kept = name.trim_end_matches(|letter| letter == '.' || visible::is_gap(letter));
    let mut step: String = if is_device(name) { "_".to_owned() } else { String::new() };
    step.extend(kept.chars().map(|letter| if NOT_ON_WINDOWS.contains(&letter) { '_' } else { letter }));
    // As many as there were, so that "a." and "a" mostly stay two names without a number.
    step.extend(name[kept.len()..].chars().map(|_| '_'));
    step
}
