//! Units that a supplier is counted with. An hour counts the least of three: the units at its start, the units
//! attested throughout it, and the units that the stake at its end backs. So stake that leaves and returns within an
//! hour gains nothing. Stake that was with two suppliers in one hour counts with the second at most: at the end of
//! the hour it is in one place.

use anchor_lang::prelude::*;
use io_common::{
    math::{mul_div, Checked, Rounding},
    require,
    types::{Attestation, CountedUnits, Pool, Supplier},
};

use super::{Ledger, PoolLedger};
use crate::error::EmissionsError;

/// Effective units of the supplier's attestation: the attested units, reduced where total stake is below the
/// requirement or own stake below half of it. Rounded down, in 10⁻⁴ units.
///
/// # Errors
/// `MathOverflow`, ruled out by the supply cap.
pub fn effective(supplier: &Supplier) -> Result<u64> {
    let (units, required) = (
        supplier.attestation.units()?,
        supplier
            .attestation
            .required_stake(supplier.attestation.gpus)?,
    );
    if required == 0 {
        return Ok(0);
    }
    let own = supplier.stake.own.saturating_mul(2);
    let stake = required.min(supplier.stake.active()?).min(own);
    Ok(mul_div(units, stake, required, Rounding::Down)?)
}

/// Refuses unless the ledger is in `hour` and the supplier is settled up to the ledger (P-07).
///
/// # Errors
/// `NotLaunched`, `AdvanceClockFirst`, `SettleSupplierFirst`.
pub fn require_current(supplier: &Supplier, ledger: &Ledger, hour: u32) -> Result<()> {
    require!(ledger.is_launched(), EmissionsError::NotLaunched);
    require!(ledger.hour == hour, EmissionsError::AdvanceClockFirst);
    require!(
        supplier.rewards.settled_hour == hour,
        EmissionsError::SettleSupplierFirst
    );
    Ok(())
}

/// Counts the supplier again after a change of its stake.
///
/// # Errors
/// As [`count`].
pub fn recount(supplier: &mut Supplier, ledger: &mut Ledger) -> Result<()> {
    let units = effective(supplier)?;
    let (end_hour, hour) = (supplier.units.end_hour, ledger.hour);
    count(
        &mut supplier.units,
        pool(ledger, Pool::stored(supplier.pool)?),
        units,
        end_hour,
        hour,
    )
}

/// Attests the supplier again at `now`. A new pool is a fall in the old one and a rise in the new one.
///
/// A renewal before the old attestation ends leaves no gap: if that end is within the current hour, its units keep
/// counting as far as the new attestation covers them, because together the two cover the whole hour (P-05). Units
/// that an attestation removes from the current hour, by fewer GPUs, an end within it or another pool, come back with
/// no later attestation of that hour. Stake does not matter for this: stake that is missing during the attestation
/// may come back.
///
/// # Errors
/// As [`count`].
pub fn renew(
    supplier: &mut Supplier,
    ledger: &mut Ledger,
    attestation: Attestation,
    new_pool: Pool,
    now: i64,
) -> Result<()> {
    let hour = ledger.hour;
    roll_to(&mut supplier.units, hour);
    let moved = supplier.pool != new_pool as u8;
    let cut_short = supplier.units.end_hour > hour && attestation.end_hour() <= hour;
    if moved {
        let (old_pool, end_hour) = (
            pool(ledger, Pool::stored(supplier.pool)?),
            supplier.units.end_hour,
        );
        count(&mut supplier.units, old_pool, 0, end_hour, hour)?;
    }
    let covered = supplier.attestation.is_live(now) && !moved && !cut_short;
    let most = if covered { attestation.units()? } else { 0 };
    supplier.units.at_start = supplier.units.at_start.min(most);
    (supplier.attestation, supplier.pool) = (attestation, new_pool as u8);
    supplier.follow_requirement()?;
    let (units, pool) = (effective(supplier)?, pool(ledger, new_pool));
    count(
        &mut supplier.units,
        pool,
        units,
        attestation.end_hour(),
        hour,
    )?;
    supplier.rewards.unit_index = pool.index;
    Ok(())
}

