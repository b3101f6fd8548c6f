//! The supply of IO: what was minted, burned and locked, and what is to come. Amounts are IO base units, times unix seconds.

mod read;

pub use read::Reading;

use chrono::{DateTime, Datelike, Months, NaiveDate};
use io_common::{
    constants::{GENESIS_SUPPLY, HOUR, TOTAL_EMISSION},
    schedule::{cumulative, MONTHS},
};

use crate::lock::{Schedule, MONTH};

/// Whole months of a calendar, after the rest of the current one.
pub const CALENDAR_MONTHS: u32 = 12;

/// What the network has counted, after the launch, all read at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Supply of the mint.
    pub supply: u64,
    /// Minted since the launch.
    pub emitted: u64,
    /// Rewards paid out.
    pub claimed: u64,
    /// Burned by slashes.
    pub slashed: u64,
    /// Fees in IO that were burned.
    pub fees_burned: u64,
    /// Bought in auctions and burned.
    pub bought: u64,
    /// All stake, active and cooling.
    pub staked: u64,
}

/// A lock of the genesis table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locked {
    /// When it releases how much.
    pub schedule: Schedule,
    /// What its recipient has claimed.
    pub claimed: u64,
}

/// What was burned, by cause.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Burned {
    /// Fees in IO.
    pub fees: u64,
    /// Bought in auctions.
    pub auctions: u64,
    /// Stake, by slashes.
    pub slashes: u64,
    /// By holders themselves; with what an adopted mint had less than the genesis supply (P-02).
    pub holders: u64,
}

/// The supply at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Supply {
    /// The genesis supply and what was emitted since.
    pub minted: u64,
    /// What of it was burned.
    pub burned: Burned,
    /// What exists: minted less burned.
    pub total: u64,
    /// Locked by the genesis table, not released yet.
    pub locked: u64,
    /// Released by the genesis table, not claimed yet.
    pub unclaimed: u64,
    /// All stake, active and cooling. It circulates, because it can be unstaked.
    pub staked: u64,
    /// Rewards that were minted and not claimed.
    pub rewards: u64,
    /// What exists, is not locked, and is no unclaimed reward.
    pub circulating: u64,
    /// Emission that is still to come.
    pub to_come: u64,
}

/// Figures that cannot all be true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// P-02 is broken, or the figures were read at different times.
    #[error("more IO exists than was minted and not burned")]
    Supply,
    /// P-08 is broken.
    #[error("more rewards were claimed than emitted, or more are unclaimed than exist")]
    Rewards,
    /// P-01 is broken.
    #[error("more was emitted than the schedule has")]
    Emission,
    /// The table is not that of this network.
    #[error("the genesis table locks more than exists: it is the table of another network")]
    Locks,
}

impl Supply {
    /// The supply at `now`, with the locks of the genesis table; without any, nothing counts as locked.
    ///
    /// # Errors
    /// If the figures contradict each other.
    pub fn of(counted: &Counted, locks: &[Locked], now: u64) -> Result<Self, Contradiction> {
        let Counted {
            supply,
            emitted,
            claimed,
            slashed,
            fees_burned,
            bought,
            staked,
        } = *counted;
        let to_come = TOTAL_EMISSION.checked_sub(emitted);
        let to_come = to_come.ok_or(Contradiction::Emission)?;
        let minted = GENESIS_SUPPLY.saturating_add(emitted);
        let holders = [supply, slashed, fees_burned, bought]
            .iter()
            .try_fold(minted, |left, part| left.checked_sub(*part));
        let rewards = emitted.checked_sub(claimed);
        let rewards = rewards.ok_or(Contradiction::Rewards)?;
        let locked = sum(locks, |it| still_locked(&it.schedule, now));
        let unclaimed = sum(locks, |it| {
            it.schedule.unlocked(now).saturating_sub(it.claimed)
        });
        let free = supply.checked_sub(rewards).ok_or(Contradiction::Rewards)?;
        Ok(Self {
            minted,
            burned: Burned {
                fees: fees_burned,
                auctions: bought,
                slashes: slashed,
                holders: holders.ok_or(Contradiction::Supply)?,
            },
            total: supply,
            locked,
            unclaimed,
            staked,
            rewards,
            circulating: free.checked_sub(locked).ok_or(Contradiction::Locks)?,
            to_come,
        })
    }
}

