//! Locks, the supply, its calendar and its chart, with random figures.
//!
//! ```text
//! schedule = start:cliff:period:at_cliff:each:periods      locks = { schedule:claimed "," } | "-"
//! clock = hour:schedule_hour
//! lock TOTAL START CLIFF_MONTHS PARTS schedule
//! released schedule NOW UNLOCKED (time:amount of the next | "-")
//! supply SUPPLY:EMITTED:CLAIMED:SLASHED:FEES:BOUGHT:STAKED NOW locks (figures, in the order of `Supply` | "refused" why)
//! calendar clock NOW locks { from:to:unlocks:emission "," }
//! chart clock locks { time:locked:unlocked:emitted "," }, of every 20th point
//! ```

use std::fmt::Write;

use io_client::{
    lock::{Schedule, MONTH},
    supply::{calendar, chart, Clock, Counted, Locked, Month, Point, Supply},
};
use io_common::{
    constants::{GENESIS_SUPPLY, TOTAL_EMISSION},
    schedule::{cumulative, TOTAL_HOURS},
};
use proptest::{
    prelude::RngExt,
    test_runner::{RngAlgorithm, TestRng},
};

/// Of the random figures.
const SEED: [u8; 32] = *b"the random figures of the supply";
const NOW: u64 = 1_800_000_000;
const CASES: u32 = 40;

fn of_schedule(it: &Schedule) -> String {
    let numbers = [
        it.start,
        it.cliff,
        it.period,
        it.at_cliff,
        it.each,
        it.periods,
    ];
    numbers.map(|it| it.to_string()).join(":")
}

fn of_locks(locks: &[Locked]) -> String {
    let locks = locks.iter();
    let all: Vec<_> = locks
        .map(|it| format!("{}:{}", of_schedule(&it.schedule), it.claimed))
        .collect();
    if all.is_empty() {
        return "-".into();
    }
    all.join(",")
}

fn of_supply(it: &Supply) -> String {
    let burned = it.burned;
    let figures = [
        it.minted,
        burned.fees,
        burned.auctions,
        burned.slashes,
        burned.holders,
        it.total,
        it.locked,
        it.unclaimed,
        it.staked,
        it.rewards,
        it.circulating,
        it.to_come,
    ];
    figures.map(|it| it.to_string()).join(" ")
}

/// A lock that began in the last five years.
fn lock(rng: &mut TestRng) -> (u64, u64, u32, u32) {
    let total = rng.random_range(1..GENESIS_SUPPLY / 4);
    let start = NOW - rng.random_range(0..60 * MONTH);
    let cliff = rng.random_range(0..=24);
    (total, start, cliff, rng.random_range(1..=48))
}

fn locks(rng: &mut TestRng, most: usize) -> Vec<Locked> {
    let count = rng.random_range(0..=most);
    let one = |_| {
        let (total, start, cliff, parts) = lock(rng);
        let schedule = Schedule::monthly(total, start, cliff, parts).unwrap();
        let claimed = rng.random_range(0..=schedule.unlocked(NOW));
        Locked { schedule, claimed }
    };
    (0..count).map(one).collect()
}

fn schedules(lines: &mut String, rng: &mut TestRng) {
    let (total, start, cliff, parts) = lock(rng);
    let schedule = Schedule::monthly(total, start, cliff, parts).unwrap();
    let shown = of_schedule(&schedule);
    writeln!(lines, "lock {total} {start} {cliff} {parts} {shown}").unwrap();
    let within = rng.random_range(schedule.start..=schedule.end());
    for now in [within, schedule.cliff - 1, schedule.cliff, schedule.end()] {
        let next = schedule.next(now);
        let next = next.map_or("-".into(), |(time, amount)| format!("{time}:{amount}"));
        let unlocked = schedule.unlocked(now);
        writeln!(lines, "released {shown} {now} {unlocked} {next}").unwrap();
    }
}

fn supply(lines: &mut String, counted: &Counted, locks: &[Locked], now: u64) {
    let Counted {
        supply,
        emitted,
        claimed,
        slashed,
        fees_burned,
        bought,
        staked,
    } = *counted;
    let figures = [
        supply,
        emitted,
        claimed,
        slashed,
        fees_burned,
        bought,
        staked,
    ];
    let figures = figures.map(|it| it.to_string()).join(":");
    let found = match Supply::of(counted, locks, now) {
        Ok(found) => of_supply(&found),
        Err(why) => format!("refused {why:?}"),
    };
    let locks = of_locks(locks);
    writeln!(lines, "supply {figures} {now} {locks} {found}").unwrap();
}

fn supplies(lines: &mut String, rng: &mut TestRng) {
    let emitted = cumulative(rng.random_range(0..=TOTAL_HOURS));
    let mut part = || rng.random_range(0..GENESIS_SUPPLY / 16);
    let [slashed, fees_burned, bought, holders] = [part(), part(), part(), part()];
    let counted = Counted {
        supply: GENESIS_SUPPLY + emitted - slashed - fees_burned - bought - holders,
        emitted,
        claimed: rng.random_range(0..=emitted),
        slashed,
        fees_burned,
        bought,
        staked: rng.random(),
    };
    let locks = locks(rng, 3);
    supply(lines, &counted, &locks, NOW);
    let mut wrong = counted;
    match rng.random_range(0..4) {
        0 => wrong.supply += holders + 1,
        1 => wrong.claimed = emitted + 1,
        2 => wrong.emitted = TOTAL_EMISSION + 1,
        _ => wrong.supply = emitted - counted.claimed,
    }
    supply(lines, &wrong, &locks, NOW);
}

fn calendars(lines: &mut String, rng: &mut TestRng) {
    let hour = (NOW / 3_600) as u32;
    let clock = Clock {
        hour: hour - rng.random_range(0..3),
        schedule_hour: rng.random_range(0..=TOTAL_HOURS),
    };
    let locks = locks(rng, 3);
    let schedules: Vec<Schedule> = locks.iter().map(|it| it.schedule).collect();
    let now = NOW + rng.random_range(0..12 * MONTH);
    let months = calendar(&schedules, &clock, now).into_iter();
    let months: Vec<_> = months.map(of_month).collect();
    let (
        Clock {
            hour,
            schedule_hour,
        },
        locks,
    ) = (clock, of_locks(&locks));
    let months = months.join(",");
    writeln!(
        lines,
        "calendar {hour}:{schedule_hour} {now} {locks} {months}"
    )
    .unwrap();
    let points = chart(&schedules, &clock).into_iter().step_by(20);
    let points: Vec<_> = points.map(of_point).collect();
    let points = points.join(",");
    writeln!(lines, "chart {hour}:{schedule_hour} {locks} {points}").unwrap();
}

fn of_month(it: Month) -> String {
    format!("{}:{}:{}:{}", it.from, it.to, it.unlocks, it.emission)
}

fn of_point(it: Point) -> String {
    format!("{}:{}:{}:{}", it.time, it.locked, it.unlocked, it.emitted)
}

pub fn lines() -> String {
    let mut lines = String::new();
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &SEED);
    for _ in 0..CASES {
        schedules(&mut lines, &mut rng);
        supplies(&mut lines, &mut rng);
    }
    for _ in 0..CASES / 4 {
        calendars(&mut lines, &mut rng);
    }
    lines
}
