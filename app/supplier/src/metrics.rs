//! Figures in the text format of Prometheus.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
        Mutex, PoisonError,
    },
};

use crate::machine::Stage;

/// What is counted.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Reservations by stage.
    stages: Mutex<BTreeMap<Stage, u64>>,
    /// Answers over HTTP by status.
    answers: Mutex<BTreeMap<u16, u64>>,
    /// Steps by name and outcome.
    steps: Mutex<BTreeMap<(&'static str, bool), u64>>,
    /// Reservations that run and whose last check failed.
    unhealthy: AtomicU64,
    /// Requests that name another client, by a proxy that is not named.
    unnamed_proxy: AtomicU64,
    /// Calls of the driver that take too long.
    overdue: AtomicU64,
    /// Seconds by which the chain's clock is ahead of this machine's.
    clock: AtomicI64,
    /// Whether that is too much to act.
    is_clock_wrong: AtomicBool,
    /// When the last round ended that had an answer of the chain, in unix seconds of this machine.
    last_round: AtomicI64,
    /// What operators should know, in lines.
    notes: Mutex<String>,
}

impl Metrics {
    /// Sets how many reservations are at each stage.
    pub fn stages(&self, stages: BTreeMap<Stage, u64>) {
        *self.stages.lock().unwrap_or_else(PoisonError::into_inner) = stages;
    }

    /// How many reservations run.
    pub fn running(&self) -> u64 {
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        stages.get(&Stage::Running).copied().unwrap_or_default()
    }

    /// Counts an answer.
    pub fn answered(&self, status: u16) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let count = answers.entry(status).or_default();
        *count = count.saturating_add(1);
    }

    /// Sets what operators should know, in whole lines.
    pub fn set_notes(&self, notes: String) {
        *self.notes.lock().unwrap_or_else(PoisonError::into_inner) = notes;
    }

    /// What operators should know.
    pub fn notes(&self) -> String {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.clone()
    }

    /// Counts a step.
    pub fn step(&self, name: &'static str, succeeded: bool) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let count = steps.entry((name, succeeded)).or_default();
        *count = count.saturating_add(1);
    }

    /// Sets how many that run do not pass their check.
    pub fn unhealthy(&self, count: u64) {
        self.unhealthy.store(count, Ordering::Relaxed);
    }

    /// Counts a request of a proxy that is not named: all its clients share one limit.
    pub fn unnamed_proxy(&self) {
        self.unnamed_proxy.fetch_add(1, Ordering::Relaxed);
    }

    /// How many there were.
    pub fn unnamed_proxies(&self) -> u64 {
        self.unnamed_proxy.load(Ordering::Relaxed)
    }

    /// Sets how many calls of the driver take too long.
    pub fn overdue(&self, count: u64) {
        self.overdue.store(count, Ordering::Relaxed);
    }

    /// Sets by how many seconds the chain's clock is ahead, and whether that is too much to act.
    pub fn clock(&self, difference: i64, is_wrong: bool) {
        self.clock.store(difference, Ordering::Relaxed);
        self.is_clock_wrong.store(is_wrong, Ordering::Relaxed);
    }

    /// By how many seconds the chain's clock is ahead, if that is too much to act.
    pub fn wrong_clock(&self) -> Option<i64> {
        let is_wrong = self.is_clock_wrong.load(Ordering::Relaxed);
        is_wrong.then(|| self.clock.load(Ordering::Relaxed))
    }

    /// Says that a round has ended.
    pub fn round(&self, now: i64) {
        self.last_round.store(now, Ordering::Relaxed);
    }

    /// When the last round ended; 0 before the first.
    pub fn last_round(&self) -> i64 {
        self.last_round.load(Ordering::Relaxed)
    }

    /// All of it as text.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let head = |out: &mut String, name: &str, kind: &str, help: &str| {
            // A String takes everything.
            let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        };
        let stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        head(
            &mut out,
            "io_supplier_reservations",
            "gauge",
            "Reservations by stage.",
        );
        for stage in Stage::ALL {
            let count = stages.get(&stage).copied().unwrap_or_default();
            let _ = writeln!(
                out,
                "io_supplier_reservations{{stage=\"{}\"}} {count}",
                stage.name()
            );
        }
        let figures = [
            (
                "io_supplier_unhealthy",
                "Running reservations whose last check failed.",
                self.unhealthy.load(Ordering::Relaxed).to_string(),
            ),
            (
                "io_supplier_overdue_calls",
                "Calls of the driver that take too long.",
                self.overdue.load(Ordering::Relaxed).to_string(),
            ),
            (
                "io_supplier_clock_difference_seconds",
                "Seconds by which the chain's clock is ahead of this machine's.",
                self.clock.load(Ordering::Relaxed).to_string(),
            ),
            (
                "io_supplier_last_round_seconds",
                "Unix seconds of the last round with an answer of the chain.",
                self.last_round().to_string(),
            ),
        ];
        for (name, help, value) in figures {
            head(&mut out, name, "gauge", help);
            let _ = writeln!(out, "{name} {value}");
        }
        head(
            &mut out,
            "io_supplier_steps_total",
            "counter",
            "Steps by outcome.",
        );
        let steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        for ((name, succeeded), count) in steps.iter() {
            let outcome = if *succeeded { "done" } else { "failed" };
            let _ = writeln!(
                out,
                "io_supplier_steps_total{{step=\"{name}\",outcome=\"{outcome}\"}} {count}"
            );
        }
        head(
            &mut out,
            "io_supplier_http_answers_total",
            "counter",
            "Answers by status.",
        );
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        for (status, count) in answers.iter() {
            let _ = writeln!(
                out,
                "io_supplier_http_answers_total{{status=\"{status}\"}} {count}"
            );
        }
        out
    }
}
