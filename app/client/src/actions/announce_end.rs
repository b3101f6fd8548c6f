//! Announcing the end of a running reservation, as its supplier.

use anchor_lang::prelude::Pubkey;
use marketplace::{constants::ANNOUNCEMENT_LAPSE, quote};

use super::{snapshot::Snapshot, Prepared, Refusal};
use crate::marketplace as client;

/// What it comes to. Times are unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// When the notice is over: from then on the supplier terminates without a forfeit.
    pub over_at: i64,
    /// The last second at which the announcement stands.
    pub lapses_at: i64,
    /// When the reservation ends without a termination or an extension: the notice protects no time after that.
    pub ends_at: i64,
    /// What the supplier would forfeit by terminating now instead, in base units.
    pub forfeit: u64,
    /// When the renter's minimum time would be over, which the announcement gives up. Until then the owner signs.
    pub least_until: Option<i64>,
}

/// The announcement by `authority`, owner of the supplier or, once the minimum time is over, its operator, who signs.
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
    let over_at = { *it }.announce_end(*now).map_err(Refusal::Program)?;
    Ok(Prepared {
        terms: Terms {
            over_at,
            lapses_at: over_at.saturating_add(ANNOUNCEMENT_LAPSE.into()),
            ends_at: it.ends_at()?,
            forfeit: quote::forfeit_if_terminated_by_supplier(it, *now),
            least_until: it.least_until(*now)?,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::announce_end(authority, address, it)],
    })
}
