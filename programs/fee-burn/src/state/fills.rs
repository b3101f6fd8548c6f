//! The last fills.

use anchor_lang::prelude::*;
use io_common::math::Checked;

use crate::constants::FILLS_KEPT;

/// IO sold to the engine.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fill {
    /// When, in unix seconds.
    pub at: i64,
    /// USDC paid, in micro-USD.
    pub usdc: u64,
    /// IO burned, in base units.
    pub io: u64,
    /// The bid, in pico-USD for one IO.
    pub bid: u64,
}

/// The last fills, in a ring.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
pub struct Fills {
    /// Fills since the engine was created.
    pub count: u64,
    /// The last fills; the next goes to place `count` mod 32.
    pub ring: [Fill; FILLS_KEPT],
}

impl Fills {
    /// Adds a fill in place of the oldest one.
    ///
    /// # Errors
    /// `MathOverflow` after 2⁶⁴ fills.
    pub fn push(&mut self, fill: Fill) -> io_common::Result<()> {
        self.ring[place(self.count)] = fill;
        self.count = self.count.plus(1)?;
        Ok(())
    }

    /// The stored fills, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Fill> {
        let oldest = self.count.saturating_sub(FILLS_KEPT as u64);
        (oldest..self.count)
            .rev()
            .map(|number| &self.ring[place(number)])
    }
}

/// Place of the fill with this number.
fn place(number: u64) -> usize {
    number.rem_euclid(FILLS_KEPT as u64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_32_fills_are_remembered() {
        let mut fills: Fills = bytemuck::Zeroable::zeroed();
        assert_eq!(fills.newest_first().next(), None);
        for number in 1..=70_u64 {
            let fill = Fill {
                io: number,
                ..Fill::default()
            };
            fills.push(fill).unwrap();
            let remembered: Vec<u64> = fills.newest_first().map(|fill| fill.io).collect();
            let expected: Vec<u64> = (1..=number).rev().take(32).collect();
            assert_eq!(remembered, expected);
        }
        assert_eq!(fills.count, 70);
    }
}
