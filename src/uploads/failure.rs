//! The errors of uploads, in words for people.

use std::io;

use tokio::task::{JoinError, spawn_blocking};

use crate::{
    Error, Result,
    storage::blobs::StoreError,
    uploads::{receive::Broken, spool::Incoming},
};

#[allow(clippy::needless_pass_by_value)] // as `map_err` hands it over
pub(super) fn of_disk(error: io::Error) -> Error {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => {
            Error::full(text!("upload-disk-full"), format!("the spool takes no more: {error}"))
        }
        _ => Error::internal(format!("the spool does not take the bytes: {error}")),
    }
}

pub(super) fn of_store(error: StoreError) -> Error {
    match error {
        StoreError::Away(why) => Error::unavailable(why),
        StoreError::Full(error) | StoreError::Source(error) | StoreError::Disk(error) => of_disk(error),
    }
}

#[allow(clippy::needless_pass_by_value)] // the same
pub(super) fn of_thread(error: JoinError) -> Error {
    Error::internal(format!("a thread of the spool: {error}"))
}

pub(super) fn busy() -> Error {
    Error::conflict(text!("upload-busy"), "the spooled file is locked")
}

pub(super) fn elsewhere(at: u64, offset: u64) -> Error {
    Error::conflict(text!("upload-elsewhere"), format!("bytes for offset {at}, the upload is at {offset}"))
}

pub(super) fn damaged() -> Error {
    Error::damaged(text!("tus-damaged"), "the bytes are not what their checksum says")
}

pub(super) fn too_much() -> Error {
    Error::too_large(text!("upload-too-long"), "the upload is longer than its length")
}

/// The request broke off.
pub fn cut_off(why: &str) -> Error {
    Error::invalid(text!("upload-cut-off"), why)
}

/// The upload stood still for longer than a request may.
pub fn idle() -> Error {
    Error::too_slow("no byte of the upload came for too long")
}

/// For an upload that can be resumed.
pub(super) fn broken(broken: Broken) -> Error {
    match broken {
        Broken::Sender(why) => cut_off(&why),
        Broken::Idle => idle(),
        Broken::TooMuch => too_much(),
        Broken::Disk(error) => of_disk(error),
    }
}

/// Does something with the file on a thread that may wait.
pub(super) async fn blocking<T: Send + 'static>(
    mut incoming: Incoming,
    work: impl FnOnce(&mut Incoming) -> io::Result<T> + Send + 'static,
) -> Result<(Incoming, T)> {
    let worked = spawn_blocking(move || work(&mut incoming).map(|made| (incoming, made))).await;
    worked.map_err(of_thread)?.map_err(of_disk)
}
