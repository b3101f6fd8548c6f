//! Disputing what is held back.

use anchor_lang::prelude::Pubkey;
use marketplace::quote;

use super::{
    pricing::{within, Wallet},
    snapshot::Snapshot,
    Payment, Prepared, Refusal, Unread,
};
use crate::{marketplace as client, spl, Network};

/// A reservation with what its payer holds, as they were read.
#[derive(Clone, Copy, Debug)]
pub struct Disputable {
    /// The reservation.
    pub snapshot: Snapshot,
    /// What the payer's wallet holds of its currency, in base units.
    pub held: u64,
}

/// A dispute that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The most that may be taken as its deposit, in base units; by default [`Disputable::limit`].
    pub limit: Option<u64>,
    /// Seconds within which it is carried out, for the default.
    pub within: i64,
}

/// What a dispute comes to. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The deposit, as things stand. All of it comes back if the council gives the payer any share, none if it gives none.
    pub deposit: u64,
    /// The most that is taken.
    pub limit: u64,
    /// The price that it freezes, as things stand.
    pub disputed: u64,
    /// Until when the council may decide, in unix seconds.
    pub decides_until: i64,
    /// The supplier's share of the deposit if the council does not decide, in bps.
    pub undecided_bps: u16,
}

impl Disputable {
    /// Reads a reservation as [`Snapshot::read`] does, then the wallet of its payer.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, address: &Pubkey) -> Result<Self, Unread> {
        let snapshot = Snapshot::read(network, address)?;
        let held = spl::balance(network, &snapshot.payer_tokens())?;
        Ok(Self { snapshot, held })
    }

    /// The deposit within so many seconds at most, in base units: what is disputed grows with the meter until then.
    ///
    /// # Errors
    /// [`Refusal::Program`].
    pub fn limit(&self, within: i64) -> Result<u64, Refusal> {
        let Snapshot {
            reservation, now, ..
        } = &self.snapshot;
        let deposit = |at| quote::deposit_of_dispute(reservation, at);
        let now_due = deposit(*now).map_err(Refusal::Program)?;
        let later = deposit(now.saturating_add(within));
        Ok(later.map_or(now_due, |later| later.max(now_due)))
    }
}

/// A dispute of a reservation, by its payer, who signs.
///
/// # Errors
/// [`Refusal::Program`], [`Refusal::Limit`], [`Refusal::Balance`].
pub fn prepare(it: &Disputable, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let Snapshot {
        address,
        reservation,
        currency,
        mint,
        now,
    } = it.snapshot;
    let mut after = reservation;
    let deposit = after.open_dispute(now).map_err(Refusal::Program)?;
    let most = match request.limit {
        Some(given) => given,
        None => it.limit(request.within)?,
    };
    let owner = reservation.payer;
    let wallet = Wallet {
        owner,
        held: it.held,
    };
    let limit = within(currency, Some(most), deposit, wallet)?;
    let from = it.snapshot.payer_tokens();
    Ok(Prepared {
        terms: Terms {
            deposit,
            limit,
            disputed: after.frozen(u32::MAX)?,
            decides_until: after.decides_until()?,
            undecided_bps: after.terms.undecided_bps,
        },
        gives: vec![Payment {
            owner,
            mint,
            from,
            to: client::escrow_address(&address),
            amount: deposit,
            limit,
        }],
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::open_dispute(&address, &reservation, &from, limit)],
    })
}
