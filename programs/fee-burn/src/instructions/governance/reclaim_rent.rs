//! Returns the lamports of an account above its rent-exempt minimum.
//!
//! Who may call it: anyone.
//!
//! 1. Reads the type of the account, and the recipient of its rent from the account or, if it stores none, from the
//!    configuration.
//! 2. Refuses another recipient.
//! 3. Does nothing if there is no excess.
//! 4. Emits `RentReclaimed`.
//! 5. Moves the excess to the recipient.

use anchor_lang::prelude::*;
use io_common::{rent, CommonError};

use crate::{
    events::{Emit, RentReclaimed},
    state::{deposit, Config},
};

/// Accounts of `reclaim_rent`.
#[event_cpi]
#[derive(Accounts)]
pub struct ReclaimRent<'info> {
    /// An account of the program.
    /// CHECK: its type is checked in the handler.
    #[account(mut, owner = crate::ID @ CommonError::NotReclaimable)]
    pub account: UncheckedAccount<'info>,
    /// The recipient of the account's rent, or its payer if it is never closed.
    /// CHECK: the handler compares it with the account or, if that stores no payer, the configuration.
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
    let lamports = deposit.reclaimable(&accounts.account, &recipient, &Rent::get()?)?;
    if lamports == 0 {
        return Ok(());
    }
    accounts.event_authority.emit(RentReclaimed {
        account,
        recipient,
        lamports,
    })?;
    rent::transfer(&ctx.accounts.account, &ctx.accounts.recipient, lamports)
}
