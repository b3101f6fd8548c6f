//! Starts the cooldown of own stake.
//!
//! Who may call it: the owner of the supplier.
//!
//! 1. Reads the number of reserved GPUs from the usage account.
//! 2. Refuses unless the clock and the supplier are up to date (P-07).
//! 3. Moves the amount from own stake to an unstake request. Refuses stake that open slashes hold, and stake that
//!    must back reserved GPUs.
//! 4. Counts the units of the supplier again.
//! 5. Emits `Unstaked`. The IO stays in the stake vault until `withdraw_own`.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, ids, math::Checked, seeds, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Emit, Unstaked},
    instructions::shared::usage::read_usage,
    state::{own_stake, units, Config, Ledger},
};

/// Accounts of `unstake_own`.
#[event_cpi]
#[derive(Accounts)]
pub struct UnstakeOwn<'info> {
    /// The supplier's owner.
    pub owner: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The marketplace's usage account of the supplier. If it was never created, nothing is reserved.
    /// CHECK: the address is derived from its seeds.
    #[account(
        seeds = [seeds::SUPPLIER_USAGE, supplier.key().as_ref()], bump,
        seeds::program = ids::marketplace::ID,
    )]
    pub supplier_usage: UncheckedAccount<'info>,
}

/// See [`crate::emissions::unstake_own`].
pub fn handler(ctx: Context<UnstakeOwn>, amount: Option<u64>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let unlocks_at = now.plus(accounts.config.load()?.unstake_cooldown)?;
    let reserved = read_usage(&accounts.supplier_usage)?.reserved_gpus;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let (unstake_request, amount) =
            own_stake::unstake(&mut supplier, amount, reserved, unlocks_at)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.units_invariant(supplier.pool)?;
        Unstaked {
            supplier: accounts.supplier.key(),
            staker: accounts.owner.key(),
            unstake_request,
            own: true,
            amount,
            unlocks_at,
            active_total: supplier.stake.active()?,
        }
    };
    accounts.event_authority.emit(event)
}
