//! P-11: who bears a slash. When it is opened it holds the same part of all that no other slash holds: the owner's stake
//! first, then the delegators'. When it is executed each loses what it holds of it, when it is dropped each gets that back.
//! Nothing else that anyone sends changes this.
//!
//! Delegations are looked at as they are once they have followed the slashes of their supplier. In which order they follow
//! moves less than a base unit of each.

use std::collections::BTreeSet;

use anchor_lang::prelude::Pubkey;
use emissions::state::{Delegation, Share, Slash};
use io_client::emissions::address_of;
use io_common::{
    math::q64,
    types::{Stake, Supplier},
};

use crate::{rules::Change, view::View};

/// A delegation that has followed the slashes of its supplier, and which it has to follow.
type Followed = (Delegation, Vec<Slash>);

impl Change<'_> {
    /// All of it.
    pub fn bearing(&self) -> Result<(), String> {
        for (address, it) in &self.after.all.suppliers {
            holds(self.after, address, it).map_err(|what| format!("P-11: {address}: {what}"))?;
            let Some(before) = self.before.all.suppliers.get(address) else {
                continue;
            };
            self.opened(address, before, it)
                .and_then(|()| self.ended(address, before, it))
                .and_then(|()| self.owners(address, before, it))
                .map_err(|what| format!("P-11: {address}: {what}"))?;
        }
        for before in &self.before.followed {
            let (it, _) = before;
            let broken = |what| format!("P-11: delegation of {}: {what}", it.staker);
            self.delegation(before).map_err(broken)?;
        }
        Ok(())
    }

    /// Slashes of a supplier that were open and are not.
    fn over(&self, supplier: &Pubkey) -> impl Iterator<Item = &Slash> {
        let before = open(self.before, supplier);
        before.filter(|it| !open(self.after, &it.supplier).any(|after| same(after, it)))
    }

    /// Slashes of a supplier that are open and were not.
    fn added(&self, supplier: &Pubkey) -> impl Iterator<Item = &Slash> {
        let after = open(self.after, supplier);
        after.filter(|it| !open(self.before, &it.supplier).any(|before| same(before, it)))
    }

    fn opened(&self, at: &Pubkey, before: &Supplier, after: &Supplier) -> Result<(), String> {
        for slash in self.added(at) {
            let (old, new) = (&before.stake, &after.stake);
            let (was, is) = (own_free(old), own_free(new));
            let (free, own) = (sum(&was), sum(&slash.own));
            if was
                .iter()
                .zip(slash.own)
                .any(|(place, part)| !is_part(part, *place, own, free))
            {
                return Err(format!("{:?} held of the owner's {was:?}", slash.own));
            }
            let rest = slash.delegated_held + slash.cooling_held;
            if rest > 0 && (slash.reason == Slash::BREACH || sum(&is) > 0) {
                return Err(format!("{rest} held of delegators before the owner's"));
            }
            if rest > 0 && (slash.delegated.sum, slash.cooling.sum) != (old.delegated, old.cooling)
            {
                return Err("it holds of what others hold".into());
            }
            let all = u128::from(old.delegated) + u128::from(old.cooling);
            if !is_part(slash.cooling_held, old.cooling, rest.into(), all) {
                return Err(format!("{} of {} cooling", slash.cooling_held, old.cooling));
            }
            let most = u128::from(before.stake.total().unwrap())
                * u128::from(self.before.config.max_slash_bps)
                / 10_000;
            if u128::from(after.slashes.open) > most {
                return Err(format!("{} is open of {most} at most", after.slashes.open));
            }
        }
        Ok(())
    }

    /// What is taken is what was held, no more and no less.
    fn ended(&self, at: &Pubkey, before: &Supplier, after: &Supplier) -> Result<(), String> {
        let taken = after.slashes.taken - before.slashes.taken;
        let over: u64 = self.over(at).map(|it| it.amount).sum();
        match taken {
            0 => Ok(()),
            _ if taken == over => Ok(()),
            _ => Err(format!("{taken} taken of {over}")),
        }
    }

    /// The owner's stake, and that of owners before, changes by their signature and by what is executed.
    fn owners(&self, at: &Pubkey, before: &Supplier, after: &Supplier) -> Result<(), String> {
        let holders = before
            .stake
            .own_unstake_requests
            .iter()
            .map(|unstake_request| unstake_request.holder);
        let mut all = holders.chain([before.owner]);
        if all.any(|holder| self.signers.contains(&holder)) {
            return Ok(());
        }
        let executed = after.slashes.taken > before.slashes.taken;
        let over = self.over(at).filter(|_| executed);
        let lost: u128 = over.map(|it| sum(&it.own)).sum();
        let total = |it: &Supplier| u128::from(it.stake.own_total().unwrap_or_default());
        match total(before) == total(after) + lost {
            true => Ok(()),
            false => Err(format!(
                "{} own stake is {}, {lost} taken",
                total(before),
                total(after)
            )),
        }
    }

    fn delegation(&self, before: &Followed) -> Result<(), String> {
        let (it, list) = before;
        let same =
            |(other, _): &&Followed| (other.supplier, other.staker) == (it.supplier, it.staker);
        let signed = self.signers.contains(&it.staker);
        let Some((after, more)) = self.after.followed.iter().find(same) else {
            return if signed {
                Ok(())
            } else {
                Err("it is gone".into())
            };
        };
        let of = |view: &View| view.all.suppliers.get(&it.supplier).copied();
        let (Some(old), Some(new)) = (of(self.before), of(self.after)) else {
            return Ok(());
        };
        // Less than a base unit of each slash that has still to be followed.
        let slack = 2 * (list.len() + more.len()) as u128;
        let worn = new.rewards.stake_index.get() - it.stake_index.get();
        let earned = |it: &Delegation, supplier: &Supplier| {
            let mut copy = *it;
            copy.accrue(supplier).map_err(|error| error.to_string())?;
            Ok::<_, String>(u128::from(copy.owed) + u128::from(copy.claimed))
        };
        let unit = u128::from(q64::share(1, worn).unwrap_or(u64::MAX)) + 1;
        let (was, is) = (earned(it, &old)?, earned(after, &new)?);
        if is + 1 + slack * unit < was {
            return Err(format!("{is} earned after {was}"));
        }
        if signed {
            return Ok(());
        }
        let [mut active, mut cooling] = free(it);
        let executed = new.slashes.taken > old.slashes.taken;
        for slash in self.over(&it.supplier).filter(|_| !executed) {
            let mut held = it.held.iter();
            if let Some(held) = held.find(|held| slash.is_shared() && held.slash == slash.opened) {
                active += u128::from(held.active);
                cooling += u128::from(held.cooling);
            }
        }
        for slash in self.added(&it.supplier).filter(|it| it.is_shared()) {
            // By anyone who has asked for its part before.
            let part = |amount, share: Share| match share.sum {
                0 => 0,
                _ => amount * u128::from(share.held) / u128::from(share.sum),
            };
            active -= part(active, slash.delegated);
            cooling -= part(cooling, slash.cooling);
        }
        let [is_active, is_cooling] = free(after);
        let far = |one: u128, other: u128| one.abs_diff(other) > slack;
        if far(active, is_active) || far(cooling, is_cooling) {
            return Err(format!(
                "{is_active} active and {is_cooling} cooling, not {active} and {cooling}"
            ));
        }
        Ok(())
    }
}

