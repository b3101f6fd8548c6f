//! Closing a delegation without stake. What it has earned is paid first, also where its supplier is closed.

use anchor_lang::prelude::Pubkey;
use emissions::error::EmissionsError;

use super::{keys, Refusal, Staking};
use crate::{
    actions::{clock::Setup, payee::Destination, Prepared},
    emissions as client,
};

/// What closing comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is paid, in base units.
    pub paid: u64,
    /// Where it goes.
    pub to: Destination,
    /// Who gets the rent of the account.
    pub rent_to: Pubkey,
}

/// To close the delegation, paid to the account of the staker that was named, or else to its wallet.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(staking: &Staking) -> Result<Prepared<Terms>, Refusal> {
    let (staker, stake) = (&staking.staker, &staking.stake);
    let (delegation, followed) = stake.follow(staker)?;
    if !delegation.is_empty() {
        return Err(EmissionsError::DelegationInUse.into());
    }
    let to = staking.payee.owner()?;
    let mut setup = Setup {
        instructions: followed,
        ..Setup::default()
    };
    staking.payee.create(staker, &mut setup);
    Ok(Prepared {
        terms: Terms {
            paid: delegation.owed,
            to,
            rent_to: *staker,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::close_delegation(
            &keys(&stake.address, staker),
            &to.tokens,
        )],
    })
}
