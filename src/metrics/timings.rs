//! How long something took, in classes. The crate's own histogram takes a lock for each value; this one does not.

use std::{
    array,
    fmt::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeMetric, MetricEncoder, NoLabelSet},
    metrics::{MetricType, TypedMetric},
};

/// The upper bounds of the classes, in seconds; whatever takes longer is in one more.
const BOUNDS: [f64; 15] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];
const CLASSES: usize = BOUNDS.len() + 1;

/// A clone counts into the same numbers.
#[derive(Debug, Clone, Default)]
pub struct Timings(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    classes: [AtomicU64; CLASSES],
    microseconds: AtomicU64,
}

/// The numbers at one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen([u64; CLASSES]);

impl Timings {
    pub fn add(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let class = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        self.0.classes[class].fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.0.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    pub fn seen(&self) -> Seen {
        Seen(array::from_fn(|class| self.0.classes[class].load(Ordering::Relaxed)))
    }
}

impl Seen {
    /// Within how much time 95 of 100 were done since `before`, rounded up to the bound of a class. `None`: there were none.
    /// What is beyond the last bound counts as twice that.
    pub fn p95_since(&self, before: &Self) -> Option<Duration> {
        let classes: [u64; CLASSES] = array::from_fn(|class| self.0[class].saturating_sub(before.0[class]));
        let all: u64 = classes.iter().sum();
        let wanted = (all * 95).div_ceil(100);
        let mut so_far = 0;
        let class = classes.iter().position(|count| {
            so_far += count;
            so_far >= wanted
        });
        let bound = class.and_then(|class| BOUNDS.get(class)).copied().unwrap_or(BOUNDS[BOUNDS.len() - 1] * 2.0);
        (all > 0).then(|| Duration::from_secs_f64(bound))
    }
}

impl TypedMetric for Timings {
    const TYPE: MetricType = MetricType::Histogram;
}

impl EncodeMetric for Timings {
    fn encode(&self, mut encoder: MetricEncoder) -> Result<(), Error> {
        let Seen(classes) = self.seen();
        let bounds = BOUNDS.into_iter().chain([f64::INFINITY]);
        let buckets: Vec<(f64, u64)> = bounds.zip(classes).collect();
        // Far from where a second is not exact any more.
        #[allow(clippy::cast_precision_loss)]
        let sum = self.0.microseconds.load(Ordering::Relaxed) as f64 / 1e6;
        encoder.encode_histogram::<NoLabelSet>(sum, classes.iter().sum(), &buckets, None)
    }

    fn metric_type(&self) -> MetricType {
        Self::TYPE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_slow_ones_of_a_hundred_do_not_make_all_slow_and_six_do() {
        let timings = Timings::default();
        let before = timings.seen();
        assert_eq!(before.p95_since(&before), None, "there were none");
        for number in 1..=100 {
            timings.add(Duration::from_millis(if number <= 95 { 3 } else { 900 }));
        }
        assert_eq!(timings.seen().p95_since(&before), Some(Duration::from_millis(5)));
        timings.add(Duration::from_millis(900));
        assert_eq!(timings.seen().p95_since(&before), Some(Duration::from_secs(1)));
        let later = timings.seen();
        timings.add(Duration::from_hours(1));
        assert_eq!(timings.seen().p95_since(&later), Some(Duration::from_mins(2)), "only what came since");
    }
}
