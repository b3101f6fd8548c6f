//! Beginning the cooldown of delegated stake; of all also that of what open slashes hold.

use emissions::{
    quote::{self, Hourly, Unstaking},
    state::limits,
};

use super::{keys, Refusal, Staking};
use crate::{
    actions::{clock::Conditions, Prepared},
    emissions as client,
};

/// What unstaking comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Active stake that begins to cool: it earns nothing from now on, and what open slashes take of it is burned.
    pub amount: u64,
    /// Stake that open slashes hold and that begins to cool with it. It comes back only where they give it back.
    pub held: u64,
    /// From which unix second it can be withdrawn.
    pub unlocks_at: i64,
    /// Active stake that stays.
    pub stays: u64,
    /// Units of the supplier before and after, in 10⁻⁴ units.
    pub units: [u64; 2],
    /// What an hour gives owner and stakers before and after.
    pub hourly: [Hourly; 2],
    /// What the stake is subject to.
    pub conditions: Conditions,
}

/// To unstake `amount`, in base units; all if none is given.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(staking: &Staking, amount: Option<u64>) -> Result<Prepared<Terms>, Refusal> {
    let (staker, stake, clock) = (&staking.staker, &staking.stake, &staking.clock);
    let (supplier, delegation, setup) = staking.caught_up()?;
    let active = delegation.active;
    if let Some(amount) = amount.filter(|amount| *amount > active && !clock.later) {
        return Err(Refusal::NotEnough { amount, active });
    }
    let unlocks_at = clock.unlocks_at();
    let mut act = Vec::new();
    if amount.is_some() || active > 0 {
        act.push(client::unstake(&keys(&stake.address, staker), amount));
    }
    let mut held = 0_u64;
    for slash in stake.slashes.iter().filter(|_| amount.is_none()) {
        let mut all = delegation.held.iter();
        let place = all.find(|it| slash.is_shared() && slash.is_open() && it.slash == slash.opened);
        if let Some(place) = place.filter(|place| place.active > 0) {
            held = held.saturating_add(place.active);
            act.push(client::unstake_held(staker, slash));
        }
    }
    if act.is_empty() {
        return Err(Refusal::Nothing);
    }
    let (mut after, mut of_supplier) = (delegation, *supplier);
    if !clock.later && (amount.is_some() || active > 0) {
        after.follow(supplier)?;
        let (_, taken) = after.unstake(amount, &mut of_supplier, unlocks_at)?;
        limits::require_may_leave(supplier, &after, taken)?;
    }
    let amount = amount.unwrap_or(active);
    let of_units = Unstaking::Delegated(amount.min(supplier.stake.delegated));
    let units = |unstaking| quote::units_after(supplier, unstaking, clock.now);
    Ok(Prepared {
        terms: Terms {
            amount,
            held,
            unlocks_at,
            stays: active.saturating_sub(amount),
            units: [units(Unstaking::Delegated(0))?, units(of_units)?],
            hourly: clock.unstaking_effect(supplier, of_units)?,
            conditions: clock.conditions(supplier),
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act,
    })
}
