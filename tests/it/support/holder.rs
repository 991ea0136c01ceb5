//! Somebody who holds a lock on a table.

use actix_web::rt::System;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use super::World;

/// Holds it until `lets_go`.
pub struct Holder {
    release: tokio::sync::oneshot::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

impl Holder {
    pub fn locks(world: &World, table: &str, mode: &str) -> Self {
        let (url, lock) = (world.database.url(), format!("BEGIN; LOCK TABLE {table} IN {mode} MODE"));
        let (locked, is_locked) = std::sync::mpsc::channel();
        let (release, end) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                let mut somebody = PgConnection::connect(&url).await.unwrap();
                somebody.execute(AssertSqlSafe(lock)).await.unwrap();
                locked.send(()).unwrap();
                let _ = end.await;
            });
        });
        is_locked.recv().unwrap();
        Self { release, thread }
    }

    pub fn lets_go(self) {
        self.release.send(()).unwrap();
        self.thread.join().unwrap();
    }
}
