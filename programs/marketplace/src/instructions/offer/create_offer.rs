//! Offers GPUs of a supplier.
//!
//! Who may call it: owner or operator of the supplier, who pays the rent.
//!
//! 1. Creates the offer at the address of the supplier and the next number of its usage account.
//! 2. Raises that number, and copies the GPU model of the supplier.
//! 3. Refuses while the marketplace is paused.
//! 4. Writes GPUs, price, hours and currencies. Refuses an offer that no one could reserve.
//! 5. Emits `OfferCreated`.

use anchor_lang::prelude::*;
use bytemuck::Zeroable;
use io_common::{
    math::Checked,
    seeds,
    types::{Supplier, SupplierUsage},
};

use crate::{
    error::MarketplaceError,
    events::{Emit, OfferCreated},
    state::{usage::may_serve, Config, Offer, OfferArgs},
};

/// Accounts of `create_offer`.
#[event_cpi]
#[derive(Accounts)]
pub struct CreateOffer<'info> {
    /// Owner or operator of the supplier, who pays the rent.
    #[account(
        mut,
        constraint = may_serve(&*supplier.load()?, authority.key) @ MarketplaceError::NotSupplier,
    )]
    pub authority: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its usage account.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplierUsage)]
    pub supplier_usage: AccountLoader<'info, SupplierUsage>,
    /// The offer.
    #[account(
        init, payer = authority, space = Offer::SIZE,
        seeds = [
            seeds::OFFER, supplier.key().as_ref(), &supplier_usage.load()?.offers.to_le_bytes(),
        ],
        bump,
    )]
    pub offer: AccountLoader<'info, Offer>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::marketplace::create_offer`].
pub fn handler(ctx: Context<CreateOffer>, args: OfferArgs) -> Result<()> {
    let accounts = &ctx.accounts;
    let model = accounts.supplier.load()?.model;
    {
        let mut usage = accounts.supplier_usage.load_mut()?;
        let sequence = usage.offers;
        usage.offers = sequence.plus(1)?;
        let mut offer = accounts.offer.load_init()?;
        *offer = Offer {
            supplier: accounts.supplier.key(),
            sequence,
            model,
            bump: ctx.bumps.offer,
            ..Offer::zeroed()
        };
        let config = accounts.config.load()?;
        config.pause.require_off(Clock::get()?.unix_timestamp)?;
        offer.set(&args, config.max_hours)?;
    }
    accounts.event_authority.emit(OfferCreated {
        offer: accounts.offer.key(),
        supplier: accounts.supplier.key(),
        model,
        gpus: args.gpus,
        price_micro_usd: args.price_micro_usd,
        currencies: args.currencies,
    })
}
