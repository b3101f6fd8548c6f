//! The stake with which a voter votes, as the emissions program weighs it.

use std::collections::BTreeMap;

use ::emissions::state::{voter_weight, Delegation, Slash};
use anchor_lang::prelude::Pubkey;
use io_common::types::Supplier;

use crate::{
    layout::{self, place},
    slashes, Match, Network, ReadError,
};

/// Stake of a voter with one supplier.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The supplier.
    pub supplier: Pubkey,
    /// Whether it is a supplier that the voter owns, with its own stake; otherwise a delegation.
    pub is_own: bool,
    /// Active stake, with what open slashes hold of it, in IO base units.
    pub stake: u64,
    /// Votes in IO base units, once what must be followed is followed.
    pub votes: u64,
    /// Unix seconds from which own stake votes: not before 14 days after a change of owner.
    pub votes_from: i64,
    /// Slashes that the delegation has to follow before it votes, in their order.
    pub follows: Vec<Slash>,
    /// Whether it can be weighed. A delegation cannot if its supplier is closed, or if a slash that it has to follow is missing.
    pub is_weighed: bool,
}

/// All stake of a voter, the largest part first.
///
/// # Errors
/// If the network does not answer.
pub fn of(network: &mut dyn Network, voter: &Pubkey, now: i64) -> Result<Vec<Part>, ReadError> {
    let delegations: Vec<(Pubkey, Delegation)> = all(network, place!(Delegation, staker), voter)?;
    let owned: Vec<(Pubkey, Supplier)> = all(network, place!(Supplier, owner), voter)?;
    let with: Vec<Pubkey> = delegations.iter().map(|(_, it)| it.supplier).collect();
    let suppliers: BTreeMap<Pubkey, Supplier> = match with.is_empty() {
        true => BTreeMap::new(),
        false => {
            let accounts = network.accounts(&with)?.into_iter();
            let found = with.iter().zip(accounts);
            found
                .filter_map(|(address, it)| Some((*address, layout::decode(&it?.data)?)))
                .collect()
        }
    };

    let mut parts: Vec<Part> = owned
        .iter()
        .map(|(address, supplier)| of_own(*address, supplier, now))
        .collect();
    for (_, delegation) in delegations {
        let supplier = suppliers.get(&delegation.supplier);
        let mut open = match supplier {
            Some(supplier) if voter_weight::of_delegation(delegation, supplier).is_err() => {
                slashes::of(network, &delegation.supplier)?
            }
            _ => Vec::new(),
        };
        parts.push(of_delegation(delegation, supplier, &mut open));
    }
    parts.retain(|part| part.stake > 0);
    parts.sort_by_key(|part| (u64::MAX.saturating_sub(part.votes), part.supplier));
    Ok(parts)
}

/// Votes of all parts, in IO base units.
pub fn votes<'a>(parts: impl IntoIterator<Item = &'a Part>) -> u64 {
    let parts = parts.into_iter();
    parts.fold(0, |sum, part| sum.saturating_add(part.votes))
}

fn of_own(address: Pubkey, supplier: &Supplier, now: i64) -> Part {
    Part {
        supplier: address,
        is_own: true,
        stake: supplier.stake.own,
        votes: voter_weight::of_own(supplier, now),
        votes_from: supplier.own_votes_at,
        follows: Vec::new(),
        is_weighed: true,
    }
}

fn of_delegation(
    mut delegation: Delegation,
    supplier: Option<&Supplier>,
    open: &mut [Slash],
) -> Part {
    let stake = delegation.earning().unwrap_or_default();
    let follows = slashes::follow(&mut delegation, open);
    let votes = supplier.and_then(|it| voter_weight::of_delegation(delegation, it).ok());
    Part {
        supplier: delegation.supplier,
        is_own: false,
        stake,
        votes: votes.unwrap_or_default(),
        votes_from: 0,
        follows,
        is_weighed: votes.is_some(),
    }
}

/// The accounts of a type with an address at a place.
fn all<T: layout::Stored + anchor_lang::Owner>(
    network: &mut dyn Network,
    place: usize,
    address: &Pubkey,
) -> Result<Vec<(Pubkey, T)>, ReadError> {
    let matches = [Match::new(place, address)];
    let found = network.program_accounts_where(&T::owner(), T::DISCRIMINATOR, &matches)?;
    let read = found.into_iter();
    Ok(read
        .filter_map(|(at, account)| Some((at, layout::decode(&account.data)?)))
        .collect())
}
