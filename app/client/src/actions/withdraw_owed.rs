//! Withdrawing what a payee's token account could not receive.

use anchor_lang::prelude::Pubkey;
use marketplace::state::Payee;

use super::{snapshot::Snapshot, Prepared, Refusal};
use crate::{marketplace as client, spl};

/// A withdrawal that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The payer, or the payout wallet of the supplier; signs.
    pub payee: Pubkey,
    /// The token account that receives; by default the payee's associated one, which is created if it is missing.
    pub to: Option<Pubkey>,
}

/// What a withdrawal comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What the payee is owed, in base units.
    pub amount: u64,
    /// The token account that receives.
    pub to: Pubkey,
}

/// What a reservation owes `request.payee`, who signs and pays for its token account.
///
/// # Errors
/// [`Refusal::Nothing`].
pub fn prepare(snapshot: &Snapshot, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let Snapshot {
        address,
        reservation,
        mint,
        ..
    } = snapshot;
    let owner = &request.payee;
    let payee = match *owner == reservation.payer {
        true => Payee::Payer,
        false => Payee::Supplier,
    };
    let amount = reservation.owed(payee)?;
    if amount == 0 {
        return Err(Refusal::Nothing("withdraw"));
    }
    let to = request.to.unwrap_or_else(|| spl::wallet(owner, mint));
    let create = || spl::create_wallet(owner, owner, mint);
    Ok(Prepared {
        terms: Terms { amount, to },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: request.to.is_none().then(create).into_iter().collect(),
        act: vec![client::withdraw_owed(owner, address, reservation, &to)],
    })
}
