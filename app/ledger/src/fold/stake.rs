//! Stake: in, out, and to another supplier.

use anchor_lang::prelude::Pubkey;
use emissions::events::{Redelegated, Staked, UnstakeCancelled, Unstaked, Withdrawn};
use io_client::emissions::{delegation_address, DelegationKeys};

use super::{rewards, same, suppliers, Done};
use crate::{
    draft::Draft,
    rows::{Delegation, OwnRequest, Request, Supplier, Supply},
    value::{Address, Amount},
    Error, Key,
};

/// Changes a delegation, or an empty one.
pub fn change(
    draft: &mut Draft,
    supplier: &Pubkey,
    staker: &Pubkey,
    change: impl FnOnce(&mut Draft, &mut Delegation) -> Done,
) -> Done {
    let (supplier, staker) = (*supplier, *staker);
    let key = Key::Delegation { supplier, staker };
    let mut row = draft.find(&key).unwrap_or_else(|| Delegation {
        address: Address(delegation_address(&DelegationKeys { supplier, staker })),
        supplier: Address(supplier),
        staker: Address(staker),
        ..Delegation::default()
    });
    change(draft, &mut row)?;
    draft.put(key, row);
    Ok(())
}

/// The same after its rewards are counted.
pub fn change_counted(
    draft: &mut Draft,
    time: i64,
    (supplier, staker): (&Pubkey, &Pubkey),
    work: impl FnOnce(&mut Delegation) -> Done,
) -> Done {
    let row: Supplier = draft.need(&Key::Supplier(*supplier))?;
    change(draft, supplier, staker, |draft, delegation| {
        rewards::count(draft, time, delegation, &row)?;
        work(delegation)
    })
}

/// Compares the supplier's active stake with that of the event.
pub fn check(supplier: &Supplier, active_total: u64) -> Done {
    let active = supplier.stake.active()?;
    same("active stake", supplier.address.0, active, active_total)
}

/// Counts stake that comes in.
pub fn count_in(draft: &mut Draft, amount: u64) -> Done {
    draft.change(Key::Supply, |supply: &mut Supply| supply.staked.add(amount))
}

/// Counts stake that is withdrawn or burned.
pub fn count_out(draft: &mut Draft, amount: u64) -> Done {
    draft.change(Key::Supply, |supply: &mut Supply| {
        supply.staked.take(amount)
    })
}

pub fn add(draft: &mut Draft, time: i64, it: &Staked) -> Done {
    count_in(draft, it.amount)?;
    if !it.own {
        let keys = (&it.supplier, &it.staker);
        change_counted(draft, time, keys, |delegation| {
            delegation.active.add(it.amount)
        })?;
    }
    suppliers::change(draft, &it.supplier, |supplier| {
        let stake = &mut supplier.stake;
        let bucket = if it.own {
            &mut stake.own
        } else {
            &mut stake.delegated
        };
        bucket.add(it.amount)?;
        check(supplier, it.active_total)
    })
}

/// The place of an unstake request.
fn place<T>(places: &mut [T], place: u8) -> Result<&mut T, Error> {
    places.get_mut(usize::from(place)).ok_or(Error::Place)
}

pub fn unstake(draft: &mut Draft, time: i64, it: &Unstaked) -> Done {
    if !it.own {
        change_counted(draft, time, (&it.supplier, &it.staker), |delegation| {
            delegation.active.take(it.amount)?;
            *place(&mut delegation.requests, it.unstake_request)? = Request {
                amount: Amount(it.amount),
                unlocks_at: it.unlocks_at,
            };
            Ok(())
        })?;
    }
    suppliers::change(draft, &it.supplier, |supplier| {
        let stake = &mut supplier.stake;
        if it.own {
            stake.own.pass(&mut stake.own_cooling, it.amount)?;
            let request = place(&mut stake.own_requests, it.unstake_request)?;
            request.amount.add(it.amount)?;
            (request.holder, request.unlocks_at) = (it.staker.into(), it.unlocks_at);
        } else {
            stake.delegated.pass(&mut stake.cooling, it.amount)?;
        }
        check(supplier, it.active_total)
    })
}

