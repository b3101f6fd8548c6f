//! Declining a reservation that waits for its start, as its supplier.

use anchor_lang::prelude::Pubkey;

use super::{refund::Refund, snapshot::Snapshot, Prepared, Refusal};
use crate::marketplace as client;

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the payer gets back: all that is locked.
    pub refund: Refund,
    /// The token account that gets it.
    pub to: Pubkey,
}

/// The refusal of a reservation by `authority`, owner or operator of its supplier, who signs.
///
/// # Errors
/// [`Refusal::Program`].
pub fn prepare(snapshot: &Snapshot, authority: &Pubkey) -> Result<Prepared<Terms>, Refusal> {
    let Snapshot {
        address,
        reservation: it,
        now,
        ..
    } = snapshot;
    let mut after = *it;
    after.decline(*now).map_err(Refusal::Program)?;
    let refund = Refund::new(&after, *now).map_err(Refusal::Program)?;
    let to = snapshot.payer_tokens();
    Ok(Prepared {
        terms: Terms { refund, to },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::decline(authority, address, it, &to)],
    })
}
