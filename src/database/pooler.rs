//! A pooler in front (such as pgbouncer) that assigns another server connection after each transaction. With such a
//! pooler prepared statements reach servers that do not know them, notices get lost, and the lock of a migration
//! stays with the next client. The program has few connections and keeps them, so it does not need one: it refuses to
//! start, before it has locked anything.

use std::time::Duration;

use sqlx::{ConnectOptions, Connection, PgConnection, Row, postgres::PgConnectOptions};

use crate::{Error, Result};

/// For a second connection. A pooler without a free one makes us wait; then later checks have to show it.
const PATIENCE: Duration = Duration::from_secs(5);

/// # Errors
/// `Invalid`, with what to do, when two connections are seen to share servers.
pub async fn refuse_sharing(first: &mut PgConnection, options: &PgConnectOptions) -> Result<()> {
    let Ok(Ok(mut second)) = tokio::time::timeout(PATIENCE, options.connect()).await else { return Ok(()) };
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push((server_of(first).await?, server_of(&mut second).await?));
    }
    let _ = second.close().await;
    let own = seen[0].0 != seen[0].1 && seen.iter().all(|pair| *pair == seen[0]);
    if own { Ok(()) } else { Err(shares()) }
}

/// As text and unprepared, which every pooler carries.
async fn server_of(connection: &mut PgConnection) -> sqlx::Result<i32> {
    sqlx::raw_sql("SELECT pg_backend_pid()").fetch_one(connection).await?.try_get(0)
}

fn shares() -> Error {
    Error::invalid(
        "This database cannot be used.",
        "DATABASE_URL leads to a connection pooler that shares its connections (pgbouncer with pool_mode=transaction \
         or statement). Give the address of PostgreSQL itself, or of a pool with pool_mode=session that has room for \
         DATABASE_CONNECTIONS and two more. A copy of this program never opens more than that, so it needs no pooler",
    )
}
