//! Features of a cluster, by their accounts.

use anchor_lang::prelude::Pubkey;
use solana_sdk_ids::feature;

use crate::{Network, Unreachable};

/// How a feature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Active.
    Active,
    /// Asked for, and to be active with a later epoch.
    Pending,
    /// The cluster does not have it.
    Missing,
}

/// How the feature with this account stands: the account holds the slot of its activation, an `Option<u64>`.
///
/// # Errors
/// If the network does not answer.
pub fn standing(network: &mut dyn Network, feature: &Pubkey) -> Result<Standing, Unreachable> {
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
