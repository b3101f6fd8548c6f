//! The last slot that something was seen in.

use std::time::Duration;

/// How long it counts: a network that was reset, such as a local one whose clock was moved, can be read again.
const LASTS: Duration = Duration::from_secs(60);

/// A slot, and when it was seen, by the client's clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    slot: u64,
    at: Duration,
}

impl Seen {
    /// Takes in that something was seen in this slot.
    pub(super) fn see(&mut self, slot: u64, now: Duration) {
        if slot >= self.least(now) {
            *self = Self { slot, at: now };
        }
    }

    /// The slot that nothing may be before; 0 if it is too long ago.
    pub(super) fn least(&self, now: Duration) -> u64 {
        match now.saturating_sub(self.at) <= LASTS {
            true => self.slot,
            false => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_slot_counts_until_it_is_a_minute_old() {
        let mut seen = Seen::default();
        let seconds = Duration::from_secs;
        assert_eq!(seen.least(seconds(0)), 0);
        seen.see(7, seconds(1));
        seen.see(5, seconds(2));
        assert_eq!(seen.least(seconds(61)), 7);
        assert_eq!(seen.least(seconds(62)), 0);
        seen.see(9, seconds(30));
        assert_eq!(seen.least(seconds(90)), 9);
        seen.see(2, seconds(91));
        assert_eq!(seen.least(seconds(91)), 2);
    }
}
