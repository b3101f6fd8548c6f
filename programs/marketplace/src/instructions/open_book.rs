//! Opens a supplier's book.

use anchor_lang::prelude::*;
use io_common::{
    seeds,
    types::{ServiceRecord, Supplier, SupplierBook},
};

/// Accounts of `open_book`.
#[derive(Accounts)]
pub struct OpenBook<'info> {
    /// Anyone, who pays.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its book.
    #[account(
        init, payer = payer, space = SupplierBook::SIZE,
        seeds = [seeds::BOOK, supplier.key().as_ref()], bump,
    )]
    pub book: AccountLoader<'info, SupplierBook>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::marketplace::open_book`].
pub fn handler(ctx: Context<OpenBook>) -> Result<()> {
    *ctx.accounts.book.load_init()? = SupplierBook {
        supplier: ctx.accounts.supplier.key(),
        payer: ctx.accounts.payer.key(),
        service: ServiceRecord::default(),
        breached: 0,
        not_started_hour: 0,
        not_started_hours: 0,
        reserved_gpus: 0,
        open_reservations: 0,
        offers: 0,
        bump: ctx.bumps.book,
        version: 1,
        padding: [0; 2],
    };
    Ok(())
}
