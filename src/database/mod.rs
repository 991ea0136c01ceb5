//! PostgreSQL: the pool, the migrations, notices from other copies, and the embedded default.
//!
//! With `DATABASE_URL` it is the company's server, possibly shared by several copies of this program. Without, in
//! development, it is a PostgreSQL inside this process with **one** connection: so nothing may hold a connection
//! while it acquires another.

mod announcement;
mod ask;
mod availability;
pub mod days;
#[cfg(feature = "embedded-postgres")]
mod embedded;
pub mod follower;
mod listener;
mod meter;
mod migrations;
pub mod notices;
mod outbox;
mod pool;
mod pooler;
#[cfg(feature = "embedded-postgres")]
mod relay;
mod skew;
mod slowness;
mod time_of_day;

use std::{sync::Arc, time::Duration};

use sqlx::PgPool;
use tokio::task::AbortHandle;

use self::{
    availability::Availability,
    listener::{Line, Listener},
    notices::Notices,
    skew::Skew,
    slowness::Slowness,
};
pub use self::{
    listener::Rhythm,
    meter::{Meter, PoolState},
    migrations::MIGRATIONS,
};
use crate::{
    Result,
    clock::SharedClock,
    settings::{DatabaseSettings, Settings},
};

/// How long a request waits for an answer of the database before it says 503.
const PATIENCE: Duration = Duration::from_secs(8);

/// The database, migrated and ready. A clone is another handle on the same.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    /// For changes, which wait for locks: so they never hold all connections. The embedded database has only one for both.
    changes: PgPool,
    availability: Arc<Availability>,
    notices: Arc<Notices>,
    skew: Arc<Skew>,
    slowness: Slowness,
    meter: Meter,
    listening: Option<AbortHandle>,
    #[cfg(feature = "embedded-postgres")]
    embedded: Option<embedded::Embedded>,
}

impl Database {
    /// Connects to `DATABASE_URL`, or starts the embedded database under `DATA_DIR`; then migrates.
    pub async fn open(settings: &Settings, clock: SharedClock) -> Result<Self> {
        if let Some(url) = &settings.database.url {
            let (options, size) = (pool::options(url)?, settings.database.connections);
            return Self::connect_with(options, size, clock, Rhythm::default()).await;
        }
        #[cfg(feature = "embedded-postgres")]
        return Self::embed(&crate::settings::DatabaseSettings::embedded_in(&settings.data_dir), clock).await;
        #[cfg(not(feature = "embedded-postgres"))]
        Err(crate::Error::invalid(
            "DATABASE_URL is not set, and this build has no embedded database.",
            "DATABASE_URL is not set, and this build has no embedded database (Cargo feature embedded-postgres)",
        ))
    }

    /// A PostgreSQL server that other copies may use too, with the usual number of connections.
    pub async fn connect(
        options: sqlx::postgres::PgConnectOptions,
        clock: SharedClock,
        rhythm: Rhythm,
    ) -> Result<Self> {
        Self::connect_with(options, DatabaseSettings::USUAL_CONNECTIONS, clock, rhythm).await
    }

    /// The same with this many connections for requests, at least two.
    pub async fn connect_with(
        options: sqlx::postgres::PgConnectOptions,
        connections: u32,
        clock: SharedClock,
        rhythm: Rhythm,
    ) -> Result<Self> {
        // pgbouncer knows no start-up parameter of that name, and PostgreSQL's own default loses nothing.
        let options = options.extra_float_digits(None);
        migrations::run_alone(&options).await?;
        let availability = Arc::new(Availability::new());
        let (pool, changes) = pool::shared(&options, connections, &availability);
        let notices = Arc::new(Notices::of_all_copies(clock.clone(), rhythm.deaf_after));
        let skew = Arc::new(Skew::new(clock));
        let line = Line::open(&options).await?;
        notices.line_opened();
        let listener = Listener {
            notices: notices.clone(),
            skew: skew.clone(),
            availability: availability.clone(),
            pool: pool.clone(),
            options,
            rhythm,
        };
        let listening = tokio::spawn(listener.listen(line)).abort_handle();
        Ok(Self {
            inner: Arc::new(Inner {
                pool,
                changes,
                availability,
                notices,
                skew,
                slowness: Slowness::default(),
                meter: Meter::default(),
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
        Ok(Self {
            inner: Arc::new(Inner {
                changes: pool.clone(),
                pool,
                availability: Arc::new(Availability::new()),
                notices,
                skew,
                slowness: Slowness::default(),
                meter: Meter::default(),
                listening: None,
                embedded: Some(embedded),
            }),
        })
    }

    pub fn pool(&self) -> &PgPool {
        &self.inner.pool
    }

    pub fn notices(&self) -> &Arc<Notices> {
        &self.inner.notices
    }

    /// How many look-ups there were, and how long they took.
    pub fn meter(&self) -> &Meter {
        &self.inner.meter
    }

    /// The connections for look-ups, and those for changes. The embedded database has one for both.
    pub fn pools(&self) -> [(&'static str, PoolState); 2] {
        [("look_ups", PoolState::of(&self.inner.pool)), ("changes", PoolState::of(&self.inner.changes))]
    }

    /// Asks the database for nothing.
    ///
    /// # Errors
    /// `Unavailable` when it does not answer.
    pub async fn ping(&self) -> Result<()> {
        let ask = || sqlx::query_scalar!(r#"SELECT 1 AS "one!""#).fetch_one(&self.inner.pool);
        self.look_up(ask).await.map(|_| ())
    }

    pub fn slowness(&self) -> &Slowness {
        &self.inner.slowness
    }

    /// Whether nothing answers at the database's address. Then no query can succeed, and nobody can change anything
    /// through this copy; cached answers are used for up to five minutes.
    pub fn is_away(&self) -> bool {
        self.inner.availability.is_away()
    }

    /// Whether the database answers, as the heartbeat has found: it has connections of its own, so a busy site is no
    /// dead one. While the line is broken for another reason, and for the embedded database, which has no line, it is
    /// asked.
    pub async fn ready(&self) -> bool {
        if self.inner.listening.is_some() && self.inner.availability.is_here() {
            return true;
        }
        self.ping().await.is_ok()
    }

    /// Gives all connections back; the embedded database is shut down in good order.
    pub async fn close(&self) {
        if let Some(listening) = &self.inner.listening {
            listening.abort();
            // A command ends right after its change, before the bundle has left.
            if self.inner.notices.outbox.was_used()
                && !self.is_away()
                && let Err(error) = listener::tell_anything(&self.inner.pool).await
            {
                tracing::warn!(%error, "other copies could not be told of the last changes; they notice within minutes");
            }
        }
        // Closing waits for each connection, also for those with a query that will never be answered.
        let closed = async { tokio::join!(self.inner.changes.close(), self.inner.pool.close()) };
        if tokio::time::timeout(PATIENCE, closed).await.is_err() {
            tracing::warn!("connections to the database that do not answer are given up");
        }
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
