//! Who bears a slash: those whose stake existed at its opening and was not held by another slash, in proportion.
//!
//! Each part is fixed at the opening and held until the end. Then it is taken, or given back. Stake added later bears
//! nothing; stake that leaves takes its held part along.

use crate::{
    rules::{DAY, WHOLE},
    stake::{Held, News, OwnUnstakeRequest, Stake, UnstakeRequest, BACK, OWN_PLACES},
    Amount, Attestation,
};

/// Seconds from the proposal to the first at which it can be executed.
pub const NOTICE: i64 = 30 * DAY;
/// Seconds after that in which it can be.
pub const WINDOW: i64 = 7 * DAY;
/// Most that hold delegators' stake at once.
pub const MOST_SHARED: usize = 4;
/// Part of the stake that breached GPUs require which a breach slashes.
pub const BREACH: u64 = 1_000;

/// What a slash holds, in whole base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Of the owner's: of the active stake, then of each unstake request.
    pub own: [u64; 1 + OWN_PLACES],
    /// Of the delegators' active stake: less if it has been unstaked since.
    pub active: u64,
    /// Of the delegators' cooling stake: more then.
    pub cooling: u64,
}

impl Parts {
    /// Of the delegators'.
    pub fn delegated(&self) -> u64 {
        self.active + self.cooling
    }
}

/// A slash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slash {
    /// Whether it is for breaches, and not the council's.
    pub breach: bool,
    /// Its number among those of its kind.
    pub number: u32,
    /// Base units.
    pub amount: u64,
    /// What it holds, or held in the end.
    pub parts: Parts,
    /// The first second at which it can be executed.
    pub due_at: i64,
    /// The last.
    pub lapses_at: i64,
    /// Whether it has ended.
    pub ended: bool,
}

impl Slash {
    /// Whether it holds delegators' stake, and they must follow it.
    pub fn is_shared(&self) -> bool {
        self.parts.delegated() > 0
    }
}

/// Most that may still be proposed while `open` is, if all together are at most `most` of all stake.
pub fn room(stake: &Stake, open: u64, most: u64) -> u64 {
    let all = u128::from(stake.total());
    let most = all * u128::from(most) / u128::from(WHOLE);
    (most as u64).saturating_sub(open)
}

/// The owner's stake that no slash holds.
pub fn free_own(stake: &Stake) -> u64 {
    stake.own_free().iter().sum()
}

/// What a breach of so many GPUs costs that were reserved under an attestation.
pub fn due(attestation: &Attestation, gpus: u64) -> u64 {
    let breached = Attestation {
        gpus,
        ..attestation.clone()
    };
    let due = u128::from(breached.required_stake()) * u128::from(BREACH) / u128::from(WHOLE);
    due as u64
}

/// Whether `parts` of what is free are those of a slash of `amount`: the owner's stake first, place by place in proportion;
/// then the delegators', active and cooling in proportion. The program rounds each to a whole base unit next to its exact
/// part, and of the delegators' rather cooling stake up than active.
///
/// # Errors
/// What is not in proportion.
pub fn check(stake: &Stake, amount: u64, parts: &Parts) -> Result<(), String> {
    let free = free_own(stake);
    let own = amount.min(free);
    let all_own = parts.own.iter().sum::<u64>();
    if (all_own, all_own + parts.delegated()) != (own, amount) {
        return Err(format!("{own} of own stake of {amount} in all: {parts:?}"));
    }
    for (place, part) in stake.own_free().into_iter().zip(parts.own) {
        if part > place || off(part, own, place, free).unsigned_abs() >= u128::from(free.max(1)) {
            return Err(format!("{part} of {place}, but {own} of {free}"));
        }
    }
    let (rest, cooling) = (amount - own, parts.cooling);
    let all = stake.delegated + stake.cooling;
    let up = off(cooling, rest, stake.cooling, all);
    let near = up >= 0 && up.unsigned_abs() < u128::from(all.max(1));
    if !near || parts.active > stake.delegated || cooling > stake.cooling {
        return Err(format!(
            "{parts:?}, but {rest} of {} and {}",
            stake.delegated, stake.cooling
        ));
    }
    Ok(())
}

/// By how much `part` is above `held` / `all` of `place`, times `all`.
fn off(part: u64, held: u64, place: u64, all: u64) -> i128 {
    i128::from(part) * i128::from(all) - i128::from(held) * i128::from(place)
}

/// Slash `number` is opened, and holds `parts`: of every delegator what it had in proportion.
pub fn hold(stake: &mut Stake, number: usize, parts: &Parts) {
    stake.own_held += parts.own[0];
    for (unstake_request, part) in stake.own_unstake_requests.iter_mut().zip(&parts.own[1..]) {
        if let Some(unstake_request) = unstake_request {
            unstake_request.held += part;
        }
    }
    if parts.delegated() == 0 {
        return;
    }
    let of = |amount: &Amount, part: u64, all: u64| amount.share(&part.into(), &all.into());
    for delegation in stake.delegations.values_mut() {
        if delegation.is_empty() {
            continue;
        }
        let mut held = Held {
            active: of(&delegation.active, parts.active, stake.delegated),
            ..Held::default()
        };
        delegation.active -= &held.active;
        let cooling = delegation.unstake_requests.iter().flatten();
        let cooling: Amount = cooling.map(|unstake_request| &unstake_request.amount).sum();
        held.cooling = of(&cooling, parts.cooling, stake.cooling);
        // Of the unstake requests that unlock first.
        let mut left = held.cooling.clone();
        let mut unstake_requests: Vec<_> =
            delegation.unstake_requests.iter_mut().flatten().collect();
        unstake_requests.sort_by_key(|unstake_request| unstake_request.unlocks_at);
        for unstake_request in unstake_requests {
            let part = left.clone().min(unstake_request.amount.clone());
            if part > Amount::default() {
                held.unlocks_at = unstake_request.unlocks_at;
                unstake_request.amount -= &part;
                left -= &part;
            }
        }
        delegation.behind.push(News::Opened(number));
        delegation.roundings += 1;
        // What holds nothing is followed no further.
        if held.total() > Amount::default() {
            delegation.held.insert(number, held);
        }
    }
    stake.delegated -= parts.active;
    stake.delegated_held += parts.active;
    stake.cooling -= parts.cooling;
    stake.cooling_held += parts.cooling;
}

