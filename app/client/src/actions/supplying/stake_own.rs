//! Staking the owner's own IO.

use emissions::error::EmissionsError;
use io_common::addresses::STAKE_VAULT;

use super::{OwnStake, Refusal, Supplying};
use crate::{
    actions::{Payment, Prepared},
    emissions::{self as client, StakeOwnAccounts},
};

/// What staking comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is staked, in base units.
    pub amount: u64,
    /// Own stake before and after.
    pub own: OwnStake,
}

/// To stake `amount`, in base units, of the owner's wallet, with which `supplying` was read.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(supplying: &Supplying, amount: u64) -> Result<Prepared<Terms>, Refusal> {
    supplying.owned()?;
    if amount == 0 {
        return Err(EmissionsError::ZeroAmount.into());
    }
    let held = supplying.payee.balance();
    if amount > held {
        let needed = amount;
        return Err(Refusal::Balance { needed, held });
    }
    let (owner, address) = (&supplying.signer, &supplying.address);
    let source = supplying.payee.tokens();
    let setup = supplying.catch_up();
    Ok(Prepared {
        terms: Terms {
            amount,
            own: supplying.own_stake(supplying.supplier.stake.own.saturating_add(amount))?,
        },
        gives: vec![Payment {
            owner: *owner,
            mint: supplying.clock.config.io_mint,
            from: source,
            to: STAKE_VAULT.address,
            amount,
            limit: amount,
        }],
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::stake_own(
            &StakeOwnAccounts {
                owner: *owner,
                supplier: *address,
                source,
            },
            amount,
        )],
    })
}
