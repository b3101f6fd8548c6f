//! The emission clock and the units of its suppliers, against a model that walks every hour and every
//! supplier and keeps no accumulators.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::integer_division,
    clippy::unwrap_used
)]

use io_common::{
    constants::{epoch_hour, HOUR, ONE_IO, ONE_UNIT},
    governance::Roles,
    math::U128,
    schedule::{cumulative, hourly},
    types::{Attestation, Commission, Pool, Supplier},
};
use std::collections::BTreeMap;

use bytemuck::Zeroable;
use emissions::state::{settlement, units, Advance, Config, Ledger};
use proptest::prelude::*;

const START: u32 = 500_000;

/// The clock with its history, and suppliers by number.
struct Machine {
    config: Config,
    ledger: Ledger,
    history: BTreeMap<u32, [U128; 2]>,
    suppliers: Vec<Supplier>,
}

impl Machine {
    fn new(suppliers: usize) -> Self {
        let key = Default::default();
        let mut ledger = Ledger::zeroed();
        ledger.hour = START;
        let mut supplier = Supplier::zeroed();
        supplier.stake.own = 1_000_000 * ONE_IO;
        supplier.rewards.settled_hour = START;
        Self {
            config: Config::new(Roles::new(key, key), key, 0),
            ledger,
            history: BTreeMap::new(),
            suppliers: vec![supplier; suppliers],
        }
    }

    fn advance(&mut self, now: u32) -> Advance {
        let history = &mut self.history;
        let record = |hour, indexes| {
            history.insert(hour, indexes);
            Ok(())
        };
        let done = self.ledger.advance(&self.config, now, record).unwrap();
        self.ledger.invariant().unwrap();
        done
    }

    fn settle(&mut self, number: usize) {
        let supplier = &mut self.suppliers[number];
        let pool = usize::from(supplier.pool);
        // A missing entry is an error: the clock must have recorded every hour that is asked for.
        let announced = settlement::history_hours(supplier, self.ledger.hour);
        let index = |hour| {
            assert!(
                announced.contains(&Some(hour)),
                "hour {hour} is not announced"
            );
            Ok(self.history[&hour][pool])
        };
        settlement::settle(supplier, &self.ledger, index).unwrap();
    }

    /// Attestations from the start of the running hour to the first second of one `hours` later.
    fn attest(&mut self, number: usize, gpus: u32, pool: u8, hours: u32) {
        let now = i64::from(self.ledger.hour) * HOUR;
        self.attest_at(number, gpus, pool, now, now + i64::from(hours) * HOUR + 1);
    }

    fn attest_at(&mut self, number: usize, gpus: u32, pool: u8, now: i64, ends_at: i64) {
        self.settle(number);
        let attestation = Attestation {
            attested_at: 0,
            ends_at,
            stake_per_unit: 200 * ONE_IO,
            gpus,
            multiplier: ONE_UNIT as u32,
            ..Attestation::default()
        };
        let pool = [Pool::Enterprise, Pool::Community][usize::from(pool)];
        let supplier = &mut self.suppliers[number];
        units::renew(supplier, &mut self.ledger, attestation, pool, now).unwrap();
        self.ledger.invariant().unwrap();
    }

    fn set_own_stake(&mut self, number: usize, own: u64) {
        self.settle(number);
        self.suppliers[number].stake.own = own;
        units::recount(&mut self.suppliers[number], &mut self.ledger).unwrap();
        self.ledger.invariant().unwrap();
    }

    fn earned(&self) -> u64 {
        self.suppliers
            .iter()
            .map(|supplier| supplier.rewards.earned)
            .sum()
    }

    fn settle_all(&mut self) {
        (0..self.suppliers.len()).for_each(|number| self.settle(number));
    }
}

#[test]
fn a_rise_counts_from_the_next_hour_and_a_fall_from_the_running_one() {
    let mut machine = Machine::new(1);
    machine.attest(0, 4, 0, 24);
    assert_eq!(machine.ledger.pools[0].live, 0);
    machine.advance(START + 1);
    assert_eq!(machine.ledger.pools[0].live, 4 * ONE_UNIT);
    assert_eq!(machine.ledger.emitted_total, 0);
    machine.attest(0, 1, 0, 24);
    assert_eq!(machine.ledger.pools[0].live, ONE_UNIT);
    machine.attest(0, 3, 0, 24);
    assert_eq!(machine.ledger.pools[0].live, ONE_UNIT);
    machine.advance(START + 2);
    assert_eq!(machine.ledger.pools[0].live, 3 * ONE_UNIT);
    assert_eq!(machine.ledger.emitted_total, hourly(0));
}

