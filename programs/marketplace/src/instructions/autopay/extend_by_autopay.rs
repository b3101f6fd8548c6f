//! Extends a running reservation from its payer's wallet.
//!
//! Who may call it: anyone, who gets a bounty if the payer has left any.
//!
//! 1. Refuses unless the autopay is of this reservation and its payer, before its lead, while a dispute is open, and above
//!    its highest price.
//! 2. Adds its hours as `extend` does, at the offer's present price, and refuses what that refuses.
//! 3. Refuses a cost above what it may still spend.
//! 4. If the payer's associated token account holds or has approved less, moves nothing: records that, emits
//!    `AutopayShort`, and succeeds. Refuses once that is recorded since the lead began.
//! 5. Moves the cost, with the fee on it, from the payer to the escrow, signed by the payer's spender.
//! 6. Emits `Extended`.
//! 7. Pays the bounty, unless the account would fall below its rent-exempt minimum.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{
    derived::is_derived,
    rent, seeds,
    token::{self, TokenAccount},
    types::{Supplier, SupplierUsage},
};

use crate::{
    error::MarketplaceError,
    events::{AutopayShort, Emit, Extended},
    instructions::shared::{allowance::funds, extension::Sale, payment::is_escrow},
    state::{Autopay, Config, Offer, Reservation},
};

/// Accounts of `extend_by_autopay`.
#[event_cpi]
#[derive(Accounts)]
pub struct ExtendByAutopay<'info> {
    /// The sender, who gets the bounty. Anyone.
    #[account(mut)]
    pub sender: Signer<'info>,
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
        has_one = supplier @ MarketplaceError::WrongSupplier,
        has_one = offer @ MarketplaceError::WrongOffer,
    )]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its autopay.
    #[account(mut, has_one = reservation @ MarketplaceError::WrongAutopay)]
    pub autopay: AccountLoader<'info, Autopay>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// The payer's associated token account.
    /// CHECK: the handler checks the address. If it cannot pay, nothing moves.
    #[account(mut)]
    pub payer_tokens: UncheckedAccount<'info>,
    /// The payer's delegate, which signs: `[SPENDER, payer]`.
    /// CHECK: the address is checked. It has no account.
    #[account(constraint = is_spender(spender.key, &autopay)? @ MarketplaceError::WrongSpender)]
    pub spender: UncheckedAccount<'info>,
    /// The IO/USD price, for a reservation in IO.
    /// CHECK: owner and content are checked in the handler.
    pub price: Option<UncheckedAccount<'info>>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// Whether `address` is the spender of the autopay's payer.
fn is_spender(address: &Pubkey, autopay: &AccountLoader<Autopay>) -> Result<bool> {
    let autopay = autopay.load()?;
    let (payer, bump) = (&autopay.payer, autopay.spender_bump);
    Ok(is_derived(address, seeds::SPENDER, payer, bump, &crate::ID))
}

/// What comes of it.
enum Outcome {
    /// The time is added: what to move, and the lamports of the bounty.
    Extended(Extended, u64),
    /// The wallet is short.
    Short(AutopayShort),
}

impl ExtendByAutopay<'_> {
    /// Writes the segment and what is spent, or that the wallet is short.
    fn reserve(&self, now: i64) -> Result<Outcome> {
        let autopay = &mut *self.autopay.load_mut()?;
        // Nothing of the reservation may change if the wallet is short.
        let mut reservation = self.reservation.load_mut()?;
        let mut extended = *reservation;
        let (revision, price) = {
            let offer = self.offer.load()?;
            (offer.revision, offer.price_micro_usd)
        };
        autopay.require_due(&reservation, price, now)?;
        let sale = Sale {
            config: &self.config,
            supplier: &self.supplier,
            supplier_usage: &self.supplier_usage,
            offer: &self.offer,
            price: self.price.as_ref(),
        };
        let (address, hours) = (self.reservation.key(), autopay.hours.into());
        let mut event = sale.add((address, &mut extended), hours, revision, now)?;

        let (mint, spender) = (&self.escrow.mint, self.spender.key);
        let funds = funds(&self.payer_tokens, mint, &autopay.payer, spender)?;
        if !autopay.spend(event.locked, funds, &reservation, now)? {
            return Ok(Outcome::Short(AutopayShort {
                reservation: address,
                needed: event.locked,
                held: funds.held,
                allowed: funds.allowed,
            }));
        }
        *reservation = extended;
        event.autopay_left = Some(autopay.left);
        let bounty = match autopay.bounties {
            0 => 0,
            _ => autopay.take_bounty(self.above_minimum()?),
        };
        Ok(Outcome::Extended(event, bounty))
    }

    /// Lamports of the autopay above its rent-exempt minimum, which a higher rate may have raised.
    fn above_minimum(&self) -> Result<u64> {
        let minimum = Rent::get()?.minimum_balance(Autopay::SIZE);
        Ok(self.autopay.get_lamports().saturating_sub(minimum))
    }

    /// Moves `amount` from the payer to the escrow.
    fn pay(&self, amount: u64) -> Result<()> {
        let (payer, bump) = {
            let autopay = self.autopay.load()?;
            (autopay.payer, [autopay.spender_bump])
        };
        let signer: &[&[u8]] = &[seeds::SPENDER, payer.as_ref(), &bump];
        token::transfer(
            &self.payer_tokens,
            &self.escrow,
            &self.spender,
            amount,
            &[signer],
        )
    }
}

/// See [`crate::marketplace::extend_by_autopay`].
pub fn handler(ctx: Context<ExtendByAutopay>) -> Result<()> {
    let accounts = &ctx.accounts;
    match accounts.reserve(Clock::get()?.unix_timestamp)? {
        Outcome::Short(event) => accounts.event_authority.emit(event),
        Outcome::Extended(event, bounty) => {
            accounts.pay(event.locked)?;
            accounts.event_authority.emit(event)?;
            rent::transfer(accounts.autopay.as_ref(), &accounts.sender, bounty)
        }
    }
}
