//! The stake behind a supplier.

use std::collections::BTreeMap;

use crate::{Amount, Person};

/// Places for own stake in its cooldown.
pub const OWN_PLACES: usize = 4;
/// Places of a staker for what it unstakes.
pub const PLACES: usize = 8;
/// The place behind them, of what slashes have given back.
pub const BACK: usize = PLACES;

/// A part of the own stake on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnUnstakeRequest {
    /// Who was the owner when it was unstaked.
    pub holder: Person,
    /// Base units.
    pub amount: u64,
    /// Of these, held by open slashes.
    pub held: u64,
    /// The second from which it can be withdrawn.
    pub unlocks_at: i64,
}

impl OwnUnstakeRequest {
    /// What no slash holds.
    pub fn free(&self) -> u64 {
        self.amount - self.held
    }
}

/// A part of a staker's stake on its way out.
#[derive(Clone, Debug, Default)]
pub struct UnstakeRequest {
    /// How much no slash holds.
    pub amount: Amount,
    /// The second from which it can be withdrawn.
    pub unlocks_at: i64,
}

/// What an open slash holds of a staker.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Of what was active.
    pub active: Amount,
    /// Of what was cooling, with what has been unstaked since.
    pub cooling: Amount,
    /// The second from which the latter can be withdrawn, if it is given back.
    pub unlocks_at: i64,
}

impl Held {
    /// Both.
    pub fn total(&self) -> Amount {
        self.active.clone() + self.cooling.clone()
    }
}

/// A redelegation request.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Base units; fewer if less stake is left.
    pub amount: u64,
    /// The second from which it can be moved.
    pub ready_at: i64,
}

/// Opening or end of a slash, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It has been opened.
    Opened(usize),
    /// It has ended.
    Ended(usize),
}

/// What one staker has with the supplier.
#[derive(Clone, Debug, Default)]
pub struct Delegation {
    /// Active stake that no slash holds.
    pub active: Amount,
    /// Cooling stake that no slash holds.
    pub unstake_requests: [Option<UnstakeRequest>; PLACES + 1],
    /// What open slashes hold, by their number.
    pub held: BTreeMap<usize, Held>,
    /// What has become of slashes since it last followed, in order. Here all of it has had its effect already.
    pub behind: Vec<News>,
    /// Slashes opened since it last had whole base units.
    pub roundings: u64,
    /// Whether a slash has ended since that may have held nothing, by rounding.
    pub held_slightly: bool,
    /// Earned and not yet paid.
    pub owed: Amount,
    /// By how much that may differ from what the program says, because the stake may.
    pub doubt: Amount,
    /// The second from which the stake may move.
    pub movable_at: i64,
    /// Redelegation requests, by target supplier.
    pub requests: BTreeMap<usize, Request>,
}

impl Delegation {
    /// Stake that earns, including active stake that open slashes hold.
    pub fn earning(&self) -> Amount {
        let mut all: Amount = self.held.values().map(|held| &held.active).sum();
        all += &self.active;
        all
    }

    /// Everything.
    pub fn total(&self) -> Amount {
        let mut all = self.earning();
        for unstake_request in self.unstake_requests.iter().flatten() {
            all += &unstake_request.amount;
        }
        for held in self.held.values() {
            all += &held.cooling;
        }
        all
    }

    /// Whether there is nothing: then it follows nothing.
    pub fn is_empty(&self) -> bool {
        self.total() == Amount::default()
    }

    /// Whether rounding decides whether there is anything, or anything that a slash holds: if not, its end is not followed.
    pub fn is_slight(&self) -> bool {
        let few = |amount: &Amount| *amount <= Amount::whole(self.roundings);
        let (mut held, mut unstake_requests) =
            (self.held.values(), self.unstake_requests.iter().flatten());
        let free = few(&self.active)
            && unstake_requests.all(|unstake_request| few(&unstake_request.amount));
        self.held_slightly
            || held.any(|held| self.is_in_doubt(held))
            || (self.roundings > 0 && self.held.is_empty() && free)
    }

    /// Whether rounding decides whether a slash holds anything.
    pub fn is_in_doubt(&self, held: &Held) -> bool {
        let few = |amount: &Amount| *amount <= Amount::whole(self.roundings);
        self.roundings > 0 && few(&held.active) && few(&held.cooling)
    }

