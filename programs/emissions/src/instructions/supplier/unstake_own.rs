//! Starts the cooldown of own stake.

use anchor_lang::prelude::*;
use io_common::{
    constants::epoch_hour,
    ids,
    math::Checked,
    seeds,
    types::{Supplier, SupplierBook},
};

use crate::{
    error::EmissionsError,
    events::Unstaked,
    state::{units, Config, Ledger, Ticket, TicketKind},
};

/// Accounts of `unstake_own`.
#[event_cpi]
#[derive(Accounts)]
#[instruction(number: u32)]
pub struct UnstakeOwn<'info> {
    /// The supplier's owner, who pays for the ticket.
    #[account(mut)]
    pub owner: Signer<'info>,
    /// Configuration.
    pub config: AccountLoader<'info, Config>,
    /// The ledger.
    #[account(mut)]
    pub ledger: AccountLoader<'info, Ledger>,
    /// The supplier.
    #[account(mut, has_one = owner @ EmissionsError::NotOwner)]
    pub supplier: AccountLoader<'info, Supplier>,
    /// CHECK: the marketplace's book of the supplier; where none was opened, nothing is reserved.
    #[account(
        seeds = [seeds::BOOK, supplier.key().as_ref()], bump,
        seeds::program = ids::marketplace::ID,
    )]
    pub book: UncheckedAccount<'info>,
    /// The ticket, by a number of which the supplier has none.
    #[account(
        init, payer = owner, space = Ticket::SIZE,
        seeds = [seeds::TICKET, supplier.key().as_ref(), &number.to_le_bytes()], bump,
    )]
    pub ticket: AccountLoader<'info, Ticket>,
    /// The system program.
    pub system_program: Program<'info, System>,
}

/// See [`crate::emissions::unstake_own`].
pub fn handler(ctx: Context<UnstakeOwn>, number: u32, amount: Option<u64>) -> Result<()> {
    let accounts = &ctx.accounts;
    let now = Clock::get()?.unix_timestamp;
    let unlocks_at = now.plus(accounts.config.load()?.unstake_cooldown)?;
    let reserved = read_book(&accounts.book)?.map_or(0, |book| book.reserved_gpus);
    let event = {
        let mut ledger = accounts.ledger.load_mut()?;
        let mut supplier = accounts.supplier.load_mut()?;
        units::require_current(&supplier, &ledger, epoch_hour(now))?;
        let amount = amount.unwrap_or(supplier.stake.own);
        require!(amount > 0, EmissionsError::ZeroAmount);
        require!(amount <= supplier.stake.own, EmissionsError::NotEnoughStake);

        supplier.stake.own = supplier.stake.own.minus(amount)?;
        // Delegators may leave at any time; the owner's stake stays behind what is reserved.
        require!(
            reserved == 0 || supplier.backs(reserved)?,
            EmissionsError::BacksReservations
        );
        let shares = supplier.stake.own_cooling.deposit(amount)?;
        units::recount(&mut supplier, &mut ledger)?;
        ledger.invariant()?;

        *accounts.ticket.load_init()? = Ticket {
            holder: accounts.owner.key(),
            supplier: accounts.supplier.key(),
            shares: shares.into(),
            unlocks_at,
            kind: TicketKind::Own as u8,
            bump: ctx.bumps.ticket,
            version: 1,
            number,
            padding: 0,
        };
        Unstaked {
            supplier: accounts.supplier.key(),
            staker: accounts.owner.key(),
            ticket: accounts.ticket.key(),
            amount,
            unlocks_at,
            active_total: supplier.stake.active()?,
        }
    };
    emit_cpi!(event);
    Ok(())
}

/// The marketplace's book of a supplier, if one was opened.
pub(super) fn read_book(book: &AccountInfo) -> Result<Option<SupplierBook>> {
    if *book.owner != ids::marketplace::ID {
        return Ok(None);
    }
    let mut data: &[u8] = &book.try_borrow_data()?;
    Ok(Some(SupplierBook::try_deserialize(&mut data)?))
}
