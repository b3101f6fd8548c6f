//! Burns the stake that a slash holds.
//!
//! Who may call it: anyone, from 30 days after the proposal until it lapses.
//!
//! 1. Refuses before it is due and after it has lapsed.
//! 2. Refuses unless the clock and the supplier are up to date (P-07).
//! 3. Takes the held stake off the supplier, and counts its units again.
//! 4. Burns it out of the stake vault; the ledger signs.
//! 5. Emits `Slashed`.
//! 6. Closes the slash if no delegation still has to follow it; its rent goes back to its payer.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    addresses, constants::epoch_hour, math::Checked, require_gte, seeds, token, types::Supplier,
};

use crate::{
    error::EmissionsError,
    events::{Emit, Slashed},
    instructions::shared::slash::close_if_over,
    state::{slashing, units, Ledger, Slash},
};

/// Accounts of `execute_slash`.
#[event_cpi]
#[derive(Accounts)]
pub struct ExecuteSlash<'info> {
    /// The ledger, owner of the vault.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The slash.
    #[account(
        mut,
        has_one = supplier @ EmissionsError::WrongSlash,
        has_one = payer @ EmissionsError::WrongSlash,
    )]
    pub slash: AccountLoader<'info, Slash>,
    /// Rent payer; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
    /// The IO mint.
    /// CHECK: the token program checks that it is the vault's.
    #[account(mut)]
    pub io_mint: UncheckedAccount<'info>,
    /// The stake vault.
    /// CHECK: the address is the program's own token account.
    #[account(mut, address = addresses::STAKE_VAULT.address)]
    pub stake_vault: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::execute_slash`].
pub fn handler(ctx: Context<ExecuteSlash>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let (burned, event) = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        let mut slash = accounts.slash.load_mut()?;
        require_gte!(now, slash.due_at, EmissionsError::SlashNotDue);
        require_gte!(slash.lapses_at, now, EmissionsError::SlashLapsed);
        units::require_current(&supplier, &ledger, epoch_hour(now))?;

        slashing::execute(&mut supplier, &mut slash)?;
        units::recount(&mut supplier, &mut ledger)?;
        let burned = slash.amount;
        ledger.slashed_total = ledger.slashed_total.plus(burned)?;
        ledger.remove_stake(burned);
        ledger.invariant()?;
        let (delegated, cooling) = (slash.delegated_held, slash.cooling_held);
        let event = Slashed {
            supplier: slash.supplier,
            number: slash.number,
            reason: slash.reason,
            own: burned.minus(delegated)?.minus(cooling)?,
            delegated,
            cooling,
            open_total: supplier.slashes.open,
            active_total: supplier.stake.active()?,
            slashed_total: ledger.slashed_total,
        };
        (burned, event)
    };
    let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
    let (mint, vault) = (&accounts.io_mint, &accounts.stake_vault);
    token::burn(mint, vault, &accounts.ledger, burned, signer)?;
    accounts.event_authority.emit(event)?;
    close_if_over(&accounts.slash, &accounts.payer)
}
