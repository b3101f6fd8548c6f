//! Attests the GPUs of suppliers, as the council has approved.
//!
//! Who may call it: anyone, once the threshold is reached.
//!
//! 1. Refuses unless there is a supplier for each entry.
//! 2. Refuses unless the council has approved this batch for these suppliers.
//! 3. Refuses a batch that is too old or from the future.
//! 4. Passes over a supplier that is closed or was attested by a newer batch. Refuses one that is not settled up to
//!    this hour.
//! 5. Writes each attestation with the current parameters, and counts the units again. While emissions are paused,
//!    only entries of 0 GPUs, which revoke, are accepted.
//! 6. Emits `Attested`, which lists the suppliers passed over.
//! 7. Closes the approval; its rent goes back to its payer.

use anchor_lang::prelude::*;
use io_common::{
    agreement::{decision_hash, require_agreement},
    require,
    types::Approval,
    CommonError,
};

use crate::{error::EmissionsError, events::Emit, instructions::shared::attesting::*};

/// Prefix of a batch's hash, so that no other decision has the same hash.
const DOMAIN: &[u8] = b"io:attest";

/// Accounts of `attest_approved`; the suppliers follow.
#[event_cpi]
#[derive(Accounts)]
pub struct AttestApproved<'info> {
    /// Accounts that every batch needs.
    pub attesting: Attesting<'info>,
    /// The approval of the batch; closed by this instruction.
    #[account(mut, close = payer, has_one = payer @ CommonError::WrongApproval)]
    pub approval: AccountLoader<'info, Approval>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

/// Hash that the attestors approve: of the batch and its suppliers, in order.
///
/// # Errors
/// None with a batch that fits a transaction.
pub fn batch_hash(batch: &AttestBatch, suppliers: &[Pubkey]) -> Result<[u8; 32]> {
    decision_hash(DOMAIN, batch, suppliers)
}

/// See [`crate::emissions::attest_approved`].
pub fn handler<'info>(
    ctx: Context<'info, AttestApproved<'info>>,
    batch: AttestBatch,
) -> Result<()> {
    let (accounts, suppliers) = (&ctx.accounts, ctx.remaining_accounts);
    let complete = suppliers.len() == batch.entries.len();
    require!(complete, EmissionsError::BatchAccounts);
    let keys: Vec<Pubkey> = suppliers.iter().map(|supplier| *supplier.key).collect();
    let now = Clock::get()?.unix_timestamp;
    require_agreement(
        &*accounts.attesting.council.load()?,
        Some(&*accounts.approval.load()?),
        &[],
        batch_hash(&batch, &keys)?,
        now,
    )?;
    let event = accounts.attesting.apply(&batch, suppliers, now)?;
    accounts.event_authority.emit(event)
}
