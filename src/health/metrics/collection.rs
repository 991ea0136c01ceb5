//! Every metric with its name: what other rooms have counted is put together here. `docs/metrics.md` lists the same names.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use time::OffsetDateTime;

use super::gathered::Gathered;
use crate::{
    access::roles::Roles,
    alarms::{Alarm, Alarms},
    clock::SharedClock,
    confined::Confined,
    database::Database,
    documents::Documents,
    mail::Mail,
    metrics::{CacheCounts, Scrape, Traffic},
    scanning::Scanning,
    search::Search,
    storage::blobs::Blobs,
    transport::connection::Connections,
    uploads::Uploads,
};

/// Where the numbers come from.
pub struct Parts {
    pub traffic: Traffic,
    pub connections: Connections,
    pub database: Database,
    pub blobs: Arc<Blobs>,
    pub roles: Arc<Roles>,
    pub documents: Arc<Documents>,
    pub search: Arc<Search>,
    pub scanning: Arc<Scanning>,
    pub mail: Arc<Mail>,
    pub uploads: Arc<Uploads>,
    pub alarms: Arc<Alarms>,
    pub confined: Confined,
    pub clock: SharedClock,
}

/// Puts the numbers together.
pub struct Collection {
    pub(super) parts: Parts,
    started_at: OffsetDateTime,
    /// Since when each queue has not been found empty.
    busy_since: Mutex<BTreeMap<&'static str, OffsetDateTime>>,
}

impl Collection {
    pub fn new(parts: Parts) -> Self {
        let started_at = parts.clock.now();
        Self { parts, started_at, busy_since: Mutex::default() }
    }

    /// All of them, now.
    pub async fn scrape(&self) -> Scrape {
        let mut scrape = Scrape::default();
        let gathered = self.gather().await;
        let database_is_up = gathered.is_some() || self.database_answers().await;
        self.of_the_process(&mut scrape);
        self.parts.traffic.add_to(&mut scrape);
        self.of_caches(&mut scrape);
        self.of_the_database(&mut scrape, database_is_up);
        self.of_the_store(&mut scrape);
        if let Some(gathered) = &gathered {
            self.of_queues(&mut scrape, gathered);
        }
        let outcomes = self.parts.confined.outcomes();
        scrape.counts("latchkey_confined_jobs", "Jobs that read hostile bytes, by kind and outcome", outcomes);
        let raised = Alarm::ALL.map(|alarm| {
            let is_raised = self.parts.alarms.is_raised(alarm);
            ([("alarm", alarm.as_str())], f64::from(u8::from(is_raised)))
        });
        scrape.gauges("latchkey_alarm_raised", "Whether this copy has raised the alarm", raised);
        scrape
    }

    fn of_the_process(&self, scrape: &mut Scrape) {
        let version = [([("version", env!("CARGO_PKG_VERSION"))], 1.0)];
        scrape.gauges("latchkey_build_info", "Always 1; the label has the version", version);
        #[allow(clippy::cast_precision_loss)] // whole seconds, for thousands of years
        let started = self.started_at.unix_timestamp() as f64;
        scrape.gauge("latchkey_start_time_seconds", "When this copy was started, in Unix seconds", started);
        let connections = &self.parts.connections;
        scrape.gauge(
            "latchkey_connections_open",
            "Open connections, and requests that a proxy forwards",
            number(connections.open()),
        );
        scrape.gauge("latchkey_connections_at_most", "The most that can be open", number(connections.at_most()));
        let (received, sent) = connections.bytes();
        scrape.counter("latchkey_request_bytes", "Bytes of requests, heads included", received);
        scrape.counter("latchkey_response_bytes", "Bytes of answers, heads included", sent);
    }

    fn of_caches(&self, scrape: &mut Scrape) {
        let documents = ("documents", self.parts.documents.cache_counts());
        let all = self.parts.roles.cache_counts().into_iter().chain([documents]);
        let of_one = |(cache, counts): (&'static str, &CacheCounts)| {
            let (hits, misses) = counts.so_far();
            [("hit", hits), ("miss", misses)].map(|(outcome, count)| ([("cache", cache), ("outcome", outcome)], count))
        };
        scrape.counters("latchkey_cache_lookups", "Look-ups in caches by cache and outcome", all.flat_map(of_one));
    }

