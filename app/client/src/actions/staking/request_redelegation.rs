//! Asking for delegated stake to move to another supplier, a day later. Until then it earns where it is.

use anchor_lang::prelude::Pubkey;
use emissions::{
    constants::{REDELEGATION_DELAY, REDELEGATION_LAPSE},
    error::EmissionsError,
    state::Redelegation,
};

use super::{keys, Moving, Refusal};
use crate::{
    actions::{clock::Conditions, Creation, Prepared},
    emissions as client,
};

/// What asking comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Address of the request.
    pub request: Pubkey,
    /// What is to move, in base units; less if less is active by then.
    pub amount: u64,
    /// From which unix second it can move.
    pub ready_at: i64,
    /// Until which unix second it can.
    pub lapses_at: i64,
    /// What the stake is subject to there.
    pub conditions: Conditions,
}

/// To ask for `amount`, in base units, to move; all if none is given.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(moving: &Moving, amount: Option<u64>) -> Result<Prepared<Terms>, Refusal> {
    let (staker, clock) = (&moving.staker, &moving.clock);
    let (from, to) = (&moving.from, &moving.to);
    let (delegation, setup) = from.follow(staker)?;
    let (_, target) = (from.supplier()?, to.supplier()?);
    if from.address == to.address {
        return Err(EmissionsError::SameSupplier.into());
    }
    let active = delegation.active;
    if let Some(amount) = amount.filter(|amount| *amount > active && !clock.later) {
        return Err(Refusal::NotEnough { amount, active });
    }
    let ready_at = clock.now.saturating_add(REDELEGATION_DELAY);
    let lapses_at = ready_at.saturating_add(REDELEGATION_LAPSE);
    if !clock.later {
        delegation.meant(amount)?;
        if delegation.movable_at > lapses_at {
            return Err(EmissionsError::RedelegationCooldown.into());
        }
    }
    let request = moving.address();
    let ask = client::request_redelegation(&keys(&from.address, staker), &to.address, amount);
    Ok(Prepared {
        terms: Terms {
            request,
            amount: amount.unwrap_or(active),
            ready_at,
            lapses_at,
            conditions: clock.conditions(target),
        },
        gives: Vec::new(),
        creates: vec![Creation {
            kind: "redelegation",
            address: request,
            bytes: Redelegation::SIZE,
            deposit: 0,
            returns_to: Some(*staker),
        }],
        setup,
        act: vec![ask],
    })
}
