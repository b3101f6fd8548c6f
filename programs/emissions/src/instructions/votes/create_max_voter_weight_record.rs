//! Creates the record of all votes of a realm.
//!
//! Who may call it: anyone, who pays the rent.
//!
//! 1. Creates the record at the address of the realm.
//! 2. Writes realm, IO mint and payer, without votes and in no slot. The realm is not read. The record is never closed.
//! 3. Emits nothing.

use anchor_lang::prelude::*;
use io_common::seeds;

use crate::state::{Config, MaxVoterWeightRecord};

/// Accounts of `create_max_voter_weight_record`.
#[derive(Accounts)]
pub struct CreateMaxVoterWeightRecord<'info> {
    /// Pays the rent. Anyone.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The realm.
    /// CHECK: only its address is used.
    pub realm: UncheckedAccount<'info>,
    /// The record.
    #[account(
        init, payer = payer, space = MaxVoterWeightRecord::SIZE,
        seeds = [seeds::MAX_VOTER_WEIGHT, realm.key().as_ref()], bump,
    )]
    pub max_voter_weight_record: Account<'info, MaxVoterWeightRecord>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::create_max_voter_weight_record`].
pub fn handler(ctx: Context<CreateMaxVoterWeightRecord>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let (realm, payer) = (accounts.realm.key(), accounts.payer.key());
    let io_mint = accounts.config.load()?.io_mint;
    let record = MaxVoterWeightRecord::new(realm, io_mint, payer);
    accounts.max_voter_weight_record.set_inner(record);
    Ok(())
}
