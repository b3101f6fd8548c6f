//! Reserves more time for a running reservation, at the current price of its offer.
//!
//! Who may call it: the payer of the reservation.
//!
//! 1. Refuses if the offer is paused, has fewer GPUs than are reserved, has another revision than the payer has
//!    read, or does not take the hours.
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
    math::Checked,
    require_gte,
    token::{self, TokenAccount},
    types::{Supplier, SupplierUsage},
};

use crate::{
    error::MarketplaceError,
    events::{Emit, Extended, Totals},
    instructions::shared::{
        payment::is_escrow,
        pricing::{self, Wanted},
    },
    state::{usage, Config, Offer, Reservation},
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
        let (config, offer) = (self.config.load()?, self.offer.load()?);
        let mut reservation = self.reservation.load_mut()?;
        let currency = reservation.currency()?;
        let terms = &reservation.terms;
        offer.accept_more(args.hours, currency, args.offer_revision, terms)?;
        usage::require_sold(&*self.supplier_usage.load()?, &*self.supplier.load()?, now)?;

        let wanted = Wanted {
            gpus: reservation.gpus,
            hours: args.hours,
            currency,
        };
        let segment = pricing::segment(&config, &offer, wanted, self.price.as_ref(), now)?;
        let locked = reservation.extend(segment, now)?;
        require_gte!(args.max_amount, locked, MarketplaceError::CostAboveMaximum);
        let ahead = reservation.ends_at()?.minus(now)?;
        offer.accept_end(ahead, currency, config.max_hours)?;
        let owed = reservation.invariant()?;
        Ok(Extended {
            reservation: self.reservation.key(),
            seconds: segment.seconds,
            rate: segment.rate,
            locked,
            ends_at: reservation.ends_at()?,
            totals: Totals::new(&reservation, &owed),
        })
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
