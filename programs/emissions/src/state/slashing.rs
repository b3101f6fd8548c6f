//! What slashes may take, what they hold back meanwhile, and what they take.
//!
//! Own stake bears a loss first, active and cooling in proportion. What it does not cover is borne by the delegators,
//! in proportion to all that they have here: active, cooling, and what they withdrew while a slash was open. Of the
//! latter the part that may be lost has been withheld; its weight is all that was withdrawn, so that leaving early
//! shifts nothing onto those who stay. It goes when own stake covers all that is open; until then it is liable as cooling
//! stake is, also for a slash that is opened meanwhile.

use anchor_lang::prelude::*;
use io_common::{
    math::{bps_of, mul_div, mul_div_u128, Checked, Rounding},
    types::{SharePool, Stake, Supplier},
    CommonError,
};

use crate::error::EmissionsError;

/// What a slash took, in IO base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// Of the owner's stake, active and cooling.
    pub own: u64,
    /// Of the delegators' active stake.
    pub delegated: u64,
    /// Of their stake in its cooldown.
    pub cooling: u64,
    /// Of what was withheld from them.
    pub withheld: u64,
}

impl Loss {
    /// All of it.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable below the supply cap.
    pub fn total(&self) -> io_common::Result<u64> {
        let pool = self.delegated.plus(self.cooling)?;
        self.own.plus(pool)?.plus(self.withheld)
    }
}

/// What may still be proposed: open slashes together take at most `max_bps` of all stake, rounded down.
///
/// # Errors
/// `MathOverflow`, not reachable below the supply cap.
pub fn room(supplier: &Supplier, max_bps: u16) -> io_common::Result<u64> {
    let most = bps_of(supplier.stake.total()?, max_bps.into(), Rounding::Down)?;
    Ok(most.saturating_sub(supplier.slashes.open))
}

/// Opens a slash of `amount`, and returns its number.
///
/// # Errors
/// `ZeroAmount`, `SlashTooLarge`.
pub fn open(supplier: &mut Supplier, amount: u64, max_bps: u16) -> Result<u32> {
    require!(amount > 0, EmissionsError::ZeroAmount);
    let room = room(supplier, max_bps)?;
    require_gte!(room, amount, EmissionsError::SlashTooLarge);
    let slashes = &mut supplier.slashes;
    let number = slashes.count;
    slashes.count = number.plus(1)?;
    slashes.open = slashes.open.plus(amount)?;
    slashes.open_count = slashes.open_count.plus(1)?;
    limit_weight(supplier)?;
    Ok(number)
}

/// What was withheld for small slashes does not weigh more than it can bear of all that are open now.
fn limit_weight(supplier: &mut Supplier) -> io_common::Result<()> {
    let beyond_own = beyond_own(supplier)?;
    let stake = &mut supplier.stake;
    let (withheld, there) = (stake.withheld.amount, stake.delegated_total()?);
    if beyond_own > withheld {
        // gross ÷ (gross + there) of what is beyond own stake is then what is withheld.
        let rest = beyond_own.minus(withheld)?;
        let most = mul_div_u128(withheld.into(), there.into(), rest.into(), Rounding::Down)?;
        stake.withheld_gross =
            u64::try_from(most).map_or(stake.withheld_gross, |most| most.min(stake.withheld_gross));
    }
    Ok(())
}

/// Refuses stake that does not know of an open slash.
///
/// # Errors
/// `SlashOpen`.
pub fn require_accepted(supplier: &Supplier, accept_open_slash: bool) -> Result<()> {
    let accepted = supplier.slashes.open == 0 || accept_open_slash;
    require!(accepted, EmissionsError::SlashOpen);
    Ok(())
}

/// Ends a slash of `amount`, whatever became of it.
///
/// # Errors
/// `MathOverflow`, not reachable: it was opened.
pub fn close(supplier: &mut Supplier, amount: u64) -> io_common::Result<()> {
    let slashes = &mut supplier.slashes;
    slashes.open = slashes.open.minus(amount)?;
    slashes.open_count = slashes.open_count.minus(1)?;
    Ok(())
}

/// Own stake that may leave: open slashes hold their whole amount back.
///
/// # Errors
/// `MathOverflow`, not reachable below the supply cap.
pub fn free_own(supplier: &Supplier) -> io_common::Result<u64> {
    Ok(supplier
        .stake
        .own_total()?
        .saturating_sub(supplier.slashes.open))
}

/// What open slashes may take beyond own stake. Where there is nothing, there is nothing until another is opened: own stake
/// that they may take does not leave.
///
/// # Errors
/// `MathOverflow`, not reachable below the supply cap.
pub fn beyond_own(supplier: &Supplier) -> io_common::Result<u64> {
    let own = supplier.stake.own_total()?;
    Ok(supplier.slashes.open.saturating_sub(own))
}

