//! Pages of the record along one index.
//!
//! Each query asks for the order of an index with a limit in a subquery of its own, so that PostgreSQL uses that index
//! (decision 62), and must be planned for its parameters. The index by time is one of the rows with `id > 0`, which are
//! all: so it cannot be used for the rows of a person who has not been here for years, which it would find last.

use sqlx::PgConnection;

use super::{EventRow, Scan, Source, WINDOW};
use crate::audit::{Filter, Position};

macro_rules! rows {
    ($direction:tt, $connection:ident, $source:ident, $scan:ident) => {{
        let Filter { person, item, kind, via, request } = $scan.filter;
        sqlx::query_as!(
            EventRow,
            r#"
            SELECT looked.id, looked.at, looked.kind, looked.actor, looked.via, looked.request_id, looked.address,
                   looked.item, looked.detail::text AS "detail!"
              FROM (
                  SELECT *
                    FROM audit_events
                   WHERE ($1::text IS NULL OR request_id = $1)
                     AND ($2::uuid IS NULL OR item = $2)
                     AND ($3::text IS NULL OR actor = $3)
                     AND ($4::text IS NULL OR kind = $4)
                     AND ($5::text IS NULL OR via = $5)
                     AND ($19 OR id > 0)
                     AND (at, id) > ($6, $7::bigint) AND (at, id) < ($8, $9::bigint)
                   ORDER BY at "#
                + $direction
                + ", id "
                + $direction
                + r#"
                   LIMIT $10
              ) AS looked
             WHERE ($11::text IS NULL OR request_id = $11)
               AND ($12::text[] IS NULL OR item = $17::uuid OR audit_about(detail) && $12)
               AND ($13::text[] IS NULL OR actor = ANY ($13) OR audit_about(detail) && $14)
               AND ($15::text IS NULL OR kind = $15)
               AND ($16::text IS NULL OR via = $16)
             ORDER BY looked.at "#
                + $direction
                + ", looked.id "
                + $direction
                + "
             LIMIT $18",
            $source.request(),
            $source.item(),
            $source.actor(),
            $source.kind(),
            $source.via(),
            $scan.range.after.at,
            $scan.range.after.id,
            $scan.range.before.at,
            $scan.range.before.id,
            WINDOW,
            request.as_deref(),
            item.as_ref().map(|item| item.about.as_slice()),
            person.as_ref().map(|person| person.keys.as_slice()),
            person.as_ref().map(|person| person.about.as_slice()),
            kind.as_deref(),
            via.as_deref(),
            item.as_ref().map(|item| item.id),
            $scan.most,
            !$source.is_time()
        )
        .fetch_all($connection)
        .await
    }};
}

macro_rules! end_of_window {
    ($direction:tt, $connection:ident, $source:ident, $scan:ident) => {
        sqlx::query_as!(
            Position,
            "
            SELECT at, id FROM audit_events
             WHERE ($1::text IS NULL OR request_id = $1)
               AND ($2::uuid IS NULL OR item = $2)
               AND ($3::text IS NULL OR actor = $3)
               AND ($4::text IS NULL OR kind = $4)
               AND ($5::text IS NULL OR via = $5)
               AND ($11 OR id > 0)
               AND (at, id) > ($6, $7::bigint) AND (at, id) < ($8, $9::bigint)
             ORDER BY at "
                + $direction
                + ", id "
                + $direction
                + "
            OFFSET $10::bigint - 1 LIMIT 1",
            $source.request(),
            $source.item(),
            $source.actor(),
            $source.kind(),
            $source.via(),
            $scan.range.after.at,
            $scan.range.after.id,
            $scan.range.before.at,
            $scan.range.before.id,
            WINDOW,
            !$source.is_time()
        )
        .fetch_optional($connection)
        .await
    };
}

/// The rows before a position, from the newest on.
pub async fn older(connection: &mut PgConnection, source: Source<'_>, scan: &Scan<'_>) -> sqlx::Result<Vec<EventRow>> {
    rows!("DESC", connection, source, scan)
}

/// The rows after a position, from the oldest on.
pub async fn newer(connection: &mut PgConnection, source: Source<'_>, scan: &Scan<'_>) -> sqlx::Result<Vec<EventRow>> {
    rows!("ASC", connection, source, scan)
}

/// The last row of the window that such a query looked at, whether it fits or not; `None`: there are fewer.
pub async fn end_of_window(
    connection: &mut PgConnection,
    source: Source<'_>,
    scan: &Scan<'_>,
    is_forward: bool,
) -> sqlx::Result<Option<Position>> {
    if is_forward {
        end_of_window!("ASC", connection, source, scan)
    } else {
        end_of_window!("DESC", connection, source, scan)
    }
}
