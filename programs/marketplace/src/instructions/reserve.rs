//! Reserves GPUs and pays for them.

use anchor_lang::{prelude::*, system_program};
use anchor_spl::token::{Mint, Token};
use io_common::{
    seeds,
    token::{self, TokenAccount},
    types::{Supplier, SupplierBook},
    CommonError,
};

use super::booking;
use crate::{
    error::MarketplaceError,
    events::{Emit, Reserved},
    quote,
    state::{
        book, Config, Currency, Dispute, EndReason, Offer, Outage, Paid, Reservation, Segments,
        Status,
    },
};

/// Arguments of `reserve`.
#[derive(Clone, Debug, AnchorSerialize, AnchorDeserialize)]
pub struct ReserveArgs {
    /// Any number that the renter has no open reservation of: part of the address.
    pub number: u64,
    /// GPUs.
    pub gpus: u32,
    /// Hours.
    pub hours: u32,
    /// Currency.
    pub currency: Currency,
    /// The offer's revision that the renter has seen.
    pub offer_revision: u32,
    /// The most that may be locked, with the renter's fee, in base units.
    pub max_amount: u64,
    /// Public key to which the supplier encrypts the connection details.
    pub connection_key: [u8; 32],
}

/// Accounts of `reserve`.
#[event_cpi]
#[derive(Accounts)]
#[instruction(args: ReserveArgs)]
pub struct Reserve<'info> {
    /// Who rents, and pays for the GPUs.
    pub renter: Signer<'info>,
    /// Who pays the rent of the accounts, and the bounty.
    #[account(mut)]
    pub rent_payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// Who supplies.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its book.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongBook)]
    pub book: AccountLoader<'info, SupplierBook>,
    /// The offer.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub offer: AccountLoader<'info, Offer>,
    /// The reservation.
    #[account(
        init, payer = rent_payer, space = Reservation::SIZE,
        seeds = [seeds::RESERVATION, renter.key().as_ref(), &args.number.to_le_bytes()], bump,
    )]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its escrow.
    #[account(
        init, payer = rent_payer, seeds = [seeds::ESCROW, reservation.key().as_ref()], bump,
        token::mint = mint, token::authority = reservation,
    )]
    pub escrow: Box<Account<'info, TokenAccount>>,
    /// The mint of the currency.
    #[account(
        constraint = mint.key() == config.load()?.mint(args.currency) @ MarketplaceError::WrongMint,
    )]
    pub mint: Box<Account<'info, Mint>>,
    /// CHECK: the renter's tokens; the token program checks mint and owner.
    #[account(mut)]
    pub renter_tokens: UncheckedAccount<'info>,
    /// CHECK: the IO/USD price, for IO; owner and content are checked in the handler.
    pub price: Option<UncheckedAccount<'info>>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Reserve<'_> {
    /// Takes the GPUs from the offer and the book, and writes the reservation.
    fn book(&self, args: &ReserveArgs, bumps: &ReserveBumps, now: i64) -> Result<Reserved> {
        let config = self.config.load()?;
        let mut offer = self.offer.load_mut()?;
        offer.take(args.gpus, args.hours, args.currency, args.offer_revision)?;
        let mut book = self.book.load_mut()?;
        let supplier = self.supplier.load()?;
        book::reserve(&mut book, &supplier, args.gpus, now)?;

        let what = (args.gpus, args.hours, args.currency);
        let segment = booking::segment(&config, &offer, what, self.price.as_ref(), now)?;
        let terms = config.terms(args.currency)?;
        let terms = terms.booked(segment.seconds, offer.min_hours)?;
        let cost = quote::cost(segment, &terms)?;
        let locked = cost.total;
        require_gte!(args.max_amount, locked, MarketplaceError::CostAboveMaximum);

        let mut reservation = self.reservation.load_init()?;
        *reservation = Reservation {
            renter: self.renter.key(),
            supplier: self.supplier.key(),
            offer: self.offer.key(),
            rent_payer: self.rent_payer.key(),
            connection_key: args.connection_key,
            connection_hash: [0; 32],
            segments: Segments::new(segment),
            number: args.number,
            created_at: now,
            started_at: 0,
            ended_at: 0,
            locked,
            payable: cost.gross,
            charged: 0,
            paid: Paid::default(),
            bounty: u32::try_from(config.bounty).map_err(|_| CommonError::MathOverflow)?,
            breach: book::breach(&supplier, args.gpus)?,
            dispute: Dispute::default(),
            outage: Outage::default(),
            terms,
            acted_at: 0,
            gpus: args.gpus,
            currency: args.currency as u8,
            status: Status::Reserved as u8,
            end_reason: EndReason::None as u8,
            bump: bumps.reservation,
            escrow_bump: bumps.escrow,
            version: 1,
            supplier_paid: 0,
            padding: [0; 1],
        };
        reservation.invariant()?;
        Ok(Reserved {
            reservation: self.reservation.key(),
            renter: reservation.renter,
            supplier: reservation.supplier,
            offer: reservation.offer,
            currency: args.currency,
            gpus: args.gpus,
            seconds: segment.seconds,
            rate: segment.rate,
            locked,
            reserved_gpus: book.reserved_gpus,
        })
    }

    /// Puts the bounty on top of the reservation's rent.
    fn deposit_bounty(&self) -> Result<()> {
        let bounty = self.config.load()?.bounty;
        let accounts = system_program::Transfer {
            from: self.rent_payer.to_account_info(),
            to: self.reservation.to_account_info(),
        };
        system_program::transfer(CpiContext::new(system_program::ID, accounts), bounty)
    }
}

/// See [`crate::marketplace::reserve`].
pub fn handler(ctx: Context<Reserve>, args: ReserveArgs) -> Result<()> {
    let accounts = &ctx.accounts;
    let event = accounts.book(&args, &ctx.bumps, Clock::get()?.unix_timestamp)?;
    let (from, escrow) = (&accounts.renter_tokens, accounts.escrow.as_ref());
    token::transfer(from, escrow, &accounts.renter, event.locked, &[])?;
    accounts.deposit_bounty()?;
    accounts.event_authority.emit(event)
}
