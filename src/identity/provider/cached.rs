//! A value fetched from the provider and cached: refetched when it is too old, by one request at a time, and if that
//! fails the last good one stays in use. All of it happens on use and by the clock, so there is no background task
//! that could die unnoticed.

use std::sync::{Arc, PoisonError, RwLock};

use thiserror::Error;
use time::{Duration, OffsetDateTime};
use tokio::sync::Mutex;

/// The least time between two tries while nothing was ever fetched.
const PAUSE_EMPTY: Duration = Duration::seconds(5);
/// The same while an old value still serves.
const PAUSE_STALE: Duration = Duration::minutes(1);
/// The least time between two renewals out of turn, whatever arrives (Microsoft, "Signing key rollover").
const PAUSE_OUT_OF_TURN: Duration = Duration::minutes(5);

/// It could not be fetched; the text is for the log.
#[derive(Debug, Clone, Error)]
#[error("{0}")]
pub struct FetchFault(pub String);

pub struct Cached<T> {
    what: &'static str,
    max_age: Duration,
    good: RwLock<Option<Good<T>>>,
    /// Held while fetching.
    flight: Mutex<Flight>,
}

struct Good<T> {
    value: Arc<T>,
    fetched: OffsetDateTime,
}

#[derive(Default)]
struct Flight {
    failed: Option<(OffsetDateTime, FetchFault)>,
    out_of_turn: Option<OffsetDateTime>,
}

impl<T> Cached<T> {
    /// `what` names it in the log.
    pub fn new(what: &'static str, max_age: Duration) -> Self {
        Self { what, max_age, good: RwLock::new(None), flight: Mutex::default() }
    }

    /// The value, refetched if it is older than its maximum age. `fetch` is given the last good one.
    pub async fn get(
        &self,
        now: OffsetDateTime,
        fetch: impl AsyncFnOnce(Option<Arc<T>>) -> Result<T, FetchFault>,
    ) -> Result<Arc<T>, FetchFault> {
        let old = self.last_good();
        if let Some((value, fetched)) = &old
            && within(now, *fetched, self.max_age)
        {
            return Ok(value.clone());
        }
        let mut flight = match &old {
            // Somebody is fetching already; the old value serves until then.
            Some((value, _)) => match self.flight.try_lock() {
                Ok(flight) => flight,
                Err(_) => return Ok(value.clone()),
            },
            None => self.flight.lock().await,
        };
        let (last, pause) = match self.last_good() {
            Some((value, fetched)) if within(now, fetched, self.max_age) => return Ok(value), // while we waited
            Some((value, _)) => (Some(value), PAUSE_STALE),
            None => (None, PAUSE_EMPTY),
        };
        match &flight.failed {
            Some((at, fault)) if within(now, *at, pause) => last.ok_or_else(|| fault.clone()),
            _ => self.fetch(&mut flight, now, last, fetch).await,
        }
    }

    /// The value, fetched out of turn because `seen` lacks something; at most once in five minutes.
    pub async fn renew(
        &self,
        now: OffsetDateTime,
        seen: Arc<T>,
        fetch: impl AsyncFnOnce(Option<Arc<T>>) -> Result<T, FetchFault>,
    ) -> Arc<T> {
        let mut flight = self.flight.lock().await;
        let last = self.last_good().map_or_else(|| seen.clone(), |(value, _)| value);
        if !Arc::ptr_eq(&last, &seen) || flight.out_of_turn.is_some_and(|at| within(now, at, PAUSE_OUT_OF_TURN)) {
            return last;
        }
        let renewed = self.fetch(&mut flight, now, Some(last), fetch).await;
        flight.out_of_turn = Some(now);
        renewed.unwrap_or(seen)
    }

    fn last_good(&self) -> Option<(Arc<T>, OffsetDateTime)> {
        let good = self.good.read().unwrap_or_else(PoisonError::into_inner);
        good.as_ref().map(|good| (good.value.clone(), good.fetched))
    }

    async fn fetch(
        &self,
        flight: &mut Flight,
        now: OffsetDateTime,
        last: Option<Arc<T>>,
        fetch: impl AsyncFnOnce(Option<Arc<T>>) -> Result<T, FetchFault>,
    ) -> Result<Arc<T>, FetchFault> {
        match fetch(last.clone()).await {
            Ok(value) => {
                let value = Arc::new(value);
                flight.failed = None;
                *self.good.write().unwrap_or_else(PoisonError::into_inner) =
                    Some(Good { value: value.clone(), fetched: now });
                Ok(value)
            }
            Err(fault) => {
                tracing::warn!(what = self.what, detail = %fault, kept = last.is_some(), "the provider did not give it");
                flight.failed = Some((now, fault.clone()));
                last.ok_or(fault)
            }
        }
    }
}

/// Counts both ways: a clock that was turned back must not hold anything up until it has caught up.
fn within(now: OffsetDateTime, at: OffsetDateTime, span: Duration) -> bool {
    (now - at).abs() < span
}
