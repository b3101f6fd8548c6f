//! Whether one thing is up, by its probes: with hysteresis, and no clock but the times of the probes.

use std::collections::VecDeque;

use crate::rules::Rules;

/// What the probes of one thing say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// It was never up: nothing follows from its silence.
    #[default]
    Unknown,
    /// It is up.
    Up {
        /// The first of the answers that it came up with.
        since: i64,
        /// The probe that decided it.
        decided: i64,
    },
    /// It is down.
    Down {
        /// The first failure after the last answer.
        since: i64,
        /// The probe that decided it.
        decided: i64,
    },
}

/// The last probes of one thing, and what they say.
#[derive(Clone, Debug, Default)]
pub struct Tracker {
    probes: VecDeque<(i64, bool)>,
    state: State,
    /// The first of the last probes that all ended alike, and the probe before it.
    run_from: i64,
    before_run: Option<i64>,
    /// The last answer.
    last_answer: Option<i64>,
}

impl Tracker {
    /// Counts a probe at `at`, and whether it was answered; false if it came too soon after the last one to count.
    pub fn feed(&mut self, rules: &Rules, at: i64, answered: bool) -> bool {
        let last = self.probes.back().copied();
        if last.is_some_and(|(last, _)| at < last.saturating_add(rules.spacing)) {
            return false;
        }
        let is_gap = last.is_some_and(|(last, _)| at > last.saturating_add(rules.gap));
        if is_gap {
            self.probes.clear();
        }
        if is_gap || last.is_none_or(|(_, before)| before != answered) {
            self.run_from = at;
            self.before_run = last.map(|(last, _)| last);
        }
        self.probes.push_back((at, answered));
        while self.probes.len() > rules.window.max(rules.answers) {
            self.probes.pop_front();
        }
        if answered {
            self.last_answer = Some(at);
        }
        let (since, decided) = (self.run_from, at);
        match self.state {
            State::Up { .. } if is_gap && answered => self.state = State::Up { since, decided },
            State::Unknown | State::Down { .. } if self.has_answered(rules) => {
                self.state = State::Up { since, decided };
            }
            State::Up { .. } if !answered && self.has_failed(rules, at) => {
                self.state = State::Down { since, decided };
            }
            _ => {}
        }
        true
    }

    /// Takes for up before what the chain has down: so a watcher that never saw it up can repeat the report.
    pub fn confirm(&mut self, rules: &Rules) {
        let last = self.probes.back().copied();
        if let (State::Unknown, Some((at, false))) = (self.state, last) {
            if self.has_failed(rules, at) {
                let (since, decided) = (self.run_from, at);
                self.state = State::Down { since, decided };
            }
        }
    }

    /// What the probes say.
    pub fn state(&self) -> State {
        self.state
    }

    /// Whether it is up, and its last probe was answered.
    pub fn is_sound(&self) -> bool {
        let last = self.probes.back();
        matches!(self.state, State::Up { .. }) && last.is_some_and(|(_, answered)| *answered)
    }

    /// When it last answered.
    pub fn last_answer(&self) -> Option<i64> {
        self.last_answer
    }

    /// The probe before those that all end alike up to now.
    pub fn before_run(&self) -> Option<i64> {
        self.before_run
    }

    /// When it was last probed.
    pub fn last_probe(&self) -> Option<i64> {
        self.probes.back().map(|(at, _)| *at)
    }

    fn has_answered(&self, rules: &Rules) -> bool {
        let last = self.probes.iter().rev().take(rules.answers);
        self.probes.len() >= rules.answers && last.clone().all(|(_, answered)| *answered)
    }

