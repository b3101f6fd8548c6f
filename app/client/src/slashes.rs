//! Slashes that delegations still have to follow (P-11).

use std::iter;

use crate::{
    layout::{decode, place},
    Network, ReadError,
};
use ::emissions::state::{Delegation, Slash};
use anchor_lang::{prelude::Pubkey, Discriminator};

/// The existing slash accounts of a supplier.
///
/// # Errors
/// If the network does not answer.
pub fn of(network: &mut dyn Network, supplier: &Pubkey) -> Result<Vec<Slash>, ReadError> {
    let (program, kind) = (&::emissions::ID, Slash::DISCRIMINATOR);
    let found = network.program_accounts_of(program, kind, place!(Slash, supplier), supplier)?;
    let slashes = found
        .iter()
        .filter_map(|(_, account)| decode(&account.data));
    Ok(slashes.collect())
}

/// Makes a copy of a delegation follow copies of its supplier's slashes. Returns those to send `apply_slash` for, in
/// this order. Stops if the next one is missing.
pub fn follow(delegation: &mut Delegation, slashes: &mut [Slash]) -> Vec<Slash> {
    let next = || {
        let mut all = slashes.iter_mut();
        all.find_map(|slash| delegation.apply(slash).is_ok().then_some(*slash))
    };
    iter::from_fn(next).collect()
}
