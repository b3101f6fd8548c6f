//! Beginning the cooldown of own stake.

use emissions::state::own_stake;

use super::{OwnStake, Refusal, Supplying};
use crate::{actions::Prepared, emissions as client};

/// What unstaking comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What begins to cool, in base units.
    pub amount: u64,
    /// From which unix second it can be withdrawn.
    pub unlocks_at: i64,
    /// Own stake before and after.
    pub own: OwnStake,
}

/// To unstake `amount`, in base units; all that no slash holds if none is given.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(supplying: &Supplying, amount: Option<u64>) -> Result<Prepared<Terms>, Refusal> {
    supplying.owned()?;
    let (it, clock) = (&supplying.supplier, &supplying.clock);
    let free = it.stake.own_free()?;
    let taken = amount.unwrap_or(free);
    if taken > free {
        let amount = taken;
        return Err(Refusal::NotEnough { amount, free });
    }
    let unlocks_at = clock.unlocks_at();
    if !clock.later {
        let reserved = supplying.usage.map_or(0, |usage| usage.reserved_gpus);
        let mut after = *it;
        own_stake::unstake(&mut after, amount, reserved, unlocks_at)?;
    }
    let setup = supplying.catch_up();
    let (owner, address) = (&supplying.signer, &supplying.address);
    Ok(Prepared {
        terms: Terms {
            amount: taken,
            unlocks_at,
            own: supplying.own_stake(it.stake.own.saturating_sub(taken))?,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::unstake_own(owner, address, amount)],
    })
}
