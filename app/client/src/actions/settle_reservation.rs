//! Paying the supplier for time on the meter that is no longer held back.

use anchor_lang::prelude::Pubkey;
use io_common::types::Supplier;
use marketplace::state::Payee;

use super::{snapshot::Snapshot, Prepared, Refusal, Unread};
use crate::{marketplace as client, spl, Network};

/// A reservation with its supplier, as they were read.
#[derive(Clone, Copy, Debug)]
pub struct Payable {
    /// The reservation.
    pub snapshot: Snapshot,
    /// The payout wallet of its supplier.
    pub payout: Pubkey,
}

/// A payment that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// Who pays for the token account if it is missing; signs.
    pub payer: Pubkey,
    /// Whether it is sent later, so that nothing needs to be due yet.
    pub later: bool,
}

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the supplier is paid, as things stand, in base units.
    pub amount: u64,
    /// The token account that gets it.
    pub to: Pubkey,
}

impl Payable {
    /// Reads a reservation as [`Snapshot::read`] does, then its supplier.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, address: &Pubkey) -> Result<Self, Unread> {
        let snapshot = Snapshot::read(network, address)?;
        let supplier: Option<Supplier> = snapshot.supplier(network)?;
        let supplier = supplier.ok_or(Unread::Missing {
            what: "supplier",
            address: snapshot.reservation.supplier,
        })?;
        Ok(Self {
            snapshot,
            payout: supplier.payout,
        })
    }
}

/// The payment of a reservation's time on the meter, with the token account of its payout wallet in front.
///
/// # Errors
/// [`Refusal::Nothing`].
pub fn prepare(it: &Payable, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let Payable { snapshot, payout } = it;
    let Snapshot {
        address,
        reservation,
        mint,
        now,
        ..
    } = snapshot;
    let mut after = *reservation;
    after.settle(*now)?;
    let amount = after.owed(Payee::Supplier)?;
    if amount == 0 && !request.later {
        return Err(Refusal::Nothing("settle"));
    }
    let to = spl::wallet(payout, mint);
    Ok(Prepared {
        terms: Terms { amount, to },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: vec![spl::create_wallet(&request.payer, payout, mint)],
        act: vec![client::settle_reservation(address, reservation, &to)],
    })
}