/// Two suppliers of 1,000 IO of own stake and 5 GPUs each.
fn rivals() -> Machine {
    let mut machine = Machine::new(2);
    for number in 0..2 {
        machine.set_own_stake(number, 1_000 * ONE_IO);
        machine.attest(number, 5, 0, 24);
    }
    machine.advance(START + 1);
    machine.settle_all();
    machine
}

#[test]
fn p24_stake_that_is_back_within_the_hour_counts_for_it() {
    let half = hourly(0) / 2;
    let mut machine = rivals();
    // The row: all but a part leaves and comes back, in one transaction.
    machine.set_own_stake(0, 500 * ONE_IO);
    machine.set_own_stake(0, 1_000 * ONE_IO);
    machine.advance(START + 2);
    machine.settle_all();
    for supplier in &machine.suppliers {
        assert_eq!(supplier.rewards.earned, half);
    }
    // Only half of it is back when the hour ends; what is more than at its beginning waits for the next.
    machine.set_own_stake(0, 0);
    machine.set_own_stake(0, 500 * ONE_IO);
    machine.attest(1, 9, 0, 23);
    machine.set_own_stake(1, 9_000 * ONE_IO);
    assert_eq!(machine.ledger.pools[0].live, 75_000);
    machine.advance(START + 3);
    assert_eq!(machine.ledger.pools[0].live, 25_000 + 90_000);
    // What is back after the hour counts from the next.
    machine.settle_all();
    machine.set_own_stake(0, 1_000 * ONE_IO);
    assert_eq!(machine.ledger.pools[0].live, 25_000 + 90_000);
}

#[test]
fn p24_what_an_attestation_takes_away_is_not_given_back_in_the_hour() {
    let mut machine = rivals();
    let live = |machine: &Machine| machine.ledger.pools[0].live;
    let out_and_back = |machine: &mut Machine| {
        machine.set_own_stake(0, 0);
        machine.set_own_stake(0, 1_000 * ONE_IO);
    };
    // Fewer GPUs while the stake is away, and more again.
    machine.set_own_stake(0, 0);
    machine.attest(0, 3, 0, 23);
    machine.attest(0, 5, 0, 23);
    machine.set_own_stake(0, 1_000 * ONE_IO);
    assert_eq!(live(&machine), 80_000);
    out_and_back(&mut machine);
    assert_eq!(live(&machine), 80_000);
    // The same GPUs while the stake is away take nothing.
    machine.set_own_stake(1, 0);
    machine.attest(1, 5, 0, 23);
    machine.set_own_stake(1, 1_000 * ONE_IO);
    assert_eq!(live(&machine), 80_000);
    // An end within the hour, the other pool, and no GPUs.
    machine.attest(0, 5, 0, 0);
    machine.attest(0, 5, 0, 23);
    out_and_back(&mut machine);
    assert_eq!(live(&machine), 50_000);
    machine.attest(1, 5, 1, 23);
    machine.attest(1, 5, 0, 23);
    assert_eq!((live(&machine), machine.ledger.pools[1].live), (0, 0));
    machine.advance(START + 2);
    assert_eq!(live(&machine), 100_000);
    machine.settle_all();
    machine.attest(0, 0, 0, 0);
    machine.attest(0, 5, 0, 22);
    out_and_back(&mut machine);
    assert_eq!(live(&machine), 50_000);
}

#[test]
fn p24_an_attestation_that_ends_within_the_hour_is_renewed_with_stake_that_is_back() {
    let mut machine = Machine::new(1);
    let start = i64::from(START) * HOUR;
    let at = |hour: i64, minute: i64| start + hour * HOUR + minute * 60;
    machine.attest_at(0, 5, 0, start, at(1, 30));
    machine.advance(START + 1);
    machine.set_own_stake(0, 0);
    machine.set_own_stake(0, 1_000 * ONE_IO);
    assert_eq!(machine.ledger.pools[0].live, 0);
    machine.attest_at(0, 5, 0, at(1, 20), at(9, 0));
    assert_eq!(machine.ledger.pools[0].live, 50_000);
}

