//! Claiming the rewards of a delegation.

use super::{keys, Refusal, Staking};
use crate::{
    actions::{payee::Destination, Prepared},
    emissions as client,
};

/// What claiming comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is paid, in base units.
    pub amount: u64,
    /// Where it goes.
    pub to: Destination,
}

/// To claim all rewards to the account of the staker that was named, or else to its wallet.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(staking: &Staking) -> Result<Prepared<Terms>, Refusal> {
    let staker = &staking.staker;
    let (supplier, delegation, mut setup) = staking.caught_up()?;
    let claimable = staking.clock.claimable(supplier, Some(&delegation))?;
    let amount = claimable.by_staker;
    if amount == 0 {
        return Err(Refusal::Nothing);
    }
    let to = staking.payee.owner()?;
    staking.payee.create(staker, &mut setup);
    let address = &staking.stake.address;
    Ok(Prepared {
        terms: Terms { amount, to },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::claim(staker, &keys(address, staker), &to.tokens)],
    })
}
