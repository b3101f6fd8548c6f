//! Limits on actions without a bounty, per payer and day. Each costs the keeper a fee, and a payer could make many due.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_common::constants::DAY;

/// How often a chore is sent for a payer in a day, at most.
pub const A_DAY: u32 = 10;

/// Actions without a bounty. Each kind has its own limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chore {
    /// An extension without a bounty.
    Extension,
    /// A shortage that is recorded.
    Shortage,
    /// An autopay that is closed.
    Closing,
    /// An approval that is closed.
    Approval,
}

/// What is left of a payer's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// One more.
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
    sent: BTreeMap<(Pubkey, Chore), Sent>,
}

#[derive(Debug, Default)]
struct Sent {
    count: u32,
    /// Whether somebody has asked for more.
    is_full: bool,
}

impl Unpaid {
    /// Whether one more may be sent for `payer` at `now`, in unix seconds.
    pub fn room(&mut self, payer: Pubkey, chore: Chore, now: i64) -> Room {
        let sent = self.of(payer, chore, now);
        if sent.count < A_DAY {
            return Room::Some;
        }
        match std::mem::replace(&mut sent.is_full, true) {
            false => Room::Full,
            true => Room::StillFull,
        }
    }

    /// Counts one that has cost a fee.
    pub fn count(&mut self, payer: Pubkey, chore: Chore, now: i64) {
        let sent = self.of(payer, chore, now);
        sent.count = sent.count.saturating_add(1);
    }

    fn of(&mut self, payer: Pubkey, chore: Chore, now: i64) -> &mut Sent {
        let day = now.div_euclid(DAY);
        if day != self.day {
            (self.day, self.sent) = (day, BTreeMap::new());
        }
        self.sent.entry((payer, chore)).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_payer_has_so_many_of_a_chore_a_day() {
        let mut unpaid = Unpaid::default();
        let [a, b] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        let day = |number: i64| number * DAY;
        for second in 0..i64::from(A_DAY) {
            let now = day(20_000) + second;
            // What is not sent does not count.
            assert_eq!(unpaid.room(a, Chore::Closing, now), Room::Some);
            assert_eq!(unpaid.room(a, Chore::Closing, now), Room::Some);
            unpaid.count(a, Chore::Closing, now);
        }
        let late = day(20_001) - 1;
        assert_eq!(unpaid.room(a, Chore::Closing, late), Room::Full);
        assert_eq!(unpaid.room(a, Chore::Closing, late), Room::StillFull);
        assert_eq!(unpaid.room(a, Chore::Shortage, late), Room::Some);
        assert_eq!(unpaid.room(b, Chore::Closing, late), Room::Some);
        assert_eq!(unpaid.room(a, Chore::Closing, late + 1), Room::Some);
    }
}