fn sum(locks: &[Locked], part: impl Fn(&Locked) -> u64) -> u64 {
    let parts = locks.iter().map(part);
    parts.fold(0, u64::saturating_add)
}

fn still_locked(schedule: &Schedule, now: u64) -> u64 {
    schedule.total().saturating_sub(schedule.unlocked(now))
}

/// The emission clock, as the ledger has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The current epoch hour.
    pub hour: u32,
    /// Hours of the schedule emitted.
    pub schedule_hour: u32,
}

impl Clock {
    /// What will have been emitted by `time`, if no hour is missed from now on. Before now: if none had been missed.
    pub fn emitted_by(&self, time: u64) -> u64 {
        let hours = time.saturating_sub(self.origin()).checked_div(SECONDS);
        let hours = hours.and_then(|hours| u32::try_from(hours).ok());
        cumulative(hours.unwrap_or(u32::MAX))
    }

    /// When the schedule began, if no hour had been missed.
    pub fn origin(&self) -> u64 {
        let hour = self.hour.saturating_sub(self.schedule_hour);
        u64::from(hour).saturating_mul(SECONDS)
    }
}

/// Seconds of an hour.
const SECONDS: u64 = HOUR.unsigned_abs();

/// What comes into circulation in a month. Nothing that may be burned is taken off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Its first second in UTC; of the first month, the second after now.
    pub from: u64,
    /// The first second of the next one.
    pub to: u64,
    /// Released by the locks.
    pub unlocks: u64,
    /// Emitted, if no hour is missed.
    pub emission: u64,
}

/// The rest of this calendar month and the 12 after it.
pub fn calendar(locks: &[Schedule], clock: &Clock, now: u64) -> Vec<Month> {
    let mut from = now.saturating_add(1);
    let months = (0..=CALENDAR_MONTHS).map_while(|_| {
        let to = next_month(from)?;
        let unlocks = locks.iter().map(|it| {
            let [before, after] = [from, to].map(|time| it.unlocked(time.saturating_sub(1)));
            after.saturating_sub(before)
        });
        let [before, after] = [from, to].map(|time| clock.emitted_by(time.saturating_sub(1)));
        let month = Month {
            from,
            to,
            unlocks: unlocks.fold(0, u64::saturating_add),
            emission: after.saturating_sub(before),
        };
        from = to;
        Some(month)
    });
    months.collect()
}

/// The first second of the calendar month after that of `time`; none beyond the calendar.
fn next_month(time: u64) -> Option<u64> {
    let date = DateTime::from_timestamp(i64::try_from(time).ok()?, 0)?;
    let first = NaiveDate::from_ymd_opt(date.year(), date.month(), 1)?;
    let next = first.checked_add_months(Months::new(1))?;
    let midnight = next.and_hms_opt(0, 0, 0)?;
    u64::try_from(midnight.and_utc().timestamp()).ok()
}

/// What exists at the end of a month of the emission schedule, if no hour is missed and nothing is burned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// When.
    pub time: u64,
    /// Locked by the genesis table.
    pub locked: u64,
    /// Genesis supply that is not locked.
    pub unlocked: u64,
    /// Emitted.
    pub emitted: u64,
}

/// The start of the schedule and the ends of its 240 months.
pub fn chart(locks: &[Schedule], clock: &Clock) -> Vec<Point> {
    let points = (0..=u64::from(MONTHS)).map(|month| {
        let time = clock.origin().saturating_add(MONTH.saturating_mul(month));
        let locked = locks.iter().map(|it| still_locked(it, time));
        let locked = locked.fold(0, u64::saturating_add);
        Point {
            time,
            locked,
            unlocked: GENESIS_SUPPLY.saturating_sub(locked),
            emitted: clock.emitted_by(time),
        }
    });
    points.collect()
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::integer_division
)]
mod tests {
    use super::*;
    use io_common::constants::{ONE_IO, SUPPLY_CAP};
    use proptest::prelude::*;

