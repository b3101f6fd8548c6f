//! Taking an unstake request back: its stake is active again.

use super::{keys, Refusal, Staking};
use crate::{
    actions::{clock::Conditions, Prepared},
    emissions as client,
};

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is active stake again, in base units.
    pub amount: u64,
    /// From which unix second it could have been withdrawn.
    pub unlocks_at: i64,
    /// Active stake of the delegation then, in base units.
    pub active: u64,
    /// What the stake is subject to.
    pub conditions: Conditions,
}

/// To take back the unstake request at `place`.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(staking: &Staking, place: u8) -> Result<Prepared<Terms>, Refusal> {
    let (supplier, mut delegation, setup) = staking.caught_up()?;
    let request = delegation.unstake_requests.get(usize::from(place)).copied();
    let request = request.filter(|request| !request.is_free());
    let request = request.ok_or(Refusal::NoUnstakeRequest(place))?;
    delegation.follow(supplier)?;
    let (staker, address) = (&staking.staker, &staking.stake.address);
    Ok(Prepared {
        terms: Terms {
            amount: request.amount,
            unlocks_at: request.unlocks_at,
            active: delegation.active.saturating_add(request.amount),
            conditions: staking.clock.conditions(supplier),
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::cancel_unstake(&keys(address, staker), place)],
    })
}
