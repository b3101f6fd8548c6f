//! A proposal to burn stake behind a supplier.

use anchor_lang::prelude::*;
use io_common::{
    constants::{OWN_UNSTAKE_REQUESTS, SHARED_SLASHES},
    math::{Checked, U128},
};

use super::Share;
use crate::constants::{SLASH_DELAY, SLASH_LAPSE};

/// Places of the owner's stake: the active one, then each unstake request.
pub const OWN_PLACES: usize = 1 + OWN_UNSTAKE_REQUESTS;

/// A slash. `[SLASH, supplier, number]`, or `[BREACH_SLASH, supplier, number]` for breaches. It waits 30 days, in which
/// it can be withdrawn on appeal; then anyone executes it, within 7 days. Its account closes once it has ended and each
/// delegation has followed it (`apply_slash`).
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Slash {
    /// The supplier.
    pub supplier: Pubkey,
    /// Paid the rent; gets it back.
    pub payer: Pubkey,
    /// Hash of the evidence; the address of the supplier's usage account for a breach that the marketplace recorded.
    pub evidence: [u8; 32],
    /// The supplier's `rewards.stake_index` when the slash was executed, Q64 a base unit: up to there what it took has
    /// earned. 0 before.
    pub stake_index: U128,
    /// What it takes, in IO base units: the sum of `own`, `delegated_held` and `cooling_held`.
    pub amount: u64,
    /// What it holds of the owner's stake, in IO base units: of the active stake, then of each unstake request.
    pub own: [u64; OWN_PLACES],
    /// What it holds of delegators' active stake.
    pub delegated: Share,
    /// What it holds of delegators' stake in its cooldown.
    pub cooling: Share,
    /// What it holds of delegators' stake that is active now, in IO base units; falls by `unstake_held`.
    pub delegated_held: u64,
    /// What it holds of delegators' stake in its cooldown now, in IO base units; grows by as much.
    pub cooling_held: u64,
    /// Of what others held when it was opened, the stake of delegations that have still to follow its opening: all of a
    /// delegation may be held.
    pub held_before: u64,
    /// Unix seconds from which it can be executed: 30 days after the proposal.
    pub due_at: i64,
    /// Unix seconds after which it no longer can: 7 days later.
    pub lapses_at: i64,
    /// Number in its series: part of the address.
    pub number: u32,
    /// Its place, from 1, among the supplier's slashes of delegated stake: `slashes.shared` at its opening. 0 if it
    /// holds the owner's stake alone.
    pub opened: u32,
    /// The supplier's `slashes.open_shared` just before it was opened.
    pub beside: [u32; SHARED_SLASHES],
    /// `slashes.shared` when it ended; 0 while it is open.
    pub ended: u32,
    /// Delegations of which it holds something that have followed its opening and not its end.
    pub followers: u32,
    /// Why, as the council numbers its reasons; [`BREACH`](Self::BREACH) for a breach.
    pub reason: u16,
    /// 1 once it has been executed.
    pub executed: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 4],
}

impl Slash {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
    /// The reason of a slash for a breach that the marketplace recorded. The council has the others.
    pub const BREACH: u16 = 0;

    /// When a slash that is proposed at `now` falls due, and when it lapses.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable before the end of time.
    pub fn times(now: i64) -> io_common::Result<(i64, i64)> {
        let due_at = now.plus(SLASH_DELAY)?;
        Ok((due_at, due_at.plus(SLASH_LAPSE)?))
    }

    /// Whether it has not ended: without a delegator's stake its account closes with its end.
    pub fn is_open(&self) -> bool {
        self.ended == 0
    }

    /// Whether delegations have to follow it.
    pub fn is_shared(&self) -> bool {
        self.opened > 0
    }

    /// Whether it has ended and no delegation has still to follow it.
    pub fn is_over(&self) -> bool {
        let divided = self.delegated.is_divided() && self.cooling.is_divided();
        self.ended > 0 && divided && self.held_before == 0 && self.followers == 0
    }
}

const _: () = assert!(Slash::SIZE == 8 + 288, "a new layout is a new account type");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_is_over_when_it_has_ended_and_everybody_has_followed() {
        let followed = |ended, followers| {
            let slash = Slash {
                ended,
                followers,
                ..bytemuck::Zeroable::zeroed()
            };
            slash.is_over()
        };
        assert!(followed(1, 0) && !followed(0, 0) && !followed(1, 1));
    }

    #[test]
    fn a_slash_falls_due_after_30_days_and_lapses_7_days_later() {
        let day = 86_400;
        assert_eq!(Slash::times(5), Ok((5 + 30 * day, 5 + 37 * day)));
        assert!(Slash::times(i64::MAX).is_err());
    }
}
