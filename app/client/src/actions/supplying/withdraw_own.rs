//! Withdrawing own stake whose cooldown is over. It waits for no clock: no setup brings that up to date.

use anchor_lang::prelude::Pubkey;
use emissions::{error::EmissionsError, state::own_stake};

use super::{Refusal, Supplying};
use crate::{
    actions::{clock::Setup, payee::Destination, Prepared},
    emissions::{self as client, WithdrawOwnAccounts},
};

/// What withdrawing comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What has cooled.
    pub cooled: u64,
    /// What of it open slashes hold.
    pub held: u64,
    /// What is paid.
    pub paid: u64,
    /// Where it goes.
    pub to: Destination,
}

/// To withdraw all that has cooled of the unstake requests of `holder`, with whose wallet `supplying` was read. Owner or holder
/// signs.
///
/// # Errors
/// [`Refusal`].
pub fn prepare(supplying: &Supplying, holder: &Pubkey) -> Result<Prepared<Terms>, Refusal> {
    let (it, now) = (&supplying.supplier, supplying.clock.now);
    let signer = &supplying.signer;
    if ![*holder, it.owner].contains(signer) {
        return Err(EmissionsError::NotOwner.into());
    }
    let theirs = it.stake.own_unstake_requests.iter();
    let theirs = theirs.filter(|request| request.amount > 0 && request.holder == *holder);
    let (mut cooled, mut held, mut first) = (0_u64, 0_u64, None);
    for request in theirs {
        if request.unlocks_at <= now {
            cooled = cooled.saturating_add(request.amount);
            held = held.saturating_add(request.held);
        } else {
            let other = (request.unlocks_at, request.amount);
            first = Some(first.map_or(other, |first: (i64, u64)| first.min(other)));
        }
    }
    if cooled == 0 {
        return Err(Refusal::StillCooling { first });
    }
    let mut after = *it;
    let paid = own_stake::withdraw(&mut after, holder, now)?;
    let to = supplying.payee.owner()?;
    let mut setup = Setup::default();
    supplying.payee.create(&supplying.payer, &mut setup);
    let withdraw = client::withdraw_own(&WithdrawOwnAccounts {
        signer: *signer,
        supplier: supplying.address,
        holder: *holder,
        destination: to.tokens,
    });
    Ok(Prepared {
        terms: Terms {
            cooled,
            held,
            paid,
            to,
        },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![withdraw],
    })
}
