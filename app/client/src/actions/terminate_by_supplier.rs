//! Ending a running reservation, as its supplier.

use anchor_lang::prelude::Pubkey;

use super::{refund::Refund, snapshot::Snapshot, Prepared, Refusal};
use crate::marketplace as client;

/// What it comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the renter gets back.
    pub refund: Refund,
    /// The token account that gets it.
    pub to: Pubkey,
    /// What the supplier still gets.
    pub gets: u64,
    /// What it gets less than for the same time on the meter.
    pub forfeited: u64,
    /// Seconds that it forfeits, as far as they are held back.
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
    let used = it.terms.net(it.gross(it.metered(*now)?)?)?;
    let gets = it.terms.net(after.payable)?;
    let to = snapshot.renter_tokens();
    Ok(Prepared {
        terms: Terms {
            refund,
            to,
            gets: gets.saturating_sub(it.paid.supplier),
            forfeited: used.saturating_sub(gets),
            forfeit: it.terms.forfeit.into(),
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::terminate_by_supplier(owner, address, it, &to)],
    })
}
