//! Slashes: what they hold, take and give back.

use anchor_lang::prelude::Pubkey;
use emissions::events::{HeldUnstaked, SlashApplied, SlashDropped, SlashProposed, Slashed};
use io_client::emissions::{breach_slash_address, slash_address};

use super::{rewards, same, stake, suppliers, Done};
use crate::{
    draft::Draft,
    math::{divide, part},
    rows::{Delegation, Held, Slash, SlashState, Stake, Supply, BACK, OWN_REQUESTS},
    value::{count, sum, uncount, Address, Amount},
    Error, Key,
};

/// Reason of a slash for breaches, which is of a series of its own.
const BREACH: u16 = 0;

fn key(supplier: &Pubkey, reason: u16, number: u32) -> Key {
    Key::Slash {
        supplier: *supplier,
        breach: reason == BREACH,
        number,
    }
}

/// Holds own stake, active and cooling, in proportion to what no slash holds. Returns the parts.
fn hold_own(stake: &mut Stake, amount: u64) -> Result<[u64; OWN_REQUESTS + 1], Error> {
    let free = |all: Amount, held: Amount| all.0.checked_sub(held.0).ok_or(Error::Range);
    let mut places = [0; OWN_REQUESTS + 1];
    let [active, requests @ ..] = &mut places;
    *active = free(stake.own, stake.own_held)?;
    for (place, request) in requests.iter_mut().zip(&stake.own_requests) {
        *place = free(request.amount, request.held)?;
    }
    let parts = divide(amount, places)?;
    let [active, requests @ ..] = parts;
    stake.own_held.add(active)?;
    for (request, part) in stake.own_requests.iter_mut().zip(requests) {
        request.held.add(part)?;
    }
    Ok(parts)
}

pub fn propose(draft: &mut Draft, time: i64, it: &SlashProposed) -> Done {
    let breach = it.reason == BREACH;
    let address = if breach {
        breach_slash_address(&it.supplier, it.number)
    } else {
        slash_address(&it.supplier, it.number)
    };
    let mut slash = Slash {
        address: Address(address),
        supplier: it.supplier.into(),
        breach,
        number: it.number,
        reason: it.reason,
        evidence: hex(&it.evidence),
        proposed_at: time,
        due_at: it.due_at,
        amount: Amount(it.amount),
        delegated: Amount(it.delegated),
        cooling: Amount(it.cooling),
        ..Slash::default()
    };
    suppliers::change(draft, &it.supplier, |supplier| {
        let (held, stake) = (&mut slash.own, &mut supplier.stake);
        *held = hold_own(stake, it.own)?.map(Amount);
        stake
            .delegated
            .pass(&mut stake.delegated_held, it.delegated)?;
        stake.cooling.pass(&mut stake.cooling_held, it.cooling)?;
        let slashes = &mut supplier.slashes;
        slashes.open.add(it.amount)?;
        count(&mut slashes.open_count)?;
        if breach {
            count(&mut slashes.breach_count)?;
            slashes.breached.add(it.amount)?;
        } else {
            count(&mut slashes.count)?;
        }
        if it.delegated > 0 || it.cooling > 0 {
            count(&mut slashes.shared)?;
            slash.place = slashes.shared;
        }
        same(
            "what slashes hold",
            it.supplier,
            slashes.open.0,
            it.open_total,
        )
    })?;
    draft.put(key(&it.supplier, it.reason, it.number), slash);
    Ok(())
}

/// Two digits for each byte.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The slash that an event ends, with what it holds by the event.
struct End<'a> {
    supplier: &'a Pubkey,
    reason: u16,
    number: u32,
    held: [u64; 3],
    open_total: u64,
}

impl End<'_> {
    fn run(
        &self,
        draft: &mut Draft,
        time: i64,
        state: SlashState,
        release: impl FnOnce(&mut Stake, &Slash) -> Done,
    ) -> Done {
        let key = key(self.supplier, self.reason, self.number);
        let mut slash: Slash = draft.need(&key)?;
        let own = sum(slash.own.map(|part| part.0))?;
        for (folded, reported) in [own, slash.delegated.0, slash.cooling.0]
            .into_iter()
            .zip(self.held)
        {
            same("what a slash holds", *self.supplier, folded, reported)?;
        }
        suppliers::change(draft, self.supplier, |supplier| {
            let stake = &mut supplier.stake;
            stake.own_held.take(slash.own[0].0)?;
            for (request, part) in stake.own_requests.iter_mut().zip(&slash.own[1..]) {
                request.held.take(part.0)?;
            }
            stake.delegated_held.take(slash.delegated.0)?;
            stake.cooling_held.take(slash.cooling.0)?;
            release(stake, &slash)?;
            let slashes = &mut supplier.slashes;
            slashes.open.take(slash.amount.0)?;
            uncount(&mut slashes.open_count)?;
            if state == SlashState::Executed {
                slashes.taken.add(slash.amount.0)?;
                slash.stake_index = supplier.rewards.stake_index;
            }
            let open = supplier.slashes.open.0;
            same("what slashes hold", *self.supplier, open, self.open_total)
        })?;
        (slash.state, slash.ended_at) = (state, Some(time));
        draft.put(key, slash);
        Ok(())
    }
}

