//! What follows from the probes: which suppliers and reservations are up, and how many GPUs a supplier has shown.

use std::collections::{BTreeMap, VecDeque};

use anchor_lang::prelude::Pubkey;
use io_access::Maintenance;

use crate::{
    claims::{Claims, Conflict, MEMORY},
    round::{Round, Seen},
    rules::Rules,
    tracker::{State, Tracker},
};

/// From so many suppliers that are known, silence of all in one round is this machine's, not theirs.
const BLIND_FROM: usize = 3;
/// What is known of a supplier.
#[derive(Clone, Debug, Default)]
pub struct Supplier {
    tracker: Tracker,
    /// GPUs of the last answers.
    counts: VecDeque<u32>,
    /// Since when all of them are the same.
    agreed_since: i64,
    maintenance: Option<Announced>,
}

#[derive(Clone, Copy, Debug)]
struct Announced {
    at: i64,
    maintenance: Maintenance,
}

/// Everything concluded so far.
#[derive(Clone, Debug, Default)]
pub struct Judge {
    rules: Rules,
    suppliers: BTreeMap<Pubkey, Supplier>,
    reservations: BTreeMap<Pubkey, Tracker>,
    claims: Claims,
}

impl Supplier {
    /// Whether it is up.
    pub fn state(&self) -> State {
        self.tracker.state()
    }

    /// Whether it is up, and its last probe was answered.
    pub fn is_sound(&self) -> bool {
        self.tracker.is_sound()
    }

    /// The GPUs that it has shown, and since when, if its last answers all say the same.
    pub fn gpus(&self, rules: &Rules) -> Option<(u32, i64)> {
        let first = *self.counts.front()?;
        let agree = self.counts.len() >= rules.answers && self.counts.iter().all(|it| *it == first);
        agree.then_some((first, self.agreed_since))
    }

    /// Whether it has announced, early enough, a maintenance that covers `now`.
    pub fn is_in_maintenance(&self, rules: &Rules, now: i64) -> bool {
        self.maintenance.is_some_and(|it| {
            let from = i64::try_from(it.maintenance.from).unwrap_or(i64::MAX);
            let is_early = it.at.saturating_add(rules.notice) <= from;
            let now = u64::try_from(now).unwrap_or_default();
            is_early && it.maintenance.covers(now)
        })
    }

    fn count(&mut self, rules: &Rules, at: i64, gpus: u32) {
        if self.counts.back() != Some(&gpus) {
            self.agreed_since = at;
        }
        self.counts.push_back(gpus);
        while self.counts.len() > rules.answers {
            self.counts.pop_front();
        }
    }

    fn announce(&mut self, at: i64, announced: Option<Maintenance>) {
        let held = self.maintenance.map(|it| it.maintenance);
        let is_over = |it: &Maintenance| i64::try_from(it.until).is_ok_and(|until| until <= at);
        // One that is announced stands until it is over: a later announcement cannot move it to now.
        if held.is_none_or(|it| is_over(&it)) {
            self.maintenance = announced.map(|maintenance| Announced { at, maintenance });
        }
    }
}

