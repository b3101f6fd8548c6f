//! Figures in the text format of Prometheus.

use std::{
    collections::BTreeMap,
    fmt::Write,
    sync::{
        atomic::{AtomicI64, AtomicU64, Ordering},
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
        head(
            &mut out,
            "io_supplier_unhealthy",
            "gauge",
            "Running reservations whose last check failed.",
        );
        let _ = writeln!(
            out,
            "io_supplier_unhealthy {}",
            self.unhealthy.load(Ordering::Relaxed)
        );
        head(
            &mut out,
            "io_supplier_last_round_seconds",
            "gauge",
            "Unix seconds of the last round with an answer of the chain.",
        );
        let _ = writeln!(out, "io_supplier_last_round_seconds {}", self.last_round());
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