    /// 15 January 2027, 08:00 UTC.
    const NOW: u64 = 1_800_000_000;
    const CLOCK: Clock = Clock {
        hour: 500_000,
        schedule_hour: 730,
    };

    fn counted() -> Counted {
        Counted {
            supply: GENESIS_SUPPLY + 700 - 100,
            emitted: 700,
            claimed: 300,
            slashed: 10,
            fees_burned: 20,
            bought: 30,
            staked: 5_000,
        }
    }

    fn lock(months_ago: u64, claimed: u64) -> Locked {
        let start = NOW - months_ago * MONTH;
        let schedule = Schedule::monthly(1_000, start, 13, 24).unwrap();
        Locked { schedule, claimed }
    }

    /// P-02: minted less burned is what exists, and what nobody counted was burned by holders.
    #[test]
    fn p02_every_figure_of_the_supply_has_its_place() {
        let supply = Supply::of(&counted(), &[lock(14, 60), lock(1, 0)], NOW).unwrap();
        // 1,000 in 24 parts of 41, 57 with the first: two are released.
        let locked = (1_000 - 57 - 41) + 1_000;
        let expected = Supply {
            minted: GENESIS_SUPPLY + 700,
            burned: Burned {
                fees: 20,
                auctions: 30,
                slashes: 10,
                holders: 40,
            },
            total: GENESIS_SUPPLY + 600,
            locked,
            unclaimed: 57 + 41 - 60,
            staked: 5_000,
            rewards: 400,
            circulating: GENESIS_SUPPLY + 600 - locked - 400,
            to_come: TOTAL_EMISSION - 700,
        };
        assert_eq!(supply, expected);
    }

    #[test]
    fn without_a_table_nothing_counts_as_locked() {
        let supply = Supply::of(&counted(), &[], NOW).unwrap();
        assert_eq!((supply.locked, supply.unclaimed), (0, 0));
        assert_eq!(supply.circulating, GENESIS_SUPPLY + 600 - 400);
    }

    #[test]
    fn figures_that_cannot_be_true_are_refused() {
        type Edit = fn(&mut Counted);
        let edits: [(Edit, Contradiction); 6] = [
            (|it| it.supply += 41, Contradiction::Supply),
            (|it| it.bought += 41, Contradiction::Supply),
            (|it| it.claimed = it.emitted + 1, Contradiction::Rewards),
            (
                |it| it.emitted = TOTAL_EMISSION + 1,
                Contradiction::Emission,
            ),
            (|it| it.supply = 399, Contradiction::Rewards),
            (|it| it.supply = 2_399, Contradiction::Locks),
        ];
        let locks = [lock(0, 0), lock(0, 0)];
        for (edit, why) in edits {
            let mut counted = counted();
            edit(&mut counted);
            assert_eq!(Supply::of(&counted, &locks, NOW), Err(why));
        }
        let mut exact = counted();
        exact.supply += 40;
        assert_eq!(Supply::of(&exact, &locks, NOW).unwrap().burned.holders, 0);
    }

    #[test]
    fn the_calendar_has_the_rest_of_this_month_and_twelve_more() {
        let seeds = Schedule::monthly(1_000, NOW - 12 * MONTH, 13, 24).unwrap();
        let months = calendar(&[seeds], &CLOCK, NOW);
        assert_eq!(months.len(), 13);
        assert_eq!(months[0].from, NOW + 1);
        // 1 February 2027 and 1 February 2028.
        assert_eq!(
            (months[0].to, months[12].to),
            (1_801_440_000, 1_832_976_000)
        );
        assert!(months.windows(2).all(|pair| pair[0].to == pair[1].from));
        // The first release is on 14 February 2027, 18:00.
        let unlocks: Vec<_> = months.iter().map(|it| it.unlocks).collect();
        assert_eq!(&unlocks[..3], [0, 57, 41]);
        let all: u64 = unlocks.iter().sum();
        assert_eq!(all, seeds.unlocked(1_832_976_000 - 1));
        let emission: u64 = months.iter().map(|it| it.emission).sum();
        let [first, last] = [NOW, 1_832_976_000 - 1].map(|it| CLOCK.emitted_by(it));
        assert_eq!(emission, last - first);
    }

