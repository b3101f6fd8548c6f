//! Ending a running reservation, as its supplier.

use anchor_lang::prelude::Pubkey;
use marketplace::quote;

use super::{refund::Refund, snapshot::Snapshot, Prepared, Refusal};
use crate::marketplace as client;

/// What it comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the payer gets back.
    pub refund: Refund,
    /// The token account that gets it.
    pub to: Pubkey,
    /// What the supplier still gets.
    pub gets: u64,
    /// What it would get more once its notice was over.
    pub forfeited: u64,
    /// Seconds that it forfeits: those missing of its notice, as far as they are held back.
    pub forfeit: u32,
}

/// The end of a reservation by `owner` of its supplier, who signs.
///
/// # Errors
/// [`Refusal::Program`].
pub fn prepare(snapshot: &Snapshot, owner: &Pubkey) -> Result<Prepared<Terms>, Refusal> {
    let Snapshot {
        address,
        reservation: it,
        now,
        ..
    } = snapshot;
    let mut after = *it;
    let ended = after.terminate_by_supplier(*now);
    ended.map_err(Refusal::Program)?;
    let refund = Refund::new(&after, *now).map_err(Refusal::Program)?;
    let gets = it.terms.net(after.payable)?;
    let to = snapshot.payer_tokens();
    Ok(Prepared {
        terms: Terms {
            refund,
            to,
            gets: gets.saturating_sub(it.paid.supplier),
            forfeited: quote::forfeit_if_terminated_by_supplier(it, *now),
            forfeit: it.forfeited(*now)?,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::terminate_by_supplier(owner, address, it, &to)],
    })
}
