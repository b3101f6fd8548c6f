//! Slashes that delegations have still to follow (P-11).

use std::iter;

use crate::{
    layout::{decode, place},
    Network, ReadError,
};
use ::emissions::state::{Delegation, Slash};
use anchor_lang::{prelude::Pubkey, Discriminator};

/// The slashes of a supplier whose accounts are there.
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

/// Makes a copy of a delegation follow copies of its supplier's slashes, and returns those to send `apply_slash` for, in
/// this order. It stops where the next one is not among them.
pub fn follow(delegation: &mut Delegation, slashes: &mut [Slash]) -> Vec<Slash> {
    let next = || {
        let mut all = slashes.iter_mut();
        all.find_map(|slash| delegation.apply(slash).is_ok().then_some(*slash))
    };
    iter::from_fn(next).collect()
}
