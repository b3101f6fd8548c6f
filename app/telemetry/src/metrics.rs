//! Metrics of a service, in Prometheus's text format. They are recorded with the macros of the crate `metrics`, which do nothing
//! unless a recorder is installed.

use std::time::{SystemTime, UNIX_EPOCH};

use metrics::gauge;
use metrics_exporter_prometheus::{
    BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

/// Upper bounds of the buckets of a duration, in seconds.
const SECONDS: [f64; 12] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// Kind of metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    /// Durations in seconds; its name ends in `_seconds`.
    Histogram,
}

/// A metric.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Its name in Prometheus; a counter's ends in `_total`.
    pub name: &'static str,
    pub kind: Kind,
    pub help: &'static str,
}

/// Why no metrics are recorded.
#[derive(Debug, thiserror::Error)]
#[error("metrics: {0}")]
pub struct NotInstalled(#[from] BuildError);

/// The recorded metrics. Clones share their state.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Starts recording for the whole process, with the service's version and start time.
    ///
    /// # Errors
    /// If a recorder is already installed.
    pub fn install(
        service: &'static str,
        version: &'static str,
        of: &[Metric],
    ) -> Result<Self, NotInstalled> {
        let (recorder, metrics) = Self::local()?;
        metrics::set_global_recorder(recorder).map_err(BuildError::from)?;
        describe(of);
        describe(OF_THE_PROCESS);
        gauge!("io_build_info", "service" => service, "version" => version).set(1.0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        gauge!("process_start_time_seconds").set(now.map_or(0.0, |it| it.as_secs_f64()));
        Ok(metrics)
    }

    /// Records within `metrics::with_local_recorder`: for tests.
    ///
    /// # Errors
    /// None, as long as there are buckets.
    pub fn local() -> Result<(PrometheusRecorder, Self), NotInstalled> {
        let durations = Matcher::Suffix("_seconds".into());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(durations, &SECONDS)?;
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        Ok((recorder, Self(handle)))
    }

    /// All metrics, in the text format.
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Sorts durations into buckets. Without it, durations that nobody reads fill the memory.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

const OF_THE_PROCESS: &[Metric] = &[
    Metric {
        name: "io_build_info",
        kind: Kind::Gauge,
        help: "1, with the service and its version",
    },
    Metric {
        name: "process_start_time_seconds",
        kind: Kind::Gauge,
        help: "When the process started, in unix seconds",
    },
];

/// Gives each metric its help.
pub fn describe(all: &[Metric]) {
    for Metric { name, kind, help } in all {
        match kind {
            Kind::Counter => metrics::describe_counter!(*name, *help),
            Kind::Gauge => metrics::describe_gauge!(*name, *help),
            Kind::Histogram => metrics::describe_histogram!(*name, *help),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics::{counter, histogram, with_local_recorder};

    const ALL: &[Metric] = &[
        Metric {
            name: "io_test_rounds_total",
            kind: Kind::Counter,
            help: "Rounds",
        },
        Metric {
            name: "io_test_rpc_seconds",
            kind: Kind::Histogram,
            help: "Latency",
        },
    ];

    #[test]
    fn what_is_counted_is_rendered_with_its_help_and_its_labels() {
        let (recorder, metrics) = Metrics::local().unwrap();
        with_local_recorder(&recorder, || {
            describe(ALL);
            counter!("io_test_rounds_total", "outcome" => "done").increment(2);
            histogram!("io_test_rpc_seconds").record(0.03);
        });
        metrics.upkeep();
        let text = metrics.render();
        for line in [
            "# HELP io_test_rounds_total Rounds",
            "# TYPE io_test_rounds_total counter",
            "io_test_rounds_total{outcome=\"done\"} 2",
            "# TYPE io_test_rpc_seconds histogram",
            "io_test_rpc_seconds_bucket{le=\"0.025\"} 0",
            "io_test_rpc_seconds_bucket{le=\"0.05\"} 1",
            "io_test_rpc_seconds_count 1",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }

    #[test]
    fn a_label_cannot_add_a_line() {
        let (recorder, metrics) = Metrics::local().unwrap();
        with_local_recorder(&recorder, || {
            counter!("io_test_rounds_total", "outcome" => "a\"} 1\nforged 7").increment(1);
        });
        let text = metrics.render();
        assert!(!text.lines().any(|it| it.starts_with("forged")), "{text}");
    }
}
