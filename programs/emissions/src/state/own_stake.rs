//! The owner's own stake on its way out and back.

use anchor_lang::prelude::*;
use io_common::{
    math::Checked,
    types::{OwnTicket, Supplier},
};

use super::slashing;
use crate::error::EmissionsError;

/// Starts the cooldown of `amount`, or of all if none, and returns the place of its ticket and the amount. `reserved`
/// GPUs need stake behind them.
///
/// # Errors
/// `ZeroAmount`, `NotEnoughStake`, `BacksReservations`, `NoFreeTicket`.
pub fn unstake(
    supplier: &mut Supplier,
    amount: Option<u64>,
    reserved: u32,
    unlocks_at: i64,
) -> Result<(u8, u64)> {
    let amount = amount.unwrap_or(supplier.stake.own);
    require!(amount > 0, EmissionsError::ZeroAmount);
    require_gte!(supplier.stake.own, amount, EmissionsError::NotEnoughStake);
    supplier.stake.own = supplier.stake.own.minus(amount)?;
    // Delegators may leave at any time; the owner's stake stays behind what is reserved.
    require!(
        reserved == 0 || supplier.backs(reserved)?,
        EmissionsError::BacksReservations
    );
    let holder = supplier.owner;
    let stake = &mut supplier.stake;
    stake.own_cooling = stake.own_cooling.plus(amount)?;
    let mut places = (0_u8..).zip(&mut stake.own_tickets);
    let free = places.find(|(_, ticket)| ticket.amount == 0);
    let (place, ticket) = free.ok_or(EmissionsError::NoFreeTicket)?;
    *ticket = OwnTicket {
        holder,
        amount,
        unlocks_at,
    };
    Ok((place, amount))
}

/// Takes out what of the holder's tickets is unlocked at `now` and not held back by open slashes.
///
/// # Errors
/// `StillCooling` if nothing is unlocked, `HeldBack` if all of it is held back.
pub fn withdraw(supplier: &mut Supplier, holder: &Pubkey, now: i64) -> Result<u64> {
    let free = slashing::free_own(supplier)?;
    let (mut paid, mut unlocked) = (0_u64, false);
    for ticket in &mut supplier.stake.own_tickets {
        let theirs = ticket.amount > 0 && ticket.holder == *holder;
        if theirs && now >= ticket.unlocks_at {
            unlocked = true;
            let part = ticket.amount.min(free.minus(paid)?);
            ticket.amount = ticket.amount.minus(part)?;
            paid = paid.plus(part)?;
        }
    }
    require!(unlocked, EmissionsError::StillCooling);
    require!(paid > 0, EmissionsError::HeldBack);
    supplier.stake.own_cooling = supplier.stake.own_cooling.minus(paid)?;
    Ok(paid)
}

/// Takes a ticket of the present owner back into active stake, and returns its amount.
///
/// # Errors
/// `WrongTicket` for a free place, `NotOwner` for the ticket of an owner before.
pub fn cancel(supplier: &mut Supplier, place: u8) -> Result<u64> {
    let owner = supplier.owner;
    let stake = &mut supplier.stake;
    let ticket = stake.own_tickets.get_mut(usize::from(place));
    let ticket = ticket.filter(|ticket| ticket.amount > 0);
    let ticket = ticket.ok_or(EmissionsError::WrongTicket)?;
    // The supplier has changed hands: a gift to the new owner is not meant.
    require_keys_eq!(ticket.holder, owner, EmissionsError::NotOwner);
    let amount = core::mem::take(ticket).amount;
    stake.own_cooling = stake.own_cooling.minus(amount)?;
    stake.own = stake.own.plus(amount)?;
    Ok(amount)
}