    #[test]
    fn a_release_in_the_last_second_of_a_month_is_of_that_month() {
        let first = 1_801_440_000;
        for (time, place) in [(first - 1, 0), (first, 1)] {
            let schedule = Schedule::monthly(7, time, 0, 1).unwrap();
            let months = calendar(&[schedule], &CLOCK, NOW);
            assert_eq!(months[place].unlocks, 7);
        }
        // What is released now is no longer to come.
        let now = Schedule::monthly(7, NOW, 0, 1).unwrap();
        assert!(calendar(&[now], &CLOCK, NOW)
            .iter()
            .all(|it| it.unlocks == 0));
    }

    #[test]
    fn a_calendar_ends_where_time_does() {
        assert_eq!(calendar(&[], &CLOCK, u64::MAX), []);
    }

    /// P-03: after 240 months everything has been emitted, and every lock of the table has ended.
    #[test]
    fn p03_the_chart_ends_with_the_whole_supply() {
        let origin = CLOCK.origin();
        let investors = Schedule::monthly(113_500_000 * ONE_IO, origin, 13, 24).unwrap();
        let contributors = Schedule::monthly(56_500_000 * ONE_IO, origin, 13, 36).unwrap();
        let points = chart(&[investors, contributors], &CLOCK);
        assert_eq!(points.len(), 241);
        let (first, last) = (points[0], points[240]);
        assert_eq!((first.time, first.emitted), (origin, 0));
        assert_eq!(first.locked, 170_000_000 * ONE_IO);
        assert_eq!((points[12].locked, points[48].locked), (first.locked, 0));
        assert!(points[13].locked < first.locked && points[47].locked > 0);
        assert_eq!(points[12].emitted, 40_000_000 * ONE_IO);
        assert_eq!(last.unlocked + last.emitted, SUPPLY_CAP);
        assert!(points
            .iter()
            .all(|it| it.locked + it.unlocked == GENESIS_SUPPLY));
    }

    #[test]
    fn missed_hours_move_the_rest_of_the_emission() {
        assert_eq!(CLOCK.emitted_by(NOW), cumulative(730));
        assert_eq!(CLOCK.emitted_by(NOW + 3_599), cumulative(730));
        assert_eq!(CLOCK.emitted_by(NOW + 3_600), cumulative(731));
        assert_eq!(CLOCK.emitted_by(CLOCK.origin()), 0);
        assert_eq!(CLOCK.emitted_by(0), 0);
        assert_eq!(CLOCK.emitted_by(u64::MAX), TOTAL_EMISSION);
    }

    proptest! {
        #[test]
        fn nothing_is_counted_twice_and_nothing_is_left_out(
            burned in prop::array::uniform4(0..GENESIS_SUPPLY / 8),
            hours in 0..200_000_u32,
            claimed_bps in 0..=10_000_u64,
            locked in 0..GENESIS_SUPPLY / 4,
            months in 0..60_u64,
        ) {
            let emitted = cumulative(hours);
            let claimed = emitted / 10_000 * claimed_bps;
            let [slashed, fees_burned, bought, holders] = burned;
            let supply = GENESIS_SUPPLY + emitted - burned.iter().sum::<u64>();
            let counted = Counted { supply, emitted, claimed, slashed, fees_burned, bought, staked: 1 };
            let schedule = Schedule::monthly(locked, NOW - months * MONTH, 13, 24).unwrap();
            let found = Supply::of(&counted, &[Locked { schedule, claimed: 0 }], NOW).unwrap();
            prop_assert_eq!(found.burned.holders, holders);
            prop_assert_eq!(found.locked + found.unclaimed, locked);
            prop_assert_eq!(found.circulating + found.locked + found.rewards, found.total);
            prop_assert_eq!(found.minted + found.to_come, SUPPLY_CAP);
        }
    }
}
