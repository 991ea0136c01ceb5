//! What is counted, for Prometheus and for the alarms. A room counts into values of this one, and knows no text format;
//! `health/metrics/` puts the numbers together.
//!
//! The words that tell counters apart are known when the program is built: patterns of routes, methods, statuses, codes. No
//! path, no name and no address of a person can become one, so the number of series is bounded.

mod cache_counts;
mod counts;
mod route_meter;
mod scrape;
mod sign_in;
mod timings;
mod traffic;

pub use self::{
    cache_counts::CacheCounts,
    counts::Counts,
    route_meter::RouteMeter,
    scrape::{Format, Scrape},
    sign_in::SignInOutcome,
    timings::{Seen, Timings},
    traffic::Traffic,
};
