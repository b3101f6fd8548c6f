//! Offers GPUs.

use anchor_lang::prelude::*;
use io_common::{
    math::Checked,
    seeds,
    types::{Supplier, SupplierBook},
};

use crate::{
    constants::{DEFAULT_MAX_IO_HOURS, REGION_LEN},
    error::MarketplaceError,
    events::OfferCreated,
    state::{book::may_serve, Config, Interconnect, Offer},
};

/// Arguments of `create_offer`.
#[derive(Clone, Debug, AnchorSerialize, AnchorDeserialize)]
pub struct OfferArgs {
    /// Price of a GPU-hour in micro-USD.
    pub price_micro_usd: u64,
    /// GPUs.
    pub gpus: u32,
    /// Shortest reservation, in hours.
    pub min_hours: u32,
    /// Longest reservation, in hours.
    pub max_hours: u32,
    /// Longest segment in IO, in hours; 168 if not given.
    pub max_io_hours: Option<u32>,
    /// Where the GPUs are: UTF-8, zero-padded.
    pub region: [u8; REGION_LEN],
    /// How they are connected.
    pub interconnect: Interconnect,
    /// Set of currencies taken: IO 1, USDC 2, both 3.
    pub currencies: u8,
}

/// Accounts of `create_offer`.
#[event_cpi]
#[derive(Accounts)]
pub struct CreateOffer<'info> {
    /// Owner or operator of the supplier, who pays.
    #[account(
        mut,
        constraint = may_serve(&*supplier.load()?, authority.key) @ MarketplaceError::NotSupplier,
    )]
    pub authority: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its book.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongBook)]
    pub book: AccountLoader<'info, SupplierBook>,
    /// The offer.
    #[account(
        init, payer = authority, space = Offer::SIZE,
        seeds = [
            seeds::OFFER, supplier.key().as_ref(), &book.load()?.offers.to_le_bytes(),
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
        let mut book = accounts.book.load_mut()?;
        let sequence = book.offers;
        book.offers = sequence.plus(1)?;
        let mut offer = accounts.offer.load_init()?;
        *offer = Offer {
            supplier: accounts.supplier.key(),
            region: args.region,
            price_micro_usd: args.price_micro_usd,
            sequence,
            revision: 0,
            gpus: args.gpus,
            reserved: 0,
            min_hours: args.min_hours,
            max_hours: args.max_hours,
            max_io_hours: args.max_io_hours.unwrap_or(DEFAULT_MAX_IO_HOURS),
            model,
            interconnect: args.interconnect as u8,
            currencies: args.currencies,
            bump: ctx.bumps.offer,
            version: 1,
            padding: [0; 6],
        };
        offer.check(accounts.config.load()?.max_hours)?;
    }
    emit_cpi!(OfferCreated {
        offer: accounts.offer.key(),
        supplier: accounts.supplier.key(),
        model,
        gpus: args.gpus,
        price_micro_usd: args.price_micro_usd,
        currencies: args.currencies,
    });
    Ok(())
}
