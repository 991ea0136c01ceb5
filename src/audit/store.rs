//! The table `audit_events`.

use sqlx::PgExecutor;
use time::OffsetDateTime;

use super::{Actor, Event};

pub async fn insert(
    executor: impl PgExecutor<'_>,
    at: OffsetDateTime,
    actor: &Actor,
    event: &Event,
) -> sqlx::Result<()> {
    let detail = detail(actor, event);
    sqlx::query!(
        "INSERT INTO audit_events (at, kind, actor, via, request_id, address, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7::text::jsonb)",
        at,
        event.kind(),
        actor.person,
        actor.via.as_str(),
        actor.request,
        actor.address.map(|address| address.to_string()),
        detail,
    )
    .execute(executor)
    .await
    .map(|_| ())
}

/// The same for several at one moment, in their order.
pub async fn insert_many(
    executor: impl PgExecutor<'_>,
    at: OffsetDateTime,
    events: &[(Actor, Event)],
) -> sqlx::Result<()> {
    let kinds: Vec<_> = events.iter().map(|(_, event)| event.kind().to_owned()).collect();
    let actors: Vec<_> = events.iter().map(|(actor, _)| actor.person.clone()).collect();
    let ways: Vec<_> = events.iter().map(|(actor, _)| actor.via.as_str().to_owned()).collect();
    let requests: Vec<_> = events.iter().map(|(actor, _)| actor.request.clone()).collect();
    let addresses: Vec<_> = events.iter().map(|(actor, _)| actor.address.map(|address| address.to_string())).collect();
    let details: Vec<_> = events.iter().map(|(actor, event)| detail(actor, event)).collect();
    sqlx::query!(
        "INSERT INTO audit_events (at, kind, actor, via, request_id, address, detail)
         SELECT $1, kind, actor, via, request, address, detail::jsonb
           FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
                WITH ORDINALITY AS new (kind, actor, via, request, address, detail, place)
          ORDER BY place",
        at,
        &kinds,
        &actors as &[Option<String>],
        &ways,
        &requests,
        &addresses as &[Option<String>],
        &details,
    )
    .execute(executor)
    .await
    .map(|_| ())
}

fn detail(actor: &Actor, event: &Event) -> String {
    let mut detail = event.detail();
    if let Some(person) = &actor.viewing_as {
        detail["viewing_as"] = person.as_str().into();
    }
    // PostgreSQL knows no NUL in text, and a code may come from outside.
    detail.to_string().replace("\\u0000", "\\ufffd")
}
