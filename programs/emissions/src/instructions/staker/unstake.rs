//! Starts the cooldown of delegated stake.

use anchor_lang::prelude::*;
use io_common::{constants::epoch_hour, math::Checked, seeds, types::Supplier};

use crate::{
    error::EmissionsError,
    events::Unstaked,
    state::{units, Config, Delegation, Ledger, Ticket, TicketKind},
};

/// Accounts of `unstake`.
#[event_cpi]
#[derive(Accounts)]
#[instruction(number: u32)]
pub struct Unstake<'info> {
    /// The staker, who pays for the ticket.
    #[account(mut)]
    pub staker: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// The delegation.
    #[account(
        mut,
        has_one = staker @ EmissionsError::WrongDelegation,
        has_one = supplier @ EmissionsError::WrongDelegation,
    )]
    pub delegation: AccountLoader<'info, Delegation>,
    /// The ticket, by a number of which the staker has none here.
    #[account(
        init, payer = staker, space = Ticket::SIZE,
        seeds = [seeds::TICKET, delegation.key().as_ref(), &number.to_le_bytes()], bump,
    )]
    pub ticket: AccountLoader<'info, Ticket>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::unstake`].
pub fn handler(ctx: Context<Unstake>, number: u32, amount: Option<u64>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let unlocks_at = now.plus(accounts.config.load()?.unstake_cooldown)?;
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let mut delegation = accounts.delegation.load_mut()?;
        delegation.accrue(&supplier)?;

        let shares = delegation.shares_for(amount, &supplier)?;
        let amount = delegation.take(shares, &mut supplier)?;
        let cooling = supplier.stake.delegated_cooling.deposit(amount)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.invariant()?;

        *accounts.ticket.load_init()? = Ticket {
            holder: accounts.staker.key(),
            supplier: accounts.supplier.key(),
            shares: cooling.into(),
            unlocks_at,
            kind: TicketKind::Delegated as u8,
            bump: ctx.bumps.ticket,
            version: 1,
            number,
            padding: 0,
        };
        Unstaked {
            supplier: accounts.supplier.key(),
            staker: accounts.staker.key(),
            ticket: accounts.ticket.key(),
            amount,
            unlocks_at,
            active_total: supplier.stake.active()?,
        }
    };
    emit_cpi!(event);
    Ok(())
}
