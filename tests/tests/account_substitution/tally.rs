//! What was tried, and what became of it.

use std::collections::{BTreeMap, BTreeSet};

use io_tests::{catalogue::Program, idl::Idls};

use crate::{accepted, kind::Kind, refusal::Class};

/// An account of an instruction.
pub type Spot = (Program, String, String);
/// What is done to it, and where that is passed.
pub type Case = (Spot, Kind, Where);

/// Where a substitute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// At the address of the account.
    Here,
    /// At another one.
    There,
}

/// Counts.
#[derive(Default)]
pub struct Tally {
    /// Attempts by instruction and kind.
    pub attempts: BTreeMap<(Program, String), BTreeMap<Kind, u32>>,
    /// Refusals by kind and whose error it was.
    pub refused: BTreeMap<(Kind, Class), u32>,
    /// Attempts at an account, and those that were accepted.
    pub cases: BTreeMap<Case, (u32, u32)>,
    /// How those were that were accepted.
    hows: BTreeMap<Case, BTreeSet<String>>,
    /// Accounts of every instruction, and the kinds that apply to each.
    due: BTreeMap<Spot, BTreeSet<Kind>>,
    /// Accounts that are a program's own.
    own: BTreeSet<Spot>,
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

    /// An account is a program's own.
    pub fn own(&mut self, spot: &Spot) {
        self.own.insert(spot.clone());
    }

    /// Cases in which a copy of an account of a program's own was accepted.
    pub fn copies(&self) -> impl Iterator<Item = &Case> {
        let copied = |(_, kind, at): &&Case| (*kind, *at) == (Kind::Copy, Where::There);
        let cases = self.hows.keys().filter(copied);
        cases.filter(|(spot, ..)| self.own.contains(spot))
    }

    pub fn tried(&mut self, case: &Case) {
        let (spot, kind, _) = case;
        let counts = self.attempts.get_mut(&(spot.0, spot.1.clone())).unwrap();
        *counts.entry(*kind).or_default() += 1;
        self.cases.entry(case.clone()).or_default().0 += 1;
    }

    pub fn refused(&mut self, kind: Kind, class: Class) {
        *self.refused.entry((kind, class)).or_default() += 1;
    }

    pub fn accepted(&mut self, case: Case, how: &str) {
        self.cases.entry(case.clone()).or_default().1 += 1;
        self.hows.entry(case).or_default().insert(how.into());
    }

    /// How many accounts an instruction has.
    pub fn accounts(&self, program: Program, instruction: &str) -> usize {
        let all = self.due.keys();
        all.filter(|spot| spot.0 == program && spot.1 == instruction)
            .count()
    }

    /// How a case was accepted.
    pub fn hows(&self, case: &Case) -> impl Iterator<Item = &String> {
        self.hows.get(case).into_iter().flatten()
    }

    /// Problems: accounts or applicable kinds that were not tried, invalid refusals, accepted substitutions that are
    /// not listed, and listed ones that were not accepted.
    pub fn problems(&self) -> Vec<String> {
        let bare = self.due.iter();
        let bare = bare.filter(|(_, kinds)| kinds.is_subset(&[Kind::Given].into()));
        let bare = bare.map(|(spot, _)| format!("nowhere passed: {spot:?}"));
        let tried: BTreeSet<_> = self
            .cases
            .keys()
            .map(|(spot, kind, _)| (spot, kind))
            .collect();
        let due = self.due.iter();
        let due = due.flat_map(|(spot, kinds)| kinds.iter().map(move |kind| (spot, kind)));
        let missing = due.filter(|case| !tried.contains(case));
        let missing = missing.map(|case| format!("not tried: {case:?}"));
        let listed = accepted::cases(self);
        let holes = self.hows.iter();
        let holes = holes.filter(|(case, _)| !listed.contains_key(case));
        let holes = holes.map(|(case, hows)| format!("accepted: {case:?} {hows:?}"));
        let idle = listed.keys();
        let idle = idle.filter(|case| !self.hows.contains_key(case));
        let idle = idle.map(|case| format!("listed, and never accepted: {case:?}"));
        let broken = self.broken.iter().cloned();
        bare.chain(missing)
            .chain(broken)
            .chain(holes)
            .chain(idle)
            .collect()
    }
}
