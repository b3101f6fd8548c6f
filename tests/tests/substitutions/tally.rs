//! What was tried, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use io_tests::tour::Program;

use crate::{accepted, idl::Idls, kind::Kind, refusal::Class};

/// An account of an instruction.
pub type Spot = (Program, String, String);
/// What is done to it.
pub type Case = (Spot, Kind);

/// Counts.
#[derive(Default)]
pub struct Tally {
    /// Attempts by instruction and kind.
    pub attempts: BTreeMap<(Program, String), BTreeMap<Kind, u32>>,
    /// Refusals by kind and whose error it was.
    pub refused: BTreeMap<(Kind, Class), u32>,
    /// Attempts that were accepted, with how one of them was.
    pub accepted: BTreeMap<Case, (u32, String)>,
    /// Accounts of every instruction, and the kinds that apply to each.
    due: BTreeMap<Spot, BTreeSet<Kind>>,
    tried: BTreeSet<Case>,
    /// Refusals that are none, and what they changed.
    pub broken: Vec<String>,
}

impl Tally {
    /// Every account of every instruction of the IDLs is due.
    pub fn new(idls: &Idls) -> Self {
        let mut tally = Self::default();
        for (program, entry) in idls.instructions() {
            tally
                .attempts
                .insert((program, entry.name.clone()), BTreeMap::new());
            for slot in &entry.slots {
                let spot = (program, entry.name.clone(), slot.name.clone());
                tally.due.insert(spot, BTreeSet::new());
            }
        }
        tally
    }

    /// Kinds that apply to an account.
    pub fn applies(&mut self, spot: &Spot, kinds: &[Kind]) {
        let due = self.due.entry(spot.clone()).or_default();
        due.extend(kinds.iter().copied());
    }

    pub fn tried(&mut self, spot: &Spot, kind: Kind) {
        self.tried.insert((spot.clone(), kind));
        let of = (spot.0, spot.1.clone());
        let counts = self.attempts.get_mut(&of).unwrap();
        *counts.entry(kind).or_default() += 1;
    }

    pub fn refused(&mut self, kind: Kind, class: Class) {
        *self.refused.entry((kind, class)).or_default() += 1;
    }

    pub fn accepted(&mut self, spot: Spot, kind: Kind, how: &str) {
        let (count, hows) = self.accepted.entry((spot, kind)).or_default();
        *count += 1;
        if !hows.contains(how) {
            *hows = format!("{hows}{}{how}", if hows.is_empty() { "" } else { "; " });
        }
    }

    /// Fails if an account of an instruction, or a kind that applies to it, was not tried, or if one broke.
    pub fn assert_complete(&self) {
        let bare = self
            .due
            .iter()
            .filter(|(_, kinds)| kinds.is_subset(&[Kind::Given].into()));
        let bare: Vec<_> = bare.map(|(spot, _)| spot).collect();
        assert!(bare.is_empty(), "nowhere passed: {bare:#?}");
        let due = self.due.iter().flat_map(|(spot, kinds)| {
            let cases = kinds.iter().map(|kind| (spot.clone(), *kind));
            cases.collect::<Vec<_>>()
        });
        let missing: Vec<Case> = due.filter(|case| !self.tried.contains(case)).collect();
        assert!(missing.is_empty(), "nothing was tried: {missing:#?}");
        assert!(self.broken.is_empty(), "{}", self.broken.join("\n\n"));
    }

    /// Fails if what was accepted is not what may be.
    pub fn assert_accepted(&self) {
        let listed = accepted::cases();
        let holes: Vec<String> = self
            .accepted
            .iter()
            .filter(|(case, _)| !listed.contains(case))
            .map(|(((program, instruction, account), kind), (count, how))| {
                format!("{program:?} {instruction} {account} {kind:?}: {count} ({how})")
            })
            .collect();
        let found: BTreeSet<Case> = self.accepted.keys().cloned().collect();
        let idle: Vec<&Case> = listed.difference(&found).collect();
        assert!(
            holes.is_empty() && idle.is_empty(),
            "accepted without a reason:\n{}\nlisted, and never accepted: {idle:#?}",
            holes.join("\n")
        );
    }
}
