//! The network at the settings' URL.

use std::time::Duration;

use anchor_lang::prelude::Pubkey;
use io_client::rpc::RpcNetwork;
use io_common::addresses::{EMISSIONS_CONFIG, LEDGER, MARKETPLACE_CONFIG};

use crate::{
    announce::Announcer,
    context::unreachable,
    settings::{Global, Settings, UnitPrice},
};

/// What most transactions of the suite write or read: their fees say what others pay.
const BUSY: [Pubkey; 3] = [
    EMISSIONS_CONFIG.address,
    LEDGER.address,
    MARKETPLACE_CONFIG.address,
];

/// Opens the connection.
///
/// # Errors
/// [`crate::errors::CliError::Unreachable`] if recent fees are asked for and not given.
pub fn open(settings: &Settings, global: &Global) -> anyhow::Result<RpcNetwork> {
    let network = RpcNetwork::new(&settings.url, settings.commitment);
    let price = match global.with_compute_unit_price {
        None => 0,
        Some(UnitPrice::Exact(price)) => price,
        Some(UnitPrice::Auto) => {
            let paid = network.recent_priority_fees(&BUSY);
            median(paid.map_err(unreachable)?)
        }
    };
    Ok(network
        .with_priority_fee(price)
        .with_highest_fee(global.max_priority_fee)
        .with_timeout(Duration::from_secs(global.timeout))
        .with_observer(Announcer {
            verbose: global.verbose,
        }))
}

/// The median; nothing of nothing.
fn median(mut paid: Vec<u64>) -> u64 {
    paid.sort_unstable();
    let middle = paid.len().div_euclid(2);
    paid.get(middle).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_of_recent_fees_is_offered() {
        assert_eq!(median(vec![9, 1, 5]), 5);
        assert_eq!(median(Vec::new()), 0);
    }
}