/// Each of two renewals comes in time, and the second makes the hour whole.
#[test]
fn p05_an_attestation_that_is_renewed_twice_in_its_last_hour_covers_it() {
    let mut machine = Machine::new(1);
    let start = i64::from(START) * HOUR;
    let at = |hour: i64, minute: i64| start + hour * HOUR + minute * 60;
    machine.attest_at(0, 5, 0, start, at(1, 30));
    machine.advance(START + 1);
    machine.attest_at(0, 5, 0, at(1, 20), at(1, 40));
    assert_eq!(machine.ledger.pools[0].live, 0);
    machine.attest_at(0, 5, 0, at(1, 35), at(9, 0));
    assert_eq!(machine.ledger.pools[0].live, 50_000);
}

#[test]
fn p24_stake_that_moves_on_counts_in_one_of_the_two_hours_at_most() {
    // Moved within the hour to a rival whose stake has just left: the hour sees the moved stake there, and nowhere else.
    for first_out in [true, false] {
        let mut machine = rivals();
        let steps: [(usize, u64); 3] = if first_out {
            [(1, 0), (0, 0), (1, 1_000)]
        } else {
            [(0, 0), (1, 2_000), (1, 1_000)]
        };
        for (number, own) in steps {
            machine.set_own_stake(number, own * ONE_IO);
        }
        assert_eq!(machine.ledger.pools[0].live, 50_000);
    }
}

#[test]
fn p05_an_attestation_that_runs_out_stops_earning_by_itself() {
    let mut machine = Machine::new(2);
    machine.attest(0, 1, 0, 3);
    machine.attest(1, 1, 0, 24);
    machine.advance(START + 100);
    machine.settle_all();
    // Hours 1 and 2 shared by both, 3 to 23 by the second alone.
    let (first, all) = (machine.suppliers[0].rewards.earned, cumulative(23));
    assert!(cumulative(2) / 2 - first <= 2);
    assert!(all - machine.earned() <= 4);
}

#[test]
fn p05_a_renewal_without_a_gap_loses_no_hour() {
    let renewed_at = |minute: i64| {
        let mut machine = Machine::new(1);
        let start = i64::from(START) * HOUR;
        // To half past the tenth hour, then another day.
        machine.attest_at(0, 1, 0, start, start + 10 * HOUR + HOUR / 2);
        machine.advance(START + 10);
        let now = start + 10 * HOUR + minute * 60;
        machine.attest_at(0, 1, 0, now, now + 24 * HOUR);
        machine.advance(START + 12);
        machine.ledger.schedule_hour
    };
    assert_eq!(renewed_at(29), 11, "hours 1 to 11");
    assert_eq!(renewed_at(30), 10, "hour 10 is covered up to its half");
}

#[test]
fn p06_a_gap_of_any_length_walks_25_hours_at_most() {
    let mut machine = Machine::new(1);
    machine.attest(0, 1, 0, 24);
    let done = machine.advance(START + 100_000);
    assert!(done.walked <= 25, "{done:?}");
    assert_eq!(machine.ledger.hour, START + 100_000);
    assert_eq!(machine.ledger.emitted_total, cumulative(23));
}

#[test]
fn p04_without_enough_units_the_schedule_stands_still() {
    let mut machine = Machine::new(2);
    machine.config.min_eligible_units = 2 * ONE_UNIT;
    machine.attest(0, 1, 0, 24);
    machine.advance(START + 10);
    assert_eq!(
        (machine.ledger.schedule_hour, machine.ledger.emitted_total),
        (0, 0)
    );
    machine.attest(1, 1, 0, 24);
    machine.advance(START + 12);
    assert_eq!(
        (machine.ledger.schedule_hour, machine.ledger.emitted_total),
        (1, hourly(0))
    );
}

#[test]
fn p04_without_enterprise_units_the_schedule_stands_still() {
    let mut machine = Machine::new(1);
    machine.attest(0, 8, 1, 24);
    machine.advance(START + 30);
    assert_eq!(machine.ledger.emitted_total, 0);
}

#[test]
fn the_community_gets_the_smaller_of_its_cap_and_its_share() {
    for (community, expected) in [(1, hourly(0) / 100), (50, hourly(0) / 20)] {
        let mut machine = Machine::new(2);
        machine.attest(0, 100 - community, 0, 24);
        machine.attest(1, community, 1, 24);
        machine.advance(START + 2);
        machine.settle_all();
        assert!(expected - machine.suppliers[1].rewards.earned <= 1);
    }
}

