//! What a supplier has earned, and how it is split.

use anchor_lang::prelude::*;
use io_common::{
    math::{bps_of, mul_div, q64, Checked, Rounding, U128},
    types::Supplier,
};

use super::{units, Ledger};

/// What a settlement gave, in IO base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Commission and reward of own stake.
    pub owner_part: u64,
    /// The delegators' part.
    pub delegated_part: u64,
}

/// Settles the supplier up to the ledger's hour. `history` gives the index of the supplier's pool at the
/// start of a past hour; it is asked only where units changed or ended on the way.
///
/// The stake held now is that of every hour settled here, since each change of it settles first (P-07).
///
/// # Errors
/// Those of `history`.
pub fn settle(
    supplier: &mut Supplier,
    ledger: &Ledger,
    history: impl Fn(u32) -> Result<U128>,
) -> Result<Settlement> {
    let reward = earned(supplier, ledger, history)?;
    let split = split(supplier, reward)?;
    let rewards = &mut supplier.rewards;
    if split.delegated_part > 0 {
        let gain = q64::gain(split.delegated_part, supplier.stake.delegated.shares.get())?;
        rewards.share_index = rewards.share_index.get().plus(gain)?.into();
    }
    rewards.owed = rewards.owed.plus(split.owner_part)?;
    rewards.earned = rewards.earned.plus(reward)?;
    rewards.unit_index = ledger.pools[usize::from(supplier.pool)].index;
    rewards.settled_hour = ledger.hour;
    units::roll_to(&mut supplier.units, ledger.hour);
    Ok(split)
}

/// The past hours at whose start a settlement at the ledger hour `now` needs the index: where the units changed,
/// and where they ended. Clients pass the pages of these.
pub fn history_hours(supplier: &Supplier, now: u32) -> [Option<u32>; 2] {
    let units = &supplier.units;
    let nothing_to_settle = supplier.rewards.settled_hour >= now;
    if nothing_to_settle || (units.running == 0 && units.next == 0) {
        return [None, None];
    }
    let past = |hour: u32| (hour < now).then_some(hour);
    let change = units.hour.saturating_add(1).min(units.end_hour);
    [
        past(change).filter(|_| units.running != units.next),
        past(units.end_hour).filter(|_| units.next > 0),
    ]
}

/// Units times what the index gained: `running` units in the hour of the last change, `next` from the
/// hour after it to the end of the lease (P-05). Rounded down, once for each of the two.
fn earned(
    supplier: &Supplier,
    ledger: &Ledger,
    history: impl Fn(u32) -> Result<U128>,
) -> Result<u64> {
    let (units, now) = (&supplier.units, ledger.hour);
    let from = supplier.rewards.unit_index.get();
    if supplier.rewards.settled_hour >= now || (units.running == 0 && units.next == 0) {
        return Ok(0);
    }
    let index_at = |hour: u32| -> Result<u128> {
        match hour {
            hour if hour >= now => Ok(ledger.pools[usize::from(supplier.pool)].index.get()),
            hour => Ok(history(hour)?.get()),
        }
    };
    let end = units.end_hour.min(now);
    if units.running == units.next {
        return Ok(q64::share(units.next.into(), index_at(end)?.minus(from)?)?);
    }
    let change = index_at(units.hour.plus(1)?.min(end))?;
    let first = q64::share(units.running.into(), change.minus(from)?)?;
    match units.next {
        0 => Ok(first),
        next => Ok(first.plus(q64::share(next.into(), index_at(end)?.minus(change)?)?)?),
    }
}

/// Commission first, then by active stake, each rounded down; the delegators get what is left.
fn split(supplier: &Supplier, reward: u64) -> Result<Settlement> {
    let commission = bps_of(reward, supplier.commission.bps.into(), Rounding::Down)?;
    let net = reward.minus(commission)?;
    let own = match (supplier.stake.delegated.amount, supplier.stake.active()?) {
        (0, _) => net,
        (_, active) => mul_div(net, supplier.stake.own, active, Rounding::Down)?,
    };
    Ok(Settlement {
        owner_part: commission.plus(own)?,
        delegated_part: net.minus(own)?,
    })
}
