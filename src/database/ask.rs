//! How the database is asked: with a bound on the time, on a connection that is alive, and counted.

use std::{future::Future, time::Duration};

use sqlx::{PgPool, Postgres, Transaction, pool::PoolConnection};

use super::{Database, PATIENCE, pool};
use crate::{Error, Result};

/// How long a request waits that can do without an answer.
const SHORT_PATIENCE: Duration = Duration::from_secs(1);

impl Database {
    /// Runs a query that may be repeated. The pool does not test a connection before it hands it out (that would be a
    /// second round trip for each query), so a dead one is noticed only here; then the next is taken, until all are
    /// new.
    ///
    /// # Errors
    /// `Unavailable`, at once while the database is known to be away.
    pub async fn look_up<T, F>(&self, ask: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        self.ask(&self.inner.pool, ask).await
    }

    /// A connection for several queries of one request.
    ///
    /// # Errors
    /// `Unavailable`, at once while the database is known to be away.
    pub async fn connection(&self) -> Result<PoolConnection<Postgres>> {
        self.look_up(|| self.inner.pool.acquire()).await
    }

    async fn ask<T, F>(&self, pool: &PgPool, ask: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        let counted = self.inner.meter.begin();
        let answer = self.ask_uncounted(pool, ask).await;
        counted.end(answer.is_ok());
        answer
    }

    async fn ask_uncounted<T, F>(&self, pool: &PgPool, ask: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        let away = || Error::unavailable("database: nobody answers at its address");
        if self.is_away() {
            return Err(away());
        }
        // One more, for a server that goes away just while a new connection is made.
        let mut dead_at_most = pool.size() + 1;
        // Boxed, so that the future of a caller with a cached answer does not carry the size of the query.
        let answer = Box::pin(async {
            self.inner.slowness.wait().await;
            loop {
                match ask().await {
                    Err(error) if dead_at_most > 0 && pool::died(&error) => dead_at_most -= 1,
                    answer => return answer,
                }
            }
        });
        tokio::select! {
            answer = tokio::time::timeout(PATIENCE, answer) => match answer {
                Ok(answer) => {
                    let answer = answer?;
                    self.inner.availability.answered();
                    Ok(answer)
                }
                Err(_) => Err(Error::unavailable("database: no answer in time")),
            },
            // Otherwise the pool would try to connect for seconds.
            () = self.inner.availability.gone() => Err(away()),
        }
    }

    /// A query that gets one second: the caller has a cached answer to fall back on. A database that died silently is
    /// known to be away only after a while.
    ///
    /// # Errors
    /// `Unavailable` after that second, and the errors of the query.
    pub async fn soon<T>(&self, asked: impl Future<Output = Result<T>>) -> Result<T> {
        let answer = tokio::time::timeout(SHORT_PATIENCE, asked).await;
        answer.unwrap_or_else(|_| Err(Error::unavailable("database: no answer within a second")))
    }

    /// Begins a transaction for a change, on a connection that is alive. Changes have connections of their own, so
    /// that those who wait for a lock leave others theirs.
    ///
    /// # Errors
    /// `Unavailable`, also when more changes are under way than there are connections for them.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        let begun = self.ask(&self.inner.changes, || async {
            match self.inner.changes.begin().await {
                Err(sqlx::Error::PoolTimedOut) => Ok(None),
                begun => begun.map(Some),
            }
        });
        begun.await?.ok_or_else(|| Error::busy("database: every connection for changes is taken"))
    }
}
