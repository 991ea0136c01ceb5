//! PostgreSQL: the pool, the migrations, what other copies change, and the embedded default.
//!
//! With `DATABASE_URL` it is a server of the company's, possibly shared by several copies of this program.
//! Without, in development, it is a PostgreSQL inside this process with **one** connection: so nothing may
//! hold a connection while it asks for another.

#[cfg(feature = "embedded-postgres")]
mod embedded;
mod listener;
mod migrations;
pub mod notices;
mod outbox;
mod pool;
#[cfg(feature = "embedded-postgres")]
mod relay;
mod skew;

use std::{future::Future, sync::Arc, time::Duration};

use sqlx::{PgPool, Postgres, Transaction};
use time::OffsetDateTime;
use tokio::task::AbortHandle;

use self::{listener::Line, notices::Notices, skew::Skew};
pub use self::{listener::Rhythm, migrations::MIGRATIONS};
use crate::{Error, Result, clock::SharedClock, settings::Settings};

/// How long a request waits for an answer of the database before it says 503.
const PATIENCE: Duration = Duration::from_secs(8);

/// The database, migrated and ready. A clone is another handle on the same.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    notices: Arc<Notices>,
    skew: Arc<Skew>,
    listening: Option<AbortHandle>,
    #[cfg(feature = "embedded-postgres")]
    embedded: Option<embedded::Embedded>,
}

impl Database {
    /// Connects to `DATABASE_URL`, or starts the embedded database under `DATA_DIR`; then migrates.
    pub async fn open(settings: &Settings, clock: SharedClock) -> Result<Self> {
        if let Some(url) = &settings.database.url {
            return Self::connect(pool::options(url)?, clock, Rhythm::default()).await;
        }
        #[cfg(feature = "embedded-postgres")]
        return Self::embed(&crate::settings::DatabaseSettings::embedded_in(&settings.data_dir), clock).await;
        #[cfg(not(feature = "embedded-postgres"))]
        Err(Error::invalid(
            "DATABASE_URL is not set, and this build has no embedded database.",
            "DATABASE_URL is not set, and this build has no embedded database (Cargo feature embedded-postgres)",
        ))
    }

    /// A PostgreSQL server that other copies may use too.
    pub async fn connect(
        options: sqlx::postgres::PgConnectOptions,
        clock: SharedClock,
        rhythm: Rhythm,
    ) -> Result<Self> {
        migrations::run_alone(&options).await?;
        let pool = pool::shared(options.clone());
        let notices = Arc::new(Notices::of_all_copies(clock.clone(), rhythm.deaf_after));
        let skew = Arc::new(Skew::new(clock));
        let line = Line::open(&options).await?;
        notices.line_opened();
        let ears = listener::listen(notices.clone(), skew.clone(), line, options, rhythm);
        let listening = tokio::spawn(ears).abort_handle();
        Ok(Self {
            inner: Arc::new(Inner {
                pool,
                notices,
                skew,
                listening: Some(listening),
                #[cfg(feature = "embedded-postgres")]
                embedded: None,
            }),
        })
    }

    /// A PostgreSQL inside this process, its files in `folder`.
    ///
    /// # Errors
    /// A conflict, if another process holds the folder; the message says what to do instead.
    #[cfg(feature = "embedded-postgres")]
    pub async fn embed(folder: &std::path::Path, clock: SharedClock) -> Result<Self> {
        let embedded = embedded::Embedded::start(folder).await?;
        let pool = pool::single(embedded.options());
        migrations::run(&mut *pool.acquire().await?).await?;
        let notices = Arc::new(Notices::of_this_process(clock.clone()));
        let skew = Arc::new(Skew::new(clock));
        Ok(Self { inner: Arc::new(Inner { pool, notices, skew, listening: None, embedded: Some(embedded) }) })
    }

    pub fn pool(&self) -> &PgPool {
        &self.inner.pool
    }

    pub fn notices(&self) -> &Arc<Notices> {
        &self.inner.notices
    }

    /// Asks something that may be asked twice. The pool does not try a connection before it hands it out (that
    /// would be a second round trip for each question), so one that died in the meantime shows only here; then the
    /// next is taken, until they are all new.
    pub async fn look_up<T, F>(&self, ask: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = sqlx::Result<T>>,
    {
        // One more, for a server that goes away just while a new connection is made.
        let mut dead_at_most = self.inner.pool.size() + 1;
        // In a box, because whoever finds the answer in a cache would otherwise carry the room for asking along.
        let answer = Box::pin(async {
            loop {
                match ask().await {
                    Err(error) if dead_at_most > 0 && pool::died(&error) => dead_at_most -= 1,
                    answer => return answer,
                }
            }
        });
        match tokio::time::timeout(PATIENCE, answer).await {
            Ok(answer) => Ok(answer?),
            Err(_) => Err(Error::unavailable("database: no answer in time")),
        }
    }

    /// Begins a transaction, on a connection that is alive.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        self.look_up(|| self.inner.pool.begin()).await
    }

    /// The database's time by our own clock and the difference that was measured last: for times that are kept in
    /// rows and that another copy will count from, such as when something was deleted.
    pub fn now(&self) -> OffsetDateTime {
        self.inner.skew.theirs()
    }

    /// The same as a clock: for what is stamped outside the database and another copy counts from, such as the bytes
    /// of documents.
    pub fn clock(&self) -> SharedClock {
        self.inner.skew.clone()
    }

    /// The database's time, for whoever is about to delete what is old. Asks the database, so that what was measured
    /// a while ago does not count. Where the program runs by a test's clock, that clock's time.
    ///
    /// # Errors
    /// `Unavailable` when this machine's clock differs from the database's by more than a minute, with the sentence
    /// for the log; or when the database is away.
    pub async fn may_delete_by_time(&self) -> Result<OffsetDateTime> {
        let skew = &self.inner.skew;
        if !skew.is_measured() {
            return Ok(skew.ours());
        }
        let before = skew.ours();
        let ask = || sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(&self.inner.pool);
        let theirs = self.look_up(ask).await?;
        skew.note(before, theirs);
        skew.check().map(|()| theirs)
    }

    /// Whether this machine's clock and the database's differed by no more than a minute when they were last compared.
    pub fn clocks_agree(&self) -> bool {
        self.inner.skew.agrees()
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> bool {
        let ask = || sqlx::query_scalar!(r#"SELECT 1 AS "one!""#).fetch_one(&self.inner.pool);
        self.look_up(ask).await.is_ok()
    }

    /// Gives all connections back; the embedded database is shut down in good order.
    pub async fn close(&self) {
        if let Some(listening) = &self.inner.listening {
            listening.abort();
            // A command ends right after its change, before the bundle has left.
            if self.inner.notices.outbox.was_used()
                && let Err(error) = listener::tell_anything(&self.inner.pool).await
            {
                tracing::warn!(%error, "other copies could not be told of the last changes; they notice within minutes");
            }
        }
        self.inner.pool.close().await;
        #[cfg(feature = "embedded-postgres")]
        if let Some(embedded) = &self.inner.embedded {
            embedded.stop().await;
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}
