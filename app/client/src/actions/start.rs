//! Starting the meter of a reservation, as its supplier.

use anchor_lang::prelude::Pubkey;
use marketplace::quote;

use super::{snapshot::Snapshot, Prepared, Refusal};
use crate::{
    marketplace::{self as client, StartAccounts},
    reservation::hourly,
};

/// A start that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Owner or operator of the supplier; signs.
    pub authority: Pubkey,
    /// Hash of the connection details.
    pub connection_hash: [u8; 32],
}

/// What a start comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// When the reservation ends then, in unix seconds.
    pub ends_at: i64,
    /// What the supplier gets if all of it is used.
    pub gets: u64,
    /// What it earns in an hour at first.
    pub hourly: u64,
    /// From when on something can be paid, in unix seconds; none if nothing ever can.
    pub pays_from: Option<i64>,
}

/// The start of a reservation.
///
/// # Errors
/// [`Refusal::Program`].
pub fn prepare(snapshot: &Snapshot, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let Snapshot {
        address,
        reservation: it,
        now,
        ..
    } = snapshot;
    let Request {
        authority,
        connection_hash,
    } = *request;
    let mut started = *it;
    let start = started.start(connection_hash, *now);
    start.map_err(Refusal::Program)?;
    let accounts = StartAccounts {
        authority,
        supplier: it.supplier,
        reservation: *address,
    };
    let settlement = quote::next_settlement(&started, *now);
    Ok(Prepared {
        terms: Terms {
            ends_at: started.ends_at()?,
            gets: it.terms.net(it.gross(u32::MAX)?)?,
            hourly: hourly(&started, *now)?.unwrap_or(0),
            pays_from: settlement.map_err(Refusal::Program)?.from,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::start(&accounts, connection_hash)],
    })
}
