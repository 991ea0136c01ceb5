//! The one writer of rows that are no part of a change. It commits what gathered while the last commit ran, without a
//! timer: one commit takes as long as the disk needs, whether it holds one row or a thousand.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{mpsc, oneshot};

use super::{row::Row, store};
use crate::{Error, Result, database::Database};

/// How many orders wait for the next commit; further requests wait until there is room for theirs.
const ROOM: usize = 4096;

/// How many orders one commit takes.
const AT_ONCE: usize = 1024;

enum Order {
    Write {
        rows: Vec<Arc<Row>>,
        written: oneshot::Sender<Result<()>>,
    },
    /// Nothing more is taken; the sender is dropped when everything before is written.
    End(oneshot::Sender<()>),
}

/// Takes orders; [`Writer::run`] executes them.
pub(super) struct Writer {
    database: Database,
    orders: mpsc::Sender<Order>,
    /// For the one who runs it.
    waiting: Mutex<Option<mpsc::Receiver<Order>>>,
}

impl Writer {
    pub fn new(database: Database) -> Self {
        let (orders, waiting) = mpsc::channel(ROOM);
        Self { database, orders, waiting: Mutex::new(Some(waiting)) }
    }

    /// Waits until these rows are committed, all of them or none. Not while the caller holds a connection: there may be only
    /// one.
    ///
    /// # Errors
    /// As the database; `Unavailable` once the program ends.
    pub async fn write(&self, rows: Vec<Arc<Row>>) -> Result<()> {
        let (written, answer) = oneshot::channel();
        let over = || Error::unavailable("the writer of the record has ended");
        self.orders.send(Order::Write { rows, written }).await.map_err(|_| over())?;
        answer.await.unwrap_or_else(|_| Err(over()))
    }

    /// Takes no more orders, and waits until all are executed.
    pub async fn end(&self) {
        // Nobody runs it.
        drop(self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take());
        let (ending, ended) = oneshot::channel();
        if self.orders.send(Order::End(ending)).await.is_ok() {
            let _ = ended.await;
        }
    }

    /// Executes orders until the end. The second to call it has nothing to do.
    pub async fn run(&self) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut waiting) = waiting else { return };
        let (mut taken, mut endings) = (Vec::with_capacity(AT_ONCE), Vec::new());
        while waiting.recv_many(&mut taken, AT_ONCE).await > 0 {
            let (mut rows, mut askers) = (Vec::with_capacity(taken.len()), Vec::with_capacity(taken.len()));
            for order in taken.drain(..) {
                match order {
                    Order::Write { rows: some, written } => {
                        rows.extend(some);
                        askers.push(written);
                    }
                    Order::End(ending) => {
                        waiting.close();
                        endings.push(ending);
                    }
                }
            }
            let outcome = self.commit(&rows).await;
            for asker in askers {
                // An asker who went away has got nothing.
                let _ = asker.send(outcome.clone());
            }
        }
    }

    /// One statement is one transaction. After a connection that died it is executed again; the names of the rows make that
    /// harmless.
    async fn commit(&self, rows: &[Arc<Row>]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        self.database.look_up(|| store::insert_all(self.database.pool(), rows)).await
    }
}
