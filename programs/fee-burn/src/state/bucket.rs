//! The token bucket that limits spending.

use anchor_lang::prelude::*;
use io_common::{
    constants::DAY,
    math::{mul_div, Rounding},
    Result,
};

/// USDC that may be spent, in micro-USD. It fills with time up to a capacity. So spending in any period is at most
/// the period's budget plus one full bucket.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Content, in micro-USD.
    pub content: u64,
    /// Until when it has been filled, in unix seconds.
    pub filled_at: i64,
}

impl Bucket {
    /// Fills it for the time since it was last filled, at `daily` micro-USD a day, rounded down.
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur: the range of the clock is too small.
    pub fn fill(&mut self, daily: u64, capacity: u64, now: i64) -> Result<()> {
        let elapsed = u64::try_from(now.saturating_sub(self.filled_at)).unwrap_or(0);
        let gained = mul_div(daily, elapsed, DAY as u64, Rounding::Down)?;
        self.put_back(gained, capacity);
        self.filled_at = self.filled_at.max(now);
        Ok(())
    }

    /// Takes at most `most`.
    pub fn take(&mut self, most: u64) -> u64 {
        let taken = self.content.min(most);
        self.content = self.content.saturating_sub(taken);
        taken
    }

    /// Returns what was taken and not spent, up to the capacity.
    pub fn put_back(&mut self, amount: u64, capacity: u64) {
        self.content = self.content.saturating_add(amount).min(capacity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fills_with_time_up_to_its_capacity() {
        let mut bucket = Bucket::default();
        bucket.fill(8_640_000, 1_000, 5).unwrap();
        assert_eq!((bucket.content, bucket.filled_at), (500, 5));
        bucket.fill(8_640_000, 1_000, 5).unwrap();
        bucket.fill(8_640_000, 1_000, 4).unwrap();
        assert_eq!((bucket.content, bucket.filled_at), (500, 5));
        bucket.fill(8_640_000, 1_000, 1_000_000).unwrap();
        assert_eq!(bucket.content, 1_000);
    }

    #[test]
    fn what_comes_in_is_rounded_down() {
        let mut bucket = Bucket::default();
        bucket.fill(86_399, 1_000, 1).unwrap();
        assert_eq!((bucket.content, bucket.filled_at), (0, 1));
        bucket.fill(86_400, 1_000, 2).unwrap();
        assert_eq!((bucket.content, bucket.filled_at), (1, 2));
    }

    #[test]
    fn what_is_taken_is_gone_and_what_is_given_back_is_there() {
        let mut bucket = Bucket {
            content: 1_000,
            filled_at: 0,
        };
        assert_eq!((bucket.take(700), bucket.take(700)), (700, 300));
        bucket.put_back(200, 1_000);
        assert_eq!(bucket.content, 200);
        bucket.put_back(u64::MAX, 1_000);
        assert_eq!(bucket.content, 1_000);
    }
}
