//! When a lock releases how much.

use io_common::{constants::HOUR, schedule::HOURS_PER_MONTH};

/// Seconds of a month: 730 hours, as in the emission schedule.
pub const MONTH: u64 = HOUR.unsigned_abs().saturating_mul(HOURS_PER_MONTH as u64);

/// When an escrow releases how much, as the lock program stores it: `at_cliff` at the cliff, then `each` after every
/// `period`. Times are unix seconds, amounts base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// From when the lock counts; the cliff is not before it.
    pub start: u64,
    /// Time of the first release.
    pub cliff: u64,
    /// Seconds between two releases.
    pub period: u64,
    /// Amount of the first release.
    pub at_cliff: u64,
    /// Amount of each later release.
    pub each: u64,
    /// Number of later releases.
    pub periods: u64,
}

impl Schedule {
    /// `total` in `parts` equal parts, the first at the end of month `cliff_months`, the others a month apart. What does
    /// not divide comes with the first. None without parts, or beyond what a `u64` holds.
    pub fn monthly(total: u64, start: u64, cliff_months: u32, parts: u32) -> Option<Self> {
        let each = total.checked_div(parts.into())?;
        let periods = u64::from(parts).checked_sub(1)?;
        let cliff = MONTH.checked_mul(cliff_months.into())?.checked_add(start)?;
        MONTH.checked_mul(periods)?.checked_add(cliff)?;
        Some(Self {
            start,
            cliff,
            period: MONTH,
            at_cliff: total.checked_sub(each.checked_mul(periods)?)?,
            each,
            periods,
        })
    }

    /// All that is locked at the start; the most that a `u64` holds if it is more.
    pub fn total(&self) -> u64 {
        let later = self.each.saturating_mul(self.periods);
        self.at_cliff.saturating_add(later)
    }

    /// What has been released by `now`, claimed or not.
    pub fn unlocked(&self, now: u64) -> u64 {
        let Some(since) = now.checked_sub(self.cliff) else {
            return 0;
        };
        let periods = since.checked_div(self.period).unwrap_or(0);
        let later = self.each.saturating_mul(periods.min(self.periods));
        self.at_cliff.saturating_add(later)
    }

    /// Time and amount of the next release after `now`; none after the last.
    pub fn next(&self, now: u64) -> Option<(u64, u64)> {
        let Some(since) = now.checked_sub(self.cliff) else {
            return Some((self.cliff, self.at_cliff));
        };
        let period = since.checked_div(self.period)?.checked_add(1)?;
        let time = period.checked_mul(self.period)?.checked_add(self.cliff)?;
        (period <= self.periods).then_some((time, self.each))
    }

    /// Time of the last release.
    pub fn end(&self) -> u64 {
        let later = self.period.saturating_mul(self.periods);
        self.cliff.saturating_add(later)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use io_common::constants::ONE_IO;
    use proptest::prelude::*;

    const START: u64 = 1_718_064_000;

    /// P-31: the remainder of the division is in the first part, and nothing is lost.
    #[test]
    fn p31_the_parts_of_a_lock_are_its_total() {
        for (io, cliff, parts, at_cliff, each) in [
            (
                62_500_000,
                13,
                24,
                260_416_666_666_666 + 16,
                260_416_666_666_666,
            ),
            (51_000_000, 13, 24, 212_500_000_000_000, 212_500_000_000_000),
            (
                56_500_000,
                13,
                36,
                156_944_444_444_444 + 16,
                156_944_444_444_444,
            ),
        ] {
            let schedule = Schedule::monthly(io * ONE_IO, START, cliff, parts).unwrap();
            assert_eq!((schedule.at_cliff, schedule.each), (at_cliff, each));
            assert_eq!(schedule.total(), io * ONE_IO);
            assert_eq!(
                schedule.end(),
                START + u64::from(cliff + parts - 1) * 2_628_000
            );
        }
    }

    #[test]
    fn a_part_is_released_in_its_second_and_not_before() {
        let schedule = Schedule::monthly(10, START, 13, 3).unwrap();
        let cliff = START + 13 * MONTH;
        for (now, unlocked, next) in [
            (0, 0, Some((cliff, 4))),
            (START, 0, Some((cliff, 4))),
            (cliff - 1, 0, Some((cliff, 4))),
            (cliff, 4, Some((cliff + MONTH, 3))),
            (cliff + MONTH - 1, 4, Some((cliff + MONTH, 3))),
            (cliff + MONTH, 7, Some((cliff + 2 * MONTH, 3))),
            (cliff + 2 * MONTH - 1, 7, Some((cliff + 2 * MONTH, 3))),
            (cliff + 2 * MONTH, 10, None),
            (u64::MAX, 10, None),
        ] {
            assert_eq!(schedule.unlocked(now), unlocked, "{now}");
            assert_eq!(schedule.next(now), next, "{now}");
        }
    }

    #[test]
    fn a_lock_in_one_part_is_released_at_its_cliff() {
        let schedule = Schedule::monthly(7, START, 0, 1).unwrap();
        assert_eq!(schedule.next(START - 1), Some((START, 7)));
        assert_eq!((schedule.unlocked(START), schedule.next(START)), (7, None));
        assert_eq!(schedule.end(), START);
    }

    #[test]
    fn a_schedule_without_a_period_releases_once() {
        let schedule = Schedule {
            cliff: 5,
            at_cliff: 3,
            ..Schedule::default()
        };
        assert_eq!([4, 5, u64::MAX].map(|it| schedule.unlocked(it)), [0, 3, 3]);
        assert_eq!(schedule.next(5), None);
    }

    #[test]
    fn no_parts_and_times_beyond_a_u64_are_no_schedule() {
        assert_eq!(Schedule::monthly(1, START, 1, 0), None);
        assert_eq!(Schedule::monthly(1, u64::MAX, 1, 1), None);
        assert_eq!(Schedule::monthly(1, u64::MAX - MONTH, 1, 2), None);
        assert!(Schedule::monthly(1, u64::MAX - MONTH, 1, 1).is_some());
    }

    proptest! {
        #[test]
        fn releases_one_after_another_are_what_is_unlocked(
            total in 0..=u64::MAX,
            cliff in 0..240_u32,
            parts in 1..=240_u32,
        ) {
            let schedule = Schedule::monthly(total, START, cliff, parts).unwrap();
            let (mut now, mut sum, mut count) = (0, 0, 0);
            while let Some((time, amount)) = schedule.next(now) {
                prop_assert_eq!(schedule.unlocked(time - 1), sum);
                sum += amount;
                prop_assert_eq!(schedule.unlocked(time), sum);
                (now, count) = (time, count + 1);
            }
            prop_assert_eq!((sum, count, now), (total, parts, schedule.end()));
        }
    }
}
