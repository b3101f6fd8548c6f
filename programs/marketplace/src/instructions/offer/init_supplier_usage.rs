//! Creates the usage account of a supplier, before its first offer.
//!
//! Who may call it: anyone, who pays the rent.
//!
//! 1. Creates the account at the address of the supplier.
//! 2. Writes the supplier and the payer; all counts start at zero.
//! 3. Emits nothing.

use anchor_lang::prelude::*;
use io_common::{
    seeds,
    types::{ServiceRecord, Supplier, SupplierUsage},
};

/// Accounts of `init_supplier_usage`.
#[derive(Accounts)]
pub struct InitSupplierUsage<'info> {
    /// Pays the rent. Anyone.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its usage account.
    #[account(
        init, payer = payer, space = SupplierUsage::SIZE,
        seeds = [seeds::SUPPLIER_USAGE, supplier.key().as_ref()], bump,
    )]
    pub supplier_usage: AccountLoader<'info, SupplierUsage>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::marketplace::init_supplier_usage`].
pub fn handler(ctx: Context<InitSupplierUsage>) -> Result<()> {
    *ctx.accounts.supplier_usage.load_init()? = SupplierUsage {
        supplier: ctx.accounts.supplier.key(),
        payer: ctx.accounts.payer.key(),
        service: ServiceRecord::default(),
        breached: 0,
        not_started_hour: 0,
        not_started_hours: 0,
        reserved_gpus: 0,
        open_reservations: 0,
        offers: 0,
        bump: ctx.bumps.supplier_usage,
        padding: [0; 3],
    };
    Ok(())
}
