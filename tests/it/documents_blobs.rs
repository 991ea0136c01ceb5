//! A blob is there wholly, with its checksum, or not at all (I11).

use std::{
    fs,
    io::{self, Read, Write},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use actix_web::body::{self, BodySize, MessageBody};
use latchkey::{
    clock::{SharedClock, SystemClock},
    entropy::SystemEntropy,
    storage::{
        blob::Blob,
        blobs::{Blobs, StoreError},
        body::{BlobBody, OnlyLength, STEP},
        content_hash::ContentHash,
    },
};
use tempfile::TempDir;

fn blobs(folder: &Path) -> Blobs {
    let clock: SharedClock = Arc::new(SystemClock);
    Blobs::open(folder, &clock, Arc::new(SystemEntropy)).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    walk.filter(|entry| !entry.file_type().is_dir()).map(walkdir::DirEntry::into_path).collect()
}

fn some_bytes(length: usize) -> Vec<u8> {
    (0..length).map(|place| (place * 31 % 251) as u8).collect()
}

#[test]
fn equal_bytes_are_stored_once_under_their_hash() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path());
    let first = blobs.store(&b"hello"[..], |_| ()).unwrap();
    let second = blobs.store(&b"hello"[..], |_| ()).unwrap();
    assert_eq!(first.hash.to_string(), "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assert_eq!((first.hash, first.size, second.hash), (second.hash, 5, first.hash));
    let [only] = &files(folder.path())[..] else { panic!("one file") };
    assert!(only.ends_with("blobs/2c/f24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"));
    assert_eq!(fs::metadata(only).unwrap().permissions().mode() & 0o777, 0o400, "nobody writes to it again");
    assert_eq!(fs::metadata(folder.path().join("blobs")).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(blobs.holds(&first.hash, 5) && !blobs.holds(&first.hash, 6));
}

#[test]
fn a_source_that_breaks_leaves_nothing_behind() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("gone"))?;
            buffer.fill(7);
            Ok(buffer.len())
        }
    }
    let folder = TempDir::new().unwrap();
    let broken = blobs(folder.path()).store(Breaks(3), |_| ());
    assert!(matches!(broken, Err(StoreError::Source(_))));
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_blob_that_was_cut_short_is_mended_by_the_same_bytes() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path());
    let stored = blobs.store(&b"hello"[..], |_| ()).unwrap();
    let path = files(folder.path()).remove(0);
    fs::remove_file(&path).unwrap();
    fs::write(&path, "hel").unwrap();
    assert!(!blobs.holds(&stored.hash, 5));
    blobs.store(&b"hello"[..], |_| ()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"hello");
}

#[test]
fn what_a_dead_process_left_is_swept_and_what_still_grows_is_not() {
    let folder = TempDir::new().unwrap();
    drop(blobs(folder.path()));
    let (old, new) = (folder.path().join("blobs/incoming/old"), folder.path().join("blobs/incoming/new"));
    fs::write(&new, "growing").unwrap();
    let file = fs::File::create(&old).unwrap();
    file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    drop(blobs(folder.path()));
    assert!(!old.exists() && new.exists());
}

#[actix_web::test]
async fn what_waits_in_the_spool_settles_under_its_hash_once() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path());
    let hash = blobs.store(&b"other"[..], |_| ()).unwrap().hash;
    for name in ["first", "second"] {
        let spooled = blobs.spool_dir().join(name);
        fs::write(&spooled, "other").unwrap();
        blobs.settle(spooled.clone(), hash, 5).await.unwrap();
        assert!(!spooled.exists(), "moved, or not needed");
    }
    let short = blobs.spool_dir().join("short");
    fs::write(&short, "hell").unwrap();
    let refused = blobs.settle(short.clone(), ContentHash::from([7; 32]), 5).await;
    assert!(matches!(refused, Err(StoreError::Disk(_))), "{refused:?}");
    assert!(short.exists() && !blobs.holds(&ContentHash::from([7; 32]), 4), "what did not settle can be tried again");
    assert_eq!(files(folder.path()).len(), 2);
}

