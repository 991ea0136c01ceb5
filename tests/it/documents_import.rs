//! Bringing in a tree: whole, again, changed, and with traps in it.

use std::{
    ffi::OsStr,
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink},
    path::Path,
    sync::Arc,
};

use latchkey::{
    audit::Audit,
    clock::SharedClock,
    database::{Database, Rhythm},
    documents::{Documents, path::FolderPath},
    entropy::{SharedEntropy, SystemEntropy},
    import::{Import, ImportReport, Progress},
    scanning::Scanning,
    settings::TrashSettings,
    storage::blobs::Blobs,
};
use tempfile::TempDir;

use crate::support::scratch_database::ScratchDatabase;

struct Portal {
    scratch: ScratchDatabase,
    database: Database,
    data: TempDir,
    import: Import,
}

impl Portal {
    async fn open() -> Self {
        let scratch = ScratchDatabase::create();
        let data = TempDir::new().unwrap();
        let clock: SharedClock = Arc::new(latchkey::clock::SystemClock);
        let entropy: SharedEntropy = Arc::new(SystemEntropy);
        let options = scratch.url().parse().unwrap();
        let database = Database::connect(options, clock.clone(), Rhythm::default()).await.unwrap();
        let audit = Arc::new(Audit::new(database.clone()));
        let blobs = Arc::new(Blobs::open(data.path(), &clock, entropy.clone()).unwrap());
        let trash = TrashSettings::default();
        let scanning = Scanning::open(&database, audit.clone(), blobs.clone(), None, &clock).await.unwrap();
        let documents = Arc::new(Documents::new(&database, audit, blobs.clone(), trash, &clock, &entropy));
        let thumbnails = data.path().join("thumbnails");
        fs::create_dir(&thumbnails).unwrap();
        let import = Import::new(documents, blobs, Arc::new(scanning), thumbnails);
        Self { scratch, database, data, import }
    }

    async fn import(&self, tree: &Path, into: &str) -> ImportReport {
        let into = FolderPath::from_plain(into).unwrap();
        self.import.bring_in(tree, &into, "import", &mut |_| ()).await.unwrap()
    }

    fn number(&self, sql: &str) -> i64 {
        self.scratch.text(sql).parse().unwrap()
    }
}

fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn counts(report: &ImportReport) -> (u64, u64, u64, u64, usize) {
    (report.folders, report.added, report.changed, report.unchanged, report.refused.len())
}

#[actix_web::test]
async fn a_tree_comes_in_once_and_the_second_time_only_what_is_new() {
    let portal = Portal::open().await;
    let tree = tree(&[("a.txt", "one"), ("b/c.txt", "two"), ("b/d/e.txt", "one"), ("empty/.keep", "")]);
    let report = portal.import(tree.path(), "/in/here").await;
    assert_eq!(counts(&report), (5, 4, 0, 0, 0), "{report:?}");
    assert_eq!(report.bytes, 9);
    assert_eq!(portal.number("select count(distinct sha256) from versions"), 3);
    assert_eq!(counts(&portal.import(tree.path(), "in/here").await), (0, 0, 0, 4, 0));

    fs::write(tree.path().join("a.txt"), "uno").unwrap();
    fs::write(tree.path().join("b/new.txt"), "three").unwrap();
    assert_eq!(counts(&portal.import(tree.path(), "in/here").await), (0, 1, 1, 3, 0));
    assert_eq!(
        portal.scratch.text("select max(number) from versions join nodes n on n.id = document_id where name = 'a.txt'"),
        "2"
    );
    assert_eq!(portal.number("select count(*) from audit_events where kind = 'documents_imported'"), 2);
    portal.database.close().await;
}

#[actix_web::test]
async fn a_lost_blob_is_brought_back_without_a_new_version() {
    let portal = Portal::open().await;
    let tree = tree(&[("a.txt", "one")]);
    portal.import(tree.path(), "/").await;
    for folder in fs::read_dir(portal.data.path().join("blobs")).unwrap() {
        let folder = folder.unwrap();
        if folder.file_name() != "incoming" {
            fs::remove_dir_all(folder.path()).unwrap();
        }
    }
    assert_eq!(counts(&portal.import(tree.path(), "/").await), (0, 0, 0, 1, 0));
    assert_eq!(
        walkdir::WalkDir::new(portal.data.path().join("blobs"))
            .into_iter()
            .filter(|entry| entry.as_ref().unwrap().file_type().is_file())
            .count(),
        1
    );
    assert_eq!(portal.number("select count(*) from versions"), 1);
    portal.database.close().await;
}