#[derive(Clone, Debug)]
enum Action {
    Advance(u32),
    Attest {
        number: usize,
        gpus: u32,
        pool: u8,
        hours: u32,
        /// Of the attestation, and of the end of the attestation.
        minutes: (i64, i64),
    },
    Stake {
        number: usize,
        own: u64,
    },
    Settle(usize),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        4 => (0..4_u32).prop_map(Action::Advance),
        1 => (0..60_u32).prop_map(Action::Advance),
        4 => (0..4_usize, 0..20_u32, 0..2_u8, 0..=24_u32, (0..60_i64, 0..60_i64)).prop_map(
            |(number, gpus, pool, hours, minutes)| Action::Attest { number, gpus, pool, hours, minutes },
        ),
        2 => (0..4_usize, 0..3_000 * ONE_IO).prop_map(|(number, own)| Action::Stake { number, own }),
        2 => (0..4_usize).prop_map(Action::Settle),
    ]
}

/// What the protocol says of one supplier's hours, hour by hour.
#[derive(Clone, Default)]
struct Model {
    hours: BTreeMap<u32, u64>,
    /// The last hour in which something changed, and what of the units with which it began is still attested.
    hour: u32,
    begun: u64,
    /// Units of the present attestation and stake.
    staked: u64,
    /// First hour that the attestation does not cover to its end, and the moment at which it ends.
    end: u32,
    ends_at: i64,
}

impl Model {
    /// From `hour` on, stake stands behind `units` until `end`.
    fn change(&mut self, hour: u32, units: u64, end: u32) {
        self.enter(hour);
        self.set(hour, units, end);
    }

    /// The same by a new attestation of `attested` units. Where the old one ends within `hour`, but after `now`, the hour is
    /// covered by the two together.
    fn renew(&mut self, hour: u32, now: i64, (attested, units): (u64, u64), ends_at: i64) {
        self.enter(hour);
        let end = epoch_hour(ends_at);
        let cut_short = self.end > hour && end <= hour;
        let goes_on = now < self.ends_at && !cut_short;
        self.begun = self.begun.min(if goes_on { attested } else { 0 });
        self.ends_at = ends_at;
        self.set(hour, units, end);
    }

    fn enter(&mut self, hour: u32) {
        if self.hour < hour {
            let counted = self.hours.get(&hour).copied().unwrap_or(0);
            let ends_within = self.end == hour;
            self.begun = if ends_within { self.staked } else { counted };
            self.hour = hour;
        }
    }

