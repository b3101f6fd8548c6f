//! Creates a page for the indexes of 240 epoch hours.
//!
//! Who may call it: anyone, who pays the rent.
//!
//! 1. Creates the page at the address of its number.
//! 2. Refuses before the launch, and a page behind the ledger's hour or too far ahead of the current one.
//! 3. Writes the payer and the number. Emits nothing.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, math::Checked, require, seeds};

use crate::{
    constants::PAGES_AHEAD,
    error::EmissionsError,
    state::{page_of, HistoryPage, Ledger},
};

/// Accounts of `create_history_page`.
#[derive(Accounts)]
#[instruction(page: u32)]
pub struct CreateHistoryPage<'info> {
    /// Pays for the page.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The ledger.
    pub ledger: AccountLoader<'info, Ledger>,
    /// The page.
    #[account(
        init, payer = payer, space = HistoryPage::SIZE,
        seeds = [seeds::HISTORY, &page.to_le_bytes()], bump,
    )]
    pub history_page: AccountLoader<'info, HistoryPage>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::create_history_page`].
pub fn handler(ctx: Context<CreateHistoryPage>, page: u32) -> Result<()> {
    let ledger = ctx.accounts.ledger.load()?;
    require!(ledger.is_launched(), EmissionsError::NotLaunched);
    let (first, _) = page_of(ledger.hour);
    let (present, _) = page_of(epoch_hour(Clock::get()?.unix_timestamp));
    let pages = first..=present.plus(PAGES_AHEAD)?;
    require!(pages.contains(&page), EmissionsError::PageOutOfRange);
    let mut account = ctx.accounts.history_page.load_init()?;
    account.payer = ctx.accounts.payer.key();
    (account.page, account.bump) = (page, ctx.bumps.history_page);
    Ok(())
}