#[actix_web::test]
async fn bytes_that_are_stored_again_count_as_new() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path());
    blobs.store(&b"hello"[..], |_| ()).unwrap();
    let path = files(folder.path()).remove(0);
    fs::File::open(&path).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    blobs.store(&b"hello"[..], |_| ()).unwrap();
    assert!(fs::metadata(&path).unwrap().modified().unwrap().elapsed().unwrap().as_secs() < 60);
}

#[test]
fn a_disk_without_room_says_so() {
    // The kernel's own words for a full disk.
    let error = fs::File::options().write(true).open("/dev/full").unwrap().write_all(b"x").unwrap_err();
    let error = latchkey::Error::from(StoreError::from(error));
    assert_eq!(error.meaning(), latchkey::error::Meaning::Full);
    assert!(error.person().starts_with("There is no room left"));
}

#[actix_web::test]
async fn links_and_wrong_lengths_are_not_read() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path());
    let secret = folder.path().join("secret");
    fs::write(&secret, "hello").unwrap();
    let hash = ContentHash::from([0xab; 32]);
    let place = folder.path().join("blobs/ab").join("ab".repeat(31));
    fs::create_dir(place.parent().unwrap()).unwrap();
    assert!(blobs.read(hash, 5).await.is_err(), "missing");
    symlink(&secret, &place).unwrap();
    assert!(blobs.read(hash, 5).await.is_err(), "the file is a link");
    fs::remove_file(&place).unwrap();
    fs::write(&place, "hell").unwrap();
    assert!(blobs.read(hash, 5).await.is_err(), "too short");
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    assert!(blobs.read(hash, 5).await.is_err(), "a directory");
    let elsewhere = TempDir::new().unwrap();
    fs::write(elsewhere.path().join("cd".repeat(31)), "hello").unwrap();
    symlink(elsewhere.path(), folder.path().join("blobs/cd")).unwrap();
    assert!(blobs.read(ContentHash::from([0xcd; 32]), 5).await.is_err(), "the directory is a link");
}

#[actix_web::test]
async fn every_part_of_every_size_comes_out_as_it_went_in() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path());
    let in_memory = usize::try_from(Blob::IN_MEMORY).unwrap();
    for length in [0, 1, STEP - 1, STEP, STEP + 1, in_memory, in_memory + 1, 3 * STEP + 5, 9_000_000] {
        let bytes = some_bytes(length);
        let stored = blobs.store(&bytes[..], |_| ()).unwrap();
        for _ in 0..2 {
            let blob = blobs.read(stored.hash, stored.size).await.unwrap();
            for (start, end) in
                [(0, length), (length / 3, length), (length / 2, length / 2 + length.min(1)), (0, length / 2)]
            {
                let body = BlobBody::new(blob.clone(), start as u64, end as u64);
                assert_eq!(body.size(), BodySize::Sized((end - start) as u64));
                assert!(body::to_bytes(body).await.unwrap() == bytes[start..end], "{start}..{end} of {length}");
            }
        }
    }
}

#[actix_web::test]
async fn a_file_that_shrinks_while_it_is_read_breaks_the_answer_off() {
    let folder = TempDir::new().unwrap();
    let blobs = blobs(folder.path());
    let stored = blobs.store(&some_bytes(4 * STEP)[..], |_| ()).unwrap();
    let blob = blobs.read(stored.hash, stored.size).await.unwrap();
    let path = files(folder.path()).remove(0);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_len(2 * STEP as u64).unwrap();
    assert!(body::to_bytes(BlobBody::new(blob.clone(), 0, stored.size)).await.is_err());
    let waiting = tokio::task::spawn_blocking(move || blob.read_waiting(&mut [0; 10], 2 * STEP as u64)).await.unwrap();
    assert!(waiting.is_err());
}

#[actix_web::test]
async fn the_answer_to_head_has_a_length_and_no_bytes() {
    let mut body = OnlyLength(1 << 30);
    assert_eq!(body.size(), BodySize::Sized(1 << 30));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(matches!(Pin::new(&mut body).poll_next(&mut context), std::task::Poll::Ready(None)));
}
