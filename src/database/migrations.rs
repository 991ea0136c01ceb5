//! The schema, brought up to date at every start, forward only.
//!
//! Several copies may start at the same time: sqlx takes an advisory lock on the database before it checks what is
//! missing, so one migrates and the others wait and then find nothing to do.

use sqlx::{
    ConnectOptions, Connection, PgConnection,
    migrate::{MigrateError, Migrator},
    postgres::PgConnectOptions,
};

use super::pooler;
use crate::{Error, Result};

/// The files of `migrations/`, as they were when this program was built.
pub static MIGRATIONS: Migrator = sqlx::migrate!();

const OLDEST: i32 = 14;

/// Migrates over a connection of its own, without the pool's time-outs: the wait for another copy may be long. When
/// it is closed the lock is free, whatever happened.
pub async fn run_alone(options: &PgConnectOptions) -> Result<()> {
    let mut connection = options
        .connect()
        .await
        .map_err(|error| Error::unavailable(format!("the database at DATABASE_URL cannot be reached: {error}")))?;
    let done = match pooler::refuse_sharing(&mut connection, options).await {
        Ok(()) => run(&mut connection).await,
        refused => refused,
    };
    let _ = connection.close().await;
    done
}

/// Looks whether the server is one that we can use, and migrates.
pub async fn run(connection: &mut PgConnection) -> Result<()> {
    let server = sqlx::query!(
        r#"SELECT current_setting('server_version_num')::int / 10000 AS "version!",
                  current_setting('server_encoding')                 AS "encoding!""#
    )
    .fetch_one(&mut *connection)
    .await?;
    if server.version < OLDEST {
        return Err(unfit(format!("PostgreSQL {OLDEST} or newer is needed; this is {}", server.version)));
    }
    if server.encoding != "UTF8" {
        return Err(unfit(format!("the database must be encoded in UTF8; this is {}", server.encoding)));
    }
    // Straight to the connection: `run` would want a pool's connection of any lifetime.
    MIGRATIONS.run_direct(None, connection, false).await.map_err(explain)
}

fn unfit(log: String) -> Error {
    Error::invalid("This database cannot be used.", log)
}

fn explain(error: MigrateError) -> Error {
    match error {
        MigrateError::VersionMissing(version) => unfit(format!(
            "the database was prepared by a newer version of this program (migration {version}); use that one"
        )),
        MigrateError::VersionMismatch(version) => {
            unfit(format!("migration {version} ran here with another content; the database is of another build"))
        }
        MigrateError::Execute(error) => error.into(),
        other => Error::internal(format!("the database could not be migrated: {other}")),
    }
}
