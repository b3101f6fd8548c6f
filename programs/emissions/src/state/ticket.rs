//! Stake in its cooldown.

use anchor_lang::prelude::*;

/// Stake of a delegation in its cooldown. It keeps the cooldown under which it was made. No amount: a free place.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ticket {
    /// IO base units that no open slash holds.
    pub amount: u64,
    /// Unix seconds from which it can be withdrawn.
    pub unlocks_at: i64,
}

impl Ticket {
    /// Whether the place is free.
    pub fn is_free(&self) -> bool {
        self.amount == 0
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
    fn a_ticket_with_stake_unlocks_at_its_time() {
        let ticket = Ticket {
            amount: 1,
            unlocks_at: 70,
        };
        assert!(!ticket.is_free());
        assert!(!ticket.is_unlocked(69) && ticket.is_unlocked(70) && ticket.is_unlocked(71));
        assert!(Ticket::default().is_free() && !Ticket::default().is_unlocked(71));
    }
}
