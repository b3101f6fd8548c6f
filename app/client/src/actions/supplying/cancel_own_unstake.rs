//! Taking an unstake request of own stake back, but for what open slashes hold of it.

use emissions::state::own_stake;

use super::{OwnStake, Refusal, Supplying};
use crate::{actions::Prepared, emissions as client};

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is active stake again, in base units.
    pub amount: u64,
    /// From which unix second it could have been withdrawn.
    pub unlocks_at: i64,
    /// Own stake before and after.
    pub own: OwnStake,
}

/// To take back the unstake request at `place`.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(supplying: &Supplying, place: u8) -> Result<Prepared<Terms>, Refusal> {
    supplying.owned()?;
    let it = &supplying.supplier;
    let requests = &it.stake.own_unstake_requests;
    let request = requests.get(usize::from(place));
    let request = request.filter(|request| request.amount > 0);
    let request = request.ok_or(Refusal::NoUnstakeRequest(place))?;
    let mut after = *it;
    let amount = own_stake::cancel(&mut after, place)?;
    let setup = supplying.catch_up();
    let (owner, address) = (&supplying.signer, &supplying.address);
    Ok(Prepared {
        terms: Terms {
            amount,
            unlocks_at: request.unlocks_at,
            own: supplying.own_stake(it.stake.own.saturating_add(amount))?,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![client::cancel_own_unstake(owner, address, place)],
    })
}
