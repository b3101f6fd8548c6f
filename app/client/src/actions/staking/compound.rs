//! Delegating the rewards of a delegation.

use emissions::{quote::Hourly, state::limits};

use super::{keys, Refusal, Staking};
use crate::{
    actions::{clock::Conditions, Prepared},
    emissions as client,
};

/// What compounding comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is claimed and delegated.
    pub amount: u64,
    /// Active stake of the delegation then.
    pub active: u64,
    /// What may still be delegated to the supplier then.
    pub room: u64,
    /// What an hour gives owner and stakers before and after.
    pub hourly: [Hourly; 2],
    /// What the stake is subject to.
    pub conditions: Conditions,
}

/// To delegate all rewards to the supplier that they are of.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(staking: &Staking) -> Result<Prepared<Terms>, Refusal> {
    let (staker, clock) = (&staking.staker, &staking.clock);
    let (supplier, delegation, setup) = staking.caught_up()?;
    let amount = clock.claimable(supplier, Some(&delegation))?.by_staker;
    if amount == 0 {
        return Err(Refusal::Nothing);
    }
    let room = supplier.delegation_room()?;
    if amount > room {
        return Err(Refusal::Room { amount, room });
    }
    limits::require_may_join(supplier, &delegation, amount)?;
    Ok(Prepared {
        terms: Terms {
            amount,
            active: delegation.active.saturating_add(amount),
            room: room.saturating_sub(amount),
            hourly: clock.delegation_effect(supplier, amount)?,
            conditions: clock.conditions(supplier),
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::compound(&keys(&staking.stake.address, staker))],
    })
}
