//! Opening a file below a directory without following a single link: neither the file itself nor any
//! directory on the way may be one, so that nothing leads out of the tree, not even for a moment.

use std::{
    fs::File,
    io,
    path::{Component, Path},
};

use rustix::fs::{Advice, Mode, OFlags, fadvise, open as open_path, openat};

/// Opens the plain file at `relative` below `root` for reading.
///
/// # Errors
/// When something on the way is a link, when it is no plain file, or when the system refuses.
pub fn open(root: &Path, relative: &Path) -> io::Result<File> {
    let folder = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY;
    let mut at = open_path(root, folder, Mode::empty())?;
    let mut steps = relative.components().peekable();
    while let Some(step) = steps.next() {
        let Component::Normal(name) = step else { return Err(io::Error::other("not a path below the directory")) };
        if steps.peek().is_some() {
            at = openat(&at, name, folder | OFlags::NOFOLLOW, Mode::empty())?;
        } else {
            // NONBLOCK: a named pipe must not hold the thread; for a plain file it says nothing.
            let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
            at = openat(&at, name, flags, Mode::empty())?;
        }
    }
    let file = File::from(at);
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a plain file"));
    }
    // A hint: it is read from its beginning to its end, so read ahead.
    #[cfg(target_os = "linux")]
    let _ = fadvise(&file, 0, None, Advice::Sequential);
    Ok(file)
}