    fn set(&mut self, hour: u32, units: u64, end: u32) {
        (self.staked, self.end) = (units, end);
        let units = if end > hour { units } else { 0 };
        self.hours.split_off(&hour);
        self.hours.insert(hour, self.begun.min(units));
        self.hours.extend((hour + 1..end).map(|hour| (hour, units)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    /// P-04, P-05, P-06, P-08: random histories earn what the model gives hour by hour, within the stated
    /// dust of one base unit a settlement and hour, and never more.
    #[test]
    fn p08_random_histories_earn_what_a_walk_of_every_hour_gives(
        actions in prop::collection::vec(action(), 1..80),
    ) {
        let mut machine = Machine::new(4);
        let mut models = vec![Model::default(); 4];
        let mut pools = BTreeMap::<(u32, usize), usize>::new();
        let mut paid = [0_u64; 4];
        let (mut emitted_hours, mut settlements) = (0, 0);
        for action in actions.into_iter().chain([Action::Advance(30)]) {
            let hour = machine.ledger.hour;
            match action {
                Action::Attest { number, gpus, pool, hours, minutes } => {
                    let start = i64::from(hour) * HOUR;
                    let now = start + minutes.0 * 60;
                    let ends_at = (start + i64::from(hours) * HOUR + minutes.1 * 60).max(now);
                    // A pool change is a fall to nothing in the old pool.
                    if machine.suppliers[number].pool != pool {
                        models[number] = Model {
                            hours: models[number].hours.split_off(&0),
                            ..Model::default()
                        };
                        models[number].change(hour, 0, hour);
                    }
                    machine.attest_at(number, gpus, pool, now, ends_at);
                    let units = units::effective(&machine.suppliers[number]).unwrap();
                    let attested = u64::from(gpus) * ONE_UNIT;
                    models[number].renew(hour, now, (attested, units), ends_at);
                    settlements += 1;
                }
                Action::Stake { number, own } => {
                    machine.set_own_stake(number, own);
                    let units = units::effective(&machine.suppliers[number]).unwrap();
                    let end = machine.suppliers[number].attestation.end_hour();
                    models[number].change(hour, units, end);
                    settlements += 1;
                }
                Action::Settle(number) => {
                    machine.settle(number);
                    settlements += 1;
                }
                Action::Advance(hours) => {
                    for (number, supplier) in machine.suppliers.iter().enumerate() {
                        pools.insert((hour, number), supplier.pool.into());
                    }
                    machine.advance(hour + hours);
                    for walked in hour..hour + hours {
                        let of = |number: usize| models[number].hours.get(&walked).copied().unwrap_or(0);
                        let mut totals = [0_u64; 2];
                        (0..4).for_each(|number| totals[pools[&(hour, number)]] += of(number));
                        if totals[0] < ONE_UNIT {
                            continue;
                        }
                        let amount = hourly(emitted_hours);
                        emitted_hours += 1;
                        let wide = |part: u64, of: u64, whole: u64| {
                            (u128::from(part) * u128::from(of) / u128::from(whole)) as u64
                        };
                        let community = (amount / 20).min(wide(amount, totals[1], totals[0] + totals[1]));
                        let parts = [amount - community, community];
                        for (number, paid) in paid.iter_mut().enumerate() {
                            let pool = pools[&(hour, number)];
                            if of(number) > 0 {
                                *paid += wide(parts[pool], of(number), totals[pool]);
                            }
                        }
                    }
                    prop_assert_eq!(machine.ledger.emitted_total, cumulative(emitted_hours));
                }
            }
        }
        machine.settle_all();
        prop_assert!(machine.earned() <= machine.ledger.emitted_total);
        let dust = u64::from(emitted_hours) + 2 * (settlements + 4);
        for (number, paid) in paid.iter().enumerate() {
            let earned = machine.suppliers[number].rewards.earned;
            prop_assert!(earned.abs_diff(*paid) <= dust, "{} {} {}", number, earned, paid);
        }
    }

    /// P-07: settled long after it, a change of commission is split at its hour: as if somebody had settled then.
    #[test]
    fn p07_a_commission_holds_from_its_hour_on(
        gpus in 1..20_u32,
        hours in 1..=24_u32,
        change in 1..40_u32,
        delegated in 1..10_000_u64,
        (old, new) in (0..=5_000_u16, 0..=5_000_u16),
    ) {
        let run = |stop: bool| {
            let mut machine = Machine::new(1);
            machine.suppliers[0].commission = Commission { bps: old, next_bps: new, next_from: START + change };
            machine.suppliers[0].stake.delegated = delegated * ONE_IO;
            machine.attest(0, gpus, 0, hours);
            if stop {
                machine.advance(START + change);
                machine.settle(0);
            }
            machine.advance(START + 40);
            machine.settle(0);
            machine.suppliers[0]
        };
        let (late, stopped) = (run(false), run(true));
        prop_assert_eq!(late.commission, Commission { bps: new, ..Commission::default() });
        // Each settlement rounds the reward once down.
        prop_assert!(late.rewards.earned.abs_diff(stopped.rewards.earned) <= 1);
        prop_assert!(late.rewards.owed.abs_diff(stopped.rewards.owed) <= 3);
        // What the split should be, from the hours that were emitted before and after.
        let emitted = |until: u32| cumulative(until.min(hours).saturating_sub(1));
        let (before, all) = (emitted(change), emitted(u32::MAX));
        let own = u128::from(late.stake.own);
        let active = own + u128::from(late.stake.delegated);
        let part = |amount: u64, bps: u16| {
            let kept = u128::from(amount) * u128::from(bps) / 10_000;
            kept + (u128::from(amount) - kept) * own / active
        };
        let expected = part(before, old) + part(all - before, new);
        prop_assert!(u128::from(late.rewards.owed).abs_diff(expected) <= 8);
    }

    /// P-06: one call after k hours gives the state, and the history, of k calls.
    #[test]
    fn p06_one_call_equals_k_calls(
        attestations in prop::collection::vec((0..20_u32, 0..2_u8, 0..=24_u32), 4),
        gap in 0..80_u32,
    ) {
        let run = |steps: u32| {
            let mut machine = Machine::new(4);
            for (number, (gpus, pool, hours)) in attestations.iter().enumerate() {
                machine.attest(number, *gpus, *pool, *hours);
            }
            (1..=steps).for_each(|step| {
                machine.advance(START + gap * step / steps);
            });
            machine.advance(START + gap);
            machine
        };
        let (one, many) = (run(1), run(gap.max(1)));
        prop_assert_eq!(one.ledger, many.ledger);
        prop_assert_eq!(one.history, many.history);
    }
}
