//! Gives back what an account holds above its rent-exempt minimum.

use anchor_lang::prelude::*;
use io_common::{rent, CommonError};

use crate::{
    events::RentReclaimed,
    state::{deposit, Config},
};

/// Accounts of `reclaim_rent`.
#[event_cpi]
#[derive(Accounts)]
pub struct ReclaimRent<'info> {
    /// CHECK: an account of the program; its type is checked in the handler.
    #[account(mut, owner = crate::ID @ CommonError::NotReclaimable)]
    pub account: UncheckedAccount<'info>,
    /// CHECK: who gets what it holds too much, by the word of the account or, of those without a payer, the configuration.
    #[account(mut)]
    pub recipient: UncheckedAccount<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
}

/// See [`crate::fee_burn::reclaim_rent`].
pub fn handler(ctx: Context<ReclaimRent>) -> Result<()> {
    let accounts = &ctx.accounts;
    let (account, recipient) = (accounts.account.key(), accounts.recipient.key());
    let deposit = {
        let data = accounts.account.try_borrow_data()?;
        deposit(&data, &*accounts.config.load()?)?
    };
    let lamports = deposit.reclaimable(&accounts.account, &recipient)?;
    if lamports == 0 {
        return Ok(());
    }
    emit_cpi!(RentReclaimed {
        account,
        recipient,
        lamports,
    });
    rent::transfer(&ctx.accounts.account, &ctx.accounts.recipient, lamports)
}
