//! Reserves GPUs of an offer and locks the whole cost in an escrow.
//!
//! Who may call it: a renter with a payer, who may be the renter itself. Both sign. The payer pays everything, and
//! everything that comes back goes to it.
//!
//! 1. Takes the GPUs from the offer. Refuses if the offer is paused, has too few GPUs, has another revision than the
//!    renter has read, or does not take the hours or the currency.
//! 2. Adds them to the usage account. Refuses unless all reserved GPUs of the supplier are attested and backed by
//!    stake.
//! 3. Computes the cost: hours at the price of the offer, in IO by the oracle, with the renter's fee. Refuses while
//!    the marketplace is paused, or above the payer's maximum.
//! 4. Creates the reservation, with the bounty on top of its rent, and its escrow.
//! 5. Writes the reservation, with terms that never change.
//! 6. Moves the whole cost from the payer to the escrow.
//! 7. Emits `Reserved`.

use anchor_lang::prelude::*;
use anchor_spl::token::{self as spl, Token};
use io_common::{
    create::{self, Size},
    require_gte, require_keys_eq, seeds,
    token::{self, TokenAccount},
    types::{Supplier, SupplierUsage},
    CommonError,
};

use crate::{
    error::MarketplaceError,
    events::{Emit, Reserved},
    instructions::shared::{
        address::bump_of,
        pricing::{self, Wanted},
    },
    quote,
    state::{
        usage, Config, Currency, Dispute, EndReason, Offer, Outage, Paid, Reservation, Segments,
        Status,
    },
};

/// Arguments of `reserve`.
#[derive(Clone, Debug, AnchorSerialize, AnchorDeserialize)]
pub struct ReserveArgs {
    /// A number without an open reservation of this renter; part of the address.
    pub number: u64,
    /// GPUs to reserve, at least 1.
    pub gpus: u32,
    /// Hours to reserve, within those of the offer and the market's maximum.
    pub hours: u32,
    /// Currency of the payment.
    pub currency: Currency,
    /// Revision of the offer that the renter has read.
    pub offer_revision: u32,
    /// Maximum amount to lock, including the renter's fee, in base units.
    pub max_amount: u64,
    /// Public key to which the supplier encrypts the connection details.
    pub connection_key: [u8; 32],
}

