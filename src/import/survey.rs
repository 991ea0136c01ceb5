//! The contents of a directory to be imported: listed before the first byte is read, so that the progress has a known
//! end.

use std::{
    collections::HashSet,
    io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use crate::{
    documents::{name::Name, path::DEEPEST},
    import::Refused,
};

/// The tree, parents before their children.
#[derive(Debug, Default)]
pub struct Survey {
    pub items: Vec<Item>,
    pub refused: Vec<Refused>,
    pub files: u64,
    pub bytes: u64,
}

#[derive(Debug)]
pub struct Item {
    /// Below the directory, as the file system spells it.
    pub path: PathBuf,
    pub name: Name,
    /// The index of its parent; `None`: the directory itself.
    pub parent: Option<usize>,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Folder,
    File,
}

/// Walks the tree; `depth` is the number of folders above it, and the contents of `own` folders (our own data) are
/// not documents.
///
/// # Errors
/// When `directory` is not a directory, or cannot be read. Entries that cannot be imported are refused and named.
pub fn of(directory: &Path, depth: usize, own: &[PathBuf]) -> io::Result<Survey> {
    std::fs::read_dir(directory)?;
    // One that is not there yet holds nothing.
    let is_there = |own: &io::Result<PathBuf>| !matches!(own, Err(error) if error.kind() == io::ErrorKind::NotFound);
    let own = own.iter().map(|own| own.canonicalize()).filter(is_there).collect::<io::Result<Vec<_>>>()?;
    let (mut survey, mut taken) = (Survey::default(), HashSet::new());
    // The folders from the directory down to where the walk is.
    let mut above: Vec<usize> = Vec::new();
    let mut walk = WalkDir::new(directory).min_depth(1).follow_links(false).sort_by_file_name().into_iter();
    while let Some(step) = walk.next() {
        let entry = match step {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(directory);
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                survey.refuse(directory, path, format!("It cannot be read: {reason}."));
                continue;
            }
        };
        above.truncate(entry.depth() - 1);
        let parent = above.last().copied();
        let looked_at = look_at(&entry, depth, &own).and_then(|(name, kind)| {
            let is_new = taken.insert((parent, name.clone()));
            if is_new { Ok((name, kind)) } else { Err("Another one beside it has the same name.".to_owned()) }
        });
        match looked_at {
            Ok((name, kind)) => {
                let path = entry.path().strip_prefix(directory).unwrap_or(entry.path()).to_owned();
                if kind == Kind::Folder {
                    above.push(survey.items.len());
                } else {
                    survey.files += 1;
                    survey.bytes += entry.metadata().map_or(0, |facts| facts.len());
                }
                survey.items.push(Item { path, name, parent, kind });
            }
            Err(reason) => {
                survey.refuse(directory, entry.path(), reason);
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
            }
        }
    }
    Ok(survey)
}

fn look_at(entry: &DirEntry, depth: usize, own: &[PathBuf]) -> Result<(Name, Kind), String> {
    let kind = entry.file_type();
    let kind = match () {
        () if kind.is_symlink() => return Err("It is a link, and may lead anywhere.".to_owned()),
        () if kind.is_dir() => Kind::Folder,
        () if kind.is_file() => Kind::File,
        () => return Err("It is neither a file nor a folder.".to_owned()),
    };
    if kind == Kind::Folder && entry.path().canonicalize().is_ok_and(|path| own.contains(&path)) {
        return Err("It is where Latchkey keeps its own data.".to_owned());
    }
    if depth + entry.depth() > DEEPEST {
        return Err(format!("It lies more than {DEEPEST} folders deep."));
    }
    let name = entry.file_name().to_str().ok_or("Its name is not UTF-8.")?;
    Ok((Name::parse(name).map_err(|reason| reason.to_string())?, kind))
}

impl Survey {
    fn refuse(&mut self, directory: &Path, path: &Path, reason: String) {
        let path = path.strip_prefix(directory).unwrap_or(path).to_owned();
        self.refused.push(Refused { path, reason });
    }
}
