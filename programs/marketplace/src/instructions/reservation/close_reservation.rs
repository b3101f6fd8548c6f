//! Pays out the hold-back and closes the reservation.
//!
//! Who may call it: anyone, who gets the bounty if the account closes and anything was due.
//!
//! 1. Refuses while the reservation waits or runs, during the hold-back, and during a dispute. Charges all that is
//!    due.
//! 2. Updates the service record, with a breach if there was one.
//! 3. Records what supplier, payer and fee vault are owed as paid, for each that can receive; otherwise it stays
//!    owed.
//! 4. Moves the three payments out of the escrow.
//! 5. If no one is owed anything any more, sends tokens that others have sent to the escrow to the vault, or to an
//!    account that the sender names while the vault cannot receive.
//! 6. Closes the escrow and emits `ReservationClosed`. While anyone is owed anything, it only emits the event.
//! 7. Pays the bounty to the sender; the rent goes back to its payer.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{addresses, math::Checked, token::TokenAccount, types::SupplierUsage};

use crate::{
    error::MarketplaceError,
    events::{Emit, ReservationClosed, Totals},
    instructions::shared::payment::{can_receive, is_escrow, Escrow},
    state::{usage, Payees, Reservation, Status},
};

/// Accounts of `close_reservation`.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseReservation<'info> {
    /// The sender, who gets the bounty, if any, when the reservation closes. Anyone.
    #[account(mut)]
    pub finisher: Signer<'info>,
    /// The reservation.
    #[account(
        mut,
        has_one = supplier @ MarketplaceError::WrongSupplier,
        has_one = payer @ MarketplaceError::WrongReservationPayer,
    )]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its supplier.
    /// CHECK: the address is that of the reservation. Nothing is owed to a closed supplier.
    pub supplier: UncheckedAccount<'info>,
    /// The supplier's usage account.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplierUsage)]
    pub supplier_usage: AccountLoader<'info, SupplierUsage>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// The payout wallet's associated token account. If it cannot receive, the payment stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub supplier_tokens: UncheckedAccount<'info>,
    /// The payer's associated token account. If it cannot receive, the refund stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub payer_tokens: UncheckedAccount<'info>,
    /// The fee-burn vault of the currency. If it cannot receive, the fees stay owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub fee_vault: UncheckedAccount<'info>,
    /// Any token account of the currency that the sender chooses. Only needed while the vault cannot receive: then it
    /// gets the tokens that others have sent to the escrow.
    /// CHECK: the token program checks the mint.
    #[account(mut)]
    pub surplus_tokens: Option<UncheckedAccount<'info>>,
    /// Payer of the reservation; gets the rent back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

impl<'info> CloseReservation<'info> {
    /// Allocates everything and records what can be paid. Returns the escrow, the event and the bounty.
    fn record<'a>(&'a self, now: i64) -> Result<(Escrow<'a, 'info>, ReservationClosed, u64)> {
        let state = &mut *self.reservation.load_mut()?;
        let usage = &mut *self.supplier_usage.load_mut()?;
        let is_new = state.is(Status::Ended);
        state.close(now)?;
        let served = if is_new {
            usage::record(usage, state, now)?
        } else {
            state.served(state.ended_at)?
        };
        let mut escrow = Escrow::new(&self.reservation, state, &self.escrow)?;
        let paid = escrow.record_supplier(state, &self.supplier, &self.supplier_tokens)?;
        let refunded = escrow.record_payer(state, &self.payer_tokens)?;
        let fees = escrow.record_fees(state, usage, &self.fee_vault)?;
        usage::release(usage, state, escrow.owed.supplier)?;
        let event = ReservationClosed {
            reservation: self.reservation.key(),
            paid,
            refunded,
            fees,
            surplus: 0,
            account_closed: false,
            downtime: served.downtime,
            breach: served.too_long,
            totals: Totals::new(state, &escrow.owed),
        };
        Ok((escrow, event, state.bounty.into()))
    }

    /// Pays every payee that can receive. If nothing is owed then, sends the rest of the escrow.
    fn pay(&self, escrow: &Escrow<'_, 'info>, event: &mut ReservationClosed) -> Result<()> {
        escrow.pay_out(&self.supplier_tokens, event.paid)?;
        escrow.pay_out(&self.payer_tokens, event.refunded)?;
        escrow.pay_out(&self.fee_vault, event.fees)?;
        if escrow.owed == Payees::default() {
            let sent = event.paid.plus(event.refunded)?.plus(event.fees)?;
            let left = self.escrow.amount.minus(sent)?;
            event.surplus = self.send_surplus(escrow, left)?;
            event.account_closed = event.surplus == left;
        }
        Ok(())
    }

    /// Sends tokens that others have sent to the escrow to the vault, or to the sender's account while the vault
    /// cannot receive: a donation must not keep a reservation open. Returns the amount.
    fn send_surplus(&self, escrow: &Escrow<'_, 'info>, left: u64) -> Result<u64> {
        if left == 0 || self.escrow.is_frozen() {
            return Ok(0);
        }
        let (vault, mint) = (&self.fee_vault, &self.escrow.mint);
        let place = if can_receive(vault, mint, &addresses::ENGINE.address) {
            vault
        } else if let Some(tokens) = &self.surplus_tokens {
            tokens
        } else {
            return Ok(0);
        };
        escrow.pay_out(place, left)?;
        Ok(left)
    }

    /// Pays the bounty and returns the rent. Lamports move last: no call may follow.
    fn close(&self, bounty: u64) -> Result<()> {
        self.reservation.sub_lamports(bounty)?;
        self.finisher.add_lamports(bounty)?;
        self.reservation.close(self.payer.to_account_info())
    }
}

/// See [`crate::marketplace::close_reservation`].
pub fn handler(ctx: Context<CloseReservation>) -> Result<()> {
    let accounts = &ctx.accounts;
    let (escrow, mut event, bounty) = accounts.record(Clock::get()?.unix_timestamp)?;
    accounts.pay(&escrow, &mut event)?;
    let closed = event.account_closed;
    if closed {
        escrow.close(&accounts.payer)?;
    }
    accounts.event_authority.emit(event)?;
    if closed {
        accounts.close(bounty)?;
    }
    Ok(())
}