/// Accounts of `reserve`.
#[event_cpi]
#[derive(Accounts)]
pub struct Reserve<'info> {
    /// The renter, who uses the GPUs. It may be the payer.
    pub renter: Signer<'info>,
    /// Pays the cost, the rent of the accounts, and the bounty. Authority over `payer_tokens`.
    #[account(mut)]
    pub payer: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The supplier.
    pub supplier: AccountLoader<'info, Supplier>,
    /// Its usage account.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplierUsage)]
    pub supplier_usage: AccountLoader<'info, SupplierUsage>,
    /// The offer.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub offer: AccountLoader<'info, Offer>,
    /// The reservation, which the handler creates: `[RESERVATION, renter, number]`.
    /// CHECK: the handler creates it at that address.
    #[account(mut)]
    pub reservation: UncheckedAccount<'info>,
    /// Its escrow, which the handler creates: `[ESCROW, reservation]`.
    /// CHECK: the handler creates it at that address.
    #[account(mut)]
    pub escrow: UncheckedAccount<'info>,
    /// The mint of the currency.
    /// CHECK: the configuration names it, and the token program reads it.
    #[account(owner = spl::ID @ ErrorCode::AccountOwnedByWrongProgram)]
    pub mint: UncheckedAccount<'info>,
    /// Source of the payer's tokens.
    /// CHECK: the token program checks mint and owner.
    #[account(mut)]
    pub payer_tokens: UncheckedAccount<'info>,
    /// The IO/USD price, for a reservation in IO.
    /// CHECK: owner and content are checked in the handler.
    pub price: Option<UncheckedAccount<'info>>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Reserve<'_> {
    /// Takes the GPUs from the offer and the usage account, and writes the reservation.
    fn reserve(&self, args: &ReserveArgs, now: i64) -> Result<Reserved> {
        let config = self.config.load()?;
        let mint = config.mint(args.currency);
        require_keys_eq!(self.mint.key(), mint, MarketplaceError::WrongMint);
        let mut offer = self.offer.load_mut()?;
        offer.take(args.gpus, args.hours, args.currency, args.offer_revision)?;
        let mut usage = self.supplier_usage.load_mut()?;
        let supplier = self.supplier.load()?;
        usage::reserve(&mut usage, &supplier, args.gpus, now)?;

        let wanted = Wanted {
            gpus: args.gpus,
            hours: args.hours,
            currency: args.currency,
        };
        let segment = pricing::segment(&config, &offer, wanted, self.price.as_ref(), now)?;
        let terms = config.terms(args.currency)?;
        let terms = terms.reserved(segment.seconds, offer.min_hours, offer.notice_hours)?;
        let cost = quote::cost(segment, &terms)?;
        let locked = cost.total;
        require_gte!(args.max_amount, locked, MarketplaceError::CostAboveMaximum);

        let bounty = u32::try_from(config.bounty).map_err(|_| CommonError::MathOverflow)?;
        let (bump, escrow_bump) = self.make_accounts(args.number, bounty)?;
        let reservation = Reservation {
            renter: self.renter.key(),
            supplier: self.supplier.key(),
            offer: self.offer.key(),
            payer: self.payer.key(),
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
            bounty,
            breach: usage::breach(&supplier, args.gpus)?,
            dispute: Dispute::default(),
            outage: Outage::default(),
            terms,
            acted_at: 0,
            announced: 0,
            gpus: args.gpus,
            currency: args.currency as u8,
            status: Status::Reserved as u8,
            end_reason: EndReason::None as u8,
            bump,
            escrow_bump,
            gap: 0,
            supplier_paid: 0,
            padding: [0; 1],
        };
        reservation.invariant()?;
        create::write(&self.reservation, &reservation)?;
        Ok(Reserved {
            reservation: self.reservation.key(),
            renter: reservation.renter,
            payer: reservation.payer,
            supplier: reservation.supplier,
            offer: reservation.offer,
            currency: args.currency,
            gpus: args.gpus,
            seconds: segment.seconds,
            rate: segment.rate,
            locked,
            reserved_gpus: usage.reserved_gpus,
            breach: reservation.breach,
        })
    }

    /// Creates the reservation, with the bounty on top of its rent, and its escrow. Returns their bumps.
    fn make_accounts(&self, number: u64, bounty: u32) -> Result<(u8, u8)> {
        let rent = Rent::get()?;
        let (payer, reservation, escrow) = (&self.payer, &self.reservation, &self.escrow);

        let (renter, number) = (self.renter.key.as_ref(), number.to_le_bytes());
        let seeds: [&[u8]; 3] = [seeds::RESERVATION, renter, &number];
        let bump = bump_of(reservation, seeds, "reservation")?;
        let [prefix, renter, number] = seeds;
        let size = Size {
            space: Reservation::SIZE,
            rent: rent.minimum_balance(Reservation::SIZE),
            deposit: bounty.into(),
        };
        let signer: &[&[u8]] = &[prefix, renter, number, &[bump]];
        create::create(payer, reservation, size, &crate::ID, signer)?;

        let key = reservation.key.as_ref();
        let escrow_bump = bump_of(escrow, [seeds::ESCROW, key], "escrow")?;
        let size = Size {
            space: TokenAccount::SIZE,
            rent: rent.minimum_balance(TokenAccount::SIZE),
            deposit: 0,
        };
        let signer: &[&[u8]] = &[seeds::ESCROW, key, &[escrow_bump]];
        create::create(payer, escrow, size, &spl::ID, signer)?;
        token::initialize(escrow, &self.mint, reservation.key)?;
        Ok((bump, escrow_bump))
    }
}

/// See [`crate::marketplace::reserve`].
pub fn handler(ctx: Context<Reserve>, args: ReserveArgs) -> Result<()> {
    let accounts = &ctx.accounts;
    let event = accounts.reserve(&args, Clock::get()?.unix_timestamp)?;
    let (from, escrow) = (&accounts.payer_tokens, &accounts.escrow);
    token::transfer(from, escrow, &accounts.payer, event.locked, &[])?;
    accounts.event_authority.emit(event)
}
