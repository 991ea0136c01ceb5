//! Answers with 401 and 403, collected in memory until they are in the record: no answer waits for that, and none fails because
//! of it. Of one person or network some have a row of their own each minute, and the others are counted.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use actix_web::{HttpMessage, dev::ServiceResponse, http::StatusCode, web::Data};
use time::{Duration, OffsetDateTime};

use crate::{
    clock::SharedClock,
    transport::{
        client::Client,
        log_line::{UserLabel, ViaLabel},
        network::network_of,
        page::RequestId,
        routing::Pattern,
    },
};

/// How many refusals of one person or network have a row of their own within a minute.
pub const ROWS_EACH: u32 = 20;

/// How many rows wait at most; what is beyond them is counted.
const MOST_ROWS: usize = 5_000;

/// How many people and networks are counted one by one; what is beyond them is counted together.
const MOST_COUNTED: usize = 10_000;

const WINDOW: Duration = Duration::MINUTE;

/// Whose refusals are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Who {
    /// By the user key.
    Person(String),
    /// People who are not known: all of a network (`network.rs`).
    Network(String),
    /// Those whose address is not known either, and those who are too many to be counted one by one.
    Others,
}

/// A refusal with a row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub at: OffsetDateTime,
    pub request: String,
    /// The user key, where it is known.
    pub person: Option<String>,
    /// How they were authenticated, as the record spells it; `None`: they were not.
    pub via: Option<&'static str>,
    pub address: Option<IpAddr>,
    pub method: String,
    /// The pattern of the address.
    pub route: &'static str,
    pub status: u16,
}

/// Refusals that have no row of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flood {
    pub who: Who,
    pub since: OffsetDateTime,
    pub number: u64,
}

/// What is not in the record yet.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    rows: Vec<Refused>,
    counts: HashMap<Who, Count>,
}

#[derive(Debug)]
struct Count {
    since: OffsetDateTime,
    rows: u32,
    others: u64,
}

impl Refusals {
    /// Adds one. `refused` is called only if it gets a row.
    pub fn add(&self, who: Who, now: OffsetDateTime, refused: impl FnOnce() -> Refused) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let State { rows, counts } = &mut *state;
        let who = if counts.len() < MOST_COUNTED || counts.contains_key(&who) { who } else { Who::Others };
        let has_room = rows.len() < MOST_ROWS && who != Who::Others;
        let count = counts.entry(who).or_insert(Count { since: now, rows: 0, others: 0 });
        if has_room && count.rows < ROWS_EACH {
            count.rows += 1;
            rows.push(refused());
        } else {
            count.others += 1;
        }
    }

    /// Takes the rows, and the numbers of minutes that are over; `all`: all numbers.
    pub fn take(&self, now: OffsetDateTime, all: bool) -> (Vec<Refused>, Vec<Flood>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = std::mem::take(&mut state.rows);
        let is_over = |count: &Count| all || !(Duration::ZERO..WINDOW).contains(&(now - count.since));
        let over = state.counts.extract_if(|_, count| is_over(count));
        let floods = over.filter(|(_, count)| count.others > 0);
        let floods = floods.map(|(who, Count { since, others, .. })| Flood { who, since, number: others }).collect();
        (rows, floods)
    }
}

/// Notes an answer that is a refusal.
pub fn note<B>(answered: &ServiceResponse<B>) {
    let status = answered.status();
    if !matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return;
    }
    let request = answered.request();
    let (Some(refusals), Some(clock)) = (request.app_data::<Data<Refusals>>(), request.app_data::<Data<SharedClock>>())
    else {
        return;
    };
    let (now, address) = (clock.now(), Client::of(request).address());
    let extensions = request.extensions();
    let person = extensions.get::<UserLabel>().map(|user| user.0.clone());
    let who = match (&person, address) {
        (Some(person), _) => Who::Person(person.clone()),
        (None, Some(address)) => Who::Network(network_of(address)),
        (None, None) => Who::Others,
    };
    refusals.add(who, now, || Refused {
        at: now,
        request: extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        person,
        via: extensions.get::<ViaLabel>().map(|via| via.0),
        address,
        method: request.method().to_string(),
        route: request.app_data::<Pattern>().map_or("-", |route| route.0),
        status: status.as_u16(),
    });
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn one(at: OffsetDateTime) -> Refused {
        let (request, method) = ("r-1".to_owned(), "GET".to_owned());
        Refused { at, request, person: None, via: None, address: None, method, route: "/files/{path:.*}", status: 401 }
    }

    #[test]
    fn of_a_flood_some_have_rows_and_the_others_are_a_number_at_the_end_of_the_minute() {
        let (refusals, began) = (Refusals::default(), datetime!(2026-03-01 12:00 UTC));
        let network = Who::Network("192.0.2.0/24".to_owned());
        for _ in 0..1000 {
            refusals.add(network.clone(), began, || one(began));
        }
        refusals.add(Who::Person("tenant|ada".to_owned()), began, || one(began));
        let (rows, floods) = refusals.take(began + Duration::seconds(59), false);
        assert_eq!((rows.len(), floods), (ROWS_EACH as usize + 1, Vec::new()));
        let flood = Flood { who: network.clone(), since: began, number: 1000 - u64::from(ROWS_EACH) };
        assert_eq!(refusals.take(began + WINDOW, false), (Vec::new(), vec![flood]));
        let later = began + WINDOW;
        refusals.add(network, later, || one(later));
        assert_eq!(refusals.take(later, true), (vec![one(later)], Vec::new()), "the next minute has rows again");
    }

    #[test]
    fn too_many_networks_are_counted_together() {
        let (refusals, now) = (Refusals::default(), datetime!(2026-03-01 12:00 UTC));
        for number in 0..MOST_COUNTED + 7 {
            refusals.add(Who::Network(number.to_string()), now, || one(now));
        }
        let (rows, floods) = refusals.take(now, true);
        let counted: u64 = floods.iter().map(|flood| flood.number).sum();
        assert_eq!(rows.len() as u64 + counted, MOST_COUNTED as u64 + 7, "none is lost");
        assert!(floods.contains(&Flood { who: Who::Others, since: now, number: 7 }));
    }
}
