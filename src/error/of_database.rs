//! What an error of the database means.

use super::{Error, Meaning};

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Protocol, Tls, WorkerCrashed};
        let log = format!("database: {error}");
        match &error {
            // "Protocol" is a proxy that answers in place of PostgreSQL.
            Io(_) | PoolClosed | PoolTimedOut | Tls(_) | WorkerCrashed | Protocol(_) => Self::unavailable(log),
            Database(inside) => Self::of_code(inside.code().as_deref().unwrap_or_default(), log),
            _ => Self::internal(log),
        }
    }
}

impl Error {
    /// By PostgreSQL's code (PostgreSQL, appendix A). What the server cannot do at present is 503; everything else is
    /// our fault.
    fn of_code(code: &str, log: String) -> Self {
        match code {
            // A lock that others held for too long, two who waited for each other, and the like.
            "55P03" | "40001" | "40P01" => Self::busy(log),
            "25006" => Self::new(Meaning::Unavailable, text!("error-read-only"), log),
            "53100" => {
                let mut error = Self::full(text!("error-database-full"), log);
                error.retry_after = Some(60);
                error
            }
            // Cancelled, mostly because the time for a statement is over.
            "57014" => Self::new(Meaning::Unavailable, text!("error-too-long"), log),
            // Left idle in a transaction; not accepting connections; no such database.
            "25P03" | "55000" | "3D000" => Self::unavailable(log),
            // Connections, who may connect, resources, operator intervention, the server's own disk.
            _ => match code.get(..2) {
                Some("08" | "28" | "53" | "57" | "58") => Self::unavailable(log),
                _ => Self::internal(log),
            },
        }
    }
}
