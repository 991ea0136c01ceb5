//! The database opens whatever its state, and says what other copies change.

use futures_util::future::join_all;
use latchkey::database::{Database, MIGRATIONS, notices::Topic};
use time::Duration;

use crate::support::{
    copy::{Copy, RHYTHM, hang_up, hear, open, shut},
    scratch_database::ScratchDatabase,
};

#[tokio::test]
async fn several_copies_may_start_at_once_on_an_empty_database() {
    let scratch = ScratchDatabase::create();
    scratch.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    join_all((0..8).map(|_| Copy::of(&scratch))).await;
    assert_eq!(scratch.text("SELECT count(*) FROM _sqlx_migrations"), MIGRATIONS.iter().count().to_string());
}

#[test]
fn every_migration_is_in_the_program() {
    let files = std::fs::read_dir("migrations").unwrap().count();
    assert_eq!(MIGRATIONS.iter().count(), files, "touch src/database/migrations.rs to have it built again");
}

#[tokio::test]
async fn every_column_is_explained_and_every_constraint_named() {
    let scratch = ScratchDatabase::create();
    let silent = "SELECT string_agg(attrelid::regclass || '.' || attname, ', ')
                    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                   WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
                     AND relname <> '_sqlx_migrations' AND col_description(attrelid, attnum) IS NULL";
    assert_eq!(scratch.text(silent), "");
    let unnamed = "SELECT string_agg(conname, ', ') FROM pg_constraint
                    WHERE connamespace = 'public'::regnamespace AND conname ~ '_(check|fkey|key)[0-9]*$'";
    assert_eq!(scratch.text(unnamed), "");
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    let scratch = ScratchDatabase::create();
    scratch.execute("INSERT INTO _sqlx_migrations VALUES (29990101000000, 'later', now(), true, '\\x00', 0)");
    let opened = Database::connect(scratch.url().parse().unwrap(), Copy::clock(), RHYTHM).await;
    assert!(opened.err().unwrap().log().contains("a newer version of this program (migration 29990101000000)"));
}

#[tokio::test]
async fn a_migration_that_was_changed_afterwards_is_refused() {
    let scratch = ScratchDatabase::create();
    scratch.execute("UPDATE _sqlx_migrations SET checksum = '\\x00'");
    let opened = Database::connect(scratch.url().parse().unwrap(), Copy::clock(), RHYTHM).await;
    assert!(opened.err().unwrap().log().contains("the database is of another build"));
}

#[tokio::test]
async fn a_look_up_survives_a_restart_of_the_server() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let held = join_all((0..6).map(|_| copy.database.pool().acquire())).await;
    drop(held.into_iter().collect::<Result<Vec<_>, _>>().unwrap());
    for _ in 0..3 {
        hang_up(&scratch).await;
        copy.roles.list().await.unwrap();
    }
}

#[tokio::test]
async fn a_lost_line_is_opened_again_and_says_that_something_may_have_been_missed() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let notices = copy.database.notices().clone();
    assert!(notices.live());
    let mut heard = notices.subscribe();
    for _ in 0..3 {
        let before = notices.epoch(Topic::Documents);
        hang_up(&scratch).await;
        for topic in [Topic::Roles, Topic::Sessions, Topic::Documents] {
            assert_eq!(hear(&mut heard, topic).await.payload, "");
        }
        assert!(notices.epoch(Topic::Documents) > before);
        scratch.execute("INSERT INTO ended_sessions(session_id, expires_at) VALUES (gen_random_uuid(), now())");
        assert_ne!(hear(&mut heard, Topic::Sessions).await.payload, "");
        assert!(notices.live());
    }
}

#[tokio::test]
async fn a_line_that_is_silent_for_too_long_is_not_trusted() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let notices = copy.database.notices().clone();
    let mut heard = notices.subscribe();
    copy.clock.advance(Duration::hours(1));
    assert!(!notices.live());
    scratch.execute("UPDATE nodes SET updated_at = now()");
    hear(&mut heard, Topic::Documents).await;
    assert!(notices.live());
}

#[tokio::test]
async fn while_the_database_is_away_nothing_is_live() {
    let scratch = ScratchDatabase::create();
    let copy = Copy::of(&scratch).await;
    let notices = copy.database.notices().clone();
    let mut heard = notices.subscribe();
    shut(&scratch).await;
    while notices.live() {
        tokio::task::yield_now().await;
    }
    assert!(!copy.database.ready().await);
    open(&scratch).await;
    hear(&mut heard, Topic::Roles).await;
    assert!(copy.database.ready().await);
}
