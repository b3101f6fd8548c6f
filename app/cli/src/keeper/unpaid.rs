//! What a keeper sends for a payer without a bounty: so much a day. Each costs the keeper a fee, and a payer could make many
//! due.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_common::constants::DAY;

/// The most that is sent for a payer in a day.
pub const A_DAY: u32 = 10;

/// What a payer may still have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// One more, which is counted now.
    Some,
    /// None, for the first time today.
    Full,
    /// None, as before.
    StillFull,
}

/// What was sent for each payer on a day of the network's clock.
#[derive(Debug, Default)]
pub struct Unpaid {
    day: i64,
    asked: BTreeMap<Pubkey, u32>,
}

impl Unpaid {
    /// Whether one more may be sent for `payer` at `now`, in unix seconds.
    pub fn one_more(&mut self, payer: Pubkey, now: i64) -> Room {
        let day = now.div_euclid(DAY);
        if day != self.day {
            (self.day, self.asked) = (day, BTreeMap::new());
        }
        let asked = self.asked.entry(payer).or_default();
        *asked = asked.saturating_add(1);
        match *asked {
            ..=A_DAY => Room::Some,
            count if count == A_DAY.saturating_add(1) => Room::Full,
            _ => Room::StillFull,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_payer_has_so_many_a_day() {
        let mut unpaid = Unpaid::default();
        let [a, b] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        let day = |number: i64| number * DAY;
        for second in 0..i64::from(A_DAY) {
            assert_eq!(unpaid.one_more(a, day(20_000) + second), Room::Some);
        }
        assert_eq!(unpaid.one_more(a, day(20_001) - 1), Room::Full);
        assert_eq!(unpaid.one_more(a, day(20_001) - 1), Room::StillFull);
        assert_eq!(unpaid.one_more(b, day(20_001) - 1), Room::Some);
        assert_eq!(unpaid.one_more(a, day(20_001)), Room::Some);
    }
}
