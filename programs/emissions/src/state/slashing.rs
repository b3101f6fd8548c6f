//! Opening and ending slashes.
//!
//! A slash takes only stake that exists at its opening. It first holds own stake that no other slash holds, active
//! and cooling in proportion. A slash for a breach holds no more. A slash by the council holds the rest of
//! delegators' stake that no other slash holds: the same part of active and of cooling stake. So stake added later is
//! not affected, stake that leaves takes its held part along, and no other slash, appeal or lapse changes a
//! delegator's part.
//!
//! The sums of the supplier change at once. A delegation follows the slashes one by one, before it does anything else
//! ([`Delegation::apply`](super::Delegation::apply)).

use anchor_lang::prelude::*;
use io_common::{
    math::{bps_of, mul_div, Checked, Rounding},
    require, require_eq, require_gte, require_neq,
    types::{Slashes, Stake, Supplier},
};

use super::{slash::OWN_PLACES, Share, Slash};
use crate::error::EmissionsError;

/// Room for further slashes: open slashes together take at most `max_bps` of all stake, rounded down.
///
/// # Errors
/// `MathOverflow`, ruled out by the supply cap.
pub fn room(supplier: &Supplier, max_bps: u16) -> io_common::Result<u64> {
    let most = bps_of(supplier.stake.total()?, max_bps.into(), Rounding::Down)?;
    Ok(most.saturating_sub(supplier.slashes.open))
}

/// Own stake, active and cooling, that no slash holds.
///
/// # Errors
/// `MathOverflow`, ruled out by the supply cap.
pub fn free_own(stake: &Stake) -> io_common::Result<u64> {
    let mut free = 0_u64;
    for place in own_places(stake)? {
        free = free.plus(place)?;
    }
    Ok(free)
}

/// Opens `slash`, whose number and amount are set, and holds its stake.
///
/// # Errors
/// `ZeroAmount`; `SlashTooLarge`, for a breach also above free own stake; `SlashNumber`; `TooManySlashes` if as many
/// slashes hold delegated stake as a delegation can follow.
pub fn open(supplier: &mut Supplier, slash: &mut Slash, max_bps: u16) -> Result<()> {
    require!(slash.amount > 0, EmissionsError::ZeroAmount);
    let (room, free_own) = (room(supplier, max_bps)?, free_own(&supplier.stake)?);
    require_gte!(room, slash.amount, EmissionsError::SlashTooLarge);
    count(&mut supplier.slashes, slash)?;

    let own = slash.amount.min(free_own);
    hold_own(&mut supplier.stake, slash, own)?;
    let rest = slash.amount.minus(own)?;
    if rest == 0 {
        return Ok(());
    }
    require_neq!(slash.reason, Slash::BREACH, EmissionsError::SlashTooLarge);
    let slashes = &mut supplier.slashes;
    slash.beside = slashes.open_shared;
    slashes.shared = slashes.shared.plus(1)?;
    slash.opened = slashes.shared;
    let free = slashes.open_shared.iter_mut().find(|place| **place == 0);
    *free.ok_or(EmissionsError::TooManySlashes)? = slash.opened;
    let stake = &supplier.stake;
    slash.held_before = stake.delegated_held.plus(stake.cooling_held)?;
    Ok(hold_delegated(&mut supplier.stake, slash, rest)?)
}

/// Ends `slash` and takes the stake that it holds. Delegated stake earns up to the supplier's last settlement.
///
/// # Errors
/// `SlashEnded`.
pub fn execute(supplier: &mut Supplier, slash: &mut Slash) -> Result<()> {
    require_open(slash)?;
    let stake = &mut supplier.stake;
    let [active, unstake_requests @ ..] = slash.own;
    stake.own_held = stake.own_held.minus(active)?;
    stake.own = stake.own.minus(active)?;
    for (unstake_request, part) in stake.own_unstake_requests.iter_mut().zip(unstake_requests) {
        unstake_request.held = unstake_request.held.minus(part)?;
        unstake_request.amount = unstake_request.amount.minus(part)?;
        stake.own_cooling = stake.own_cooling.minus(part)?;
    }
    release_delegated(stake, slash)?;
    slash.stake_index = supplier.rewards.stake_index;
    slash.executed = 1;
    let slashes = &mut supplier.slashes;
    slashes.taken = slashes.taken.plus(slash.amount)?;
    Ok(end(slashes, slash)?)
}