/// What the slash held is free again.
pub fn drop(draft: &mut Draft, time: i64, it: &SlashDropped) -> Done {
    let end = End {
        supplier: &it.supplier,
        reason: it.reason,
        number: it.number,
        held: [it.own, it.delegated, it.cooling],
        open_total: it.open_total,
    };
    end.run(draft, time, SlashState::Dropped, |stake, slash| {
        stake.delegated.add(slash.delegated.0)?;
        stake.cooling.add(slash.cooling.0)
    })
}

/// What the slash held is burned.
pub fn execute(draft: &mut Draft, time: i64, it: &Slashed) -> Done {
    let end = End {
        supplier: &it.supplier,
        reason: it.reason,
        number: it.number,
        held: [it.own, it.delegated, it.cooling],
        open_total: it.open_total,
    };
    end.run(draft, time, SlashState::Executed, |stake, slash| {
        let [active, requests @ ..] = slash.own;
        stake.own.take(active.0)?;
        for (request, part) in stake.own_requests.iter_mut().zip(requests) {
            request.amount.take(part.0)?;
            stake.own_cooling.take(part.0)?;
        }
        Ok(())
    })?;
    suppliers::change(draft, &it.supplier, |supplier| {
        stake::check(supplier, it.active_total)
    })?;
    let burned = sum([it.own, it.delegated, it.cooling])?;
    stake::count_out(draft, burned)?;
    draft.change(Key::Supply, |supply: &mut Supply| {
        supply.slashed.add(burned)?;
        same(
            "what was slashed",
            emissions::ID,
            supply.slashed.0,
            it.slashed_total,
        )
    })
}

/// A delegation follows the opening of a slash, its end, or both. Only slashes of the council are followed.
pub fn follow(draft: &mut Draft, time: i64, it: &SlashApplied) -> Done {
    let slash: Slash = draft.need(&Key::Slash {
        supplier: it.supplier,
        breach: false,
        number: it.number,
    })?;
    stake::change(draft, &it.supplier, &it.staker, |draft, delegation| {
        if it.held_active > 0 || it.held_cooling > 0 {
            hold(delegation, &slash, it)?;
        }
        if it.taken > 0 || it.back_active > 0 || it.back_cooling > 0 {
            release(draft, time, delegation, &slash, it)?;
        }
        Ok(())
    })
}

/// Cooling stake is held of the requests that unlock first; it unlocks with the last of them.
fn hold(delegation: &mut Delegation, slash: &Slash, it: &SlashApplied) -> Done {
    delegation.active.take(it.held_active)?;
    let (mut left, mut unlocks_at) = (it.held_cooling, 0);
    while left > 0 {
        let requests = delegation.requests.iter_mut();
        let first = requests
            .filter(|request| request.amount.0 > 0)
            .min_by_key(|request| request.unlocks_at)
            .ok_or(Error::Range)?;
        let part = left.min(first.amount.0);
        first.amount.take(part)?;
        left = left.saturating_sub(part);
        unlocks_at = first.unlocks_at;
    }
    delegation.held.push(Held {
        slash: slash.number,
        place: slash.place,
        active: Amount(it.held_active),
        cooling: Amount(it.held_cooling),
        unlocks_at,
    });
    Ok(())
}

/// The end of a slash: its stake is lost, after it has earned up to the execution, or given back.
fn release(
    draft: &mut Draft,
    time: i64,
    delegation: &mut Delegation,
    slash: &Slash,
    it: &SlashApplied,
) -> Done {
    let mut places = delegation.held.iter();
    let place = places.position(|held| held.slash == slash.number);
    let held = delegation.held.remove(place.ok_or(Error::Place)?);
    let all = sum([held.active.0, held.cooling.0])?;
    let (at, reported) = (
        delegation.address.0,
        sum([it.taken, it.back_active, it.back_cooling])?,
    );
    same("what a slash holds", at, all, reported)?;
    if it.taken > 0 {
        let rise = slash.stake_index.0.checked_sub(delegation.stake_index.0);
        let gained = part(held.active.0, rise.ok_or(Error::Range)?)?;
        rewards::earn(draft, time, delegation, gained)?;
        return delegation.slashed.add(it.taken);
    }
    delegation.active.add(it.back_active)?;
    if it.back_cooling > 0 {
        let back = &mut delegation.requests[BACK];
        back.amount.add(it.back_cooling)?;
        back.unlocks_at = back.unlocks_at.max(held.unlocks_at);
    }
    Ok(())
}

/// Held active stake starts its cooldown.
pub fn unstake(draft: &mut Draft, time: i64, it: &HeldUnstaked) -> Done {
    stake::change_counted(draft, time, (&it.supplier, &it.staker), |delegation| {
        let mut places = delegation.held.iter_mut();
        let held = places.find(|held| held.slash == it.number);
        let held = held.ok_or(Error::Place)?;
        held.active.pass(&mut held.cooling, it.amount)?;
        held.unlocks_at = held.unlocks_at.max(it.unlocks_at);
        Ok(())
    })?;
    let key = Key::Slash {
        supplier: it.supplier,
        breach: false,
        number: it.number,
    };
    draft.change(key, |slash: &mut Slash| {
        slash.delegated.pass(&mut slash.cooling, it.amount)
    })?;
    suppliers::change(draft, &it.supplier, |supplier| {
        let stake = &mut supplier.stake;
        stake
            .delegated_held
            .pass(&mut stake.cooling_held, it.amount)?;
        stake::check(supplier, it.active_total)
    })
}
