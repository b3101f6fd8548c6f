//! Moving stake as it was asked for. It opens the delegation that the stake goes to where there is none.

use anchor_lang::prelude::Pubkey;
use emissions::{
    constants::{REDELEGATION_LAPSE, REDELEGATION_REST},
    error::EmissionsError,
    quote::{Hourly, Unstaking},
    state::limits,
};

use super::{keys, Moving, Refusal};
use crate::{
    actions::{clock::Conditions, Prepared},
    emissions as client,
};

/// What moving comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Address of the delegation that it goes to.
    pub delegation: Pubkey,
    /// Whether that is opened.
    pub opens: bool,
    /// What moves: what was asked for, or less if less is active.
    pub amount: u64,
    /// From which unix second the stake there can move further.
    pub rests_until: i64,
    /// What may still be delegated to the supplier there then.
    pub room: u64,
    /// What the stake is subject to there.
    pub conditions: Conditions,
    /// What an hour gives owner and stakers of the supplier that it leaves, before and after.
    pub hourly_from: [Hourly; 2],
    /// The same of the supplier that it goes to.
    pub hourly_to: [Hourly; 2],
}

/// To move what was asked for.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(moving: &Moving) -> Result<Prepared<Terms>, Refusal> {
    let (staker, clock) = (&moving.staker, &moving.clock);
    let (from, to) = (&moving.from, &moving.to);
    let leaves = from.present(staker)?;
    let target = to.supplier()?;
    let request = moving.requested()?;
    let ready_at = request.ready_at;
    if clock.now < ready_at {
        return Err(Refusal::RedelegationNotReady { ready_at });
    }
    if clock.now > ready_at.saturating_add(REDELEGATION_LAPSE) {
        return Err(EmissionsError::RequestLapsed.into());
    }
    if clock.now < leaves.delegation.movable_at {
        return Err(EmissionsError::RedelegationCooldown.into());
    }
    let both = [(from.address, leaves.supplier), (to.address, target)];
    let mut setup = clock.catch_up(staker, &both);
    setup.instructions.extend(leaves.followed);
    let mut joins = to.open(staker, &mut setup)?;

    let (mut stays, mut of_supplier) = (leaves.delegation, *leaves.supplier);
    stays.follow(leaves.supplier)?;
    joins.follow(target)?;
    let amount = request.amount.min(stays.active);
    if amount == 0 {
        return Err(EmissionsError::ZeroAmount.into());
    }
    let room = target.delegation_room()?;
    if amount > room {
        return Err(Refusal::Room { amount, room });
    }
    stays.take(amount, &mut of_supplier)?;
    limits::require_may_leave(leaves.supplier, &stays, amount)?;
    limits::require_may_join(target, &joins, amount)?;
    Ok(Prepared {
        terms: Terms {
            delegation: client::delegation_address(&keys(&to.address, staker)),
            opens: to.delegation.is_none(),
            amount,
            rests_until: clock.now.saturating_add(REDELEGATION_REST),
            room: room.saturating_sub(amount),
            conditions: clock.conditions(target),
            hourly_from: clock.unstaking_effect(leaves.supplier, Unstaking::Delegated(amount))?,
            hourly_to: clock.delegation_effect(target, amount)?,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::redelegate(
            &keys(&from.address, staker),
            &to.address,
        )],
    })
}