    fn has_failed(&self, rules: &Rules, at: i64) -> bool {
        let last = self.probes.iter().rev().take(rules.window);
        let failed = last.filter(|(_, answered)| !answered);
        let first = failed.clone().next_back().map_or(at, |(first, _)| *first);
        failed.count() >= rules.failures && at.saturating_sub(first) >= rules.over
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The state after probes a minute apart: `+` an answer, `-` a failure.
    fn after(probes: &str) -> State {
        let mut tracker = Tracker::default();
        for (minute, it) in (0..).zip(probes.chars()) {
            tracker.feed(&Rules::default(), minute * 60, it == '+');
        }
        tracker.state()
    }

    fn up(since: i64, decided: i64) -> State {
        let [since, decided] = [since, decided].map(|it| it * 60);
        State::Up { since, decided }
    }

    fn down(since: i64, decided: i64) -> State {
        let [since, decided] = [since, decided].map(|it| it * 60);
        State::Down { since, decided }
    }

    #[test]
    fn up_takes_three_answers_and_down_four_failures_of_five() {
        assert_eq!(after("++"), State::Unknown);
        assert_eq!(after("+++"), up(0, 2));
        assert_eq!(after("+-++"), State::Unknown);
        assert_eq!(after("+++---"), up(0, 2));
        assert_eq!(after("+++----"), down(3, 6));
        assert_eq!(after("+++----++"), down(3, 6));
        assert_eq!(after("+++----+++"), up(7, 9));
    }

    #[test]
    fn what_never_was_up_is_never_down() {
        assert_eq!(after(&"-".repeat(100)), State::Unknown);
        assert_eq!(after(&"+-".repeat(100)), State::Unknown);
    }

    #[test]
    fn what_the_chain_has_down_is_down_after_as_many_failures() {
        let (rules, mut tracker) = (Rules::default(), Tracker::default());
        for minute in 0..4 {
            tracker.confirm(&rules);
            assert_eq!(tracker.state(), State::Unknown);
            tracker.feed(&rules, minute * 60, false);
        }
        tracker.confirm(&rules);
        assert_eq!(tracker.state(), down(0, 3));
    }

    #[test]
    fn one_answer_among_failures_is_no_recovery_and_the_outage_begins_after_it() {
        assert_eq!(after("+++--+--"), down(6, 7));
        // Two of five: it flaps, and is not down.
        assert_eq!(after(&format!("+++{}", "-+".repeat(50))), up(0, 2));
        assert_eq!(after(&format!("+++----{}", "-+".repeat(50))), down(3, 6));
    }

    /// A watcher that was not there does not know since when it is up.
    #[test]
    fn after_a_gap_nothing_is_known_of_the_time_in_it() {
        let (rules, mut tracker) = (Rules::default(), Tracker::default());
        for minute in 0..3 {
            tracker.feed(&rules, minute * 60, true);
        }
        tracker.feed(&rules, 420, true);
        assert_eq!(tracker.state(), up(0, 2), "five minutes are no gap");
        tracker.feed(&rules, 780, true);
        assert_eq!(tracker.state(), up(13, 13));
        assert_eq!(tracker.before_run(), Some(420));
        for minute in [20, 21, 22] {
            tracker.feed(&rules, minute * 60, false);
        }
        assert_eq!(tracker.state(), up(13, 13));
        tracker.feed(&rules, 23 * 60, false);
        assert_eq!(tracker.state(), down(20, 23));
        for minute in [40, 41, 42] {
            tracker.feed(&rules, minute * 60, true);
        }
        assert_eq!(tracker.state(), up(40, 42));
        assert_eq!(tracker.before_run(), Some(23 * 60));
    }

    #[test]
    fn probes_in_a_burst_count_once() {
        let (rules, mut tracker) = (Rules::default(), Tracker::default());
        for minute in 0..3 {
            assert!(tracker.feed(&rules, minute * 60, true));
        }
        assert!(tracker.feed(&rules, 180, false));
        for second in 181..210 {
            assert!(!tracker.feed(&rules, second, false));
        }
        assert_eq!(tracker.state(), up(0, 2));
        // Four failures in less than the time that they must last.
        for at in [210, 240, 270] {
            tracker.feed(&rules, at, false);
        }
        assert_eq!(tracker.state(), up(0, 2));
        // A clock that goes back counts for nothing.
        assert!(!tracker.feed(&rules, 0, true));
    }

    proptest! {
        /// Nothing is down without four failures in five probes, and no outage begins before the last answer.
        #[test]
        fn down_is_never_concluded_early(probes in prop::collection::vec((1_i64..200, any::<bool>()), 0..60)) {
            let (rules, mut tracker) = (Rules::default(), Tracker::default());
            let (mut at, mut counted) = (0_i64, Vec::new());
            for (gap, answered) in probes {
                at += gap;
                let before = tracker.state();
                if tracker.feed(&rules, at, answered) {
                    counted.push((at, answered));
                }
                if let (State::Up { .. }, State::Down { since, decided }) = (before, tracker.state()) {
                    let last: Vec<_> = counted.iter().rev().take(5).filter(|it| !it.1).collect();
                    prop_assert!(last.len() >= 4 && decided == at && !answered);
                    prop_assert!(at - last.last().unwrap().0 >= rules.over);
                    let answer = counted.iter().rev().find(|it| it.1).unwrap().0;
                    prop_assert!(since > answer && counted.contains(&(since, false)));
                }
            }
        }
    }
}
