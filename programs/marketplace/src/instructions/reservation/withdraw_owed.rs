//! Pays a payee what it is owed, to an account that it names.
//!
//! Who may call it: the payer, or the payout wallet of the supplier.
//!
//! 1. Determines which payee the signer is: the payer, the supplier, or both.
//! 2. Records what it is owed as paid. Refuses if that is nothing.
//! 3. Moves it from the escrow to the account that the payee names.
//! 4. Emits `OwedWithdrawn`.

use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_common::{math::Checked, require, token::TokenAccount};

use crate::{
    error::MarketplaceError,
    events::{Emit, OwedWithdrawn, Totals},
    instructions::shared::payment::{is_escrow, payout, Escrow},
    state::{Payee, Reservation},
};

/// Accounts of `withdraw_owed`.
#[event_cpi]
#[derive(Accounts)]
pub struct WithdrawOwed<'info> {
    /// The payer, or the payout wallet of the supplier.
    pub payee: Signer<'info>,
    /// The reservation.
    #[account(mut, has_one = supplier @ MarketplaceError::WrongSupplier)]
    pub reservation: AccountLoader<'info, Reservation>,
    /// Its supplier.
    /// CHECK: the address is that of the reservation. Nothing is owed to a closed supplier.
    pub supplier: UncheckedAccount<'info>,
    /// Its escrow.
    #[account(
        mut, dup,
        constraint = is_escrow(&escrow.key(), &reservation)? @ MarketplaceError::WrongEscrow,
    )]
    pub escrow: Account<'info, TokenAccount>,
    /// Any token account of the currency that the payee chooses, whatever its owner.
    /// CHECK: the token program checks the mint.
    #[account(
        mut,
        constraint = destination.key() != escrow.key() @ MarketplaceError::WrongDestination,
    )]
    pub destination: UncheckedAccount<'info>,
    /// The classic token program.
    pub token_program: Program<'info, Token>,
}

/// See [`crate::marketplace::withdraw_owed`].
pub fn handler(ctx: Context<WithdrawOwed>) -> Result<()> {
    let accounts = &ctx.accounts;
    let payee = accounts.payee.key();
    let payout = payout(&accounts.supplier)?;
    let (escrow, amount, totals) = {
        let mut state = accounts.reservation.load_mut()?;
        let mut amount = 0_u64;
        // Both, for someone who rents from themselves.
        if payee == state.payer {
            amount = amount.plus(state.pay(Payee::Payer)?)?;
        }
        if Some(payee) == payout {
            amount = amount.plus(state.pay(Payee::Supplier)?)?;
        }
        require!(amount > 0, MarketplaceError::NothingOwed);
        let escrow = Escrow::new(&accounts.reservation, &state, &accounts.escrow)?;
        let totals = Totals::new(&state, &escrow.owed);
        (escrow, amount, totals)
    };
    escrow.pay_out(&accounts.destination, amount)?;
    accounts.event_authority.emit(OwedWithdrawn {
        reservation: accounts.reservation.key(),
        payee,
        amount,
        totals,
    })
}
