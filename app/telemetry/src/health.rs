//! Readiness of a service.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Shared by the worker and the routes. Clones share their state.
#[derive(Clone, Debug)]
pub struct Health(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    succeeded: Option<Instant>,
    max_age: Duration,
    /// Why it is not ready, or will soon not be.
    reason: String,
}

impl Health {
    /// Not ready, for this reason, until the first success, and again once the last success is older than `max_age`.
    pub fn new(reason: impl Into<String>, max_age: Duration) -> Self {
        Self(Arc::new(Mutex::new(State {
            succeeded: None,
            max_age,
            reason: reason.into(),
        })))
    }

    /// Records a success at `at`.
    pub fn succeeded(&self, at: Instant) {
        let mut state = self.state();
        state.succeeded = Some(at);
        state.reason = String::new();
    }

    /// Records a failure. The service stays ready until its last success is too old.
    pub fn failed(&self, reason: impl Into<String>) {
        self.state().reason = reason.into();
    }

    /// Whether the service is ready at `now`.
    ///
    /// # Errors
    /// Why it is not.
    pub fn check(&self, now: Instant) -> Result<(), String> {
        let state = self.state();
        let Some(succeeded) = state.succeeded else {
            return Err(state.reason.clone());
        };
        let age = now.saturating_duration_since(succeeded);
        if age <= state.max_age {
            return Ok(());
        }
        let mut late = format!(
            "the last success was {} s ago, more than {} s",
            age.as_secs(),
            state.max_age.as_secs()
        );
        if !state.reason.is_empty() {
            late.push_str(": ");
            late.push_str(&state.reason);
        }
        Err(late)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_AGE: Duration = Duration::from_secs(60);

    #[test]
    fn it_is_ready_from_its_first_success_until_the_last_one_is_too_old() {
        let health = Health::new("starting", MAX_AGE);
        let start = Instant::now();
        assert_eq!(health.check(start), Err("starting".into()));
        health.failed("429 Too Many Requests");
        assert_eq!(health.check(start), Err("429 Too Many Requests".into()));
        health.succeeded(start);
        assert_eq!(health.check(start), Ok(()));
        assert_eq!(health.check(start + MAX_AGE), Ok(()));
        let late = start + MAX_AGE + Duration::from_secs(1);
        let reported = "the last success was 61 s ago, more than 60 s";
        assert_eq!(health.check(late), Err(reported.into()));
    }

    #[test]
    fn a_failure_is_no_reason_to_be_unready_before_the_last_success_is_too_old() {
        let health = Health::new("starting", MAX_AGE);
        let start = Instant::now();
        health.succeeded(start);
        health.clone().failed("no answer");
        assert_eq!(health.check(start + MAX_AGE), Ok(()));
        let late = health.check(start + MAX_AGE + Duration::from_secs(5));
        let late = late.unwrap_err();
        assert!(late.ends_with("s: no answer"), "{late}");
        health.succeeded(start + MAX_AGE);
        assert_eq!(health.check(start + MAX_AGE + MAX_AGE), Ok(()));
    }

    /// The clock is monotonic, but two threads read it one after the other.
    #[test]
    fn a_success_after_the_check_counts() {
        let health = Health::new("starting", MAX_AGE);
        let start = Instant::now();
        health.succeeded(start + Duration::from_secs(1));
        assert_eq!(health.check(start), Ok(()));
    }
}
