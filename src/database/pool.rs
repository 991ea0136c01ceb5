//! Connections: how many, how long one waits for one, and how a dead one shows.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use sqlx::{
    Connection, Executor, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{availability::Availability, listener::PING};
use crate::{Error, Result};

/// Bounds for a statement, a lock and a forgotten transaction, unless the operator has set others (in the URL, for
/// the role or for the database). As a statement and not as start-up parameters: poolers refuse those.
///
/// And no compiling: it takes up to 130 ms, and PostgreSQL decides for it by costs that count a walk up the ancestors for
/// each row, which hardly any row needs.
const BOUNDS: &str = "
    SELECT set_config(name, bound, false)
      FROM (VALUES ('statement_timeout', '15s'),
                   ('lock_timeout', '5s'),
                   ('idle_in_transaction_session_timeout', '60s')) AS bounds (name, bound)
     WHERE current_setting(name) = '0'
     UNION ALL
    SELECT set_config('jit', 'off', false)";

/// Reads `DATABASE_URL`.
pub fn options(url: &SecretString) -> Result<PgConnectOptions> {
    // The parser's error does not repeat the URL, which holds the password.
    url.expose_secret().parse::<PgConnectOptions>().map(named).map_err(|error| {
        Error::invalid("DATABASE_URL is no PostgreSQL address.", format!("DATABASE_URL cannot be read: {error}"))
    })
}

fn named(options: PgConnectOptions) -> PgConnectOptions {
    let has_name = options.get_application_name().is_some();
    if has_name { options } else { options.application_name("latchkey") }
}

/// For a server that others use too: connections for questions, and others for changes. Two fifths are for changes,
/// since they mostly wait for each other anyway.
pub fn shared(options: &PgConnectOptions, connections: u32, availability: &Arc<Availability>) -> (PgPool, PgPool) {
    let changes = (connections * 2 / 5).max(1);
    let of = |size: u32| {
        let availability = availability.clone();
        with_bounds()
            .max_connections(size)
            .acquire_timeout(Duration::from_secs(3))
            .before_acquire(move |connection, known| {
                let doubtful = availability.broke_within(known.idle_for);
                Box::pin(async move { Ok(!doubtful || is_alive(connection).await) })
            })
            .connect_lazy_with(options.clone())
    };
    (of((connections - changes).max(1)), of(changes))
}

/// For the embedded database, which has one connection: it is kept for good, and the queue before it is longer.
#[cfg(feature = "embedded-postgres")]
pub fn single(options: PgConnectOptions) -> PgPool {
    with_bounds()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(10))
        .connect_lazy_with(options)
}

async fn is_alive(connection: &mut PgConnection) -> bool {
    tokio::time::timeout(PING, connection.ping()).await.is_ok_and(|answer| answer.is_ok())
}

fn with_bounds() -> PgPoolOptions {
    PgPoolOptions::new()
        // It would be a round trip before each question. Most of those that are dead have been idle since before the
        // line broke, and are tried in `shared`; for the rest see `Database::look_up`.
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(async move { connection.execute(BOUNDS).await.map(|_| ()) }))
}

/// Whether the connection was found dead, so that the question never reached a server that answers.
pub fn died(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => true,
        // "Operator intervention": the server ended the connection; "connection exception": the pooler did (PostgreSQL,
        // appendix A).
        sqlx::Error::Database(inside) => {
            inside.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
        }
        _ => false,
    }
}