/// Ends `slash` without taking anything: the stake that it holds is free again.
///
/// # Errors
/// `SlashEnded`.
pub fn drop(supplier: &mut Supplier, slash: &mut Slash) -> Result<()> {
    require_open(slash)?;
    let stake = &mut supplier.stake;
    let [active, unstake_requests @ ..] = slash.own;
    stake.own_held = stake.own_held.minus(active)?;
    for (unstake_request, part) in stake.own_unstake_requests.iter_mut().zip(unstake_requests) {
        unstake_request.held = unstake_request.held.minus(part)?;
    }
    release_delegated(stake, slash)?;
    stake.delegated = stake.delegated.plus(slash.delegated_held)?;
    stake.cooling = stake.cooling.plus(slash.cooling_held)?;
    Ok(end(&mut supplier.slashes, slash)?)
}

/// The account of an ended slash stays until all delegations have followed it.
fn require_open(slash: &Slash) -> Result<()> {
    require!(slash.is_open(), EmissionsError::SlashEnded);
    Ok(())
}

/// Counts an opening in its series.
fn count(slashes: &mut Slashes, slash: &Slash) -> Result<()> {
    let series = match slash.reason {
        Slash::BREACH => &mut slashes.breach_count,
        _ => &mut slashes.count,
    };
    require_eq!(slash.number, *series, EmissionsError::SlashNumber);
    *series = series.plus(1)?;
    slashes.open = slashes.open.plus(slash.amount)?;
    slashes.open_count = slashes.open_count.plus(1)?;
    Ok(())
}

/// Own stake that no slash holds, by place.
fn own_places(stake: &Stake) -> io_common::Result<[u64; OWN_PLACES]> {
    let mut places = [0; OWN_PLACES];
    let [active, unstake_requests @ ..] = &mut places;
    *active = stake.own_free()?;
    for (place, unstake_request) in unstake_requests.iter_mut().zip(&stake.own_unstake_requests) {
        *place = unstake_request.free()?;
    }
    Ok(places)
}

fn hold_own(stake: &mut Stake, slash: &mut Slash, amount: u64) -> io_common::Result<()> {
    let mut share = Share::new(free_own(stake)?, amount);
    for (part, place) in slash.own.iter_mut().zip(own_places(stake)?) {
        *part = share.of(place)?;
    }
    let [active, unstake_requests @ ..] = slash.own;
    stake.own_held = stake.own_held.plus(active)?;
    for (unstake_request, part) in stake.own_unstake_requests.iter_mut().zip(unstake_requests) {
        unstake_request.held = unstake_request.held.plus(part)?;
    }
    Ok(())
}

/// Holds `amount` of delegators' stake. The remainder of the division is held of cooling stake.
fn hold_delegated(stake: &mut Stake, slash: &mut Slash, amount: u64) -> io_common::Result<()> {
    let all = stake.delegated.plus(stake.cooling)?;
    let cooling = mul_div(amount, stake.cooling, all, Rounding::Up)?;
    let active = amount.minus(cooling)?;
    slash.delegated = Share::new(stake.delegated, active);
    slash.cooling = Share::new(stake.cooling, cooling);
    (slash.delegated_held, slash.cooling_held) = (active, cooling);
    stake.delegated = stake.delegated.minus(active)?;
    stake.delegated_held = stake.delegated_held.plus(active)?;
    stake.cooling = stake.cooling.minus(cooling)?;
    stake.cooling_held = stake.cooling_held.plus(cooling)?;
    Ok(())
}

fn release_delegated(stake: &mut Stake, slash: &Slash) -> io_common::Result<()> {
    stake.delegated_held = stake.delegated_held.minus(slash.delegated_held)?;
    stake.cooling_held = stake.cooling_held.minus(slash.cooling_held)?;
    Ok(())
}

fn end(slashes: &mut Slashes, slash: &mut Slash) -> io_common::Result<()> {
    slashes.open = slashes.open.minus(slash.amount)?;
    slashes.open_count = slashes.open_count.minus(1)?;
    if slash.is_shared() {
        for place in &mut slashes.open_shared {
            if *place == slash.opened {
                *place = 0;
            }
        }
        slash.ended = slashes.shared;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
