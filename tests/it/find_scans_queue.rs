//! The queue of scans: texts come first, and nothing is recognized twice. Here a small program stands in for Tesseract.

use image::{GrayImage, ImageFormat};
use latchkey::search::Recognizer;

use crate::support::{
    import::import,
    scan_workers::{PATIENCE, Workers, asleep, on},
    scans::{picture_of, scan_with_pages, sees, stand_in, written},
};

#[test]
fn texts_come_first_and_between_the_pages_of_a_scan_too() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    import(&world, &[("scan.pdf", &scan_with_pages(3))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        let recognizer = workers.recognizer(stand_in(folder.path(), &sees("walrus")), PATIENCE);
        let wait = |state: &str| {
            world.database.execute(&format!("UPDATE contents SET state = '{state}', ready_at = '-infinity'"));
        };
        wait("waiting");
        assert!(!recognizer.run_once(workers.now()).await.unwrap());
        assert_eq!(world.database.text("SELECT scan_attempts FROM contents"), "0", "not even begun");
        wait("empty");
        // While its first page is worked on, a text comes.
        world.database.execute(
            "CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN UPDATE contents SET state = 'waiting', ready_at = '-infinity', attempts = 0; RETURN NULL; END $$;
             CREATE TRIGGER meanwhile AFTER INSERT ON recognized_pages FOR EACH ROW EXECUTE FUNCTION meanwhile()",
        );
        assert!(!recognizer.run_once(workers.now()).await.unwrap(), "put off");
        assert_eq!(world.database.text("SELECT scan || scan_attempts FROM contents"), "waiting0");
        world.database.execute("DROP TRIGGER meanwhile ON recognized_pages");
        workers.read_all().await;
        assert!(recognizer.run_once(workers.now()).await.unwrap());
        workers.read_all().await;
        workers.services.database.close().await;
    });
    let done = "SELECT scan || ' ' || state || ' ' || (SELECT count(*) FROM recognized_pages) FROM contents";
    assert_eq!(world.database.text(done), "done done 3");
}

#[test]
fn two_copies_never_recognize_the_same() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    let scans: Vec<Vec<u8>> = (1..=6).map(scan_with_pages).collect();
    let names: Vec<String> = (1..=6).map(|number| format!("{number}.pdf")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().zip(&scans).map(|(name, scan)| (name.as_str(), &scan[..])).collect();
    import(&world, &files);
    world.database.execute(
        "CREATE TABLE runs (sha256 bytea, page integer);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO runs VALUES (NEW.sha256, NEW.page); RETURN NULL; END $$;
         CREATE TRIGGER note AFTER INSERT OR UPDATE ON recognized_pages FOR EACH ROW EXECUTE FUNCTION note()",
    );
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        let work = async |recognizer: Recognizer| {
            while world.database.text("SELECT count(*) FROM contents WHERE scan = 'waiting'") != "0" {
                recognizer.run_once(workers.now()).await.unwrap();
                workers.read_all().await;
            }
        };
        let recognizer = || workers.recognizer(stand_in(folder.path(), &sees("walrus")), PATIENCE);
        tokio::join!(work(recognizer()), work(recognizer()));
        workers.services.database.close().await;
    });
    assert_eq!(world.database.text("SELECT count(*) || ' ' || count(DISTINCT (sha256, page)) FROM runs"), "21 21");
    assert_eq!(world.database.text("SELECT string_agg(DISTINCT scan || state, ',') FROM contents"), "donedone");
}

#[test]
fn what_was_recognized_when_the_program_was_killed_is_not_recognized_again() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    import(&world, &[("scan.pdf", &scan_with_pages(3))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        let now = workers.now();
        // Two pages were recognized, then it was killed: the lease and the pages are all that is left.
        world.database.execute(
            "INSERT INTO recognized_pages (sha256, page, text, took) SELECT sha256, page, 'page' || page, 5 FROM contents, generate_series(1, 2) AS page;
             UPDATE contents SET scan_attempts = 1",
        );
        let lease = now + time::Duration::minutes(15);
        world
            .database
            .execute(&format!("UPDATE contents SET scan_ready_at = to_timestamp({})", lease.unix_timestamp()));
        let recognizer = workers.recognizer(stand_in(folder.path(), &sees("page3")), PATIENCE);
        assert!(!recognizer.run_once(now).await.unwrap(), "it is somebody else's");
        assert!(recognizer.run_once(lease).await.unwrap());
        workers.read_all().await;
        assert_eq!(world.database.text("SELECT text FROM content_blocks"), "page1\npage2\npage3");
        // Newer readers read it again, and nothing is recognized again.
        world.database.execute("UPDATE contents SET reader = 0");
        workers.read_all().await;
        assert!(!recognizer.run_once(lease).await.unwrap());
        assert_eq!(world.database.text("SELECT text FROM content_blocks"), "page1\npage2\npage3");
        workers.services.database.close().await;
    });
}

#[test]
fn a_document_with_more_pages_than_are_recognized_says_so() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    import(&world, &[("scan.pdf", &scan_with_pages(302))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        world.database.execute(
            "INSERT INTO recognized_pages (sha256, page, text, took) SELECT sha256, page, '', 5 FROM contents, generate_series(1, 299) AS page",
        );
        let recognizer = workers.recognizer(stand_in(folder.path(), &sees("walrus")), PATIENCE);
        assert!(recognizer.run_once(workers.now()).await.unwrap());
        workers.read_all().await;
        workers.services.database.close().await;
    });
    assert_eq!(
        world.database.text("SELECT state || ': ' || reason FROM contents"),
        "partial: words are recognized on the first 300 of its pages without text"
    );
    assert_eq!(world.database.text("SELECT count(*) FROM recognized_pages"), "300");
}

#[test]
fn icons_and_blank_pictures_cost_no_run_and_pictures_without_words_one() {
    let (world, folder) = (asleep(), tempfile::tempdir().unwrap());
    let striped = GrayImage::from_fn(100, 100, |x, _| image::Luma([if x % 2 == 0 { 0 } else { 255 }]));
    let blank = GrayImage::from_pixel(400, 400, image::Luma([200]));
    let icon = written(striped, ImageFormat::Png);
    let blank = written(blank, ImageFormat::Jpeg);
    import(&world, &[("icon.png", &icon), ("blank.jpg", &blank), ("late.heic", b"....ftypheic")]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        let recognizer = workers.recognizer(stand_in(folder.path(), "exit 1"), PATIENCE);
        while recognizer.run_once(workers.now()).await.unwrap() {}
        let states = "SELECT string_agg(scan || ' ' || state, ', ' ORDER BY content_type) FROM contents";
        assert_eq!(world.database.text(states), "none unsupported, empty unsupported, empty unsupported");
        workers.services.database.close().await;
    });
    import(&world, &[("photo.png", &written(picture_of("whatever"), ImageFormat::Png))]);
    on(async {
        let workers = Workers::of(&world).await;
        workers.read_all().await;
        let recognizer = workers.recognizer(stand_in(folder.path(), "exit 0"), PATIENCE);
        assert!(recognizer.run_once(workers.now()).await.unwrap());
        assert!(!recognizer.run_once(workers.now()).await.unwrap());
        assert_eq!(world.database.text("SELECT count(*) FROM contents WHERE scan = 'empty'"), "3");
        workers.services.database.close().await;
    });
}
