//! Who has used up how much, and who waits.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration as Wait,
};

use time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{bucket::Bucket, policy::Policy};
use crate::{Error, Result, clock::SharedClock};

/// How long somebody waits for their turn.
const PATIENCE: Wait = Wait::from_secs(5);

/// So many people are remembered before those who have all of their share again are forgotten.
const REMEMBERED: usize = 4096;

/// All shares of this process.
pub struct Shares {
    clock: SharedClock,
    /// `FAIR_SHARE`.
    factor: u32,
    kinds: Mutex<HashMap<&'static str, Kind>>,
}

struct Kind {
    of_all: Arc<Semaphore>,
    people: HashMap<String, Person>,
}

struct Person {
    bucket: Bucket,
    /// The people who are being served and those who wait.
    present: Arc<Semaphore>,
    served: Arc<Semaphore>,
}

/// Held while it is done: the person's place, their turn, and the turn among all.
#[derive(Default)]
pub struct Permit {
    _held: Vec<OwnedSemaphorePermit>,
}

impl Shares {
    /// `factor`: how many times the usual share everybody has; 0 takes all bounds away.
    pub fn new(clock: SharedClock, factor: u32) -> Self {
        Self { clock, factor, kinds: Mutex::default() }
    }

    /// Takes one of `whose` share, and waits for their turn.
    ///
    /// # Errors
    /// Too many, with the time until there is one again; unavailable, if all others together take too long.
    pub async fn take(&self, policy: &Policy, whose: Option<&str>) -> Result<Permit> {
        if self.factor == 0 {
            return Ok(Permit::default());
        }
        let (of_all, person) = self.enter(policy, whose)?;
        let mut held = Vec::with_capacity(3);
        if let Some((present, served)) = person {
            let beyond = |_| Error::too_many(1, format!("{}: as many as one may have wait already", policy.name));
            held.push(present.try_acquire_owned().map_err(beyond)?);
            let too_slow = || Error::too_many(2, format!("{}: the same person's own take too long", policy.name));
            held.push(turn(served).await.ok_or_else(too_slow)?);
        }
        let too_much = || Error::unavailable(format!("{}: all together ask for too much", policy.name));
        held.push(turn(of_all).await.ok_or_else(too_much)?);
        Ok(Permit { _held: held })
    }

    /// Takes one of a person's share, if there is one; it does not count as concurrent work.
    pub fn has(&self, policy: &Policy, whose: Option<&str>) -> bool {
        self.factor == 0 || self.enter(policy, whose).is_ok()
    }

    /// Charges the person, and gives what they have to pass.
    #[allow(clippy::type_complexity)] // the two gates of a person, or none
    fn enter(
        &self,
        policy: &Policy,
        whose: Option<&str>,
    ) -> Result<(Arc<Semaphore>, Option<(Arc<Semaphore>, Arc<Semaphore>)>)> {
        let now = self.clock.now();
        let mut kinds = self.lock();
        let kind = kinds.entry(policy.name).or_insert_with(|| Kind::of(policy));
        let of_all = Arc::clone(&kind.of_all);
        let Some(whose) = whose else { return Ok((of_all, None)) };
        if kind.people.len() >= REMEMBERED {
            kind.people.retain(|_, person| person.is_present(policy) || !person.bucket.is_full(now));
        }
        let person = kind.people.entry(whose.to_owned()).or_insert_with(|| Person::under(policy));
        let burst = policy.burst.saturating_mul(self.factor);
        let every = Duration::milliseconds(policy.every_ms.into()) / self.factor;
        person.bucket.take(now, burst, every).map_err(|wait| {
            let seconds = u32::try_from((wait.whole_milliseconds() + 999) / 1000).unwrap_or(1);
            Error::too_many(seconds, format!("{}: the share is used up", policy.name))
        })?;
        Ok((of_all, Some((Arc::clone(&person.present), Arc::clone(&person.served)))))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<&'static str, Kind>> {
        self.kinds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn turn(of: Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    if let Ok(permit) = Arc::clone(&of).try_acquire_owned() {
        return Some(permit);
    }
    tokio::time::timeout(PATIENCE, of.acquire_owned()).await.ok()?.ok()
}

impl Kind {
    fn of(policy: &Policy) -> Self {
        Self { of_all: Arc::new(Semaphore::new(policy.of_all)), people: HashMap::new() }
    }
}

impl Person {
    fn under(policy: &Policy) -> Self {
        let present = Arc::new(Semaphore::new(policy.at_once + policy.waiting));
        Self { bucket: Bucket::default(), present, served: Arc::new(Semaphore::new(policy.at_once)) }
    }

    fn is_present(&self, policy: &Policy) -> bool {
        self.present.available_permits() < policy.at_once + policy.waiting
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::join_all};
    use time::macros::datetime;

    use super::*;
    use crate::{
        clock::ManualClock,
        error::Meaning,
        transport::share::policy::{Costly, Search},
    };

    fn shares() -> Shares {
        Shares::new(ManualClock::at(datetime!(2026-03-01 12:00 UTC)), 1)
    }

    fn refusal(outcome: Option<Result<Permit>>) -> Meaning {
        outcome.expect("at once").err().expect("refused").meaning()
    }

    #[tokio::test]
    async fn one_person_waits_for_the_own_searches_and_others_do_not() {
        let (shares, policy) = (shares(), Search::POLICY);
        let mut held = Vec::new();
        for _ in 0..policy.at_once {
            held.push(shares.take(&policy, Some("ada")).await.unwrap());
        }
        let mut waiting: Vec<_> = (0..policy.waiting).map(|_| Box::pin(shares.take(&policy, Some("ada")))).collect();
        assert!(waiting.iter_mut().all(|one| one.now_or_never().is_none()), "they wait");
        assert_eq!(refusal(shares.take(&policy, Some("ada")).now_or_never()), Meaning::TooMany);
        assert!(shares.take(&policy, Some("bob")).now_or_never().unwrap().is_ok(), "somebody else has a turn");
        drop(held);
        let served: Vec<_> = join_all(waiting.drain(..policy.at_once)).await;
        assert!(served.iter().all(Result::is_ok), "and then they are served");
    }

    #[tokio::test]
    async fn a_share_that_is_used_up_says_when_there_is_more() {
        let (shares, policy) = (shares(), Search::POLICY);
        for _ in 0..policy.burst {
            shares.take(&policy, Some("ada")).await.unwrap();
        }
        let error = shares.take(&policy, Some("ada")).await.err().unwrap();
        assert_eq!((error.meaning(), error.retry_after()), (Meaning::TooMany, Some(1)));
        assert!(shares.take(&policy, Some("bob")).await.is_ok());
        assert!(shares.take(&policy, None).await.is_ok(), "whoever is not known uses up nobody's share");
    }

    #[tokio::test]
    async fn a_factor_of_nothing_takes_all_bounds_away() {
        let shares = Shares::new(ManualClock::at(datetime!(2026-03-01 12:00 UTC)), 0);
        for _ in 0..1000 {
            shares.take(&Search::POLICY, Some("ada")).await.unwrap();
        }
    }
}