/// Slash `number` ends: what it holds is taken if it is `executed`, else given back. To a delegator what was active comes
/// back active, and what was cooling in the place for that.
pub fn end(stake: &mut Stake, number: usize, parts: &Parts, executed: bool) {
    stake.own_held -= parts.own[0];
    for (unstake_request, part) in stake.own_unstake_requests.iter_mut().zip(&parts.own[1..]) {
        if let Some(unstake_request) = unstake_request {
            unstake_request.held -= part;
        }
    }
    stake.delegated_held -= parts.active;
    stake.cooling_held -= parts.cooling;
    if executed {
        take_own(stake, parts);
    } else {
        stake.delegated += parts.active;
        stake.cooling += parts.cooling;
    }
    for delegation in stake.delegations.values_mut() {
        let Some(held) = delegation.held.remove(&number) else {
            continue;
        };
        delegation.behind.push(News::Ended(number));
        delegation.held_slightly |= delegation.is_in_doubt(&held);
        if executed {
            continue;
        }
        delegation.active += &held.active;
        if held.cooling > Amount::default() {
            let back =
                delegation.unstake_requests[BACK].get_or_insert_with(UnstakeRequest::default);
            back.amount += &held.cooling;
            back.unlocks_at = back.unlocks_at.max(held.unlocks_at);
        }
    }
}

fn take_own(stake: &mut Stake, parts: &Parts) {
    stake.own -= parts.own[0];
    for (place, part) in stake.own_unstake_requests.iter_mut().zip(&parts.own[1..]) {
        if let Some(unstake_request) = place {
            unstake_request.amount -= part;
        }
        *place = place.filter(|unstake_request: &OwnUnstakeRequest| unstake_request.amount > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stake::Delegation;

    fn staker(active: u64, cooling: u64) -> Delegation {
        let mut delegation = Delegation {
            active: active.into(),
            ..Delegation::default()
        };
        delegation.unstake_requests[0] = Some(UnstakeRequest {
            amount: cooling.into(),
            unlocks_at: 7,
        });
        delegation
    }

    /// 100 of the owner; 600 and 300, of which 200 cool, of two delegators.
    fn stake() -> Stake {
        Stake {
            own: 100,
            delegated: 700,
            cooling: 200,
            delegations: [(0, staker(600, 0)), (1, staker(100, 200))].into(),
            ..Stake::default()
        }
    }

    fn parts(own: u64, active: u64, cooling: u64) -> Parts {
        let own = [own, 0, 0, 0, 0];
        Parts {
            own,
            active,
            cooling,
        }
    }

    #[test]
    fn own_stake_comes_first_and_then_all_delegators_in_proportion() {
        assert_eq!(check(&stake(), 60, &parts(60, 0, 0)), Ok(()));
        assert_eq!(check(&stake(), 190, &parts(100, 70, 20)), Ok(()));
        assert_eq!(check(&stake(), 191, &parts(100, 70, 21)), Ok(()));
        for wrong in [
            parts(90, 75, 25),
            parts(100, 71, 19),
            parts(100, 69, 21),
            parts(100, 70, 19),
        ] {
            assert!(check(&stake(), 190, &wrong).is_err(), "{wrong:?}");
        }
        assert!(check(&stake(), 191, &parts(100, 71, 20)).is_err());
    }

    #[test]
    fn who_leaves_or_joins_after_the_opening_changes_nothing_of_anybodys_part() {
        let (mut stake, parts) = (stake(), parts(100, 70, 20));
        hold(&mut stake, 0, &parts);
        let free = |who: usize, stake: &Stake| stake.delegations[&who].active.floor();
        assert_eq!((free(0, &stake), free(1, &stake)), (540, 90));
        stake.delegations.insert(2, staker(1_000, 0));
        stake.delegated += 1_000;
        end(&mut stake, 0, &parts, true);
        let all = [0, 1, 2].map(|who| stake.delegations[&who].total().floor());
        assert_eq!(all, [540, 270, 1_000]);
        assert_eq!((stake.own, stake.total()), (0, 1_810));
        assert_eq!(
            stake.delegations[&1].behind,
            [News::Opened(0), News::Ended(0)]
        );
        assert_eq!(stake.delegations[&2].behind, []);
    }

    #[test]
    fn what_a_dropped_slash_held_is_active_again_or_cools_in_its_place() {
        let (mut stake, parts) = (stake(), parts(100, 70, 20));
        hold(&mut stake, 0, &parts);
        end(&mut stake, 0, &parts, false);
        let delegation = &stake.delegations[&1];
        let amounts = [0, BACK].map(|place| {
            let unstake_request = delegation.unstake_requests[place].as_ref();
            unstake_request
                .map(|unstake_request| (unstake_request.amount.floor(), unstake_request.unlocks_at))
        });
        assert_eq!(amounts, [Some((180, 7)), Some((20, 7))]);
        assert_eq!((delegation.active.floor(), stake.own_held), (100, 0));
        assert_eq!((stake.delegated, stake.cooling), (700, 200));
    }
}
