//! What an entry is called. An unpacking program joins these names to a folder of its own, and some do so
//! without looking: a name that holds `..`, a separator or a drive would lead out of it.

use std::collections::HashSet;

use crate::documents::name::Name;

/// Gives each entry a name that no other has and that cannot leave the folder it is unpacked into.
#[derive(Debug, Default)]
pub struct EntryNames {
    taken: HashSet<String>,
}

impl EntryNames {
    /// The name of an entry in `folder` (empty, or ending in `/`); for a folder it ends in `/` itself.
    pub fn give(&mut self, folder: &str, name: &str, is_folder: bool) -> String {
        let step = safe(name);
        let mut wanted = format!("{folder}{step}");
        let mut number = 2;
        while !self.taken.insert(wanted.clone()) {
            wanted = format!("{folder}{}", numbered(&step, number, is_folder));
            number += 1;
        }
        if is_folder {
            wanted.push('/');
        }
        wanted
    }
}

/// One step of a path. Names in the database went through [`Name`]; one that did not is not trusted. A colon,
/// which a name may hold, begins a drive or a hidden stream on Windows.
pub fn safe(name: &str) -> String {
    if let Ok(name) = Name::parse(name) {
        return name.as_str().replace(':', "_");
    }
    let plain = |letter: char| if letter.is_alphanumeric() || " -_".contains(letter) { letter } else { '_' };
    let step: String = name.chars().take(60).map(plain).collect();
    if step.trim().is_empty() { "_".to_owned() } else { step }
}

/// `plan (2).pdf`, `plans (2)`.
fn numbered(step: &str, number: usize, is_folder: bool) -> String {
    match step.rsplit_once('.') {
        Some((before, ending)) if !is_folder && !before.is_empty() => format!("{before} ({number}).{ending}"),
        _ => format!("{step} ({number})"),
    }
}
