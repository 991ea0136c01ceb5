//! Adding a row.

use std::sync::Arc;

use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::audit::{
    Actor, Event,
    row::{Row, detail_of},
};

/// `uid`: the name by which other rows will refer to this one, if any will.
pub async fn insert(
    executor: impl PgExecutor<'_>,
    at: OffsetDateTime,
    uid: Option<Uuid>,
    actor: &Actor,
    event: &Event,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO audit_events (uid, at, kind, actor, via, request_id, address, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::jsonb)",
        uid,
        at,
        event.kind(),
        actor.person,
        actor.via.as_str(),
        actor.request,
        actor.address.map(|address| address.to_string()),
        detail_of(actor, event),
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// All of them or none, in their order. Those that are here already stay as they are.
pub async fn insert_all(executor: impl PgExecutor<'_>, rows: &[Arc<Row>]) -> sqlx::Result<()> {
    let texts = |of: fn(&Row) -> &str| rows.iter().map(|row| of(row).to_owned()).collect::<Vec<String>>();
    let maybe = |of: fn(&Row) -> &Option<String>| rows.iter().map(|row| of(row).clone()).collect::<Vec<_>>();
    let uids: Vec<Uuid> = rows.iter().map(|row| row.uid).collect();
    let times: Vec<OffsetDateTime> = rows.iter().map(|row| row.at).collect();
    sqlx::query!(
        "
        INSERT INTO audit_events (uid, at, kind, actor, via, request_id, address, detail)
        SELECT uid, at, kind, actor, via, request_id, address, detail::jsonb
          FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
               WITH ORDINALITY AS rows (uid, at, kind, actor, via, request_id, address, detail, place)
         ORDER BY place
            ON CONFLICT (uid) WHERE uid IS NOT NULL DO NOTHING
        ",
        &uids,
        &times,
        &texts(|row| &row.kind),
        &maybe(|row| &row.actor) as &[Option<String>],
        &texts(|row| &row.via),
        &texts(|row| &row.request),
        &maybe(|row| &row.address) as &[Option<String>],
        &texts(|row| &row.detail),
    )
    .execute(executor)
    .await
    .map(|_| ())
}
