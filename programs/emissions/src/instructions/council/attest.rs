//! Attests the GPUs of suppliers, with the council's signatures.
//!
//! Who may call it: attestors, at least as many as the threshold.
//!
//! 1. Splits the remaining accounts: the attestors, then a supplier for each entry.
//! 2. Refuses unless every attestor signs and the threshold is reached.
//! 3. Refuses a batch that is too old or from the future.
//! 4. Passes over a supplier that is closed or was attested by a newer batch. Refuses one that is not settled up to
//!    this hour.
//! 5. Writes each attestation with the current parameters, and counts the units again. While emissions are paused,
//!    only entries of 0 GPUs, which revoke, are accepted.
//! 6. Emits `Attested`, which lists the suppliers passed over.

use anchor_lang::prelude::*;
use io_common::agreement::require_signatures;

use crate::{error::EmissionsError, events::Emit, instructions::shared::attesting::*};

/// Accounts of `attest`; the attestors and then the suppliers follow.
#[event_cpi]
#[derive(Accounts)]
pub struct Attest<'info> {
    /// Accounts that every batch needs.
    pub attesting: Attesting<'info>,
}

/// See [`crate::emissions::attest`].
pub fn handler<'info>(ctx: Context<'info, Attest<'info>>, batch: AttestBatch) -> Result<()> {
    let remaining = ctx.remaining_accounts;
    let attestors = remaining.len().checked_sub(batch.entries.len());
    let (attestors, suppliers) = attestors
        .and_then(|count| remaining.split_at_checked(count))
        .ok_or(EmissionsError::BatchAccounts)?;
    let attesting = &ctx.accounts.attesting;
    require_signatures(&*attesting.council.load()?, attestors)?;
    let now = Clock::get()?.unix_timestamp;
    let event = attesting.apply(&batch, suppliers, now)?;
    ctx.accounts.event_authority.emit(event)
}
