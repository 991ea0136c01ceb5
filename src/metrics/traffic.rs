//! Requests, refusals and sign-ins of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use actix_web::{HttpRequest, web::Data};
use prometheus_client::metrics::{counter::Counter, family::Family};

use super::{
    counts::{Counts, Labels},
    route_meter::RouteMeter,
    scrape::Scrape,
    sign_in::SignInOutcome,
    timings::Timings,
};
use crate::error::Meaning;

/// The route of what no line of the table names, and of what is refused before its route is known.
pub(super) const NO_ROUTE: &str = "-";

/// A clone counts into the same numbers.
#[derive(Clone)]
pub struct Traffic {
    requests: Family<Labels, Counter>,
    times: Family<Labels, Timings>,
    refusals: Counts<1>,
    sign_ins: Counts<1>,
    turned_away: Counter,
    /// One for all workers of the server.
    routes: Arc<Mutex<HashMap<&'static str, RouteMeter>>>,
}

impl Default for Traffic {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            times: Family::default(),
            refusals: Counts::by(["code"]),
            sign_ins: Counts::by(["outcome"]),
            turned_away: Counter::default(),
            routes: Arc::default(),
        }
    }
}

impl Traffic {
    /// That of the program which this request came to.
    pub fn of(request: &HttpRequest) -> Option<&Self> {
        request.app_data::<Data<Self>>().map(Data::get_ref)
    }

    /// What counts the requests of one line of the routes.
    pub fn route(&self, pattern: &'static str) -> RouteMeter {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || RouteMeter::new(pattern, &self.requests, &self.times, &self.turned_away);
        routes.entry(pattern).or_insert_with(new).clone()
    }

    /// What counts requests that belong to no line.
    pub fn no_route(&self) -> RouteMeter {
        self.route(NO_ROUTE)
    }

    /// A request was refused.
    pub fn refused(&self, meaning: Meaning) {
        self.refusals.count([meaning.code()]);
    }

    pub fn signed_in(&self, outcome: SignInOutcome) {
        self.sign_ins.count([outcome.as_str()]);
    }

    /// How many requests were answered with 401 or 403.
    pub fn turned_away(&self) -> u64 {
        self.turned_away.get()
    }

    /// Adds all of it to what Prometheus gets.
    pub fn add_to(&self, scrape: &mut Scrape) {
        scrape.family("latchkey_requests", "Requests answered", &self.requests);
        scrape.family("latchkey_request_seconds", "Time until the head of an answer was known", &self.times);
        scrape.counts("latchkey_refusals", "Refused requests by what the refusal means", &self.refusals);
        scrape.counts("latchkey_sign_ins", "Sign-ins by outcome", &self.sign_ins);
    }
}
