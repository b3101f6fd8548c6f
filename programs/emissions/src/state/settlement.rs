//! Rewards of a supplier and their split.

use anchor_lang::prelude::*;
use io_common::{
    math::{bps_of, mul_div, q64, Checked, Rounding, U128},
    types::{Pool, Supplier},
};

use super::{commission, units, Ledger};

/// Result of a settlement, in IO base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Commission and reward of own stake.
    pub owner_part: u64,
    /// The delegators' part.
    pub delegated_part: u64,
    /// The part of `delegated_part` from before an announced commission took effect.
    pub delegated_before: u64,
}

/// Settles the supplier up to the ledger's hour, in two parts if an announced commission takes effect on the way.
/// `history` returns the index of the supplier's pool at the start of a past hour; it is called only for the
/// [`history_hours`].
///
/// The current stake is that of every hour settled here: each change of stake settles first (P-07).
///
/// # Errors
/// Those of `history`.
pub fn settle(
    supplier: &mut Supplier,
    ledger: &Ledger,
    history: impl Fn(u32) -> Result<U128>,
) -> Result<Settlement> {
    let now = ledger.hour;
    let index_at = |hour: u32, pool: u8| match hour {
        hour if hour >= now => Ok(ledger.pools[Pool::stored(pool)? as usize].index),
        hour => history(hour),
    };
    let mut done = Settlement::default();
    if let Some(hour) = commission::takes_effect(supplier, now) {
        done = settle_to(supplier, hour, index_at)?;
        commission::take_effect(supplier);
    }
    let rest = settle_to(supplier, now, index_at)?;
    supplier.rewards.unit_index = ledger.pools[Pool::stored(supplier.pool)? as usize].index;
    Ok(Settlement {
        owner_part: done.owner_part.plus(rest.owner_part)?,
        delegated_part: done.delegated_part.plus(rest.delegated_part)?,
        delegated_before: done.delegated_part,
    })
}

fn settle_to(
    supplier: &mut Supplier,
    hour: u32,
    index_at: impl Fn(u32, u8) -> Result<U128>,
) -> Result<Settlement> {
    let pool = supplier.pool;
    let (reward, index) = earned(supplier, hour, |hour| index_at(hour, pool))?;
    let split = split(supplier, reward)?;
    let rewards = &mut supplier.rewards;
    if split.delegated_part > 0 {
        let stake = supplier.stake.delegated_active()?;
        let gain = q64::gain(split.delegated_part, stake.into())?;
        rewards.stake_index = rewards.stake_index.get().plus(gain)?.into();
    }
    rewards.owed = rewards.owed.plus(split.owner_part)?;
    rewards.earned = rewards.earned.plus(reward)?;
    rewards.unit_index = index;
    rewards.settled_hour = rewards.settled_hour.max(hour);
    units::roll_to(&mut supplier.units, hour);
    Ok(split)
}

/// Past hours whose index a settlement at ledger hour `now` needs: the last change of units, the end of the
/// attestation, and the start of an announced commission. Clients pass the pages of these hours.
pub fn history_hours(supplier: &Supplier, now: u32) -> [Option<u32>; 3] {
    let units = &supplier.units;
    let nothing_to_settle = supplier.rewards.settled_hour >= now;
    if nothing_to_settle || (units.running == 0 && units.next == 0) {
        return [None; 3];
    }
    let past = |hour: u32| (hour < now).then_some(hour);
    let change = units.hour.saturating_add(1).min(units.end_hour);
    let commission = commission::takes_effect(supplier, now);
    [
        past(change).filter(|_| units.running != units.next),
        past(units.end_hour).filter(|_| units.next > 0),
        commission
            .and_then(past)
            .filter(|hour| units.next > 0 && *hour < units.end_hour),
    ]
}

