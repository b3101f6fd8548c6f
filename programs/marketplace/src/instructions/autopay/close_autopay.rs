//! Closes the autopay of a reservation.
//!
//! Who may call it: its payer at any time; anyone once the reservation has ended, or is no longer at its address.
//!
//! 1. Refuses anyone but the payer while the reservation waits or runs.
//! 2. Emits `AutopayClosed`.
//! 3. Closes the account; rent and bounties go to the payer. What the payer's wallet has approved stays approved until
//!    the payer revokes it, but nothing takes it for this reservation.

use anchor_lang::prelude::*;
use io_common::{rent::typed, require};

use crate::{
    error::MarketplaceError,
    events::{AutopayClosed, Emit},
    state::{Autopay, Reservation},
};

/// Accounts of `close_autopay`.
#[event_cpi]
#[derive(Accounts)]
pub struct CloseAutopay<'info> {
    /// The payer; anyone once the reservation has ended.
    pub authority: Signer<'info>,
    /// The reservation, or its address if that is closed.
    /// CHECK: the autopay names the address, at which only the program creates an account.
    pub reservation: UncheckedAccount<'info>,
    /// The autopay.
    #[account(
        mut, close = payer,
        has_one = reservation @ MarketplaceError::WrongAutopay,
        has_one = payer @ MarketplaceError::WrongReservationPayer,
    )]
    pub autopay: AccountLoader<'info, Autopay>,
    /// Its payer; gets rent and bounties back.
    /// CHECK: the address is checked; it only receives lamports.
    #[account(mut)]
    pub payer: UncheckedAccount<'info>,
}

impl CloseAutopay<'_> {
    /// Whether the reservation of this autopay waits or runs.
    fn is_in_use(&self) -> Result<bool> {
        let data = self.reservation.try_borrow_data()?;
        let is_ours = *self.reservation.owner == crate::ID;
        let reservation = is_ours.then(|| typed::<Reservation>(&data)).flatten();
        let autopay = self.autopay.load()?;
        Ok(reservation.is_some_and(|it| autopay.is_of(it) && it.is_open()))
    }
}

/// See [`crate::marketplace::close_autopay`].
pub fn handler(ctx: Context<CloseAutopay>) -> Result<()> {
    let accounts = &ctx.accounts;
    let may_close = accounts.authority.key() == accounts.payer.key() || !accounts.is_in_use()?;
    require!(may_close, MarketplaceError::NotPayer);
    accounts.event_authority.emit(AutopayClosed {
        reservation: accounts.reservation.key(),
        payer: accounts.payer.key(),
    })
}
