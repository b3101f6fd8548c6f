//! Figures for clients that need no transaction: the program's own arithmetic on copies of its accounts.

use std::collections::BTreeMap;

use anchor_lang::prelude::*;
use bytemuck::Zeroable;
use io_common::{
    constants::{epoch_hour, BPS},
    math::{bps_of, mul_div_u128, q64, Checked, Rounding, U128},
    types::{Attestation, Pool, Supplier},
};

use crate::{
    error::EmissionsError,
    state::{settlement, units, Config, Delegation, Ledger},
};

/// Hours of a year of the schedule.
const YEAR: u32 = 365 * 24;
/// Hours of a day, for a yield.
pub const DAY: u32 = 24;
/// Hours of a week, for a yield.
pub const WEEK: u32 = 7 * DAY;

/// The indexes of both pools at the start of past hours.
pub type History = BTreeMap<u32, [U128; Pool::COUNT]>;

/// Supplier and delegation as they will be once `hour` is reached and everything is settled.
#[derive(Clone, Copy, Debug)]
pub struct Claimable {
    /// Claimable by the supplier's payout wallet: commission and reward of own stake, in IO base units.
    pub by_supplier: u64,
    /// Claimable by the staker, in IO base units.
    pub by_staker: u64,
}

/// What can be claimed at `hour`, after `advance_clock` and `settle_supplier`. `history` must have the
/// [`settlement::history_hours`] of the supplier.
///
/// # Errors
/// `HistoryPageMissing` if it does not.
pub fn claimable(
    config: &Config,
    ledger: &Ledger,
    supplier: &Supplier,
    delegation: Option<&Delegation>,
    mut history: History,
    hour: u32,
) -> Result<Claimable> {
    let (mut ledger, mut supplier) = (*ledger, *supplier);
    ledger.advance(config, hour, |hour, indexes| {
        history.insert(hour, indexes);
        Ok(())
    })?;
    let pool = Pool::stored(supplier.pool)? as usize;
    settlement::settle(&mut supplier, &ledger, |hour| {
        let indexes = history.get(&hour);
        Ok(indexes.ok_or(EmissionsError::HistoryPageMissing)?[pool])
    })?;
    let by_staker = match delegation {
        None => 0,
        Some(delegation) => {
            let mut delegation = Delegation { ..*delegation };
            delegation.accrue(&supplier)?;
            delegation.owed
        }
    };
    Ok(Claimable {
        by_supplier: supplier.rewards.owed,
        by_staker,
    })
}

/// Yearly yield of stake delegated to the supplier, in bps, net of commission. It assumes a year like the past
/// `hours`, in which the pool's index rose by `gain`. Zero without an attestation at `now`. Cooling stake is not
/// counted. Rounded down.
///
/// # Errors
/// `MathOverflow` above 64 bits, `DivisionByZero` for zero hours or no stake.
pub fn apr_bps(supplier: &Supplier, gain: u128, hours: u32, now: i64) -> Result<u64> {
    if !supplier.attestation.is_live(now) {
        return Ok(0);
    }
    let reward = q64::share(supplier.units.next.into(), gain)?;
    let commission = bps_of(reward, supplier.commission.bps.into(), Rounding::Down)?;
    let yearly = u128::from(reward.minus(commission)?).times(u128::from(YEAR))?;
    let base = u128::from(supplier.stake.active()?).times(u128::from(hours))?;
    let bps = mul_div_u128(yearly, BPS.into(), base, Rounding::Down)?;
    Ok(u64::try_from(bps).map_err(|_| io_common::CommonError::MathOverflow)?)
}

