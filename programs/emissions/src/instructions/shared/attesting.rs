//! A batch of attestations and its application.

use anchor_lang::prelude::*;
use io_common::{
    constants::{epoch_hour, MAX_ATTESTATION_TIME},
    require,
    types::{Attestation, Council, Pool, Supplier},
};

use crate::{
    constants::MAX_BATCH_AGE,
    error::EmissionsError,
    events::{Attested, AttestedSupplier},
    state::{units, Config, Ledger, Models},
};

/// What the council attests for one supplier.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct AttestationEntry {
    /// GPUs attested; 0 revokes the attestation at once.
    pub gpus: u32,
    /// Emission pool.
    pub pool: Pool,
    /// When it expires, in unix seconds: at most 24 hours from now. Not read for 0 GPUs.
    pub ends_at: i64,
}

/// A batch of attestations.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct AttestBatch {
    /// When the batch was made, in unix seconds: at most an hour ago.
    pub made_at: i64,
    /// Hash of the evidence.
    pub evidence: [u8; 32],
    /// One for each supplier of the remaining accounts, in their order.
    pub entries: Vec<AttestationEntry>,
}

/// Accounts that an attestation reads and writes.
#[derive(Accounts)]
pub struct Attesting<'info> {
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The council.
    pub council: AccountLoader<'info, Council>,
    /// The table of models.
    pub models: AccountLoader<'info, Models>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
}

impl<'info> Attesting<'info> {
    /// Applies the batch, once the council has agreed to it.
    pub fn apply(
        &self,
        batch: &AttestBatch,
        suppliers: &'info [AccountInfo<'info>],
        now: i64,
    ) -> Result<Attested> {
        let age = now.saturating_sub(batch.made_at);
        require!(
            (0..=MAX_BATCH_AGE).contains(&age),
            EmissionsError::InvalidBatchTime
        );
        let mut attestations: Vec<AttestedSupplier> = Vec::with_capacity(batch.entries.len());
        let (mut passed_over, mut older) = (Vec::new(), false);
        let (config, models) = (self.config.load()?, self.models.load()?);
        let mut ledger = self.ledger.load_mut()?;
        let hour = epoch_hour(now);
        for (entry, account) in batch.entries.iter().zip(suppliers) {
            // What has happened to one supplier since the batch was made must not block the others.
            if account.owner == &crate::ID && account.try_data_is_empty()? {
                passed_over.push(*account.key);
                continue;
            }
            // The type of the account is checked when it is loaded.
            let loader = AccountLoader::<Supplier>::try_from_unchecked(&crate::ID, account)?;
            let mut supplier = loader.load_mut()?;
            if supplier.attestation.attested_at >= batch.made_at {
                // A supplier that occurs twice is a mistake in the batch.
                let twice = attestations
                    .iter()
                    .any(|attestation| attestation.supplier == *account.key);
                require!(!twice, EmissionsError::StaleBatch);
                older = true;
                passed_over.push(*account.key);
                continue;
            }
            if entry.gpus > 0 {
                ledger.pause.require_off(now)?;
            }
            units::require_current(&supplier, &ledger, hour)?;
            let attestation = Attestation {
                attested_at: batch.made_at,
                ends_at: expiry(entry, now)?,
                stake_per_unit: config.stake_per_unit,
                gpus: entry.gpus,
                multiplier: models.multiplier(supplier.model)?,
                breach_bps: config.breach_slash_bps,
                padding: [0; 6],
            };
            supplier.min_delegation = config.min_delegation;
            units::renew(&mut supplier, &mut ledger, attestation, entry.pool, now)?;
            attestations.push(AttestedSupplier {
                supplier: *account.key,
                gpus: attestation.gpus,
                ends_at: attestation.ends_at,
                units: supplier.units.next,
            });
        }
        // A batch without any effect was sent before, or is useless.
        require!(
            !attestations.is_empty() || !older,
            EmissionsError::StaleBatch
        );
        ledger.invariant()?;
        Ok(Attested {
            evidence: batch.evidence,
            made_at: batch.made_at,
            attestations,
            passed_over,
        })
    }
}

fn expiry(entry: &AttestationEntry, now: i64) -> Result<i64> {
    if entry.gpus == 0 {
        return Ok(now);
    }
    let length = entry.ends_at.saturating_sub(now);
    require!(
        (1..=MAX_ATTESTATION_TIME).contains(&length),
        EmissionsError::InvalidExpiry
    );
    Ok(entry.ends_at)
}
