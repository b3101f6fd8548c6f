//! The wallet of the governance, which pays the account rent of what votes propose.

use ::emissions::state::Proposal as Largest;
use io_client::{rent, Network, ReadError};

// No proposal is larger.
const _: () = assert!(Largest::SIZE >= ::marketplace::state::Proposal::SIZE);
const _: () = assert!(Largest::SIZE >= ::fee_burn::state::Proposal::SIZE);

/// Lamports that it needs for one proposal: account rent of the largest, and its own.
///
/// # Errors
/// If the network does not answer.
pub fn least_lamports(network: &mut dyn Network) -> Result<u64, ReadError> {
    let rent = rent::of_today(network)?;
    let own = rent.minimum_balance(0);
    Ok(rent.minimum_balance(Largest::SIZE).saturating_add(own))
}
