//! Small uploads of one person into one folder that come at the same time share a transaction.

use std::thread;

use sqlx::{Connection, Executor, PgConnection};

use crate::support::{Answer, Browser, World, blobs::blobs, eventually, upload::send_whole};

/// Sends these files at the same time. None becomes a document before the bytes of all are in the store.
fn send_together(world: &World, browser: &Browser, files: &[(&str, &str)]) -> Vec<Answer> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut holder = runtime.block_on(PgConnection::connect(&world.database.url())).unwrap();
    runtime.block_on(holder.execute("BEGIN; LOCK TABLE audit_events IN EXCLUSIVE MODE")).unwrap();
    let before = blobs(world).len();
    thread::scope(|scope| {
        let sending: Vec<_> = files
            .iter()
            .map(|&(name, words)| {
                let mut browser = browser.clone();
                scope.spawn(move || send_whole(&mut browser, words.as_bytes(), &[("filename", name)]))
            })
            .collect();
        eventually(|| blobs(world).len() == before + files.len());
        runtime.block_on(holder.execute("COMMIT")).unwrap();
        sending.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(|answer| answer.status).collect()
}

const TEN: [(&str, &str); 10] = [
    ("0.txt", "none"),
    ("1.txt", "one"),
    ("2.txt", "two"),
    ("3.txt", "three"),
    ("4.txt", "four"),
    ("5.txt", "five"),
    ("6.txt", "six"),
    ("7.txt", "seven"),
    ("8.txt", "eight"),
    ("9.txt", "nine"),
];

#[test]
fn ten_small_files_are_ten_documents_and_ten_rows_of_the_record() {
    let world = World::start();
    let mut editor = world.editor();
    let answers = send_together(&world, &editor, &TEN);
    assert_eq!(statuses(&answers), [201; 10]);
    for (name, words) in TEN {
        assert_eq!(editor.fetch(&format!("/files/{name}")).text(), words);
    }
    let transactions = world.database.text("SELECT count(DISTINCT xmin::text) FROM nodes WHERE name LIKE '_.txt'");
    assert!(transactions.parse::<usize>().unwrap() < TEN.len(), "{transactions} transactions");
    let rows = "SELECT count(DISTINCT request_id) || ' ' || count(DISTINCT item) || ' ' || count(*)
                  FROM audit_events WHERE kind = 'document_added'";
    assert_eq!(world.database.text(rows), "10 10 10");
    let requests = "SELECT string_agg(DISTINCT request_id, ' ') FROM audit_events WHERE kind = 'document_added'";
    let requests = world.database.text(requests);
    assert!(answers.iter().all(|answer| requests.contains(answer.header("x-request-id").unwrap())), "{requests}");
}

#[test]
fn a_name_that_two_of_them_want_hinders_no_other() {
    let world = World::start();
    let mut editor = world.editor();
    let mut files = TEN;
    files[6].0 = "7.txt";
    let answers = statuses(&send_together(&world, &editor, &files));
    let mut twice = [answers[6], answers[7]];
    twice.sort_unstable();
    assert_eq!(twice, [201, 409]);
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 9, "{answers:?}");
    for (name, words) in files.into_iter().filter(|(name, _)| *name != "7.txt") {
        assert_eq!(editor.fetch(&format!("/files/{name}")).text(), words);
    }
    let won = if answers[6] == 201 { "six" } else { "seven" };
    assert_eq!(editor.fetch("/files/7.txt").text(), won);
}
