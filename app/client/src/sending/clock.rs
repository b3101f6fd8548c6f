//! Time, which tests replace.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// A clock to read and to wait by.
pub trait Clock: Send + Sync {
    /// Time since any fixed moment; never goes back.
    fn now(&self) -> Duration;

    /// Waits.
    fn wait(&self, time: Duration);
}

/// The clock of the machine.
pub struct SystemClock(Instant);

impl Default for SystemClock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, time: Duration) {
        sleep(time);
    }
}
