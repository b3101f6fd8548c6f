//! Brings the emission clock to the current hour and mints the emissions of the hours since the last call.
//!
//! Who may call it: anyone.
//!
//! 1. Refuses before the launch.
//! 2. For each hour: shares its amount of the schedule between the pools by their units, and raises the index of
//!    each. With too few units nothing is emitted, and the schedule waits.
//! 3. Applies the units that rise or expire at the start of the next hour, and writes the indexes at that time to the
//!    history page.
//! 4. Skips the hours in which no pool has units.
//! 5. Mints the sum to the reward vault and emits `ClockAdvanced`. Succeeds if there is nothing to mint.

use anchor_lang::prelude::*;
use anchor_spl::token::{Mint, Token};
use io_common::{addresses, constants::epoch_hour, require, seeds, token};

use crate::{
    error::EmissionsError,
    events::{ClockAdvanced, Emit},
    state::{page_of, Config, HistoryPage, Ledger},
};

/// Accounts of `advance_clock`.
#[event_cpi]
#[derive(Accounts)]
pub struct AdvanceClock<'info> {
    /// Configuration.
    #[account(has_one = io_mint @ EmissionsError::WrongMint)]
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The page of the first hour to record.
    #[account(mut)]
    pub page: Option<AccountLoader<'info, HistoryPage>>,
    /// The next page, if the hours cross into it.
    #[account(mut)]
    pub next_page: Option<AccountLoader<'info, HistoryPage>>,
    /// The IO mint.
    #[account(mut, dup)]
    pub io_mint: Account<'info, Mint>,
    /// The reward vault.
    /// CHECK: the address is that of the program's own token account.
    #[account(mut, address = addresses::REWARD_VAULT.address)]
    pub reward_vault: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::emissions::advance_clock`].
pub fn handler(ctx: Context<AdvanceClock>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = epoch_hour(Clock::get()?.unix_timestamp);
    let pages = [&accounts.page, &accounts.next_page];
    let (minted, event) = {
        let config = accounts.config.load()?;
        let mut ledger = accounts.ledger.load_mut()?;
        require!(ledger.is_launched(), EmissionsError::NotLaunched);
        let done = ledger.advance(&config, now, |hour, indexes| {
            let (number, place) = page_of(hour);
            for page in pages.into_iter().flatten() {
                let mut page = page.load_mut()?;
                if page.page == number {
                    page.indexes[place] = indexes;
                    return Ok(());
                }
            }
            err!(EmissionsError::HistoryPageMissing)
        })?;
        ledger.invariant()?;
        let event = ClockAdvanced {
            hour: ledger.hour,
            schedule_hour: ledger.schedule_hour,
            minted: done.minted,
            emitted_total: ledger.emitted_total,
        };
        (done.minted, event)
    };
    if minted > 0 {
        let signer: &[&[&[u8]]] = &[&[seeds::LEDGER, &[addresses::LEDGER.bump]]];
        let (mint, vault) = (&accounts.io_mint, &accounts.reward_vault);
        token::mint_to(mint, vault, &accounts.ledger, minted, signer)?;
        accounts.event_authority.emit(event)?;
    }
    Ok(())
}