/// The part of `amount` of delegators' stake that open slashes hold back: what they may take beyond own stake, over all
/// that is there, rounded up.
///
/// # Errors
/// `MathOverflow`, not reachable below the supply cap.
pub fn held_back(supplier: &Supplier, amount: u64) -> io_common::Result<u64> {
    let (stake, beyond_own) = (&supplier.stake, beyond_own(supplier)?);
    if beyond_own == 0 || amount == 0 {
        return Ok(0);
    }
    let withheld = withheld_part(stake, beyond_own)?.min(stake.withheld.amount);
    let loss = beyond_own.minus(withheld)?;
    let held = mul_div(amount, loss, stake.delegated_total()?, Rounding::Up)?;
    Ok(held.min(amount))
}

/// Withholds `held` of `gross` that is leaving, and returns the shares of it.
///
/// # Errors
/// `MathOverflow`, not reachable below the supply cap.
pub fn withhold(supplier: &mut Supplier, gross: u64, held: u64) -> io_common::Result<u128> {
    let stake = &mut supplier.stake;
    stake.withheld_gross = stake.withheld_gross.plus(gross)?;
    stake.withheld.deposit(held)
}

/// Takes `shares` of withheld stake out, with their part of its weight, and returns their value, rounded down.
///
/// # Errors
/// `MathOverflow` for more shares than there are.
pub fn release(supplier: &mut Supplier, shares: u128) -> io_common::Result<u64> {
    let stake = &mut supplier.stake;
    let (gross, all) = (stake.withheld_gross, stake.withheld.shares.get());
    let weight = mul_div_u128(gross.into(), shares, all, Rounding::Down)?;
    let weight = u64::try_from(weight).map_err(|_| CommonError::MathOverflow)?;
    stake.withheld_gross = gross.minus(weight)?;
    stake.withheld.redeem(shares)
}

/// Takes `amount` from the stake. What cannot be divided evenly is taken from cooling rather than active stake.
///
/// # Errors
/// `MathOverflow`, not reachable below the supply cap.
pub fn take(supplier: &mut Supplier, amount: u64) -> io_common::Result<Loss> {
    let stake = &mut supplier.stake;
    let own = amount.min(stake.own_total()?);
    take_own(stake, own)?;
    let mut loss = take_delegated(stake, amount.minus(own)?)?;
    loss.own = own;
    let slashes = &mut supplier.slashes;
    slashes.taken = slashes.taken.plus(loss.total()?)?;
    Ok(loss)
}

fn take_own(stake: &mut Stake, loss: u64) -> io_common::Result<()> {
    let (total, mut left) = (stake.own_total()?, loss);
    for ticket in &mut stake.own_tickets {
        if ticket.amount > 0 {
            let part = mul_div(ticket.amount, loss, total, Rounding::Up)?.min(left);
            ticket.amount = ticket.amount.minus(part)?;
            stake.own_cooling = stake.own_cooling.minus(part)?;
            left = left.minus(part)?;
        }
    }
    stake.own = stake.own.minus(left)?;
    Ok(())
}

fn take_delegated(stake: &mut Stake, loss: u64) -> io_common::Result<Loss> {
    if loss == 0 {
        return Ok(Loss::default());
    }
    let weighted = withheld_part(stake, loss)?;
    let withheld = weighted.min(stake.withheld.amount);
    stake.withheld.lose(withheld)?;
    stake.withheld_gross = stake.withheld_gross.saturating_sub(weighted);
    if stake.withheld.is_lost() {
        (stake.withheld, stake.withheld_gross) = (SharePool::default(), 0);
        stake.withheld_losses = stake.withheld_losses.plus(1)?;
    }

    let there = stake.delegated_total()?;
    let rest = loss.minus(withheld)?.min(there);
    let cooling = if rest == 0 {
        0
    } else {
        mul_div(rest, stake.delegated_cooling.amount, there, Rounding::Up)?
    };
    let delegated = rest.minus(cooling)?;
    stake.delegated_cooling.lose(cooling)?;
    stake.delegated.lose(delegated)?;
    if stake.delegated_cooling.is_lost() {
        stake.delegated_cooling = SharePool::default();
        stake.cooling_losses = stake.cooling_losses.plus(1)?;
    }
    Ok(Loss {
        own: 0,
        delegated,
        cooling,
        withheld,
    })
}

/// The part of a loss that falls on withheld stake by its weight, rounded down.
fn withheld_part(stake: &Stake, loss: u64) -> io_common::Result<u64> {
    if stake.withheld_gross == 0 {
        return Ok(0);
    }
    let all = stake.withheld_gross.plus(stake.delegated_total()?)?;
    mul_div(loss, stake.withheld_gross, all, Rounding::Down)
}

/// Whether shares of the stake are worn out, so that a new generation has to begin (P-11). Shares of cooling or withheld
/// stake that is lost entirely have begun anew already: they have earned nothing that somebody must remember.
pub fn is_worn(stake: &Stake) -> bool {
    [stake.delegated, stake.delegated_cooling, stake.withheld]
        .iter()
        .any(SharePool::is_worn)
}

#[cfg(test)]
mod tests;
