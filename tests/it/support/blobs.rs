//! The files in which a world keeps the bytes of its documents, and what time and accidents do to them.

use std::{
    fs,
    os::unix::fs::{FileExt, PermissionsExt},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use latchkey::clock::{Clock, SystemClock};

use super::World;

pub fn store(world: &World) -> PathBuf {
    world.settings.data_dir.join("blobs")
}

/// What is not there yet, or not any more, is none.
fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok);
    walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

/// All files of the store but its id and the marks of the quarantine: what is on its way in, too.
pub fn kept(world: &World) -> Vec<PathBuf> {
    let (marks, id) = (store(world).join("quarantine"), store(world).join("store-id"));
    files(&store(world)).into_iter().filter(|path| !path.starts_with(&marks) && *path != id).collect()
}

/// The blobs at their places.
pub fn blobs(world: &World) -> Vec<PathBuf> {
    kept(world).into_iter().filter(|path| path.file_name().unwrap().len() == 62).collect()
}

/// What says that a blob is in quarantine.
pub fn marks(world: &World) -> Vec<PathBuf> {
    files(&store(world).join("quarantine"))
}

pub fn blob_with(world: &World, bytes: &[u8]) -> PathBuf {
    blobs(world).into_iter().find(|path| fs::read(path).unwrap() == bytes).expect("it is there")
}

/// The SHA-256 that a blob is named by.
pub fn name_of(blob: &Path) -> String {
    format!("{}{}", blob.parent().unwrap().file_name().unwrap().display(), blob.file_name().unwrap().display())
}

/// Four bytes in the middle are others.
pub fn damage(blob: &Path) {
    fs::set_permissions(blob, fs::Permissions::from_mode(0o600)).unwrap();
    let file = fs::File::options().write(true).open(blob).unwrap();
    file.write_all_at(b"\xff\xff\xff\xff", file.metadata().unwrap().len() / 2).unwrap();
}

pub fn set_age(file: &Path, hours: u64) {
    let then = SystemTime::from(SystemClock.now()) - Duration::from_hours(hours);
    fs::File::open(file).unwrap().set_modified(then).unwrap();
}

/// So many days pass for everything in the store, and for what the database knows of it.
pub fn days_pass(world: &World, days: u64) {
    for file in blobs(world).into_iter().chain(marks(world)) {
        let file = fs::File::open(file).unwrap();
        let modified = file.metadata().unwrap().modified().unwrap();
        file.set_modified(modified - Duration::from_hours(24 * days)).unwrap();
    }
    world.database.execute(&format!("UPDATE unnamed_blobs SET since = since - interval '{days} days'"));
}

/// The document and its versions are gone from the database.
pub fn forget(world: &World, name: &str) {
    world.database.execute(&format!(
        "UPDATE nodes SET current_version_id = NULL WHERE name = '{name}';
         DELETE FROM versions WHERE document_id = (SELECT id FROM nodes WHERE name = '{name}');
         DELETE FROM nodes WHERE name = '{name}'"
    ));
}