    fn of_the_database(&self, scrape: &mut Scrape, is_up: bool) {
        let (database, meter) = (&self.parts.database, self.parts.database.meter());
        let up = f64::from(u8::from(is_up));
        scrape.gauge("latchkey_database_up", "Whether the database answered just now", up);
        let help = "Time of look-ups in the database and of beginning changes, with the wait for a connection";
        scrape.timings("latchkey_database_lookup_seconds", help, meter.times());
        scrape.counter("latchkey_database_lookup_failures", "Look-ups without an answer", meter.failed());
        let under_way = whole(meter.under_way());
        scrape.gauge("latchkey_database_lookups_under_way", "Look-ups that wait or are answered", under_way);
        let of_pools = database.pools().into_iter().flat_map(|(pool, state)| {
            let used = state.open.saturating_sub(state.idle);
            [("used", used), ("idle", state.idle)]
                .map(|(state, count)| ([("pool", pool), ("state", state)], f64::from(count)))
        });
        scrape.gauges("latchkey_database_connections", "Connections to the database by pool and state", of_pools);
        let most = database.pools().map(|(pool, state)| ([("pool", pool)], f64::from(state.at_most)));
        scrape.gauges("latchkey_database_connections_at_most", "The most that a pool opens", most);
    }

    fn of_the_store(&self, scrape: &mut Scrape) {
        let is_there = f64::from(u8::from(self.parts.blobs.is_there()));
        scrape.gauge("latchkey_store_up", "Whether the store was there at the last look", is_there);
        let errors = self.parts.blobs.errors().counts();
        scrape.counts("latchkey_store_errors", "Errors of the store by store and operation", errors);
    }

    fn of_queues(&self, scrape: &mut Scrape, gathered: &Gathered) {
        let queues = [
            ("search_texts", gathered.search.texts),
            ("search_names", gathered.search.names),
            ("search_scans", gathered.search.scans),
            ("virus_scans", gathered.scans),
            ("mails", gathered.mails),
        ];
        let ages = queues.map(|(queue, waiting)| {
            let seen = self.busy_for(queue, waiting > 0);
            // Of mails it is known when each was written.
            let age = if queue == "mails" { gathered.oldest_mail } else { seen };
            ([("queue", queue)], age.as_seconds_f64())
        });
        let waiting = queues.map(|(queue, waiting)| ([("queue", queue)], whole(u64::try_from(waiting).unwrap_or(0))));
        scrape.gauges("latchkey_queue_waiting", "What waits in a queue", waiting);
        let help = "For how long a queue has not been found empty by this copy; of mails the age of the oldest";
        scrape.gauges("latchkey_queue_age_seconds", help, ages);
        let uploads = whole(u64::try_from(gathered.uploads).unwrap_or(0));
        scrape.gauge("latchkey_uploads_under_way", "Uploads that are announced and no documents yet", uploads);
        let bytes = whole(gathered.upload_bytes);
        scrape.gauge("latchkey_uploads_under_way_bytes", "What they will have together when they are complete", bytes);
    }

    fn busy_for(&self, queue: &'static str, is_busy: bool) -> time::Duration {
        let now = self.parts.clock.now();
        let mut since = self.busy_since.lock().unwrap_or_else(PoisonError::into_inner);
        if !is_busy {
            since.remove(queue);
            return time::Duration::ZERO;
        }
        (now - *since.entry(queue).or_insert(now)).max(time::Duration::ZERO)
    }
}

fn number(count: usize) -> f64 {
    whole(count as u64)
}

/// Prometheus has no other numbers; they are exact up to 9 quadrillions.
#[allow(clippy::cast_precision_loss)]
fn whole(count: u64) -> f64 {
    count as f64
}
