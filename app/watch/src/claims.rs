//! Which suppliers show which GPUs, and which GPUs two suppliers show.
//!
//! A UUID is no secret: renters see it, and evidence is published. So it says nothing about whose the GPU is: a GPU that two
//! suppliers show counts for both, and people decide.

use std::{cmp::Reverse, collections::BTreeMap};

use anchor_lang::prelude::Pubkey;

use crate::rules::Rules;

/// Seconds for which a GPU is remembered after it was last shown.
pub const MEMORY: i64 = 86_400;
/// GPUs remembered of a supplier, for each that it has shown at once.
const ROOM: usize = 2;

/// A GPU that a supplier shows.
#[derive(Clone, Copy, Debug)]
struct Claim {
    first: i64,
    last: i64,
    /// Answers that showed it.
    times: usize,
}

/// GPUs that two suppliers show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// In the order of their addresses.
    pub suppliers: [Pubkey; 2],
    /// How many GPUs.
    pub gpus: u32,
}

/// What all suppliers have shown, by supplier and UUID.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    shown: BTreeMap<Pubkey, BTreeMap<String, Claim>>,
}

impl Claim {
    fn is_established(&self, rules: &Rules) -> bool {
        let over = self.last.saturating_sub(self.first);
        self.times >= rules.claim_answers && over >= rules.claim_over
    }
}

impl Claims {
    /// Counts an answer at `at`. What was shown least lately is forgotten, so that a supplier whose GPUs change with each answer
    /// fills no memory.
    pub fn show(&mut self, supplier: &Pubkey, at: i64, gpus: &[String]) {
        let known = self.shown.entry(*supplier).or_default();
        for uuid in gpus {
            let new = Claim {
                first: at,
                last: at,
                times: 0,
            };
            let claim = known.entry(uuid.clone()).or_insert(new);
            claim.last = at;
            claim.times = claim.times.saturating_add(1);
        }
        let room = gpus.len().saturating_mul(ROOM);
        if known.len() > room {
            let mut last: Vec<i64> = known.values().map(|it| it.last).collect();
            last.sort_unstable_by_key(|it| Reverse(*it));
            // All of this answer are among them.
            let oldest = last.get(room).copied().unwrap_or(i64::MIN);
            known.retain(|_, it| it.last > oldest || it.last == at);
        }
    }

    /// Forgets what was last shown before `since`.
    pub fn forget(&mut self, since: i64) {
        for known in self.shown.values_mut() {
            known.retain(|_, it| it.last >= since);
        }
        self.shown.retain(|_, known| !known.is_empty());
    }

    /// The pairs of suppliers of which both have shown the same GPUs, often and for long enough.
    pub fn conflicts(&self, rules: &Rules) -> Vec<Conflict> {
        let mut by_gpu: BTreeMap<&str, Vec<Pubkey>> = BTreeMap::new();
        for (supplier, known) in &self.shown {
            let established = known.iter().filter(|(_, it)| it.is_established(rules));
            for (uuid, _) in established {
                by_gpu.entry(uuid).or_default().push(*supplier);
            }
        }
        let mut pairs: BTreeMap<[Pubkey; 2], u32> = BTreeMap::new();
        for suppliers in by_gpu.values() {
            // Of many, each is compared with the next: nobody is left out.
            for pair in suppliers.windows(2) {
                let Ok(pair) = pair.try_into() else { continue };
                let gpus = pairs.entry(pair).or_default();
                *gpus = gpus.saturating_add(1);
            }
        }
        let conflicts = pairs.into_iter();
        conflicts
            .map(|(suppliers, gpus)| Conflict { suppliers, gpus })
            .collect()
    }

    /// GPUs remembered of a supplier.
    #[cfg(test)]
    fn count(&self, supplier: &Pubkey) -> usize {
        self.shown.get(supplier).map_or(0, BTreeMap::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> Pubkey {
        Pubkey::from([byte; 32])
    }

    fn uuids(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    /// Shows GPUs in each of these minutes.
    fn show(claims: &mut Claims, supplier: u8, minutes: std::ops::Range<i64>, names: &[&str]) {
        for minute in minutes {
            claims.show(&key(supplier), minute * 60, &uuids(names));
        }
    }

    #[test]
    fn a_conflict_takes_answers_of_both_over_ten_minutes() {
        let (mut claims, rules) = (Claims::default(), Rules::default());
        show(&mut claims, 2, 0..60, &["a", "b", "c"]);
        show(&mut claims, 1, 40..50, &["x", "a", "b"]);
        assert_eq!(claims.conflicts(&rules), [], "nine minutes");
        show(&mut claims, 1, 50..51, &["x", "a", "b"]);
        let conflict = Conflict {
            suppliers: [key(1), key(2)],
            gpus: 2,
        };
        assert_eq!(claims.conflicts(&rules), [conflict]);
        // Twice, far apart, is too seldom.
        let mut claims = Claims::default();
        show(&mut claims, 2, 0..60, &["a"]);
        show(&mut claims, 1, 0..1, &["a"]);
        show(&mut claims, 1, 50..53, &["a"]);
        assert_eq!(claims.conflicts(&rules), []);
        claims.forget(53 * 60);
        assert_eq!((claims.count(&key(1)), claims.count(&key(2))), (0, 1));
    }

    #[test]
    fn each_of_many_suppliers_that_show_a_gpu_is_in_a_conflict() {
        let (mut claims, rules) = (Claims::default(), Rules::default());
        for supplier in 1..5 {
            show(&mut claims, supplier, 0..11, &["a"]);
        }
        let conflicts = claims.conflicts(&rules);
        let pairs: Vec<[Pubkey; 2]> = conflicts.iter().map(|it| it.suppliers).collect();
        let expected = [[1, 2], [2, 3], [3, 4]].map(|it| it.map(key));
        assert_eq!(pairs, expected);
    }

    #[test]
    fn gpus_that_change_with_each_answer_fill_no_memory() {
        let (mut claims, rules) = (Claims::default(), Rules::default());
        show(&mut claims, 2, 0..20, &["a", "b"]);
        for minute in 20..2_000 {
            let names: Vec<String> = (0..100).map(|it| format!("{minute}-{it}")).collect();
            claims.show(&key(1), minute * 60, &names);
            assert!(claims.count(&key(1)) <= 200, "minute {minute}");
        }
        assert_eq!(claims.count(&key(2)), 2, "those of others stay");
        assert_eq!(claims.conflicts(&rules), []);
    }
}
