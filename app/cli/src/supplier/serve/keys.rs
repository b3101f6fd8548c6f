//! The service keys that renters seal workloads to: signed by the operator, and again before they expire.

use std::sync::Arc;

use anchor_lang::prelude::Pubkey;
use io_access::{PublicKey, UnsignedServiceKey};
use io_supplier::http::Front;
use solana_hash::Hash;

use crate::{context::Context, errors::CliError};

/// Seconds for which a key is signed: 30 days.
const VALID: u64 = 2_592_000;

/// Signs and publishes.
pub struct Keys {
    network: Hash,
    key: PublicKey,
    suppliers: Vec<Pubkey>,
    /// When they are signed again, in unix seconds.
    renew_at: u64,
}

impl Keys {
    /// Of suppliers, none signed so far.
    pub fn new(network: Hash, key: PublicKey, suppliers: Vec<Pubkey>) -> Self {
        Self {
            network,
            key,
            suppliers,
            renew_at: 0,
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
        if now < self.renew_at {
            return Ok(());
        }
        let signer = context.signer()?;
        for supplier in &self.suppliers {
            let unsigned = UnsignedServiceKey {
                network: self.network,
                supplier: *supplier,
                key: self.key,
                issued_at: now,
                expires_at: now.saturating_add(VALID),
            };
            let signed = unsigned.sign(signer.as_ref());
            let signed = signed.map_err(|error| CliError::Signer {
                option: "--keypair",
                reason: error.to_string(),
            })?;
            front.publish(*supplier, signed.write()?);
        }
        self.renew_at = now.saturating_add(VALID.div_euclid(2));
        Ok(())
    }
}
