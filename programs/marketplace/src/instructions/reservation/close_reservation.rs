//! Pays out what was held back and closes the reservation.
//!
//! Who may call it: anyone, who gets the bounty if the account closes and anything was due.
//!
//! 1. Refuses while it waits or runs, is held back, or is disputed. Charges all that is due.
//! 2. Counts how it went in the record of service, with a breach if there was one.
//! 3. Records what supplier, renter and fee vault are owed as paid, each if it can receive; else it stays owed.
//! 4. Moves the three payments out of the escrow.
//! 5. If nobody is owed anything any more, sends what others have put into the escrow to the vault, or to an account of
//!    the sender while the vault cannot receive it.
//! 6. Closes the escrow and emits `ReservationClosed`. While anybody is owed anything, only the event.
//! 7. Pays the bounty to the sender, and the rent to who paid it.

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
    /// Anyone; gets the bounty, if there is one, when the reservation closes.
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
    /// CHECK: the address is that of the reservation, and nothing is owed to one that is closed.
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
    /// The associated token account of the payout wallet; if it cannot receive, the payment stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub supplier_tokens: UncheckedAccount<'info>,
    /// The renter's associated token account; if it cannot receive, the refund stays owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub renter_tokens: UncheckedAccount<'info>,
    /// The fee-burn vault of the currency; if it cannot receive, the fees stay owed.
    /// CHECK: the handler checks the address.
    #[account(mut)]
    pub fee_vault: UncheckedAccount<'info>,
    /// Any token account of the currency, for what others have put into the escrow while the vault cannot
    /// receive it: the finisher's choice, who needs it only then.
    /// CHECK: the token program checks the mint.
    #[account(mut)]
    pub surplus_tokens: Option<UncheckedAccount<'info>>,
    /// Paid the rent; gets it back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

impl<'info> CloseReservation<'info> {
    /// Allocates all of it and records what can be paid. Returns the escrow, what has happened, and the bounty.
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
        let refunded = escrow.record_renter(state, &self.renter_tokens)?;
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

    /// Pays every payee that can be paid and, if nothing is owed then, what is left beside them.
    fn pay(&self, escrow: &Escrow<'_, 'info>, event: &mut ReservationClosed) -> Result<()> {
        escrow.pay_out(&self.supplier_tokens, event.paid)?;
        escrow.pay_out(&self.renter_tokens, event.refunded)?;
        escrow.pay_out(&self.fee_vault, event.fees)?;
        if escrow.owed == Payees::default() {
            let sent = event.paid.plus(event.refunded)?.plus(event.fees)?;
            let left = self.escrow.amount.minus(sent)?;
            event.surplus = self.send_surplus(escrow, left)?;
            event.account_closed = event.surplus == left;
        }
        Ok(())
    }

    /// Sends what others have put into the escrow to the vault, or, while that cannot receive, where the finisher says:
    /// a donation never keeps a reservation open. Returns what it has sent.
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

    /// Pays the bounty and gives the rent back. Lamports move last: no call may follow.
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
