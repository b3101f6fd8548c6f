//! Rewards: settled, counted, paid out, compounded.

use anchor_lang::prelude::Pubkey;
use emissions::events::{Claimed, Compounded, SupplierSettled};

use super::{same, stake, suppliers, Done};
use crate::{
    draft::Draft,
    math::gain,
    rows::{Commission, Delegation, RewardDay, Supplier, Supply},
    value::{Address, Index},
    Error, Key,
};

const DAY: i64 = 86_400;

/// Adds to the rewards of `wallet` in the day of `time`.
fn note(
    draft: &mut Draft,
    time: i64,
    wallet: Pubkey,
    change: impl FnOnce(&mut RewardDay) -> Done,
) -> Done {
    let day = time.div_euclid(DAY);
    draft.change_or_new(Key::RewardDay { wallet, day }, |row: &mut RewardDay| {
        (row.wallet, row.day) = (Address(wallet), day);
        change(row)
    })
}

/// The delegators' part raises the stake index: what was earned before an announced commission took effect, then the
/// rest, each rounded down.
pub fn settle(draft: &mut Draft, time: i64, it: &SupplierSettled) -> Done {
    let mut owner = Pubkey::default();
    suppliers::change(draft, &it.supplier, |supplier| {
        let after = it.delegated_part.checked_sub(it.delegated_before);
        let stake = supplier.stake.delegated_active()?;
        for part in [it.delegated_before, after.ok_or(Error::Range)?] {
            if part > 0 {
                let index = &mut supplier.rewards.stake_index;
                let raised = index.0.checked_add(gain(part, stake)?);
                *index = Index(raised.ok_or(Error::Range)?);
            }
        }
        let commission = &mut supplier.commission;
        if commission.next_from > 0 && commission.next_from <= it.hour {
            *commission = Commission {
                bps: commission.next_bps,
                ..Commission::default()
            };
        }
        let rewards = &mut supplier.rewards;
        rewards.owed.add(it.owner_part)?;
        rewards.earned.add(it.owner_part)?;
        rewards.earned.add(it.delegated_part)?;
        rewards.settled_hour = it.hour;
        owner = supplier.owner.0;
        let earned = supplier.rewards.earned.0;
        same("what was earned", it.supplier, earned, it.earned_total)
    })?;
    if it.owner_part == 0 {
        return Ok(());
    }
    note(draft, time, owner, |day| day.earned.add(it.owner_part))
}

/// Counts the rewards of a delegation up to the supplier's index. Before every change of its stake.
pub fn count(
    draft: &mut Draft,
    time: i64,
    delegation: &mut Delegation,
    supplier: &Supplier,
) -> Done {
    let index = supplier.rewards.stake_index;
    let gained = delegation.gained(index)?;
    delegation.stake_index = index;
    earn(draft, time, delegation, gained)
}

/// Adds counted rewards to a delegation.
pub fn earn(draft: &mut Draft, time: i64, delegation: &mut Delegation, gained: u64) -> Done {
    if gained == 0 {
        return Ok(());
    }
    delegation.owed.add(gained)?;
    let staker = delegation.staker.0;
    note(draft, time, staker, |day| day.earned.add(gained))
}

/// Takes all rewards of a delegation, which are `amount`.
fn take(delegation: &mut Delegation, amount: u64) -> Done {
    let (at, owed) = (delegation.address.0, delegation.owed.0);
    same("what is owed", at, owed, amount)?;
    delegation.owed.take(amount)?;
    delegation.claimed.add(amount)
}

fn count_claimed(draft: &mut Draft, amount: u64, total: u64) -> Done {
    draft.change(Key::Supply, |supply: &mut Supply| {
        supply.claimed.add(amount)?;
        same("what was claimed", emissions::ID, supply.claimed.0, total)
    })
}

pub fn claim(draft: &mut Draft, time: i64, it: &Claimed) -> Done {
    count_claimed(draft, it.amount, it.claimed_total)?;
    note(draft, time, it.payee, |day| day.claimed.add(it.amount))?;
    if it.own {
        return suppliers::change(draft, &it.supplier, |supplier| {
            let rewards = &mut supplier.rewards;
            same("what is owed", it.supplier, rewards.owed.0, it.amount)?;
            rewards.payout(it.amount)
        });
    }
    let supplier: Supplier = draft.need(&Key::Supplier(it.supplier))?;
    stake::change(draft, &it.supplier, &it.payee, |draft, delegation| {
        count(draft, time, delegation, &supplier)?;
        take(delegation, it.amount)
    })
}

pub fn compound(draft: &mut Draft, time: i64, it: &Compounded) -> Done {
    count_claimed(draft, it.amount, it.claimed_total)?;
    note(draft, time, it.staker, |day| day.compounded.add(it.amount))?;
    let supplier: Supplier = draft.need(&Key::Supplier(it.supplier))?;
    stake::change(draft, &it.supplier, &it.staker, |draft, delegation| {
        count(draft, time, delegation, &supplier)?;
        take(delegation, it.amount)?;
        delegation.compounded.add(it.amount)?;
        delegation.active.add(it.amount)
    })?;
    stake::count_in(draft, it.amount)?;
    suppliers::change(draft, &it.supplier, |supplier| {
        supplier.stake.delegated.add(it.amount)?;
        stake::check(supplier, it.active_total)
    })
}
