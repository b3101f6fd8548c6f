//! Slashes of the stake behind a supplier.

use anchor_lang::prelude::*;
use io_common::{
    constants::{OWN_UNSTAKE_REQUESTS, SHARED_SLASHES},
    math::{Checked, U128},
};

use super::Share;
use crate::constants::{SLASH_DELAY, SLASH_LAPSE};

/// Places of own stake: the active one, then each unstake request.
pub const OWN_PLACES: usize = 1 + OWN_UNSTAKE_REQUESTS;

/// A slash. `[SLASH, supplier, number]`, or `[BREACH_SLASH, supplier, number]` for breaches. For 30 days it can be
/// withdrawn on appeal; then anyone can execute it, for 7 days. The account closes once the slash has ended and each
/// delegation has followed it (`apply_slash`).
#[account(zero_copy)]
#[derive(Debug, PartialEq, Eq)]
pub struct Slash {
    /// The supplier.
    pub supplier: Pubkey,
    /// Payer of the rent; gets it back.
    pub payer: Pubkey,
    /// Hash of the evidence; for a breach, the address of the supplier's usage account.
    pub evidence: [u8; 32],
    /// `rewards.stake_index` of the supplier at the execution, Q64 per base unit: the stake that it takes earns up to
    /// there. 0 before.
    pub stake_index: U128,
    /// Amount that it takes, in IO base units: the sum of `own`, `delegated_held` and `cooling_held`.
    pub amount: u64,
    /// Held own stake, in IO base units: of active stake, then of each unstake request.
    pub own: [u64; OWN_PLACES],
    /// Held active stake of delegators, at the opening.
    pub delegated: Share,
    /// Held cooling stake of delegators, at the opening.
    pub cooling: Share,
    /// Held active stake of delegators now, in IO base units; `unstake_held` lowers it.
    pub delegated_held: u64,
    /// Held cooling stake of delegators now, in IO base units; `unstake_held` raises it.
    pub cooling_held: u64,
    /// Stake that other slashes held at the opening, of delegations that still have to follow the opening, in IO base
    /// units. It counts delegations whose whole stake may be held.
    pub held_before: u64,
    /// Unix seconds from which it can be executed: 30 days after the proposal.
    pub due_at: i64,
    /// Unix seconds after which it can no longer be executed: 7 days after `due_at`.
    pub lapses_at: i64,
    /// Number in its series, part of the address.
    pub number: u32,
    /// Place among the supplier's slashes of delegated stake, from 1: `slashes.shared` at the opening. 0 if it holds
    /// own stake only.
    pub opened: u32,
    /// `slashes.open_shared` of the supplier just before the opening.
    pub beside: [u32; SHARED_SLASHES],
    /// `slashes.shared` when it ended; 0 while it is open.
    pub ended: u32,
    /// Delegations of which it holds stake, that have followed its opening and not its end.
    pub followers: u32,
    /// Reason, as the council numbers its reasons; [`BREACH`](Self::BREACH) for a breach.
    pub reason: u16,
    /// 1 if it was executed.
    pub executed: u8,
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 4],
}

impl Slash {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();
    /// Reason of a slash for a breach that the marketplace has recorded. Other reasons belong to the council.
    pub const BREACH: u16 = 0;

    /// When a slash proposed at `now` falls due, and when it lapses.
    ///
    /// # Errors
    /// `MathOverflow` at the end of the range of unix time.
    pub fn times(now: i64) -> io_common::Result<(i64, i64)> {
        let due_at = now.plus(SLASH_DELAY)?;
        Ok((due_at, due_at.plus(SLASH_LAPSE)?))
    }

    /// Whether it has not ended. Without delegators' stake, its account closes when it ends.
    pub fn is_open(&self) -> bool {
        self.ended == 0
    }

    /// Whether delegations have to follow it.
    pub fn is_shared(&self) -> bool {
        self.opened > 0
    }

    /// Whether it has ended and no delegation still has to follow it.
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
