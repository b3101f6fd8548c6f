//! Cooling stake of delegations.

use anchor_lang::prelude::*;

/// An unstake request: stake of a delegation in its cooldown. It keeps the cooldown under which it was made. An
/// amount of zero marks a free place.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct UnstakeRequest {
    /// IO base units that no open slash holds.
    pub amount: u64,
    /// Unix seconds from which it can be withdrawn.
    pub unlocks_at: i64,
}

impl UnstakeRequest {
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
    fn an_unstake_request_with_stake_unlocks_at_its_time() {
        let unstake_request = UnstakeRequest {
            amount: 1,
            unlocks_at: 70,
        };
        assert!(!unstake_request.is_free());
        assert!(
            !unstake_request.is_unlocked(69)
                && unstake_request.is_unlocked(70)
                && unstake_request.is_unlocked(71)
        );
        assert!(UnstakeRequest::default().is_free() && !UnstakeRequest::default().is_unlocked(71));
    }
}