/// Units times the rise of the index, and the index up to which that is counted: `running` units in the hour of the
/// last change, `next` units from the hour after it to the end of the attestation (P-05) or to `hour`. Each of the
/// two is rounded down.
fn earned(
    supplier: &Supplier,
    hour: u32,
    index_at: impl Fn(u32) -> Result<U128>,
) -> Result<(u64, U128)> {
    let (units, from) = (&supplier.units, supplier.rewards.unit_index);
    if supplier.rewards.settled_hour >= hour {
        return Ok((0, from));
    }
    if units.running == 0 && units.next == 0 {
        // An hour without units has no index, and needs none.
        return Ok((0, from));
    }
    let end = units.end_hour.min(hour);
    let share = |units: u64, from: U128, to: U128| -> Result<u64> {
        Ok(q64::share(units.into(), to.get().minus(from.get())?)?)
    };
    if units.running == units.next {
        let to = index_at(end)?;
        return Ok((share(units.next, from, to)?, to));
    }
    let change = index_at(units.hour.plus(1)?.min(end))?;
    let first = share(units.running, from, change)?;
    if units.next == 0 {
        return Ok((first, change));
    }
    let to = index_at(end)?;
    Ok((first.plus(share(units.next, change, to)?)?, to))
}

/// Splits off the commission, then divides by active stake, each rounded down. Delegators get the remainder.
///
/// # Errors
/// `MathOverflow`, ruled out by the supply cap.
pub fn split(supplier: &Supplier, reward: u64) -> Result<Settlement> {
    let commission = bps_of(reward, supplier.commission.bps.into(), Rounding::Down)?;
    let net = reward.minus(commission)?;
    let own = match (supplier.stake.delegated_active()?, supplier.stake.active()?) {
        (0, _) => net,
        (_, active) => mul_div(net, supplier.stake.own, active, Rounding::Down)?,
    };
    Ok(Settlement {
        owner_part: commission.plus(own)?,
        delegated_part: net.minus(own)?,
        delegated_before: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use io_common::types::{Commission, CountedUnits};

    /// Settled up to hour 100; units that rise in it, until hour 120.
    fn rising() -> Supplier {
        let mut supplier = Supplier::zeroed();
        supplier.rewards.settled_hour = 100;
        supplier.units = CountedUnits {
            running: 1,
            next: 2,
            at_start: 1,
            hour: 100,
            end_hour: 120,
        };
        supplier
    }

    #[test]
    fn a_settlement_asks_for_the_past_hours_at_whose_start_something_changed() {
        let supplier = rising();
        let hours = |now| history_hours(&supplier, now);
        assert_eq!(hours(100), [None; 3]);
        assert_eq!(hours(101), [None; 3], "the present hour is in the ledger");
        assert_eq!(hours(102), [Some(101), None, None]);
        assert_eq!(hours(120), [Some(101), None, None]);
        assert_eq!(hours(121), [Some(101), Some(120), None]);

        let mut settled = supplier;
        settled.rewards.settled_hour = 121;
        assert_eq!(history_hours(&settled, 121), [None; 3]);
        let mut steady = supplier;
        steady.units.running = 2;
        assert_eq!(history_hours(&steady, 121), [None, Some(120), None]);
        let mut nothing = supplier;
        (nothing.units.running, nothing.units.next) = (0, 0);
        assert_eq!(history_hours(&nothing, 121), [None; 3]);
    }

    #[test]
    fn commission_and_own_part_are_rounded_down_and_delegators_get_the_rest() {
        let mut supplier = Supplier::zeroed();
        (supplier.commission.bps, supplier.stake.own) = (1_000, 50);
        supplier.stake.delegated = 50;
        let (owner_part, delegated_part) = (4, 5);
        let expected = Settlement {
            owner_part,
            delegated_part,
            delegated_before: 0,
        };
        assert_eq!(split(&supplier, 9), Ok(expected));
    }

    #[test]
    fn p07_a_settlement_brings_the_supplier_to_the_hour_of_the_ledger() {
        let (mut supplier, mut ledger) = (rising(), Ledger::zeroed());
        ledger.hour = 130;
        for _ in 0..2 {
            settle(&mut supplier, &ledger, |_| Ok(U128::default())).unwrap();
            assert_eq!(supplier.rewards.settled_hour, 130);
        }
    }

    #[test]
    fn a_settlement_asks_for_the_hour_of_a_commission_within_the_attestation() {
        let hours = |next_from: u32, now: u32| {
            let mut supplier = rising();
            supplier.commission = Commission {
                next_from,
                ..Commission::default()
            };
            history_hours(&supplier, now)[2]
        };
        assert_eq!(hours(110, 109), None, "not yet in force");
        assert_eq!(hours(110, 110), None, "the present hour is in the ledger");
        assert_eq!(hours(110, 111), Some(110));
        assert_eq!(hours(119, 200), Some(119));
        assert_eq!(hours(120, 200), None, "nothing is earned from there on");
    }
}