#[actix_web::test]
async fn traps_are_left_out_and_named() {
    let portal = Portal::open().await;
    let tree =
        tree(&[("good.txt", "good"), ("bad\u{202e}txt", "x"), ("back\\slash", "x"), ("folder\u{7}/inside", "x")]);
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret"), "secret").unwrap();
    symlink(outside.path(), tree.path().join("linked folder")).unwrap();
    symlink(outside.path().join("secret"), tree.path().join("linked file")).unwrap();
    symlink("good.txt", tree.path().join("linked inside")).unwrap();
    symlink("nowhere", tree.path().join("dangling")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        tree.path().join("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .unwrap();
    std::os::unix::net::UnixListener::bind(tree.path().join("socket")).unwrap();
    fs::write(tree.path().join("U\u{308}ber"), "form D").unwrap();
    fs::write(tree.path().join("\u{dc}ber"), "form C").unwrap();
    let latin: &OsStr = OsStrExt::from_bytes(b"latin-\xfc");
    fs::write(tree.path().join(latin), "x").unwrap();

    let report = portal.import(tree.path(), "/").await;
    assert_eq!((report.added, report.refused.len()), (2, 11), "{report:?}");
    assert_eq!(portal.number("select count(*) from nodes where kind = 'document'"), 2);
    assert_eq!(portal.number("select count(*) from versions where size = 6 and sha256 = sha256('secret')"), 0);
    assert!(report.refused.iter().any(|refused| refused.reason == "It is a link, and may lead anywhere."));
    portal.database.close().await;
}

#[actix_web::test]
async fn a_document_and_a_folder_of_one_name_do_not_meet() {
    let portal = Portal::open().await;
    portal.import(tree(&[("x/a.txt", "one"), ("y", "two")]).path(), "/").await;
    let report = portal.import(tree(&[("x", "one"), ("y/b.txt", "two"), ("z", "three")]).path(), "/").await;
    assert_eq!(counts(&report), (0, 1, 0, 0, 2), "{report:?}");
    let (empty, through) = (tree(&[]), FolderPath::from_plain("y").unwrap());
    assert!(portal.import.bring_in(empty.path(), &through, "import", &mut |_| ()).await.is_err());
    portal.database.close().await;
}

#[actix_web::test]
async fn the_store_does_not_import_itself() {
    let portal = Portal::open().await;
    portal.import(tree(&[("a.txt", "one")]).path(), "/").await;
    let report = portal.import(portal.data.path(), "/").await;
    assert_eq!(counts(&report), (0, 0, 0, 0, 2), "{report:?}");
    portal.database.close().await;
}

#[actix_web::test]
async fn many_files_take_several_transactions_and_the_progress_ends_at_its_end() {
    let portal = Portal::open().await;
    let tree = TempDir::new().unwrap();
    for number in 0..600 {
        let folder = tree.path().join(format!("{}", number % 7));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.txt")), format!("text {number}")).unwrap();
    }
    let mut last = Progress::default();
    let mut note = |progress| last = progress;
    let report = portal.import.bring_in(tree.path(), &FolderPath::default(), "import", &mut note).await.unwrap();
    assert_eq!(counts(&report), (7, 600, 0, 0, 0));
    assert_eq!((last.files, last.bytes), (last.all_files, last.all_bytes));
    assert_eq!(last.files, 600);
    assert!(portal.number("select count(distinct created_at) from versions") >= 3);
    portal.database.close().await;
}

#[actix_web::test]
async fn samples_come_into_an_empty_portal_only() {
    let portal = Portal::open().await;
    portal.import.seed_samples().await.unwrap();
    let seeded = portal.number("select count(*) from versions");
    assert!(seeded >= 5);
    portal.import.seed_samples().await.unwrap();
    assert_eq!(portal.number("select count(*) from versions"), seeded);
    assert_eq!(
        portal
            .scratch
            .text("select content_type from versions join nodes n on n.id = document_id where name like '%.pdf'"),
        "application/pdf"
    );
    portal.database.close().await;
}