fn same(one: &Slash, other: &Slash) -> bool {
    address_of(one) == address_of(other)
}

/// The open slashes of a supplier.
fn open<'a>(view: &'a View, supplier: &Pubkey) -> impl Iterator<Item = &'a Slash> + use<'a> {
    let (all, supplier) = (view.all.slashes.iter(), *supplier);
    all.filter(move |it| it.supplier == supplier && it.is_open())
}

/// The sums of a supplier are those of its open slashes, and each holds what it may take.
fn holds(view: &View, at: &Pubkey, it: &Supplier) -> Result<(), String> {
    let (stake, slashes) = (&it.stake, &it.slashes);
    let mut own = [0; 5];
    let (mut delegated, mut cooling, mut all, mut count) = (0, 0, 0, 0);
    let mut places = BTreeSet::new();
    for slash in open(view, at) {
        let held = sum(&slash.own) + u128::from(slash.delegated_held + slash.cooling_held);
        if held != slash.amount.into() {
            return Err(format!("{held} held for {}", slash.amount));
        }
        own.iter_mut()
            .zip(slash.own)
            .for_each(|(all, part)| *all += part);
        (delegated, cooling) = (
            delegated + slash.delegated_held,
            cooling + slash.cooling_held,
        );
        (all, count) = (all + slash.amount, count + 1);
        places.extend(slash.is_shared().then_some(slash.opened));
    }
    let shared = slashes.open_shared.iter().copied();
    let known: BTreeSet<u32> = shared.filter(|place| *place > 0).collect();
    if known != places {
        return Err(format!("{known:?} are open, not {places:?}"));
    }
    let [_, unstake_requests @ ..] = own;
    let held = stake
        .own_unstake_requests
        .map(|unstake_request| unstake_request.held);
    let found = (
        stake.own_held,
        held,
        stake.delegated_held,
        stake.cooling_held,
    );
    if found != (own[0], unstake_requests, delegated, cooling) {
        return Err(format!(
            "{found:?} held, {own:?}, {delegated}, {cooling} by slashes"
        ));
    }
    if (slashes.open, slashes.open_count) != (all, count) {
        return Err(format!("{} is open, not {all}", slashes.open));
    }
    Ok(())
}

/// The owner's stake that no slash holds, place by place.
fn own_free(stake: &Stake) -> [u64; 5] {
    let [a, b, c, d] = stake
        .own_unstake_requests
        .map(|unstake_request| unstake_request.amount - unstake_request.held);
    [stake.own - stake.own_held, a, b, c, d]
}

/// What no slash holds of a delegation: active, cooling.
fn free(it: &Delegation) -> [u128; 2] {
    let cooling = it
        .unstake_requests
        .map(|unstake_request| unstake_request.amount);
    [it.active.into(), sum(&cooling)]
}

fn sum(amounts: &[u64]) -> u128 {
    amounts.iter().map(|it| u128::from(*it)).sum()
}

/// Whether `part` of `place` is, to a base unit, what `held` is of `all`.
fn is_part(part: u64, place: u64, held: u128, all: u128) -> bool {
    let (got, exact) = (u128::from(part) * all, held * u128::from(place));
    got.abs_diff(exact) <= all
}
