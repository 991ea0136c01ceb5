//! What is counted of one line of the routes. Each counter is looked up once and then kept, so that a request costs a few
//! additions.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use actix_web::http::{Method, StatusCode};
use prometheus_client::metrics::{counter::Counter, family::Family};

use super::{counts::Labels, timings::Timings};

/// Every other method is one that no route has.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What the program answers, in order; everything else is `other`.
const STATUSES: [(u16, &str); 29] = [
    (200, "200"),
    (201, "201"),
    (202, "202"),
    (204, "204"),
    (206, "206"),
    (301, "301"),
    (302, "302"),
    (303, "303"),
    (304, "304"),
    (308, "308"),
    (400, "400"),
    (401, "401"),
    (403, "403"),
    (404, "404"),
    (405, "405"),
    (408, "408"),
    (409, "409"),
    (410, "410"),
    (412, "412"),
    (413, "413"),
    (415, "415"),
    (416, "416"),
    (421, "421"),
    (422, "422"),
    (429, "429"),
    (460, "460"),
    (500, "500"),
    (503, "503"),
    (507, "507"),
];

type OfStatuses = [OnceLock<Counter>; STATUSES.len() + 1];

/// A clone counts into the same numbers.
#[derive(Clone)]
pub struct RouteMeter(Arc<Inner>);

struct Inner {
    /// Its pattern.
    route: &'static str,
    requests: Family<Labels, Counter>,
    times: Family<Labels, Timings>,
    /// Its own of those. A route that nobody asks for has none, and takes no lines in what Prometheus gets.
    own_times: OnceLock<Timings>,
    /// Requests that were answered with 401 or 403, on any route.
    turned_away: Counter,
    known: [OnceLock<Box<OfStatuses>>; METHODS.len() + 1],
}

impl RouteMeter {
    pub(super) fn new(
        route: &'static str,
        requests: &Family<Labels, Counter>,
        times: &Family<Labels, Timings>,
        turned_away: &Counter,
    ) -> Self {
        let (requests, times, turned_away) = (requests.clone(), times.clone(), turned_away.clone());
        let (own_times, known) = Default::default();
        Self(Arc::new(Inner { route, requests, times, own_times, turned_away, known }))
    }

    /// A request was answered. `took`: until the head of its answer was known.
    pub fn count(&self, method: &Method, status: StatusCode, took: Duration) {
        let Inner { route, requests, times, own_times, turned_away, known } = &*self.0;
        let of_method = METHODS.iter().position(|one| *one == method.as_str()).unwrap_or(METHODS.len());
        let of_status = STATUSES.binary_search_by_key(&status.as_u16(), |one| one.0).unwrap_or(STATUSES.len());
        let counters = known[of_method].get_or_init(|| Box::new(std::array::from_fn(|_| OnceLock::new())));
        let counter = counters[of_status].get_or_init(|| {
            let method = METHODS.get(of_method).copied().unwrap_or("other");
            let status = STATUSES.get(of_status).map_or("other", |one| one.1);
            requests.get_or_create(&vec![("route", *route), ("method", method), ("status", status)]).clone()
        });
        counter.inc();
        own_times.get_or_init(|| times.get_or_create(&vec![("route", *route)]).clone()).add(took);
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            turned_away.inc();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statuses_are_in_order_and_spelled_as_they_are() {
        assert!(STATUSES.is_sorted_by_key(|one| one.0));
        assert!(STATUSES.iter().all(|(number, text)| number.to_string() == *text));
    }

    #[test]
    fn what_nobody_expects_is_one_series_and_not_many() {
        let (requests, turned_away) = (Family::default(), Counter::default());
        let meter = RouteMeter::new("/d/{id}", &requests, &Family::default(), &turned_away);
        for method in ["BREW", "WHEN"] {
            let method = Method::from_bytes(method.as_bytes()).expect("a method");
            meter.count(&method, StatusCode::IM_A_TEAPOT, Duration::ZERO);
        }
        let labels = vec![("route", "/d/{id}"), ("method", "other"), ("status", "other")];
        assert_eq!(requests.get_or_create(&labels).get(), 2);
        meter.count(&Method::GET, StatusCode::FORBIDDEN, Duration::ZERO);
        assert_eq!(turned_away.get(), 1);
    }
}
