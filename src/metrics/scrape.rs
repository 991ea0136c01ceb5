//! What Prometheus gets, put together anew each time.

use std::sync::atomic::AtomicU64;

use prometheus_client::{
    encoding::{EncodeMetric, prometheus_text, text},
    metrics::{TypedMetric, counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

use super::{
    counts::{Counts, Labels},
    timings::Timings,
};

/// The format that the other side reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    OpenMetrics,
    /// The older one of Prometheus (version 0.0.4).
    PrometheusText,
}

impl Format {
    /// By the header `Accept`. Prometheus and all that imitates it name OpenMetrics, and it is what somebody without a wish
    /// gets.
    pub fn wanted(accept: Option<&str>) -> Self {
        let accept = accept.unwrap_or_default().to_ascii_lowercase();
        let names_only_text = accept.contains("text/plain") && !accept.contains("application/openmetrics-text");
        if names_only_text { Self::PrometheusText } else { Self::OpenMetrics }
    }

    /// OpenMetrics 1.0, section "Protocol Negotiation".
    pub fn content_type(self) -> &'static str {
        match self {
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::PrometheusText => prometheus_text::CONTENT_TYPE,
        }
    }
}

/// All metrics at one moment. Names of counters end with `_total` by themselves.
#[derive(Default)]
pub struct Scrape {
    registry: Registry,
}

impl Scrape {
    pub fn counter(&mut self, name: &'static str, help: &'static str, value: u64) {
        let counter = Counter::<u64>::default();
        counter.inc_by(value);
        self.registry.register(name, help, counter);
    }

    /// A counter for each word of one label.
    pub fn counters<const N: usize>(
        &mut self,
        name: &'static str,
        help: &'static str,
        values: impl IntoIterator<Item = ([(&'static str, &'static str); N], u64)>,
    ) {
        let family = Family::<Labels, Counter>::default();
        for (labels, value) in values {
            family.get_or_create(&labels.to_vec()).inc_by(value);
        }
        self.registry.register(name, help, family);
    }

    pub fn counts<const N: usize>(&mut self, name: &'static str, help: &'static str, counts: &Counts<N>) {
        self.registry.register(name, help, counts.family.clone());
    }

    pub fn gauge(&mut self, name: &'static str, help: &'static str, value: f64) {
        let gauge = Gauge::<f64, AtomicU64>::default();
        gauge.set(value);
        self.registry.register(name, help, gauge);
    }

    /// A gauge for each word of a label.
    pub fn gauges<const N: usize>(
        &mut self,
        name: &'static str,
        help: &'static str,
        values: impl IntoIterator<Item = ([(&'static str, &'static str); N], f64)>,
    ) {
        let family = Family::<Labels, Gauge<f64, AtomicU64>>::default();
        for (labels, value) in values {
            family.get_or_create(&labels.to_vec()).set(value);
        }
        self.registry.register(name, help, family);
    }

    pub fn timings(&mut self, name: &'static str, help: &'static str, timings: &Timings) {
        self.registry.register(name, help, timings.clone());
    }

    pub(super) fn family<M>(&mut self, name: &'static str, help: &'static str, family: &Family<Labels, M>)
    where
        M: Default + EncodeMetric + TypedMetric + std::fmt::Debug + Send + Sync + 'static,
    {
        self.registry.register(name, help, family.clone());
    }

    /// `None` where a value cannot be written, which no value can be.
    pub fn text(&self, format: Format) -> Option<String> {
        let mut text = String::new();
        let written = match format {
            Format::OpenMetrics => text::encode(&mut text, &self.registry),
            Format::PrometheusText => prometheus_text::encode(&mut text, &self.registry),
        };
        written.ok().map(|()| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prometheus_gets_openmetrics_and_a_linter_its_older_text() {
        let prometheus = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
        assert_eq!(Format::wanted(Some(prometheus)), Format::OpenMetrics);
        assert_eq!(Format::wanted(None), Format::OpenMetrics);
        assert_eq!(Format::wanted(Some("text/plain;version=0.0.4")), Format::PrometheusText);
        assert_eq!(Format::wanted(Some("text/html,*/*")), Format::OpenMetrics);
    }
}
