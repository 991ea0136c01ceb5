//! The connection on which PostgreSQL sends notices: `LISTEN latchkey`, kept open and monitored.
//!
//! A connection can die silently (a firewall drops it, a machine vanishes). So a second connection sends a heartbeat
//! over the same channel: receiving it proves that notices of other sessions reach this process. A pooler that does
//! not pass notices on (transaction mode) is detected in the same way.

use std::{sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions, Connection, Executor, PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::time::{interval, sleep, timeout};

use super::{availability::Availability, notices::Notices, skew::Skew};

/// As the triggers in `migrations/` spell it.
const CHANNEL: &str = "latchkey";

/// How often the line is tried, and when it is given up.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm {
    /// From one heartbeat to the next.
    pub beat: Duration,
    /// Nothing was received for this long: the connection is considered broken.
    pub deaf_after: Duration,
    /// The wait before the line is opened again; doubled after each failure.
    pub retry_first: Duration,
    /// But never longer than this.
    pub retry_at_most: Duration,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            beat: Duration::from_secs(5),
            deaf_after: Duration::from_secs(15),
            retry_first: Duration::from_millis(100),
            retry_at_most: Duration::from_secs(5),
        }
    }
}

/// Two connections: one listens, the other sends the heartbeat. If either breaks, both are replaced.
pub struct Line {
    listener: PgListener,
    beats: PgPool,
}

impl Line {
    pub async fn open(options: &PgConnectOptions) -> sqlx::Result<Self> {
        // Not from the main pool: there the line would wait in the queue of the requests.
        let beats = PgPoolOptions::new()
            .max_connections(2)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(Duration::from_secs(5))
            .connect_lazy_with(options.clone());
        let mut listener = PgListener::connect_with(&beats).await?;
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(Self { listener, beats })
    }

    /// Hears until the line is down; says why it is.
    async fn hear(self, notices: &Notices, skew: &Skew, rhythm: Rhythm) -> String {
        let Self { mut listener, beats } = self;
        let hear = async {
            loop {
                match timeout(rhythm.deaf_after, listener.try_recv()).await {
                    Ok(Ok(Some(message))) => notices.heard(message.payload()),
                    Ok(Ok(None)) => return "the connection was lost".to_owned(),
                    Ok(Err(error)) => return error.to_string(),
                    Err(_) => return "no heartbeat came through".to_owned(),
                }
            }
        };
        let send = async {
            let mut beat = interval(rhythm.beat);
            loop {
                beat.tick().await;
                let before = skew.ours();
                let beat = sqlx::query_scalar!(
                    r#"SELECT clock_timestamp() AS "now!" FROM (SELECT pg_notify($1, 'beat')) AS beat"#,
                    CHANNEL
                );
                match beat.fetch_one(&beats).await {
                    Ok(theirs) if skew.is_measured() => skew.note(before, theirs),
                    Ok(_) => {}
                    Err(error) => return error.to_string(),
                }
            }
        };
        let tell = async {
            loop {
                let changed = notices.outbox.gathered().await;
                let payload = format!("documents:{changed}");
                if let Err(error) = sqlx::query!("SELECT pg_notify($1, $2)", CHANNEL, payload).execute(&beats).await {
                    notices.outbox.add(changed);
                    return error.to_string();
                }
            }
        };
        tokio::select! {
            why = hear => why,
            why = send => why,
            why = tell => why,
        }
    }
}

/// Tells all copies that anything may have changed in documents.
pub async fn tell_anything(pool: &PgPool) -> sqlx::Result<()> {
    sqlx::query!("SELECT pg_notify($1, 'documents:')", CHANNEL).execute(pool).await.map(|_| ())
}

/// Keeps listening for as long as the program runs, and notifies subscribers.
pub struct Listener {
    pub notices: Arc<Notices>,
    pub skew: Arc<Skew>,
    pub availability: Arc<Availability>,
    /// Of the requests.
    pub pool: PgPool,
    pub options: PgConnectOptions,
    pub rhythm: Rhythm,
}

/// For a new connection and its first answer, where a network swallows everything.
const PROBE: Duration = Duration::from_secs(3);

/// For an answer on a connection that is open.
pub const PING: Duration = Duration::from_secs(1);

impl Listener {
    pub async fn listen(self, first: Line) {
        let mut line = Some(first);
        let mut wait = self.rhythm.retry_first;
        loop {
            if let Some(line) = line.take() {
                let why = line.hear(&self.notices, &self.skew, self.rhythm).await;
                self.notices.line_lost();
                self.availability.doubt();
                tracing::warn!(why, "changes made by other copies do not reach this one; trying again");
                wait = self.rhythm.retry_first;
            } else {
                sleep(wait).await;
            }
            match self.open_again().await {
                Ok(opened) => {
                    self.availability.came();
                    self.notices.line_opened();
                    tracing::info!("changes made by other copies reach this one again");
                    line = Some(opened);
                }
                Err(error) => {
                    if !self.availability.is_away() {
                        tracing::warn!(%error, "the database does not answer");
                    }
                    self.availability.refused(&error, self.serves().await);
                    wait = (wait * 2).min(self.rhythm.retry_at_most);
                }
            }
        }
    }

    /// Not at once by the line's pool: that takes a refused connection for a server about to start, and waits. And not
    /// without a question: a pooler takes connections also while it has no server for them.
    async fn open_again(&self) -> sqlx::Result<Line> {
        let probe = async {
            let mut connection = self.options.connect().await?;
            connection.execute("SELECT 1").await?;
            connection.close().await
        };
        let silent = |_| sqlx::Error::PoolTimedOut;
        timeout(PROBE, probe).await.map_err(silent)??;
        timeout(PROBE, Line::open(&self.options)).await.map_err(silent)?
    }

    /// Whether an open connection still answers: one that is idle, or else one of those that requests have just used.
    async fn serves(&self) -> bool {
        let Some(mut idle) = self.pool.try_acquire() else { return self.availability.answered_within(PING) };
        let answers = timeout(PING, idle.ping()).await.is_ok_and(|answer| answer.is_ok());
        if !answers {
            // Returned to the pool, it would wait for its answer, and closing the pool would wait for it.
            drop(idle.detach());
        }
        answers
    }
}
