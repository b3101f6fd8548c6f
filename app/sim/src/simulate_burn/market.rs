//! The price of IO outside the suite, and what the oracle says of it.

use io_vm::pyth::Quote;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::Options;

/// Seconds of a year of 365 days.
const YEAR: f64 = 365.0 * 86_400.0;

/// The market.
pub struct Market {
    random: ChaCha8Rng,
    /// Standard deviation from one look to the next, as a share of the price.
    deviation: f64,
    /// Standard deviation of the oracle's price, as a share of the market's.
    noise: f64,
    /// Weight of the newest price in the average.
    weight: f64,
    /// Dollars for one IO.
    pub price: f64,
    spot: f64,
    ema: f64,
}

impl Market {
    /// A quarter of a dollar.
    pub fn new(options: &Options, volatility_percent: u32, seed: u64) -> Self {
        let step = f64::from(options.look);
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            deviation: f64::from(volatility_percent) / 100.0 * (step / YEAR).sqrt(),
            noise: f64::from(options.noise) / 10_000.0,
            weight: step / f64::from(options.average),
            price: 0.25,
            spot: 0.25,
            ema: 0.25,
        }
    }

    /// Moves on to the next look.
    pub fn step(&mut self) {
        self.price *= 1.0 + self.deviation * self.normal();
        self.spot = self.price * (1.0 + self.noise * self.normal());
        self.ema += self.weight * (self.spot - self.ema);
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