    /// What somebody who makes it follow slash `number` makes it follow: its opening if that is next, then its end if that
    /// is next. Ends between two openings have no order.
    pub fn next(&self, number: usize) -> Vec<News> {
        let (mut rest, mut next) = (&self.behind[..], Vec::new());
        if rest.first() == Some(&News::Opened(number)) {
            next.push(News::Opened(number));
            rest = &rest[1..];
        }
        let ends = rest
            .iter()
            .take_while(|news| matches!(news, News::Ended(_)));
        next.extend(ends.copied().filter(|news| *news == News::Ended(number)));
        next
    }

    /// Whether it must follow slash `number`.
    pub fn waits_for(&self, number: usize) -> bool {
        let of = |news: &News| *news == News::Opened(number) || *news == News::Ended(number);
        self.behind.iter().any(of)
    }
}

/// All of it, in base units.
#[derive(Clone, Debug, Default)]
pub struct Stake {
    /// The owner's, active.
    pub own: u64,
    /// Of this, held by open slashes.
    pub own_held: u64,
    /// The owner's, cooling, and that of owners before.
    pub own_unstake_requests: [Option<OwnUnstakeRequest>; OWN_PLACES],
    /// The delegators', active, not held.
    pub delegated: u64,
    /// The delegators', active, held by open slashes.
    pub delegated_held: u64,
    /// The delegators', cooling, not held.
    pub cooling: u64,
    /// The delegators', cooling, held by open slashes.
    pub cooling_held: u64,
    /// The stakers.
    pub delegations: BTreeMap<Person, Delegation>,
}

impl Stake {
    /// What earns and counts: also what open slashes hold of it.
    pub fn active(&self) -> u64 {
        self.own + self.delegated + self.delegated_held
    }

    /// The owner's, cooling.
    pub fn own_cooling(&self) -> u64 {
        let unstake_requests = self.own_unstake_requests.iter().flatten();
        unstake_requests
            .map(|unstake_request| unstake_request.amount)
            .sum()
    }

    /// Where an unstake request of `owner` finds place: a free one, or else one of theirs of which slashes hold all.
    pub fn place_for(&self, owner: usize) -> Option<usize> {
        let free = self.own_unstake_requests.iter().position(Option::is_none);
        let held = |own: &OwnUnstakeRequest| own.holder == owner && own.held == own.amount;
        let is_held = |place: &Option<OwnUnstakeRequest>| place.as_ref().is_some_and(held);
        free.or_else(|| self.own_unstake_requests.iter().position(is_held))
    }

    /// The owner's that no slash holds: active, then each unstake request.
    pub fn own_free(&self) -> [u64; 1 + OWN_PLACES] {
        let mut free = [self.own - self.own_held; 1 + OWN_PLACES];
        for (free, unstake_request) in free[1..].iter_mut().zip(self.own_unstake_requests) {
            *free = unstake_request.map_or(0, |unstake_request| unstake_request.free());
        }
        free
    }

    /// Whether a staker's delegation lets no stake move on yet.
    pub fn rests(&self, staker: Person, now: i64) -> bool {
        let delegation = self.delegations.get(&staker);
        delegation.is_some_and(|delegation| delegation.movable_at > now)
    }

    /// The delegators', with what slashes hold.
    pub fn delegated_total(&self) -> u64 {
        self.delegated + self.delegated_held + self.cooling + self.cooling_held
    }

    /// All that a slash can take, with what slashes hold.
    pub fn total(&self) -> u64 {
        self.own + self.own_cooling() + self.delegated_total()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_followed_in_order_but_for_ends_between_two_openings() {
        use News::*;
        let behind = vec![Opened(0), Opened(1), Ended(1), Ended(0), Opened(2)];
        let mut delegation = Delegation {
            behind,
            ..Delegation::default()
        };
        assert_eq!(delegation.next(0), [Opened(0)]);
        assert_eq!(delegation.next(1), []);
        delegation.behind.remove(0);
        assert_eq!(delegation.next(0), []);
        assert_eq!(delegation.next(1), [Opened(1), Ended(1)]);
        delegation.behind.remove(0);
        assert_eq!(delegation.next(0), [Ended(0)]);
        assert_eq!(delegation.next(2), []);
        assert!(delegation.waits_for(2) && !delegation.waits_for(3));
    }
}
