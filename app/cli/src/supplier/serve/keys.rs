//! The service keys that renters seal workloads to: signed by the operator, and again before they expire.

use std::sync::Arc;

use anchor_lang::prelude::Pubkey;
use io_access::{PublicKey, UnsignedServiceKey};
use io_supplier::http::Front;
use solana_hash::Hash;

use crate::{context::Context, errors::CliError};

/// Seconds for which a key is signed: 30 days.
const VALID: u64 = 2_592_000;
/// Seconds by which a key is dated back: a renter's clock may be behind by as much, and 60 more.
const BEHIND: u64 = 600;

/// Signs and publishes.
pub struct Keys {
    network: Hash,
    key: PublicKey,
    suppliers: Vec<Pubkey>,
    /// When they were signed, in unix seconds; none before.
    signed_at: Option<u64>,
}

impl Keys {
    /// Of suppliers, none signed so far.
    pub fn new(network: Hash, key: PublicKey, suppliers: Vec<Pubkey>) -> Self {
        Self {
            network,
            key,
            suppliers,
            signed_at: None,
        }
    }

    /// Signs and publishes them, if that is due.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn publish(
        &mut self,
        context: &mut Context,
        front: &Arc<Front>,
        now: u64,
    ) -> anyhow::Result<()> {
        if !is_due(self.signed_at, now) {
            return Ok(());
        }
        let signer = context.signer()?;
        for supplier in &self.suppliers {
            let unsigned = UnsignedServiceKey {
                network: self.network,
                supplier: *supplier,
                key: self.key,
                issued_at: now.saturating_sub(BEHIND),
                expires_at: now.saturating_add(VALID),
            };
            let signed = unsigned.sign(signer.as_ref());
            let signed = signed.map_err(|error| CliError::Signer {
                option: "--keypair",
                reason: error.to_string(),
            })?;
            front.publish(*supplier, signed.write()?);
        }
        self.signed_at = Some(now);
        Ok(())
    }
}

/// Whether they are to be signed at `now`: for the first time, after half of their time, or when the clock has gone back, so that
/// they would be of the future.
fn is_due(signed_at: Option<u64>, now: u64) -> bool {
    let half = VALID.div_euclid(2);
    signed_at.is_none_or(|it| now < it || now >= it.saturating_add(half))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_signed_again_before_they_expire_and_after_the_clock_has_gone_back() {
        let now = 1_800_000_000;
        assert!(is_due(None, now));
        let half = VALID.div_euclid(2);
        for (later, due) in [(0, false), (half - 1, false), (half, true)] {
            assert_eq!(is_due(Some(now), now + later), due, "{later}");
        }
        // The clock was a year ahead when they were signed.
        assert!(is_due(Some(now + 31_536_000), now));
        assert!(is_due(Some(now), now - 1));
    }
}
