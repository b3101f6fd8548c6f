//! What the council attested, and until when.

use anchor_lang::prelude::*;

use crate::{
    constants::{epoch_hour, ONE_UNIT},
    math::{mul_div, Checked, Rounding},
    Result,
};

/// An attestation of a supplier's GPUs. It runs out by itself.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lease {
    /// Unix seconds at which the batch was made; a later batch replaces it, an older one is refused.
    pub attested_at: i64,
    /// Unix seconds from which the lease no longer holds.
    pub ends_at: i64,
    /// IO base units of stake required for one compute unit.
    pub stake_per_unit: u64,
    /// GPUs attested.
    pub gpus: u32,
    /// Compute units of one GPU, in [`ONE_UNIT`]s.
    pub multiplier: u32,
}

impl Lease {
    /// Whether the lease holds at `now`.
    pub fn is_live(&self, now: i64) -> bool {
        now < self.ends_at
    }

    /// GPUs attested at `now`: none once the lease has run out.
    pub fn live_gpus(&self, now: i64) -> u32 {
        if self.is_live(now) {
            self.gpus
        } else {
            0
        }
    }

    /// The first epoch hour that the lease does not wholly cover (P-05).
    pub fn end_hour(&self) -> u32 {
        epoch_hour(self.ends_at)
    }

    /// Attested compute units, in [`ONE_UNIT`]s.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable with 32-bit counts.
    pub fn units(&self) -> Result<u64> {
        u64::from(self.gpus).times(self.multiplier.into())
    }

    /// Stake that must stand behind `gpus` GPUs of this lease, in IO base units, rounded up: the
    /// requirement of one unit times the greater of their units and their number.
    ///
    /// # Errors
    /// `MathOverflow` above 64 bits.
    pub fn required_stake(&self, gpus: u32) -> Result<u64> {
        let per_gpu = u64::from(self.multiplier).max(ONE_UNIT);
        mul_div(
            u64::from(gpus).times(per_gpu)?,
            self.stake_per_unit,
            ONE_UNIT,
            Rounding::Up,
        )
    }
}