impl Judge {
    /// One that has seen nothing.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            ..Self::default()
        }
    }

    /// Its thresholds.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What is known of a supplier.
    pub fn supplier(&self, address: &Pubkey) -> Option<&Supplier> {
        self.suppliers.get(address)
    }

    /// What is known of a reservation.
    pub fn reservation(&self, address: &Pubkey) -> Option<&Tracker> {
        self.reservations.get(address)
    }

    /// The same, if it was probed a short time before `now`. After a step of the clock nothing is known.
    pub fn supplier_now(&self, address: &Pubkey, now: i64) -> Option<&Supplier> {
        let known = self.supplier(address)?;
        self.is_fresh(&known.tracker, now).then_some(known)
    }

    /// The same for a reservation.
    pub fn reservation_now(&self, address: &Pubkey, now: i64) -> Option<&Tracker> {
        let known = self.reservation(address)?;
        self.is_fresh(known, now).then_some(known)
    }

    fn is_fresh(&self, tracker: &Tracker, now: i64) -> bool {
        let gap = self.rules.gap;
        let near = now.saturating_sub(gap)..=now.saturating_add(gap);
        tracker.last_probe().is_some_and(|it| near.contains(&it))
    }

    /// Whether the round says more about this machine than about the suppliers: all of those that ever were up are silent at once.
    pub fn is_blind(&self, round: &Round) -> bool {
        let is_known = |address: &Pubkey| {
            let known = self.suppliers.get(address);
            known.is_some_and(|it| it.state() != State::Unknown)
        };
        let is_silent = |seen: &Seen| matches!(seen, Seen::Silent(_));
        let known = round
            .suppliers
            .iter()
            .filter(|(address, _)| is_known(address));
        known.clone().count() >= BLIND_FROM && known.clone().all(|(_, seen)| is_silent(seen))
    }

    /// Learns from a round; false if it was blind, and nothing is learned.
    pub fn observe(&mut self, round: &Round) -> bool {
        if self.is_blind(round) {
            return false;
        }
        self.forget(round.at);
        let mut counted = BTreeMap::new();
        for (address, seen) in &round.suppliers {
            let known = self.suppliers.entry(*address).or_default();
            let is_answered = matches!(seen, Seen::Answered(_));
            let counts = known.tracker.feed(&self.rules, round.at, is_answered);
            if let Seen::Answered(answered) = seen {
                let gpus = u32::try_from(answered.gpus.len()).unwrap_or(u32::MAX);
                counted.insert(*address, gpus);
                if counts {
                    known.count(&self.rules, round.at, gpus);
                    self.claims.show(address, round.at, &answered.gpus);
                }
                known.announce(round.at, answered.maintenance);
            }
        }
        for (address, served) in &round.reservations {
            let shown = counted.get(&served.supplier).copied();
            let answered = served.details.is_ok() && shown.is_some_and(|it| it >= served.gpus);
            let tracker = self.reservations.entry(*address).or_default();
            tracker.feed(&self.rules, round.at, answered);
            if served.reported {
                tracker.confirm(&self.rules);
            }
        }
        true
    }

    /// GPUs that two suppliers show. They count for both: people decide.
    pub fn conflicts(&self) -> Vec<Conflict> {
        self.claims.conflicts(&self.rules)
    }

    fn forget(&mut self, at: i64) {
        let since = at.saturating_sub(MEMORY);
        let is_recent = |tracker: &Tracker| tracker.last_probe().is_some_and(|it| it >= since);
        self.suppliers.retain(|_, it| is_recent(&it.tracker));
        self.reservations.retain(|_, it| is_recent(it));
        self.claims.forget(since);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::{Answered, Served};

    fn key(byte: u8) -> Pubkey {
        Pubkey::from([byte; 32])
    }

    fn shows(gpus: &[&str]) -> Seen {
        Seen::Answered(Answered {
            gpus: gpus.iter().map(ToString::to_string).collect(),
            ..Answered::default()
        })
    }

    fn silent() -> Seen {
        Seen::Silent("timed out".into())
    }

    fn round(minute: i64, suppliers: impl IntoIterator<Item = (u8, Seen)>) -> Round {
        Round {
            at: minute * 60,
            suppliers: suppliers
                .into_iter()
                .map(|(it, seen)| (key(it), seen))
                .collect(),
            ..Round::default()
        }
    }

    fn gpus(judge: &Judge, supplier: u8) -> Option<u32> {
        let known = judge.supplier(&key(supplier)).unwrap();
        known.gpus(judge.rules()).map(|(gpus, _)| gpus)
    }

    #[test]
    fn a_number_of_gpus_counts_once_three_answers_in_a_row_agree() {
        let mut judge = Judge::default();
        for (minute, shown, agreed) in [
            (0, &["a", "b"][..], None),
            (1, &["a", "b"], None),
            (2, &["a", "b"], Some(2)),
            (3, &["a"], None),
            (4, &["a", "b"], None),
            (5, &["a", "b"], None),
            (6, &["a", "b"], Some(2)),
        ] {
            assert!(judge.observe(&round(minute, [(1, shows(shown))])));
            assert_eq!(gpus(&judge, 1), agreed, "minute {minute}");
        }
        let known = judge.supplier(&key(1)).unwrap();
        assert_eq!(known.gpus(judge.rules()), Some((2, 240)));
    }

    /// Also if the copier was first, or shows them while the other one is silent.
    #[test]
    fn a_gpu_that_two_suppliers_show_counts_for_both_and_is_a_conflict() {
        for first in [1, 2] {
            let mut judge = Judge::default();
            for minute in 0..20 {
                judge.observe(&round(minute, [(first, shows(&["a", "b"]))]));
            }
            for minute in 20..40 {
                let both = [(1, shows(&["a", "b"])), (2, shows(&["a", "b"]))];
                judge.observe(&round(minute, both));
            }
            assert_eq!((gpus(&judge, 1), gpus(&judge, 2)), (Some(2), Some(2)));
            let conflict = Conflict {
                suppliers: [key(1), key(2)],
                gpus: 2,
            };
            assert_eq!(judge.conflicts(), [conflict]);
            // A day after one of them shows them no more, it is over.
            let day = 24 * 60 + 40;
            for minute in day..day + 20 {
                judge.observe(&round(minute, [(1, shows(&["a", "b"]))]));
            }
            assert_eq!(judge.conflicts(), []);
        }
    }

    #[test]
    fn silence_of_all_three_at_once_is_this_machines() {
        let mut judge = Judge::default();
        let all = |seen: fn() -> Seen| [1, 2, 3].map(|it| (it, seen()));
        for minute in 0..3 {
            judge.observe(&round(minute, all(|| shows(&["a"]))));
        }
        for minute in 3..60 {
            assert!(!judge.observe(&round(minute, all(silent))));
        }
        assert!(judge.supplier(&key(1)).unwrap().is_sound());
        // One that answers shows that the others do not.
        for minute in 60..64 {
            let some = [(1, silent()), (2, silent()), (3, shows(&["a"]))];
            assert!(judge.observe(&round(minute, some)));
        }
        let state = judge.supplier(&key(1)).unwrap().state();
        let (since, decided) = (3_600, 3_780);
        assert_eq!(state, State::Down { since, decided });
    }

    #[test]
    fn a_reservation_is_up_while_its_details_are_served_and_its_gpus_are_shown() {
        let (mut judge, mut minute) = (Judge::default(), 0);
        let mut after = |seen: fn() -> Seen, details: Result<(), String>, rounds: i64| {
            for _ in 0..rounds {
                let served = Served {
                    supplier: key(1),
                    gpus: 2,
                    reported: false,
                    details: details.clone(),
                };
                let mut round = round(minute, [(1, seen())]);
                round.reservations.insert(key(9), served);
                judge.observe(&round);
                minute += 1;
            }
            judge.reservation(&key(9)).unwrap().state()
        };
        let is_up = |state| matches!(state, State::Up { .. });
        let is_down = |state| matches!(state, State::Down { .. });
        let two: fn() -> Seen = || shows(&["a", "b"]);
        assert!(is_up(after(two, Ok(()), 3)));
        assert!(
            is_down(after(|| shows(&["a"]), Ok(()), 4)),
            "one GPU of two"
        );
        assert!(is_up(after(two, Ok(()), 3)));
        assert!(is_down(after(two, Err("404".into()), 4)), "no details");
        assert!(is_up(after(two, Ok(()), 3)));
        assert!(is_down(after(silent, Ok(()), 4)), "no answer");
    }

    #[test]
    fn a_maintenance_counts_if_it_is_announced_an_hour_before_and_is_not_moved() {
        let (mut judge, rules) = (Judge::default(), Rules::default());
        let announces = |from: u64| {
            Seen::Answered(Answered {
                maintenance: Some(Maintenance {
                    from,
                    until: from + 600,
                }),
                ..Answered::default()
            })
        };
        let covers = |judge: &Judge, now| {
            judge
                .supplier(&key(1))
                .unwrap()
                .is_in_maintenance(&rules, now)
        };
        judge.observe(&round(0, [(1, announces(3_600))]));
        assert!(!covers(&judge, 3_599) && covers(&judge, 3_600) && covers(&judge, 4_199));
        assert!(!covers(&judge, 4_200));
        judge.observe(&round(1, [(1, announces(60))]));
        assert!(covers(&judge, 3_600) && !covers(&judge, 60), "it stands");
        judge.observe(&round(70, [(1, announces(7_799))]));
        assert!(!covers(&judge, 7_799), "59 min and 59 s ahead");
    }
}
