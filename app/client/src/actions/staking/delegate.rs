//! Delegating IO to a supplier. It opens the delegation where there is none.

use anchor_lang::prelude::Pubkey;
use emissions::{error::EmissionsError, quote::Hourly, state::limits};
use io_common::addresses::STAKE_VAULT;

use super::{keys, Refusal, Staking};
use crate::{
    actions::{clock::Conditions, Payment, Prepared},
    emissions as client,
};

/// What delegating comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Address of the delegation.
    pub delegation: Pubkey,
    /// Whether it is opened.
    pub opens: bool,
    /// What is delegated, in base units.
    pub amount: u64,
    /// What may still be delegated to the supplier then, in base units.
    pub room: u64,
    /// What an hour gives owner and stakers before and after, in base units.
    pub hourly: [Hourly; 2],
    /// What the stake is subject to.
    pub conditions: Conditions,
}

/// To delegate `amount`, in base units, of the staker's wallet.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(staking: &Staking, amount: u64) -> Result<Prepared<Terms>, Refusal> {
    let (staker, stake, clock) = (&staking.staker, &staking.stake, &staking.clock);
    let supplier = stake.supplier()?;
    if amount == 0 {
        return Err(EmissionsError::ZeroAmount.into());
    }
    let room = supplier.delegation_room()?;
    if amount > room {
        return Err(Refusal::Room { amount, room });
    }
    let held = staking.payee.balance();
    if amount > held {
        let needed = amount;
        return Err(Refusal::Balance { needed, held });
    }
    let mut setup = clock.catch_up(staker, &[(stake.address, supplier)]);
    let mut delegation = stake.open(staker, &mut setup)?;
    delegation.follow(supplier)?;
    limits::require_may_join(supplier, &delegation, amount)?;
    let source = staking.payee.tokens();
    Ok(Prepared {
        terms: Terms {
            delegation: client::delegation_address(&keys(&stake.address, staker)),
            opens: stake.delegation.is_none(),
            amount,
            room: room.saturating_sub(amount),
            hourly: clock.delegation_effect(supplier, amount)?,
            conditions: clock.conditions(supplier),
        },
        gives: vec![Payment {
            owner: *staker,
            mint: clock.config.io_mint,
            from: source,
            to: STAKE_VAULT.address,
            amount,
            limit: amount,
        }],
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::delegate(
            &keys(&stake.address, staker),
            &source,
            amount,
        )],
    })
}
