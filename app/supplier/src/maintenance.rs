//! Maintenance: a time at which no renter may be on the machines. Nothing here reads a clock, a file or the network.

/// Seconds before the last moment for an announcement: enough for a node that is away for a while.
const EARLY: i64 = 3_600;

/// A maintenance, in unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// Its first second.
    pub from: i64,
    /// Its end.
    pub until: i64,
}

/// A reservation that runs. Times are unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// When its time is over.
    pub ends_at: i64,
    /// Seconds of notice.
    pub notice: i64,
    /// When its minimum time is over, while an announcement would give it up. Before that only the owner may announce.
    pub least_until: Option<i64>,
    /// The announcement that stands: when its notice is over, and the last second at which it stands.
    pub announced: Option<(i64, i64)>,
}

/// What a maintenance means for a reservation. Times are unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Its time is over before.
    Ends,
    /// Its end is announced, and its notice is over then: the owner terminates it between the two.
    Announced {
        /// When the notice is over.
        over_at: i64,
        /// The last second for the owner.
        until: i64,
    },
    /// Its end is to be announced then.
    Later(i64),
    /// Its end is to be announced now.
    Now,
    /// Its notice is over only then, after the maintenance has begun: a termination forfeits what is missing.
    TooLate(i64),
    /// Only the owner can announce in time: the minimum time is over only then.
    Owner(i64),
}

impl Verdict {
    /// Whether somebody has to do something.
    pub fn is_trouble(&self) -> bool {
        matches!(self, Self::TooLate(_) | Self::Owner(_))
    }
}

/// The maintenance at `now`, or the next one.
pub fn next(windows: &[Window], now: i64) -> Option<Window> {
    windows.iter().filter(|it| now < it.until).min().copied()
}

/// The first maintenance that a reservation of so many seconds would run into if it started at `now`.
pub fn meets(windows: &[Window], now: i64, seconds: i64) -> Option<Window> {
    next(windows, now).filter(|it| it.from < now.saturating_add(seconds))
}

