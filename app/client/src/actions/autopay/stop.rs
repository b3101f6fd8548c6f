//! Ending it: the account and the part of the approval that was for it.

use super::Standing;
use crate::{
    actions::{Prepared, Refusal},
    marketplace as client, spl,
};

/// What comes back, and what stays approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Lamports of rent and bounties that go back to the payer.
    pub lamports: u64,
    /// What the wallet still approves for the payer's other autopays, in base units.
    pub approved: u64,
}

/// Prepares it. The payer signs.
///
/// # Errors
/// [`Refusal::Nothing`] without an autopay of this payer.
pub fn stop(standing: &Standing) -> Result<Prepared<Stopped>, Refusal> {
    let running = &standing.running;
    let payer = running.reservation.payer;
    if standing.stored.is_none_or(|stored| stored.payer != payer) {
        return Err(Refusal::Nothing("stop"));
    }
    let (wallet, spender) = (standing.payer_tokens(), client::spender_address(&payer));
    let is_ours = |(delegate, _): &(_, u64)| *delegate == spender;
    let mut act = vec![client::close_autopay(&payer, &running.address, &payer)];
    let delegated = standing.delegate().filter(is_ours);
    // What is approved for the others stays, but never more than it is now.
    let approved = delegated.map_or(0, |(_, amount)| amount.min(standing.others));
    act.extend(delegated.map(|_| match approved {
        0 => spl::revoke(&wallet, &payer),
        approved => spl::approve(&wallet, &spender, &payer, approved),
    }));
    Ok(Prepared {
        terms: Stopped {
            lamports: standing.lamports,
            approved,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act,
    })
}
