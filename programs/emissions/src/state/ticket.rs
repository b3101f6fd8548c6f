//! Stake in its cooldown.

use anchor_lang::prelude::*;
use io_common::math::U128;

/// Stake of a delegation in its cooldown. It keeps the cooldown under which it was made, and holds shares of the
/// supplier's cooling stake, so that a loss reaches it. No shares: a free place.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// Shares of the supplier's cooling delegated stake.
    pub shares: U128,
    /// Unix seconds from which it can be withdrawn.
    pub unlocks_at: i64,
}

impl Ticket {
    /// Whether the place is free.
    pub fn is_free(&self) -> bool {
        self.shares.get() == 0
    }

    /// Whether its stake can be withdrawn at `now`.
    pub fn is_unlocked(&self, now: i64) -> bool {
        !self.is_free() && now >= self.unlocks_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_with_shares_unlocks_at_its_time() {
        let ticket = Ticket {
            shares: 1.into(),
            unlocks_at: 70,
        };
        assert!(!ticket.is_free());
        assert!(!ticket.is_unlocked(69) && ticket.is_unlocked(70) && ticket.is_unlocked(71));
        assert!(Ticket::default().is_free() && !Ticket::default().is_unlocked(71));
    }
}
