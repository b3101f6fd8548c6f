//! Withdrawing stake whose cooldown is over. It waits for no clock: no setup brings that up to date.

use emissions::state::Delegation;

use super::{keys, Refusal, Staking};
use crate::{
    actions::{clock::Setup, payee::Destination, Prepared},
    emissions as client,
};

/// What withdrawing comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is paid, in base units.
    pub amount: u64,
    /// Where it goes.
    pub to: Destination,
    /// Stake of the delegation of any kind that is left, in base units.
    pub left: u64,
}

/// What of a delegation that has followed the slashes can be withdrawn at `now`, in base units.
pub fn withdrawable(delegation: &Delegation, now: i64) -> u64 {
    let requests = delegation.unstake_requests.iter();
    let unlocked = requests.filter(|request| request.is_unlocked(now));
    unlocked.fold(0, |sum, request| sum.saturating_add(request.amount))
}

/// Stake of any kind, in base units.
fn total(delegation: &Delegation) -> u64 {
    let requests = delegation.unstake_requests.iter();
    let requests = requests.map(|request| request.amount);
    let held = delegation.held.iter();
    let held = held.map(|held| held.active.saturating_add(held.cooling));
    requests
        .chain(held)
        .fold(delegation.active, u64::saturating_add)
}

/// To withdraw all that has cooled to the account that was named, of anybody, or else to the staker's wallet.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(staking: &Staking) -> Result<Prepared<Terms>, Refusal> {
    let (staker, stake) = (&staking.staker, &staking.stake);
    let (mut delegation, followed) = stake.follow(staker)?;
    let amount = withdrawable(&delegation, staking.clock.now);
    if amount == 0 {
        let requests = delegation.unstake_requests.iter();
        let cooling = requests.filter(|request| !request.is_free());
        let first = cooling.map(|it| (it.unlocks_at, it.amount)).min();
        return Err(Refusal::StillCooling { first });
    }
    delegation.follow(stake.supplier()?)?;
    let to = staking.payee.anybody()?;
    let mut setup = Setup {
        instructions: followed,
        ..Setup::default()
    };
    staking.payee.create(staker, &mut setup);
    Ok(Prepared {
        terms: Terms {
            amount,
            to,
            left: total(&delegation).saturating_sub(amount),
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::withdraw(&keys(&stake.address, staker), &to.tokens)],
    })
}