/// What a maintenance means for a reservation at `now`. It follows from the chain alone, so that nothing is announced twice.
pub fn verdict(window: &Window, it: &Running, now: i64) -> Verdict {
    if it.ends_at <= window.from {
        return Verdict::Ends;
    }
    let last = window.from.saturating_sub(it.notice);
    let mut due = last.saturating_sub(EARLY);
    match it.announced {
        Some((over_at, _)) if over_at > window.from => return Verdict::TooLate(over_at),
        Some((over_at, until)) if until >= window.from => {
            return Verdict::Announced { over_at, until }
        }
        // It lapses before.
        Some((_, until)) => due = due.max(until.saturating_add(1)),
        None => {}
    }
    let free = it.least_until.unwrap_or(due);
    let at = now.max(due).max(free);
    if at <= last {
        return match at <= now {
            true => Verdict::Now,
            false => Verdict::Later(at),
        };
    }
    match now.max(due) <= last {
        true => Verdict::Owner(free),
        false => Verdict::TooLate(now.max(due).saturating_add(it.notice)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: i64 = 86_400;
    const FROM: i64 = 100 * DAY;
    const WINDOW: Window = Window {
        from: FROM,
        until: FROM + 7_200,
    };
    const RUNNING: Running = Running {
        ends_at: FROM + DAY,
        notice: 6 * 3_600,
        least_until: None,
        announced: None,
    };
    /// The last moment for an announcement.
    const LAST: i64 = FROM - 6 * 3_600;

    #[test]
    fn an_end_is_announced_within_the_hour_before_the_notice_would_be_short() {
        let at = |now| verdict(&WINDOW, &RUNNING, now);
        assert_eq!(at(0), Verdict::Later(LAST - EARLY));
        assert_eq!(at(LAST - EARLY - 1), Verdict::Later(LAST - EARLY));
        for now in [LAST - EARLY, LAST - 1, LAST] {
            assert_eq!(at(now), Verdict::Now);
        }
        assert_eq!(at(LAST + 1), Verdict::TooLate(FROM + 1));
        let short = Running {
            ends_at: FROM,
            ..RUNNING
        };
        assert_eq!(verdict(&WINDOW, &short, LAST), Verdict::Ends);
    }

    /// The operator may not give up what the renter owes.
    #[test]
    fn within_the_minimum_time_only_the_owner_announces() {
        let with = |least| Running {
            least_until: Some(least),
            ..RUNNING
        };
        let at = |least, now| verdict(&WINDOW, &with(least), now);
        assert_eq!(at(LAST - 60, 0), Verdict::Later(LAST - 60));
        assert_eq!(at(LAST - 60, LAST - 61), Verdict::Later(LAST - 60));
        assert_eq!(at(LAST - 60, LAST - 60), Verdict::Now);
        assert_eq!(at(LAST + 1, 0), Verdict::Owner(LAST + 1));
        assert_eq!(at(LAST + 1, LAST + 1), Verdict::TooLate(FROM + 1));
    }

    #[test]
    fn what_is_announced_is_not_announced_again_unless_it_lapses_before() {
        let with = |over_at| Running {
            announced: Some((over_at, over_at + DAY)),
            ..RUNNING
        };
        let at = |over_at, now| verdict(&WINDOW, &with(over_at), now);
        for over_at in [FROM - DAY, FROM - 1, FROM] {
            let until = over_at + DAY;
            assert_eq!(at(over_at, LAST), Verdict::Announced { over_at, until });
        }
        assert_eq!(at(FROM + 1, LAST), Verdict::TooLate(FROM + 1));
        // By hand, long before.
        let early = LAST - EARLY - 10 * DAY;
        assert_eq!(at(early, early), Verdict::Later(LAST - EARLY));
        assert_eq!(at(LAST - DAY - 60, 0), Verdict::Later(LAST - 59));
        assert_eq!(
            at(FROM - DAY - 1, 0),
            Verdict::TooLate(FROM + RUNNING.notice)
        );
    }

    #[test]
    fn a_reservation_meets_the_next_maintenance_that_is_not_over() {
        let later = Window {
            from: FROM + DAY,
            until: FROM + 2 * DAY,
        };
        let windows = [later, WINDOW];
        assert_eq!(next(&windows, 0), Some(WINDOW));
        assert_eq!(next(&windows, WINDOW.until), Some(later));
        assert_eq!(next(&windows, later.until), None);
        assert_eq!(meets(&windows, FROM - 60, 60), None);
        assert_eq!(meets(&windows, FROM - 60, 61), Some(WINDOW));
        assert_eq!(meets(&windows, WINDOW.from, 1), Some(WINDOW));
        assert_eq!(meets(&windows, WINDOW.until, 60), None);
        assert_eq!(meets(&[], 0, DAY), None);
    }

    proptest! {
        /// Where somebody follows each verdict, there is one announcement, and its notice is over when the maintenance begins.
        #[test]
        fn followed_it_announces_once_and_in_time(
            notice in 0..=720 * 3_600_i64,
            start in 0..FROM,
            least in proptest::option::of(0..FROM),
            step in 1..EARLY,
        ) {
            let mut it = Running { notice, least_until: least, ..RUNNING };
            let (mut now, mut announcements) = (start, 0);
            while now < FROM {
                match verdict(&WINDOW, &it, now) {
                    Verdict::Now => {
                        announcements += 1;
                        prop_assert!(least.is_none_or(|it| now >= it));
                        it.announced = Some((now + notice, now + notice + DAY));
                        it.least_until = None;
                        let stands = matches!(verdict(&WINDOW, &it, now), Verdict::Announced { .. });
                        prop_assert!(stands);
                        break;
                    }
                    Verdict::Later(at) => {
                        prop_assert!(now < at && at <= FROM - notice);
                        // Another look, or the moment itself.
                        now = (now + step.max((at - now).div_euclid(2))).min(at.max(now + 1));
                    }
                    Verdict::TooLate(over_at) => {
                        prop_assert!(over_at > FROM);
                        break;
                    }
                    Verdict::Owner(at) => {
                        prop_assert!(least == Some(at) && at > FROM - notice);
                        break;
                    }
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            // With time enough there is one.
            let last = FROM - notice;
            if start <= last - EARLY && least.is_none_or(|it| it <= last) {
                prop_assert_eq!(announcements, 1);
            }
        }
    }
}