/// [`apr_bps`] of the past `hours`, such as a [`DAY`] or a [`WEEK`], from `history`: the pages of those hours, and
/// the page before them if the clock stood still at their start. With a younger network or fewer pages, it covers the
/// hours since the first record. `None` without a full hour, or without stake.
///
/// # Errors
/// `MathOverflow` above 64 bits.
pub fn past_apr_bps(
    supplier: &Supplier,
    ledger: &Ledger,
    history: &History,
    hours: u32,
    now: i64,
) -> Result<Option<u64>> {
    if supplier.stake.active()? == 0 {
        return Ok(None);
    }
    let pool = Pool::stored(supplier.pool)? as usize;
    let from = ledger.hour.saturating_sub(hours);
    let index = ledger.pools[pool].index.get();
    // A page is zero where nothing was recorded.
    let known = |(hour, indexes): (&u32, &[U128; Pool::COUNT])| {
        let index = indexes[pool].get();
        (index > 0).then_some((*hour, index))
    };
    let before = history.range(..=from).rev().find_map(known);
    let whole = before.map(|(_, base)| (hours, base));
    let part = || {
        let (first, base) = history.range(from..).find_map(known)?;
        Some((ledger.hour.saturating_sub(first), base))
    };
    match whole.or_else(part) {
        None | Some((0, _)) => Ok(None),
        Some((counted, base)) => apr_bps(supplier, index.minus(base)?, counted, now).map(Some),
    }
}

/// Stake that an unstaking would take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unstaking {
    /// Own stake, in IO base units.
    Own(u64),
    /// Delegated stake, in IO base units.
    Delegated(u64),
}

impl Unstaking {
    fn take(self, supplier: &mut Supplier) -> Result<()> {
        let (bucket, amount) = match self {
            Self::Own(amount) => (&mut supplier.stake.own, amount),
            Self::Delegated(amount) => (&mut supplier.stake.delegated, amount),
        };
        *bucket = bucket.minus(amount)?;
        Ok(())
    }
}

/// Effective units of the supplier after an unstaking at `now`, in 10⁻⁴ units; zero without an attestation.
///
/// # Errors
/// `MathOverflow` for more stake than there is.
pub fn units_after(supplier: &Supplier, unstaking: Unstaking, now: i64) -> Result<u64> {
    let mut supplier = *supplier;
    unstaking.take(&mut supplier)?;
    if supplier.attestation.is_live(now) {
        units::effective(&supplier)
    } else {
        Ok(0)
    }
}

/// Hourly reward of a supplier and its stakers, in IO base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hourly {
    /// Commission and reward of own stake.
    pub owner: u64,
    /// All delegators together.
    pub stakers: u64,
}

/// Hourly reward with the stake and attestations of epoch hour `hour`, if all attestations are renewed; and the
/// reward after delegating `amount` more to the supplier.
///
/// # Errors
/// `MathOverflow`, ruled out by the supply cap.
pub fn delegation_effect(
    config: &Config,
    ledger: &Ledger,
    supplier: &Supplier,
    amount: u64,
    hour: u32,
) -> Result<[Hourly; 2]> {
    let (mut ledger, mut supplier) = (*ledger, *supplier);
    ledger.advance(config, hour, |_, _| Ok(()))?;
    let before = next_hour(config, &ledger, &supplier)?;
    supplier.stake.delegated = supplier.stake.delegated.plus(amount)?;
    units::recount(&mut supplier, &mut ledger)?;
    Ok([before, next_hour(config, &ledger, &supplier)?])
}

/// Hourly reward before and after an unstaking.
///
/// # Errors
/// `MathOverflow` for more stake than there is.
pub fn unstaking_effect(
    config: &Config,
    ledger: &Ledger,
    supplier: &Supplier,
    unstaking: Unstaking,
    hour: u32,
) -> Result<[Hourly; 2]> {
    let (mut ledger, mut supplier) = (*ledger, *supplier);
    ledger.advance(config, hour, |_, _| Ok(()))?;
    let before = next_hour(config, &ledger, &supplier)?;
    unstaking.take(&mut supplier)?;
    units::recount(&mut supplier, &mut ledger)?;
    Ok([before, next_hour(config, &ledger, &supplier)?])
}

