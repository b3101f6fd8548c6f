//! The price of IO: a random walk and its moving average.

use io_vm::pyth::Quote;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Dollars for one IO at the start.
pub const START: f64 = 0.25;
/// Seconds of a step.
const STEP: i64 = 60;
/// Annual volatility of 90 %, as the standard deviation of a minute: divided by the root of 525,600.
const VOLATILITY: f64 = 0.90 / 724.98;
/// Weight of the newest minute in the average.
const EMA_WEIGHT: f64 = 0.03;
/// Confidence interval, as a share of the price: 10 bps.
const CONFIDENCE: f64 = 0.001;

/// The market. What it quotes at a time depends on its seed and its start alone.
pub struct Market {
    random: ChaCha8Rng,
    price: f64,
    ema: f64,
    /// Unix seconds up to which it has moved.
    reached: i64,
}

impl Market {
    pub fn new(seed: u64, start: i64) -> Self {
        Self {
            random: ChaCha8Rng::seed_from_u64(seed),
            price: START,
            ema: START,
            reached: start,
        }
    }

    /// What an oracle publishes at `now`.
    pub fn quote(&mut self, now: i64) -> Quote {
        while self.reached.saturating_add(STEP) <= now {
            self.step();
        }
        let scaled = |dollars: f64| (dollars * 1e8) as i64;
        Quote {
            price: scaled(self.price),
            confidence: scaled(self.price * CONFIDENCE).unsigned_abs(),
            ema: scaled(self.ema),
            publish_time: now,
        }
    }

    fn step(&mut self) {
        // Twelve uniforms less six: close to a normal variable, and the same on every platform.
        let normal: f64 = (0..12).map(|_| self.random.random::<f64>()).sum::<f64>() - 6.0;
        self.price = (self.price * (1.0 + VOLATILITY * normal)).max(0.01);
        self.ema += EMA_WEIGHT * (self.price - self.ema);
        self.reached = self.reached.saturating_add(STEP);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_moves_by_seed_and_time_alone() {
        let prices = |seed, times: &[i64]| {
            let mut market = Market::new(seed, 1_000);
            let quotes = times.iter().map(|time| market.quote(*time).price);
            quotes.last()
        };
        let day = 1_000 + 86_400;
        assert_eq!(prices(1, &[day]), prices(1, &[1_059, 5_000, 5_000, day]));
        assert_ne!(prices(1, &[day]), prices(2, &[day]));
        assert_eq!(prices(1, &[1_059]), Some(25_000_000));
        assert_ne!(prices(1, &[1_060]), Some(25_000_000));
    }
}
