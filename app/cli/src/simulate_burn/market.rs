//! The price of IO outside the suite, and what the oracle says of it.

use io_vm::pyth::Quote;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Seconds of a step.
pub const STEP: i64 = 15;
/// Steps of a year of 365 days.
const STEPS_A_YEAR: f64 = 365.0 * 86_400.0 / STEP as f64;
/// Weight of the newest price in the average, which is over an hour.
const EMA_WEIGHT: f64 = STEP as f64 / 3_600.0;

/// The market.
pub struct Market {
    random: ChaCha8Rng,
    /// Standard deviation of a step, as a share of the price.
    deviation: f64,
    /// Standard deviation of the oracle's price, as a share of the market's.
    noise: f64,
    /// Dollars for one IO.
    pub price: f64,
    spot: f64,
    ema: f64,
}

impl Market {
    /// A quarter of a dollar.
    pub fn new(volatility_percent: u32, noise_bps: u32, seed: u64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            deviation: f64::from(volatility_percent) / 100.0 / STEPS_A_YEAR.sqrt(),
            noise: f64::from(noise_bps) / 10_000.0,
            price: 0.25,
            spot: 0.25,
            ema: 0.25,
        }
    }

    /// Moves on by a step.
    pub fn step(&mut self) {
        self.price *= 1.0 + self.deviation * self.normal();
        self.spot = self.price * (1.0 + self.noise * self.normal());
        self.ema += EMA_WEIGHT * (self.spot - self.ema);
    }

    /// What the oracle publishes at `publish_time`; it is as uncertain as its noise.
    pub fn quote(&self, publish_time: i64) -> Quote {
        let scaled = |dollars: f64| (dollars * 1e8) as i64;
        Quote {
            price: scaled(self.spot),
            confidence: scaled(self.spot * self.noise).unsigned_abs(),
            ema: scaled(self.ema),
            publish_time,
        }
    }

    /// Twelve uniforms less six: close to a normal variable, and the same on every platform.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.random.random::<f64>()).sum::<f64>() - 6.0
    }
}
