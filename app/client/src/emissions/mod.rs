//! Addresses and instructions of the emissions program.

mod clock;
mod council;
mod governance;
mod slashing;
mod staker;
mod supplier;
mod votes;

pub use self::{
    clock::*, council::*, governance::*, slashing::*, staker::*, supplier::*, votes::*,
};

use anchor_lang::prelude::Pubkey;
use emissions::{
    state::{page_of, Slash},
    EVENT_AUTHORITY_AND_BUMP, ID,
};
use io_common::seeds;

fn event_authority() -> Pubkey {
    EVENT_AUTHORITY_AND_BUMP.0
}

fn derive(seeds: &[&[u8]]) -> Pubkey {
    Pubkey::find_program_address(seeds, &ID).0
}

/// A supplier, by its first owner and sequence number.
pub fn supplier_address(creator: &Pubkey, sequence: u32) -> Pubkey {
    derive(&[seeds::SUPPLIER, creator.as_ref(), &sequence.to_le_bytes()])
}

/// A delegation, by its two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DelegationKeys {
    /// Whose stake it is.
    pub staker: Pubkey,
    /// Behind whom it stands.
    pub supplier: Pubkey,
}

/// The account of a delegation.
pub fn delegation_address(keys: &DelegationKeys) -> Pubkey {
    let (supplier, staker) = (keys.supplier.as_ref(), keys.staker.as_ref());
    derive(&[seeds::DELEGATION, supplier, staker])
}

/// The history page of an epoch hour.
pub fn page_address(hour: u32) -> Pubkey {
    derive(&[seeds::HISTORY, &page_of(hour).0.to_le_bytes()])
}

/// The approvals of a batch, by its `batch_hash`.
pub fn approval_address(hash: &[u8; 32]) -> Pubkey {
    derive(&[seeds::APPROVAL, hash])
}

/// A request to move stake of a delegation to another supplier.
pub fn redelegation_address(delegation: &Pubkey, target: &Pubkey) -> Pubkey {
    derive(&[seeds::REDELEGATION, delegation.as_ref(), target.as_ref()])
}

/// A slash that the council proposed, by its number.
pub fn slash_address(supplier: &Pubkey, number: u32) -> Pubkey {
    derive(&[seeds::SLASH, supplier.as_ref(), &number.to_le_bytes()])
}

/// A slash for breaches, by its number among these.
pub fn breach_slash_address(supplier: &Pubkey, number: u32) -> Pubkey {
    derive(&[
        seeds::BREACH_SLASH,
        supplier.as_ref(),
        &number.to_le_bytes(),
    ])
}

/// The account of a slash.
pub fn address_of(slash: &Slash) -> Pubkey {
    match slash.reason {
        Slash::BREACH => breach_slash_address(&slash.supplier, slash.number),
        _ => slash_address(&slash.supplier, slash.number),
    }
}

/// A proposed change, by its number.
pub fn proposal_address(number: u32) -> Pubkey {
    derive(&[seeds::PROPOSAL, &number.to_le_bytes()])
}
