//! The stake behind a supplier.

use std::collections::BTreeMap;

use crate::{bucket::Bucket, Amount, Person};

/// Places for own stake in its cooldown.
pub const OWN_PLACES: usize = 4;
/// Places of a staker for stake in its cooldown.
pub const PLACES: usize = 8;

/// A part of the own stake on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnTicket {
    /// Who was the owner when it was unstaked.
    pub holder: Person,
    /// Base units.
    pub amount: u64,
    /// The second from which it can be withdrawn.
    pub unlocks_at: i64,
}

/// A wish to move stake.
#[derive(Clone, Debug)]
pub struct Request {
    /// How much: less, if the stake loses meanwhile.
    pub amount: Amount,
    /// The second from which it can be moved.
    pub ready_at: i64,
    /// Whether the shares that it counts in have been worn out since: then it has lapsed.
    pub worn: bool,
}

/// What one staker has with the supplier beside its stake.
#[derive(Clone, Debug, Default)]
pub struct Position {
    /// Earned and not yet paid.
    pub owed: Amount,
    /// By how much that may differ from what the program says, because the stake may.
    pub doubt: Amount,
    /// When each ticket unlocks.
    pub tickets: [Option<i64>; PLACES],
    /// The second from which the stake may move.
    pub movable_at: i64,
    /// Wishes to move, by supplier to move to.
    pub requests: BTreeMap<usize, Request>,
}

/// All of it, in base units.
#[derive(Clone, Debug, Default)]
pub struct Stake {
    /// The owner's, active.
    pub own: u64,
    /// The owner's, cooling, and that of owners before.
    pub own_tickets: [Option<OwnTicket>; OWN_PLACES],
    /// The delegators', active.
    pub delegated: Bucket<Person>,
    /// The delegators', cooling, by ticket.
    pub cooling: Bucket<(Person, usize)>,
    /// The delegators', withdrawn but for what open slashes may take.
    pub withheld: Bucket<Person>,
    /// What was withdrawn then, with what was withheld of it.
    pub withheld_gross: u64,
    /// By how much that may differ from what the program says, until it says so.
    pub gross_doubt: u64,
    /// How often losses have worn the shares out.
    pub generation: u32,
    /// The stakers.
    pub positions: BTreeMap<Person, Position>,
}

impl Stake {
    /// What earns and counts.
    pub fn active(&self) -> u64 {
        self.own + self.delegated.total()
    }

    /// The owner's, cooling.
    pub fn own_cooling(&self) -> u64 {
        self.own_tickets
            .iter()
            .flatten()
            .map(|ticket| ticket.amount)
            .sum()
    }

    /// The owner's.
    pub fn own_total(&self) -> u64 {
        self.own + self.own_cooling()
    }

    /// The delegators' that is still here.
    pub fn delegated_total(&self) -> u64 {
        self.delegated.total() + self.cooling.total()
    }

    /// Losses have worn the shares out in which the program counts.
    pub fn wear(&mut self, generation: u32) {
        self.generation = generation;
        self.delegated.wear();
        self.cooling.wear();
        self.withheld.wear();
        self.delegated.drop_crumbs();
        self.cooling.drop_crumbs();
        for (staker, position) in &mut self.positions {
            for (place, ticket) in position.tickets.iter_mut().enumerate() {
                *ticket = ticket.filter(|_| self.cooling.of((*staker, place)) > Amount::default());
            }
            for request in position.requests.values_mut() {
                request.worn = true;
            }
        }
    }

    /// Whether a staker's position lets no stake move on yet.
    pub fn rests(&self, staker: Person, now: i64) -> bool {
        let position = self.positions.get(&staker);
        position.is_some_and(|position| position.movable_at > now)
    }

    /// All that a slash can take.
    pub fn total(&self) -> u64 {
        self.own_total() + self.delegated_total() + self.withheld.total()
    }
}