pub fn cancel(draft: &mut Draft, time: i64, it: &UnstakeCancelled) -> Done {
    if !it.own {
        change_counted(draft, time, (&it.supplier, &it.staker), |delegation| {
            let request = place(&mut delegation.requests, it.unstake_request)?;
            let cooling = std::mem::take(request).amount.0;
            same("an unstake request", it.supplier, cooling, it.amount)?;
            delegation.active.add(it.amount)
        })?;
    }
    suppliers::change(draft, &it.supplier, |supplier| {
        let stake = &mut supplier.stake;
        if it.own {
            let request = place(&mut stake.own_requests, it.unstake_request)?;
            request.amount.take(it.amount)?;
            same(
                "an unstake request",
                it.supplier,
                request.amount.0,
                request.held.0,
            )?;
            stake.own_cooling.pass(&mut stake.own, it.amount)?;
        } else {
            stake.cooling.pass(&mut stake.delegated, it.amount)?;
        }
        check(supplier, it.active_total)
    })
}

/// What is unlocked leaves: the requests that unlock first, as many as the amount needs.
pub fn withdraw(draft: &mut Draft, it: &Withdrawn) -> Done {
    count_out(draft, it.amount)?;
    if !it.own {
        change(draft, &it.supplier, &it.staker, |_, delegation| {
            take_first(&mut delegation.requests, it)
        })?;
    }
    suppliers::change(draft, &it.supplier, |supplier| {
        let stake = &mut supplier.stake;
        if !it.own {
            return stake.cooling.take(it.amount);
        }
        take_first(&mut stake.own_requests, it)?;
        stake.own_cooling.take(it.amount)
    })
}

/// An unstake request, of a delegation or of own stake.
trait Cooling {
    /// When it can be withdrawn.
    fn unlocks_at(&self) -> i64;
    /// What its holder could withdraw then.
    fn free(&self, holder: &Pubkey) -> u64;
    /// Takes that.
    fn empty(&mut self);
}

impl Cooling for Request {
    fn unlocks_at(&self) -> i64 {
        self.unlocks_at
    }

    fn free(&self, _: &Pubkey) -> u64 {
        self.amount.0
    }

    fn empty(&mut self) {
        *self = Self::default();
    }
}

impl Cooling for OwnRequest {
    fn unlocks_at(&self) -> i64 {
        self.unlocks_at
    }

    fn free(&self, holder: &Pubkey) -> u64 {
        let theirs = self.holder.0 == *holder;
        let free = self.amount.0.saturating_sub(self.held.0);
        if theirs {
            free
        } else {
            0
        }
    }

    fn empty(&mut self) {
        self.amount = self.held;
    }
}

fn take_first(requests: &mut [impl Cooling], it: &Withdrawn) -> Done {
    let mut places: Vec<_> = requests
        .iter_mut()
        .filter(|request| request.free(&it.staker) > 0)
        .collect();
    places.sort_by_key(|request| request.unlocks_at());
    let mut taken = Amount(0);
    for request in places {
        if taken.0 >= it.amount {
            break;
        }
        taken.add(request.free(&it.staker))?;
        request.empty();
    }
    same("what is unlocked", it.supplier, taken.0, it.amount)
}

pub fn redelegate(draft: &mut Draft, time: i64, it: &Redelegated) -> Done {
    change_counted(draft, time, (&it.supplier, &it.staker), |from| {
        from.active.take(it.amount)
    })?;
    change_counted(draft, time, (&it.target, &it.staker), |to| {
        to.active.add(it.amount)
    })?;
    suppliers::change(draft, &it.supplier, |supplier| {
        supplier.stake.delegated.take(it.amount)?;
        check(supplier, it.supplier_total)
    })?;
    suppliers::change(draft, &it.target, |supplier| {
        supplier.stake.delegated.add(it.amount)?;
        check(supplier, it.target_total)
    })
}
