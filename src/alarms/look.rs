//! A look at everything that can raise an alarm.

use time::{Duration, OffsetDateTime};

use super::{
    alarm::{Alarm, Raised},
    refusals::{Rule, WINDOW, lately},
    service::{Alarms, State},
};
use crate::{identity::provider::has_ended_by, metrics::Seen};

/// So many errors of the store in five minutes are no accident.
const STORE_ERRORS: u64 = 5;
/// So many looks in a row have to find the database slow: a single one meets a restart, too.
const SLOW_LOOKS: u32 = 3;
/// So many days before its end a certificate ought to be replaced.
const CERTIFICATE_DAYS: u64 = 30;

/// An alarm that has just begun, or ended.
#[derive(Debug, Clone, Copy)]
pub struct News {
    pub raised: Raised,
    pub at: OffsetDateTime,
    /// If it has ended: what was measured then.
    pub ended: Option<u64>,
}

/// What was measured of one of them.
#[derive(Debug, Clone, Copy)]
struct Finding {
    count: u64,
    usual: u64,
    begins: bool,
    ends: bool,
}

/// What was measured outside of this room.
struct Measured {
    now: OffsetDateTime,
    turned_away: u64,
    store_errors: u64,
    store_is_there: bool,
    database_answers: bool,
    look_ups: Seen,
    /// In per cent.
    free: Option<u64>,
    /// `None`: there is no certificate, or it is good for longer than is looked ahead.
    certificate_days: Option<u64>,
}

impl Alarms {
    /// One look; gives what has changed.
    pub(super) async fn look(&self) -> Vec<News> {
        let measured = self.measure().await;
        let mut state = self.state();
        let mut news = Vec::new();
        for alarm in Alarm::ALL {
            let raised = state.raised.get(&alarm).copied();
            let Some(Finding { count, usual, begins, ends }) = self.judge(alarm, &measured, &mut state) else {
                continue;
            };
            match raised {
                None if begins => {
                    let raised = Raised { alarm, since: measured.now, count, usual };
                    state.raised.insert(alarm, raised);
                    news.push(News { raised, at: measured.now, ended: None });
                }
                Some(raised) if ends => {
                    state.raised.remove(&alarm);
                    news.push(News { raised, at: measured.now, ended: Some(count) });
                }
                _ => {}
            }
        }
        state.refusals.note(measured.now, measured.turned_away);
        state.store_errors.note(measured.now, measured.store_errors);
        state.look_ups.note(measured.now, measured.look_ups);
        news
    }

    async fn measure(&self) -> Measured {
        // It is a look-up too, so that the times of a site without visitors are known.
        let database_answers = self.database.ping().await.is_ok();
        let now = self.clock.now();
        Measured {
            now,
            turned_away: self.traffic.turned_away(),
            store_errors: self.blobs.errors().counts().total(),
            store_is_there: self.blobs.is_there(),
            database_answers,
            look_ups: self.database.meter().times().seen(),
            free: self.free().await,
            certificate_days: self.certificate_days(now),
        }
    }

    /// How much of the disk of `DATA_DIR` is free, in per cent. `None`: it cannot be found out.
    async fn free(&self) -> Option<u64> {
        let data_dir = self.data_dir.clone();
        let disk = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&data_dir)).await.ok()?.ok()?;
        disk.f_bavail.saturating_mul(100).checked_div(disk.f_blocks)
    }

    fn certificate_days(&self, now: OffsetDateTime) -> Option<u64> {
        let credential = self.credential.as_ref()?;
        let ended_in = |days: u64| {
            let days = i64::try_from(days).unwrap_or(i64::MAX);
            has_ended_by(credential, now.saturating_add(Duration::days(days)))
        };
        // Nearly always the answer, and the only question.
        if !ended_in(CERTIFICATE_DAYS) {
            return None;
        }
        (0..CERTIFICATE_DAYS).find(|days| ended_in(*days + 1))
    }

    /// `None`: the operator does not want this alarm, or nothing could be measured.
    fn judge(&self, alarm: Alarm, measured: &Measured, state: &mut State) -> Option<Finding> {
        let now = measured.now;
        Some(match alarm {
            Alarm::Refusals => {
                let rule = Rule { at_least: self.settings.refusals, factor: self.settings.refusals_factor };
                let (count, usual) = lately(&state.refusals, now, measured.turned_away);
                let usual_then = state.raised.get(&alarm).map_or(usual, |raised| raised.usual);
                Finding { count, usual, begins: rule.begins(count, usual), ends: rule.ends(count, usual_then) }
            }
            Alarm::Store => {
                let count = measured.store_errors.saturating_sub(state.store_errors.at(now - WINDOW));
                let begins = count >= STORE_ERRORS || !measured.store_is_there;
                Finding { count, usual: STORE_ERRORS, begins, ends: count == 0 && measured.store_is_there }
            }
            Alarm::Database => {
                let limit = self.settings.database;
                let p95 = measured.look_ups.p95_since(&state.look_ups.at(now - WINDOW)).unwrap_or_default();
                let is_slow = !measured.database_answers || p95 > limit;
                state.slow_in_a_row = if is_slow { state.slow_in_a_row + 1 } else { 0 };
                let milliseconds = |time: std::time::Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
                let begins = state.slow_in_a_row >= SLOW_LOOKS;
                let finding = Finding { count: milliseconds(p95), usual: milliseconds(limit), begins, ends: !is_slow };
                (!limit.is_zero()).then_some(finding)?
            }
            Alarm::Disk => {
                let (count, usual) = (measured.free?, self.settings.disk_percent);
                let finding = Finding { count, usual, begins: count < usual, ends: count > usual };
                (usual > 0).then_some(finding)?
            }
            Alarm::Certificate => {
                let days = measured.certificate_days;
                let count = days.unwrap_or(CERTIFICATE_DAYS);
                Finding { count, usual: CERTIFICATE_DAYS, begins: days.is_some(), ends: days.is_none() }
            }
        })
    }
}
