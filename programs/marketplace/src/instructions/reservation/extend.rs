//! Reserves more time for a running reservation, at the current price of its offer.
//!
//! Who may call it: the payer of the reservation.
//!
//! 1. Refuses if the reservation ends at another time than the payer has read, or if the offer is paused, has fewer GPUs
//!    than are reserved, has another revision than the payer has read, or does not take the hours.
//! 2. Refuses unless all reserved GPUs of the supplier are attested and backed by stake.
//! 3. Computes the cost: hours at the current price, in IO by the oracle. Refuses while the marketplace is paused.
//! 4. Extends the last segment if the rate is the same, else adds a segment; folds paid segments if none is free.
//!    Refuses if the reservation's time is over, or above the payer's maximum.
//! 5. Refuses an end further ahead than the longest stay, or after the notice of an announced end.
//! 6. Moves the cost, with the fee on it, from the payer to the escrow.
//! 7. Emits `Extended`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    require_gte,
    token::{self, TokenAccount},
    types::{Supplier, SupplierUsage},
};

use crate::{
    error::MarketplaceError,
    events::{Emit, Extended},
    instructions::shared::{extension::Sale, payment::is_escrow},
    state::{Config, Offer, Reservation},
};

/// Arguments of `extend`.
#[derive(Clone, Debug, AnchorSerialize, AnchorDeserialize)]
pub struct ExtendArgs {
    /// Hours to add.
    pub hours: u32,
    /// Revision of the offer that the payer has read.
    pub offer_revision: u32,
    /// Maximum amount to lock, including the renter's fee, in base units.
    pub max_amount: u64,
    /// Present end of the reservation that the payer has read, in unix seconds. So the same extension is not made twice.
    pub ends_at: i64,
}

/// Accounts of `extend`.
#[event_cpi]
#[derive(Accounts)]
pub struct Extend<'info> {
    /// The payer of the reservation, authority over `payer_tokens`.
    pub payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its usage account.
    #[account(has_one = supplier @ MarketplaceError::WrongSupplierUsage)]
    pub supplier_usage: AccountLoader<'info, SupplierUsage>,
    /// The offer.
    pub offer: AccountLoader<'info, Offer>,
    /// The reservation.
    #[account(
        mut,
        has_one = payer @ MarketplaceError::NotPayer,
        has_one = supplier @ MarketplaceError::WrongSupplier,
        has_one = offer @ MarketplaceError::WrongOffer,
    )]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// Source of the payer's tokens.
    /// CHECK: the token program checks mint and owner.
    #[account(mut)]
    pub payer_tokens: UncheckedAccount<'info>,
    /// The IO/USD price, for a reservation in IO.
    /// CHECK: owner and content are checked in the handler.
    pub price: Option<UncheckedAccount<'info>>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

impl Extend<'_> {
    /// Writes the segment, if it can be sold now.
    fn reserve(&self, args: &ExtendArgs, now: i64) -> Result<Extended> {
        let sale = Sale {
            config: &self.config,
            supplier: &self.supplier,
            supplier_usage: &self.supplier_usage,
            offer: &self.offer,
            price: self.price.as_ref(),
        };
        let (address, reservation) = (self.reservation.key(), &mut *self.reservation.load_mut()?);
        reservation.require_end(args.ends_at)?;
        let event = sale.add((address, reservation), args.hours, args.offer_revision, now)?;
        require_gte!(
            args.max_amount,
            event.locked,
            MarketplaceError::CostAboveMaximum
        );
        Ok(event)
    }
}

/// See [`crate::marketplace::extend`].
pub fn handler(ctx: Context<Extend>, args: ExtendArgs) -> Result<()> {
    let accounts = &ctx.accounts;
    let event = accounts.reserve(&args, Clock::get()?.unix_timestamp)?;
    let (from, escrow) = (&accounts.payer_tokens, &accounts.escrow);
    token::transfer(from, escrow, &accounts.payer, event.locked, &[])?;
    accounts.event_authority.emit(event)
}