/// Brings the record to `hour` without changing what is counted: applies rises and ends that are due.
pub fn roll_to(units: &mut CountedUnits, hour: u32) {
    if units.hour < hour {
        units.at_start = if units.end_hour < hour { 0 } else { units.next };
        if units.end_hour <= hour {
            units.next = 0;
        }
        units.running = units.next;
        units.hour = hour;
    }
}

/// Counts `effective` units until `end_hour` instead of the current ones.
fn count(
    units: &mut CountedUnits,
    pool: &mut PoolLedger,
    effective: u64,
    end_hour: u32,
    hour: u32,
) -> Result<()> {
    roll_to(units, hour);
    let new = if end_hour > hour { effective } else { 0 };
    let running = units.at_start.min(new);
    if units.next > 0 {
        let leaving = pool.expiring_at(units.end_hour);
        *leaving = leaving.minus(units.next)?;
    }
    if new > 0 {
        let leaving = pool.expiring_at(end_hour);
        *leaving = leaving.plus(new)?;
    }
    pool.live = pool.live.minus(units.running)?.plus(running)?;
    let rising = units.next.minus(units.running)?;
    pool.rising = pool.rising.minus(rising)?.plus(new.minus(running)?)?;
    *units = CountedUnits {
        running,
        next: new,
        end_hour,
        ..*units
    };
    Ok(())
}

fn pool(ledger: &mut Ledger, pool: Pool) -> &mut PoolLedger {
    &mut ledger.pools[pool as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;
    use io_common::constants::ONE_UNIT;

    #[test]
    fn units_are_reduced_where_stake_or_own_stake_falls_short() {
        let effective = |gpus: u32, own: u64, delegated: u64| {
            let mut supplier = Supplier::zeroed();
            supplier.attestation.gpus = gpus;
            supplier.attestation.multiplier = ONE_UNIT as u32;
            supplier.attestation.stake_per_unit = 200;
            supplier.stake.own = own;
            supplier.stake.delegated = delegated;
            effective(&supplier).unwrap()
        };
        // 10 GPUs of a unit: 2,000 in all, of them 1,000 of the owner.
        assert_eq!(effective(10, 1_000, 1_000), 100_000);
        assert_eq!(effective(10, 5_000, 5_000), 100_000);
        assert_eq!(effective(10, 1_000, 999), 99_950);
        assert_eq!(effective(10, 500, 9_000), 50_000);
        assert_eq!(effective(10, 0, 9_000), 0);
        assert_eq!(effective(0, 1_000, 1_000), 0);
        assert_eq!(effective(3, 1, 0), 50, "a 600th of 30,000");
        let mut poor = Supplier::zeroed();
        (poor.attestation.gpus, poor.attestation.multiplier) = (1, ONE_UNIT as u32);
        (poor.attestation.stake_per_unit, poor.stake.own) = (300, 1);
        assert_eq!(super::effective(&poor), Ok(33), "a 300th of 10,000");
    }

    #[test]
    fn p07_what_needs_the_present_hour_refuses_an_earlier_one() {
        let (mut supplier, mut ledger) = (Supplier::zeroed(), Ledger::zeroed());
        let current = |supplier: &Supplier, ledger: &Ledger| require_current(supplier, ledger, 9);
        let refused = |error: EmissionsError| Err(error.into());
        assert_eq!(
            current(&supplier, &ledger),
            refused(EmissionsError::NotLaunched)
        );
        ledger.hour = 8;
        assert_eq!(
            current(&supplier, &ledger),
            refused(EmissionsError::AdvanceClockFirst)
        );
        (ledger.hour, supplier.rewards.settled_hour) = (9, 8);
        assert_eq!(
            current(&supplier, &ledger),
            refused(EmissionsError::SettleSupplierFirst)
        );
        supplier.rewards.settled_hour = 9;
        current(&supplier, &ledger).unwrap();
    }
}
