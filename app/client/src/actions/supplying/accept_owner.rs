//! Becoming the owner, as the one who was proposed.

use anchor_lang::prelude::Pubkey;
use emissions::error::EmissionsError;
use io_common::types::Supplier;

use super::Refusal;
use crate::{actions::Prepared, emissions as client};

/// What stays until the new owner changes it, as far as it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// May start and decline reservations and edit offers.
    pub operator: Pubkey,
    /// Wallet that is paid.
    pub payout: Pubkey,
    /// Own stake, in base units: it is the new owner's.
    pub own: u64,
    /// Commission in force, in bps.
    pub commission_bps: u16,
    /// Slashes that are open.
    pub open_slashes: u32,
}

/// To become the owner, by the account of the supplier; without it nothing is checked, and there are no terms.
///
/// # Errors
/// [`Refusal::Program`] with `NotProposed`.
pub fn prepare(
    signer: &Pubkey,
    address: &Pubkey,
    supplier: Option<&Supplier>,
) -> Result<Prepared<Option<Terms>>, Refusal> {
    if supplier.is_some_and(|it| it.pending_owner != *signer) {
        return Err(EmissionsError::NotProposed.into());
    }
    let terms = supplier.map(|it| Terms {
        operator: it.operator,
        payout: it.payout,
        own: it.stake.own,
        commission_bps: it.commission.bps,
        open_slashes: it.slashes.open_count,
    });
    Ok(Prepared {
        terms,
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::accept_owner(signer, address)],
    })
}
