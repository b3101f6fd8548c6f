//! The whole schedule, hour by hour.

use bytemuck::Zeroable;
use emissions::state::{Config, Ledger};
use io_common::{
    constants::{EXPIRY_SLOTS, ONE_UNIT},
    governance::Roles,
};
use io_reference::{schedule::TOTAL, Schedule};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Where the clock begins, as an epoch hour.
const START: u32 = 500_000;
/// Histories of the whole schedule.
const SEEDS: u64 = 4;

/// P-01, P-03, P-04: the 175,200 hours emit what the model says, each of them, whatever comes between: calls that were
/// missed, hours without any unit, and hours with too few.
#[test]
fn p03_the_whole_schedule_is_emitted_hour_by_hour_with_random_gaps() {
    let schedule = Schedule::new();
    (0..SEEDS).for_each(|seed| replay(&schedule, seed));
}

fn replay(schedule: &Schedule, seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let key = Default::default();
    let config = Config::new(Roles::new(key, key), key, 0);
    let mut ledger = Ledger::zeroed();
    ledger.hour = START;
    let (mut emitted, mut hours) = (0, 0);
    while hours < schedule.len() {
        // For some hours there are units: enough of them, too few, or of the Community only.
        let units = [ONE_UNIT, 7 * ONE_UNIT, ONE_UNIT - 1, 0];
        let enterprise = units[rng.random_range(0..units.len())];
        let community = [0, 3 * ONE_UNIT][rng.random_range(0..2)];
        let length = rng.random_range(1..=24);
        let end = ledger.hour + length;
        for (pool, live) in ledger.pools.iter_mut().zip([enterprise, community]) {
            pool.live = live;
            pool.expiring[end as usize % EXPIRY_SLOTS] = live;
        }
        // Somebody calls now and then, and for the last time long after all of them have left.
        let gap = match rng.random_range(0..50) {
            0 => rng.random_range(0..2_000),
            _ => rng.random_range(0..5),
        };
        while ledger.hour < end + gap {
            // The first of them calls every hour.
            let step = if seed == 0 {
                1
            } else {
                rng.random_range(1..=24)
            };
            let now = ledger.hour + step;
            let from = hours;
            let eligible = if enterprise >= ONE_UNIT {
                end
            } else {
                ledger.hour
            };
            hours += eligible.min(now).saturating_sub(ledger.hour) as usize;
            let due: u64 = (from..hours).map(|hour| schedule.hour(hour)).sum();
            emitted += due;
            let done = ledger.advance(&config, now, |_, _| Ok(())).unwrap();
            assert_eq!(done.minted, due, "hours {from} to {hours}");
            ledger.invariant().unwrap();
            hours = hours.min(schedule.len());
            assert_eq!(ledger.schedule_hour as usize, hours);
        }
    }
    assert_eq!((ledger.emitted_total, emitted), (TOTAL, TOTAL));
    // And not one base unit more.
    ledger.pools[0].live = ONE_UNIT;
    let more = ledger
        .advance(&config, ledger.hour + 10, |_, _| Ok(()))
        .unwrap();
    assert_eq!(more.minted, 0);
}
