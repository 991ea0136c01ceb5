//! Rows that name a person, an address, a link or an item in their details.

use sqlx::PgConnection;

use super::{EventRow, Scan};
use crate::audit::Filter;

/// The rows about any of these, the nearest to where the reading begins first. They are few, and no index has them in
/// order, so all of them are found and then sorted.
pub async fn about(
    connection: &mut PgConnection,
    values: &[String],
    scan: &Scan<'_>,
    is_forward: bool,
) -> sqlx::Result<Vec<EventRow>> {
    let Filter { person, item, kind, via, request } = scan.filter;
    sqlx::query_as!(
        EventRow,
        r#"
        WITH about AS MATERIALIZED (
            SELECT *
              FROM audit_events
             WHERE audit_about(detail) && $1::text[]
               AND (at, id) > ($2, $3::bigint) AND (at, id) < ($4, $5::bigint)
        )
        SELECT id AS "id!", at AS "at!", kind AS "kind!", actor, via, request_id AS "request_id!", address, item,
               detail::text AS "detail!"
          FROM about
         WHERE ($6::text IS NULL OR request_id = $6)
           AND ($7::text[] IS NULL OR item = $12::uuid OR audit_about(detail) && $7)
           AND ($8::text[] IS NULL OR actor = ANY ($8) OR audit_about(detail) && $9)
           AND ($10::text IS NULL OR kind = $10)
           AND ($11::text IS NULL OR via = $11)
         ORDER BY CASE WHEN $14 THEN at END, CASE WHEN $14 THEN id END, at DESC, id DESC
         LIMIT $13
        "#,
        values,
        scan.range.after.at,
        scan.range.after.id,
        scan.range.before.at,
        scan.range.before.id,
        request.as_deref(),
        item.as_ref().map(|item| item.about.as_slice()),
        person.as_ref().map(|person| person.keys.as_slice()),
        person.as_ref().map(|person| person.about.as_slice()),
        kind.as_deref(),
        via.as_deref(),
        item.as_ref().map(|item| item.id),
        scan.most,
        is_forward
    )
    .fetch_all(connection)
    .await
}
