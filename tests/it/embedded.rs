//! The embedded database: nothing to install, one process at a time, and it outlives a kill.

use std::{
    io::{BufRead, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};

use latchkey::{
    access::role::Role,
    audit::Actor,
    clock::SystemClock,
    database::{Database, notices::Topic},
    error::Meaning,
    identity::principal::Email,
};

use futures_util::TryStreamExt;
use sqlx::Connection;

use crate::support::copy::{Copy, in_test_mode};

const FOLDER: &str = "LATCHKEY_TEST_FOLDER";

async fn embed(folder: &Path) -> latchkey::Result<Database> {
    Database::embed(&folder.join("postgres"), Arc::new(SystemClock)).await
}

#[tokio::test]
async fn it_starts_with_nothing_and_keeps_what_it_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let person = in_test_mode("ada@example.com");
    for start in 0..3 {
        let copy = Copy::over(embed(folder.path()).await.unwrap(), Copy::clock());
        assert!(copy.database.notices().live());
        assert_eq!(copy.role_of(&person).await, if start == 0 { "none" } else { "editor" });
        let email = Email::parse("ada@example.com").unwrap();
        copy.roles.set(&email, Role::Editor, false, &Actor::command("test")).await.unwrap();
        assert_eq!(copy.role_of(&person).await, "editor", "a change bites at once");
        copy.database.close().await;
    }
}

#[tokio::test]
async fn its_folder_is_for_its_owner_only_and_for_one_process() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let held = embed(folder.path()).await.unwrap();
    let mode = folder.path().join("postgres").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let error = embed(folder.path()).await.err().unwrap();
    assert_eq!(error.meaning(), Meaning::Conflict);
    assert!(error.log().contains("is held by a running server: stop it first"), "{}", error.log());
    assert!(held.ready().await, "the one who holds it does not notice");
    held.close().await;
    embed(folder.path()).await.unwrap().close().await;
}

#[tokio::test]
async fn a_folder_that_is_too_deep_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let error = embed(&folder.path().join("deep".repeat(20))).await.err().unwrap();
    assert!(error.log().contains("choose a shorter one"), "{}", error.log());
}

#[tokio::test]
async fn a_question_that_is_given_up_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let database = embed(folder.path()).await.unwrap();
    for _ in 0..3 {
        let mut connection = database.pool().acquire().await.unwrap();
        let long = sqlx::query("SELECT repeat('x', 1000) FROM generate_series(1, 20000)");
        assert!(long.fetch(&mut *connection).try_next().await.unwrap().is_some(), "the answer is on its way");
        connection.detach().close_hard().await.unwrap();
        assert!(database.ready().await);
    }
    database.close().await;
}

#[tokio::test]
async fn an_engine_that_breaks_down_is_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let database = embed(folder.path()).await.unwrap();
    let connection = database.pool().acquire().await.unwrap();
    // It serves one after the other: this comes next, and is nothing that it can bear.
    let mut stranger = UnixStream::connect(folder.path().join("postgres/engine/.s.PGSQL.5432")).unwrap();
    stranger.write_all(&[0; 64]).unwrap();
    connection.close().await.unwrap();
    assert_eq!(stranger.read(&mut [0; 64]).unwrap_or(0), 0, "it broke down");
    assert!(database.ready().await);
    database.close().await;
}

/// Writes for as long as it lives, and says what is acknowledged. Started by the test below.
#[tokio::test]
#[ignore = "the one that gets killed"]
async fn a_writer() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let database = embed(Path::new(&folder)).await.unwrap();
    sqlx::query("CREATE TABLE IF NOT EXISTS written (number bigint)").execute(database.pool()).await.unwrap();
    for number in 1.. {
        let insert = sqlx::query("INSERT INTO written VALUES ($1)").bind(number);
        insert.execute(database.pool()).await.unwrap();
        println!("written {number}");
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let mut rows = 0;
    for kill in 1..=3 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "embedded::a_writer", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines().map_while(Result::ok);
        let acknowledged = lines.filter(|line| line.contains("written ")).take(300).count();
        writer.kill().unwrap(); // SIGKILL, in the middle of the next write
        writer.wait().unwrap();
        assert_eq!(acknowledged, 300);

        let database = embed(folder.path()).await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM written").fetch_one(database.pool()).await.unwrap();
        assert!(count >= rows + 300, "after kill {kill}: {count} rows, {} acknowledged", rows + 300);
        rows = count;
        database.close().await;
    }
}

#[tokio::test]
async fn its_notices_are_those_of_its_own_writers() {
    let folder = tempfile::tempdir().unwrap();
    let database = embed(folder.path()).await.unwrap();
    let mut heard = database.notices().subscribe();
    let before = database.notices().epoch(Topic::Documents);
    database.notices().changed(Topic::Documents);
    assert_eq!(heard.recv().await.unwrap().topic, Topic::Documents);
    assert!(database.notices().epoch(Topic::Documents) > before && database.notices().live());
    database.close().await;
}
