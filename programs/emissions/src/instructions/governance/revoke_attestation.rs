//! Revokes the attestation of a supplier at once.
//!
//! Who may call it: authority or guardian.
//!
//! 1. Refuses unless the clock and the supplier are up to date (P-07).
//! 2. Ends the attestation now, with 0 GPUs. Batches made earlier no longer count.
//! 3. Counts the units of supplier and pool again.
//! 4. Emits `AttestationRevoked`.

use anchor_lang::prelude::*;
use io_common::{
    constants::epoch_hour,
    types::{Attestation, Pool, Supplier},
};

use crate::{
    events::{AttestationRevoked, Emit},
    state::{units, Config, Ledger},
};

/// Accounts of `revoke_attestation`.
#[event_cpi]
#[derive(Accounts)]
pub struct RevokeAttestation<'info> {
    /// Authority or guardian.
    pub guardian: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
}

/// See [`crate::emissions::revoke_attestation`].
pub fn handler(ctx: Context<RevokeAttestation>) -> Result<()> {
    let (accounts, now) = (&ctx.accounts, Clock::get()?.unix_timestamp);
    let guardian = accounts.guardian.key;
    accounts.config.load()?.roles.require_guardian(guardian)?;
    {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        // Batches made earlier no longer count, even if the clock has stepped back behind the latest of them.
        let attestation = Attestation {
            attested_at: now.max(supplier.attestation.attested_at),
            ends_at: now,
            gpus: 0,
            ..supplier.attestation
        };
        let pool = Pool::stored(supplier.pool)?;
        units::renew(&mut supplier, &mut ledger, attestation, pool, now)?;
        ledger.invariant()?;
    }
    accounts.event_authority.emit(AttestationRevoked {
        supplier: accounts.supplier.key(),
    })
}
