//! Names of people whose addresses have the bump 255.

use anchor_lang::prelude::Pubkey;
use io_client::{emissions, marketplace};
use io_common::{ids, seeds};
use solana_signer::Signer;

use crate::key;

/// Whether the first bump that is tried gives an address.
pub(super) fn has_first_bump(seeds: &[&[u8]], program: &Pubkey) -> bool {
    Pubkey::find_program_address(seeds, program).1 == u8::MAX
}

/// The first name, `prefix` and a number, whose key passes.
fn name(prefix: &str, passes: impl Fn(&Pubkey) -> bool) -> String {
    let mut names = (0..).map(|number| format!("{prefix} {number}"));
    names.find(|name| passes(&key(name).pubkey())).unwrap()
}

/// Slashes of the council that are opened for one supplier.
const SLASHES: u32 = 4;

/// Who pays for renters.
pub(super) const PAYER: &str = "payer";

/// A supplier whose account, slashes, first one for a breach, usage account and first offer have it.
pub(super) fn supplier(prefix: &str) -> String {
    name(prefix, |owner| {
        let address = emissions::supplier_address(owner, 0);
        let (owner, supplier, first) = (owner.as_ref(), address.as_ref(), 0_u32.to_le_bytes());
        let emissions = ids::emissions::ID;
        let marketplace = ids::marketplace::ID;
        has_first_bump(&[seeds::SUPPLIER, owner, &first], &emissions)
            && (0..SLASHES).all(|number| {
                has_first_bump(&[seeds::SLASH, supplier, &number.to_le_bytes()], &emissions)
            })
            && has_first_bump(&[seeds::BREACH_SLASH, supplier, &first], &emissions)
            && has_first_bump(&[seeds::SUPPLIER_USAGE, supplier], &marketplace)
            && has_first_bump(&[seeds::OFFER, supplier, &first], &marketplace)
    })
}

/// A staker whose delegation to `supplier` has it.
pub(super) fn staker(prefix: &str, supplier: &Pubkey) -> String {
    name(prefix, |staker| {
        let seeds = [seeds::DELEGATION, supplier.as_ref(), staker.as_ref()];
        has_first_bump(&seeds, &ids::emissions::ID)
    })
}

/// A renter whose first reservation and its escrow have it.
pub(super) fn renter(prefix: &str) -> String {
    name(prefix, is_renter)
}

fn is_renter(renter: &Pubkey) -> bool {
    let address = marketplace::reservation_address(renter, 1);
    let reservation = [seeds::RESERVATION, renter.as_ref(), &1_u64.to_le_bytes()];
    has_first_bump(&reservation, &ids::marketplace::ID)
        && has_first_bump(&[seeds::ESCROW, address.as_ref()], &ids::marketplace::ID)
}

/// The same with the autopay of that reservation and the spender of a renter that pays for itself.
pub(super) fn autopayer(prefix: &str) -> String {
    let marketplace = ids::marketplace::ID;
    name(prefix, |renter| {
        let address = marketplace::reservation_address(renter, 1);
        is_renter(renter)
            && has_first_bump(&[seeds::AUTOPAY, address.as_ref()], &marketplace)
            && has_first_bump(&[seeds::SPENDER, renter.as_ref()], &marketplace)
    })
}
