//! Delegates the rewards of a delegation.
//!
//! Who may call it: the staker.
//!
//! 1. Refuses while emissions are paused, and unless the clock and the supplier are up to date (P-07).
//! 2. Counts the rewards of the delegation. Refuses if a slash has not been followed.
//! 3. Takes all that is owed. Succeeds if that is nothing.
//! 4. Refuses an amount above the supplier's limit, and a delegation below the minimum.
//! 5. Adds the amount to delegation and supplier, and counts the units again.
//! 6. Moves the IO from the reward vault to the stake vault; the ledger signs.
//! 7. Emits `Compounded`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{addresses, constants::epoch_hour, math::Checked, seeds, token, types::Supplier};

use crate::{
    error::EmissionsError,
    events::{Compounded, Emit},
    state::{limits, units, Delegation, Ledger},
};

/// Accounts of `compound`.
#[event_cpi]
#[derive(Accounts)]
pub struct Compound<'info> {
    /// The staker.
    pub staker: Signer<'info>,
    /// The ledger, owner of the vaults.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The delegation.
    #[account(
        mut,
        has_one = staker @ EmissionsError::WrongDelegation,
        has_one = supplier @ EmissionsError::WrongDelegation,
    )]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The reward vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::REWARD_VAULT.address)]
    pub reward_vault: UncheckedAccount<'info>,
    /// The stake vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::STAKE_VAULT.address)]
    pub stake_vault: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::compound`].
pub fn handler(ctx: Context<Compound>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        ledger.pause.require_off(now)?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let mut delegation = accounts.delegation.load_mut()?;
        let amount = delegation.take_rewards(&supplier)?;
        if amount == 0 {
            return Ok(());
        }
        limits::require_may_join(&supplier, &delegation, amount)?;
        delegation.add(amount, &mut supplier)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.add_stake(amount)?;
        ledger.claimed_total = ledger.claimed_total.plus(amount)?;
        ledger.units_invariant(supplier.pool)?;
        ledger.claims_invariant()?;
        Compounded {
            supplier: accounts.supplier.key(),
            staker: delegation.staker,
            amount,
            claimed_total: ledger.claimed_total,
            active_total: supplier.stake.active()?,
        }
    };
    let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
    let (from, to) = (&accounts.reward_vault, &accounts.stake_vault);
    token::transfer(from, to, &accounts.ledger, event.amount, signer)?;
    accounts.event_authority.emit(event)
}
