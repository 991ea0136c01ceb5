//! Rows of what was refused.

use std::{borrow::Cow, sync::Arc};

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Actor, Event, RefusalEvent, Via, row::Row};
use crate::transport::refused::{Flood, Refusals, Refused, Who};

/// The rows that it is time for; `all`: also the numbers of minutes that are not over.
pub(super) fn take_rows(
    refusals: &Refusals,
    now: OffsetDateTime,
    all: bool,
    new_uid: impl Fn() -> Uuid,
) -> Vec<Arc<Row>> {
    let (single, floods) = refusals.take(now, all);
    let single = single.into_iter().map(|refused| row_of(refused, new_uid()));
    let floods = floods.into_iter().map(|flood| row_of_flood(flood, new_uid(), now));
    single.chain(floods).map(Arc::new).collect()
}

fn row_of(refused: Refused, uid: Uuid) -> Row {
    let Refused { at, request, person, via, address, method, route, status } = refused;
    let event = RefusalEvent::One { method, route: route.to_owned(), status };
    let actor = Actor { person, address, ..Actor::unknown(&request, None) };
    Row { via: Cow::Borrowed(via.unwrap_or(Via::Nobody.as_str())), ..Row::new(uid, at, &actor, &Event::Refusal(event)) }
}

fn row_of_flood(flood: Flood, uid: Uuid, now: OffsetDateTime) -> Row {
    let Flood { who, since, number } = flood;
    let (person, network) = match who {
        Who::Person(person) => (Some(person), None),
        Who::Network(network) => (None, Some(network)),
        Who::Others => (None, None),
    };
    let event = RefusalEvent::Many { number, network, since };
    let actor = Actor { person, via: Via::Background, ..Actor::unknown("refusals", None) };
    Row::new(uid, now, &actor, &Event::Refusal(event))
}