/// Hourly reward of the owner of a new supplier with `attestation` and all the stake that it requires, at `now`, in IO base
/// units.
///
/// # Errors
/// As [`delegation_effect`].
pub fn newcomer(
    config: &Config,
    ledger: &Ledger,
    attestation: Attestation,
    pool: Pool,
    now: i64,
) -> Result<u64> {
    let mut ledger = *ledger;
    let hour = epoch_hour(now).max(ledger.hour);
    ledger.advance(config, hour, |_, _| Ok(()))?;
    let mut supplier = Supplier::zeroed();
    supplier.stake.own = attestation.required_stake(attestation.gpus)?;
    units::renew(&mut supplier, &mut ledger, attestation, pool, now)?;
    Ok(next_hour(config, &ledger, &supplier)?.owner)
}

/// Reward of the hour after the ledger's, if all attestations are renewed.
fn next_hour(config: &Config, ledger: &Ledger, supplier: &Supplier) -> Result<Hourly> {
    let mut next = *ledger;
    for pool in &mut next.pools {
        pool.live = pool.live.plus(pool.rising)?;
        (pool.rising, pool.index) = (0, U128::default());
        pool.expiring = Default::default();
    }
    next.advance(config, next.hour.plus(1)?, |_, _| Ok(()))?;
    let gain = next.pools[Pool::stored(supplier.pool)? as usize]
        .index
        .get();
    let ended = supplier.units.end_hour <= ledger.hour;
    let units = if ended { 0 } else { supplier.units.next };
    let split = settlement::split(supplier, q64::share(units.into(), gain)?)?;
    Ok(Hourly {
        owner: split.owner_part,
        stakers: split.delegated_part,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::{
        constants::{HOUR, ONE_IO, ONE_UNIT},
        governance::Roles,
        schedule,
    };

    #[test]
    fn the_yield_is_a_years_net_reward_over_active_stake() {
        let mut supplier = Supplier::zeroed();
        supplier.units.next = 10 * ONE_UNIT;
        supplier.commission.bps = 1_000;
        supplier.stake.own = 600 * ONE_IO;
        supplier.stake.delegated = 400 * ONE_IO;
        supplier.stake.cooling = 9_999 * ONE_IO;
        // A day in which the ten units earned one IO together: 0.9 IO a day on 1,000 IO is 32.85 % a year.
        let gain = q64::gain(ONE_IO, u128::from(10 * ONE_UNIT)).unwrap();
        supplier.attestation.ends_at = 100;
        let apr = apr_bps(&supplier, gain, 24, 99).unwrap();
        assert!((3_284..=3_285).contains(&apr), "{apr}");
        assert_eq!(apr_bps(&supplier, gain, 24, 100).unwrap(), 0);
        assert!(apr_bps(&supplier, gain, 0, 99).is_err());
    }

    #[test]
    fn the_yield_is_rounded_down_and_so_is_the_commission_in_it() {
        let mut supplier = Supplier::zeroed();
        (supplier.units.next, supplier.attestation.ends_at) = (1, 100);
        (supplier.commission.bps, supplier.stake.own) = (1_000, 1_000_000);
        // 9 base units a day on a million are 32.85 bps a year; their commission is below one.
        assert_eq!(apr_bps(&supplier, 9 << 64, 24, 99), Ok(32));
    }

    #[test]
    fn a_day_a_week_and_a_year_are_so_many_hours() {
        assert_eq!((DAY, WEEK, YEAR), (24, 168, 8_760));
    }

    #[test]
    fn the_yield_of_the_past_counts_the_hours_that_there_were() {
        let mut supplier = Supplier::zeroed();
        supplier.units.next = ONE_UNIT;
        supplier.stake.own = 1_000 * ONE_IO;
        supplier.attestation.ends_at = 100;
        let mut ledger = Ledger::zeroed();
        ledger.hour = 1_000;
        let index = |io: u64| U128::from(q64::gain(io * ONE_IO, u128::from(ONE_UNIT)).unwrap());
        ledger.pools[0].index = index(30);
        let apr = |history: &History| past_apr_bps(&supplier, &ledger, history, DAY, 99).unwrap();
        let day = |history: &History| apr(history).unwrap();
        // 10 IO in a day on 1,000 IO, by the last record before the day; else by the first within it.
        let older = History::from([(970, [index(20), U128::default()])]);
        assert!((36_490..=36_500).contains(&day(&older)));
        let both = History::from([
            (970, [index(20), U128::default()]),
            (977, [index(25), U128::default()]),
        ]);
        assert_eq!(day(&both), day(&older));
        // A page has a zero for an hour in which nobody had units.
        let idle = History::from([
            (970, [index(20), U128::default()]),
            (975, [U128::default(); 2]),
            (977, [U128::default(); 2]),
        ]);
        assert_eq!(day(&idle), day(&older));
        // A younger network: 5 IO in the 23 hours that there are, 5 IO in the only one, and none to go by.
        let since = |hour: u32, io: u64| History::from([(hour, [index(io), U128::default()])]);
        assert!((19_040..=19_050).contains(&day(&since(977, 25))));
        assert!((437_990..=438_000).contains(&day(&since(999, 25))));
        assert_eq!(apr(&since(1_000, 30)), None);
        assert_eq!(apr(&History::new()), None);
        // Nobody has staked.
        let none = Supplier {
            stake: Default::default(),
            ..supplier
        };
        assert_eq!(past_apr_bps(&none, &ledger, &older, DAY, 99).unwrap(), None);
    }

    #[test]
    fn what_can_be_claimed_is_what_the_clock_and_a_settlement_would_give() {
        let key = Default::default();
        let config = Config::new(Roles::new(key, key), key, 0);
        let (mut ledger, mut supplier) = (Ledger::zeroed(), Supplier::zeroed());
        (ledger.hour, supplier.rewards.settled_hour) = (1_000, 1_000);
        supplier.commission.bps = 1_000;
        supplier.stake.own = 1_000 * ONE_IO;
        let mut delegation = Delegation::default();
        delegation.accrue(&supplier).unwrap();
        delegation.add(1_000 * ONE_IO, &mut supplier).unwrap();
        // Hours 1,001 and 1,002.
        let attestation = Attestation {
            gpus: 10,
            multiplier: ONE_UNIT as u32,
            stake_per_unit: 200 * ONE_IO,
            ends_at: 1_003 * HOUR,
            ..Attestation::default()
        };
        let (pool, now) = (Pool::Enterprise, 1_000 * HOUR);
        units::renew(&mut supplier, &mut ledger, attestation, pool, now).unwrap();
        let quote = |ledger: &Ledger, delegation, hour| {
            claimable(&config, ledger, &supplier, delegation, History::new(), hour)
        };
        for (hour, emitted) in [(1_001, 0), (1_002, 1), (1_003, 2), (2_000, 2)] {
            let all = schedule::cumulative(emitted);
            let Claimable {
                by_supplier,
                by_staker,
            } = quote(&ledger, Some(&delegation), hour).unwrap();
            // A tenth, and half of the rest: each part rounded down.
            assert!(by_supplier.abs_diff(all / 100 * 55) < 100, "{hour}");
            assert!(by_staker.abs_diff(all / 100 * 45) < 100, "{hour}");
            assert!(by_supplier + by_staker <= all, "{hour}");
            let alone = quote(&ledger, None, hour).unwrap();
            assert_eq!((alone.by_supplier, alone.by_staker), (by_supplier, 0));
        }
        ledger.advance(&config, 2_000, |_, _| Ok(())).unwrap();
        let forgotten = quote(&ledger, None, 2_000).err();
        assert_eq!(forgotten, Some(EmissionsError::HistoryPageMissing.into()));
    }

    #[test]
    fn p24_a_delegation_shows_what_it_takes_from_the_owner() {
        let key = Default::default();
        let config = Config::new(Roles::new(key, key), key, 0);
        let (mut ledger, mut supplier) = (Ledger::zeroed(), Supplier::zeroed());
        (ledger.hour, supplier.rewards.settled_hour) = (1_000, 1_000);
        supplier.commission.bps = 1_000;
        // The row: all of the required stake is the owner's, and a stranger delegates ten times as much.
        supplier.stake.own = 2_000 * ONE_IO;
        let attestation = Attestation {
            gpus: 10,
            multiplier: ONE_UNIT as u32,
            stake_per_unit: 200 * ONE_IO,
            ends_at: 1_024 * HOUR,
            ..Attestation::default()
        };
        let (pool, now) = (Pool::Enterprise, 1_000 * HOUR);
        units::renew(&mut supplier, &mut ledger, attestation, pool, now).unwrap();
        let effect = |supplier: &Supplier, ledger: &Ledger, io: u64, hour: u32| {
            delegation_effect(&config, ledger, supplier, io * ONE_IO, hour).unwrap()
        };
        let [before, after] = effect(&supplier, &ledger, 20_000, 1_000);
        let hourly = |owner, stakers| Hourly { owner, stakers };
        assert_eq!(before, hourly(484_800_198_222, 0));
        assert_eq!(after, hourly(88_145_490_585, 396_654_707_637));
        // An unstaking is the reverse.
        let mut joined = supplier;
        joined.stake.delegated = 20_000 * ONE_IO;
        let mut with = ledger;
        units::recount(&mut joined, &mut with).unwrap();
        let unstaking = |amount| Unstaking::Delegated(amount * ONE_IO);
        let back = unstaking_effect(&config, &with, &joined, unstaking(20_000), 1_000);
        assert_eq!(back.unwrap(), [after, before]);
        let more = unstaking_effect(&config, &with, &joined, unstaking(20_001), 1_000);
        assert!(more.is_err());
        // A newcomer with the same GPUs and all their stake gets half.
        let newcomer = newcomer(&config, &ledger, attestation, pool, now).unwrap();
        assert_eq!(newcomer, 484_800_198_222 / 2);
        // With the most that may be delegated by default.
        assert_eq!(supplier.delegation_room().unwrap(), 2_000 * ONE_IO);
        let [_, after] = effect(&supplier, &ledger, 2_000, 1_000);
        assert_eq!(after, hourly(266_640_109_022, 218_160_089_200));
        // Where stake is missing, a delegation benefits both: a rival then has half of the units.
        let mut half = supplier;
        half.stake.own = 1_000 * ONE_IO;
        units::recount(&mut half, &mut ledger).unwrap();
        ledger.pools[0].live = 10 * ONE_UNIT;
        let [before, after] = effect(&half, &ledger, 1_000, 1_000);
        assert!(before.owner < after.owner + after.stakers && after.stakers > 0);
        // Hours after the attestation has expired, no one gets anything.
        ledger.pools[0].live = 0;
        let none = effect(&supplier, &ledger, 1_000, 1_030);
        assert_eq!(none, [hourly(0, 0); 2]);
    }

    #[test]
    fn an_unstaking_shows_what_it_does_to_the_units() {
        let mut supplier = Supplier::zeroed();
        supplier.attestation = Attestation {
            gpus: 10,
            multiplier: ONE_UNIT as u32,
            stake_per_unit: 200 * ONE_IO,
            ends_at: 100,
            ..Attestation::default()
        };
        supplier.stake.own = 1_000 * ONE_IO;
        supplier.stake.delegated = 1_000 * ONE_IO;
        let after = |unstaking| units_after(&supplier, unstaking, 99).unwrap();
        assert_eq!(after(Unstaking::Own(0)), 10 * ONE_UNIT);
        assert_eq!(after(Unstaking::Own(500 * ONE_IO)), 5 * ONE_UNIT);
        assert_eq!(
            after(Unstaking::Delegated(500 * ONE_IO)),
            75 * ONE_UNIT / 10
        );
        assert!(units_after(&supplier, Unstaking::Own(1_001 * ONE_IO), 99).is_err());
        assert_eq!(units_after(&supplier, Unstaking::Own(0), 100).unwrap(), 0);
    }
}
