//! The IO price outside the suite: a random walk and its moving average.

use io_vm::pyth::Quote;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Dollars for one IO at the start.
const START: f64 = 0.25;
/// Annual volatility of 90 %, as the standard deviation of an hour: divided by the root of 8,760.
const HOURLY: f64 = 0.90 / 93.59;
/// Weight of the newest hour in the average.
const EMA_WEIGHT: f64 = 0.5;
/// Confidence interval, as a share of the price: 10 bps.
const CONFIDENCE: f64 = 0.001;

/// The market.
pub struct Market {
    price: f64,
    ema: f64,
}

/// At its start.
impl Default for Market {
    fn default() -> Self {
        Self {
            price: START,
            ema: START,
        }
    }
}

impl Market {
    /// Moves on by an hour.
    pub fn step(&mut self, random: &mut ChaCha8Rng) {
        // Twelve uniforms less six: close to a normal variable, and the same on every platform.
        let normal: f64 = (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0;
        self.price = (self.price * (1.0 + HOURLY * normal)).max(0.01);
        self.ema += EMA_WEIGHT * (self.price - self.ema);
    }

    /// What an oracle would publish at `publish_time`.
    pub fn quote(&self, publish_time: i64) -> Quote {
        let scaled = |dollars: f64| (dollars * 1e8) as i64;
        Quote {
            price: scaled(self.price),
            confidence: scaled(self.price * CONFIDENCE).unsigned_abs(),
            ema: scaled(self.ema),
            publish_time,
        }
    }

    /// Dollars for one IO.
    pub fn price(&self) -> f64 {
        self.price
    }
}
