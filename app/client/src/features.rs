//! State of a cluster's features.

use anchor_lang::prelude::Pubkey;
use solana_sdk_ids::feature;

use crate::{Network, ReadError};

/// State of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Active.
    Active,
    /// Pending: activates at a later epoch.
    Pending,
    /// The cluster does not have it.
    Missing,
}

/// State of the feature with this account, which holds its activation slot, an `Option<u64>`.
///
/// # Errors
/// If the network does not answer.
pub fn standing(network: &mut dyn Network, feature: &Pubkey) -> Result<Standing, ReadError> {
    let account = network.account(feature)?;
    let data = account
        .filter(|account| account.owner == feature::ID)
        .map(|account| account.data);
    Ok(match data.as_deref() {
        Some([1, slot @ ..]) if slot.len() >= 8 => Standing::Active,
        Some([0, ..]) => Standing::Pending,
        _ => Standing::Missing,
    })
}
