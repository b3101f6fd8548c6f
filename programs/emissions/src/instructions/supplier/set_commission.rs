//! Lowers the commission at once, or announces a rise 14 days ahead.
//!
//! Who may call it: the owner of the supplier.
//!
//! 1. Refuses unless the clock and the supplier are up to date (P-07).
//! 2. Refuses a commission above the maximum, and a second rise while one is announced.
//! 3. A commission up to the current one applies from the current hour and cancels an announced rise. A higher one
//!    applies from the first hour that begins at least 14 days later.
//! 4. Emits `CommissionSet`.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{CommissionSet, Emit},
    state::{commission, units, Config, Ledger},
};

/// Accounts of `set_commission`.
#[event_cpi]
#[derive(Accounts)]
pub struct SetCommission<'info> {
    /// The supplier's owner.
    pub owner: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
}

/// See [`crate::emissions::set_commission`].
pub fn handler(ctx: Context<SetCommission>, bps: u16) -> Result<()> {
    let accounts = &ctx.accounts;
    let hour = epoch_hour(Clock::get()?.unix_timestamp);
    let max_bps = accounts.config.load()?.max_commission_bps;
    let commission = {
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &*accounts.ledger.load()?, hour)?;
        commission::set(&mut supplier, bps, max_bps, hour)?;
        supplier.commission
    };
    accounts.event_authority.emit(CommissionSet {
        supplier: accounts.supplier.key(),
        bps: commission.bps,
        next_bps: commission.next_bps,
        next_from: commission.next_from,
    })
}
