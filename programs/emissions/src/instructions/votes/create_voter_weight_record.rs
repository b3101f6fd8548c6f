//! Creates the record of a voter's votes in a realm.
//!
//! Who may call it: anyone, who pays the rent.
//!
//! 1. Creates the record at the address of realm and voter.
//! 2. Writes realm, IO mint, voter and payer, without votes and in no slot. The realm is not read: a record of what is no
//!    realm is read by nobody.
//! 3. Emits nothing.

use anchor_lang::prelude::*;
use io_common::seeds;

use crate::state::{Config, VoterWeightRecord};

/// Accounts of `create_voter_weight_record`.
#[derive(Accounts)]
pub struct CreateVoterWeightRecord<'info> {
    /// Pays the rent. Anyone.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The realm.
    /// CHECK: only its address is used.
    pub realm: UncheckedAccount<'info>,
    /// The voter.
    /// CHECK: only its address is used.
    pub voter: UncheckedAccount<'info>,
    /// The record.
    #[account(
        init, payer = payer, space = VoterWeightRecord::SIZE,
        seeds = [seeds::VOTER_WEIGHT, realm.key().as_ref(), voter.key().as_ref()], bump,
    )]
    pub voter_weight_record: Account<'info, VoterWeightRecord>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::create_voter_weight_record`].
pub fn handler(ctx: Context<CreateVoterWeightRecord>) -> Result<()> {
    let accounts = &mut *ctx.accounts;
    let (realm, voter) = (accounts.realm.key(), accounts.voter.key());
    let (io_mint, payer) = (accounts.config.load()?.io_mint, accounts.payer.key());
    let record = VoterWeightRecord::new(realm, io_mint, voter, payer);
    accounts.voter_weight_record.set_inner(record);
    Ok(())
}
