//! The network at the settings' URL.

use std::time::Duration;

use anchor_lang::prelude::Pubkey;
use io_client::rpc::{median, RpcNetwork};
use io_common::addresses::{EMISSIONS_CONFIG, LEDGER, MARKETPLACE_CONFIG};

use crate::{
    announce::Announcer,
    context::unreachable,
    keeper::metrics::Measured,
    settings::{Global, Settings, UnitPrice},
};

/// What most transactions of the suite write or read: their fees say what others pay.
const BUSY: [Pubkey; 3] = [
    EMISSIONS_CONFIG.address,
    LEDGER.address,
    MARKETPLACE_CONFIG.address,
];

/// Opens the connection. `lives` says whether it is used for so long that recent fees are asked again.
///
/// # Errors
/// [`crate::errors::CliError::Unreachable`] if recent fees are asked for and not given.
pub fn open(settings: &Settings, global: &Global, lives: bool) -> anyhow::Result<RpcNetwork> {
    let network =
        RpcNetwork::new(&settings.url, settings.commitment).with_meter(Measured::default());
    let (price, is_recent) = match global.with_compute_unit_price {
        None => (0, false),
        Some(UnitPrice::Exact(price)) => (price, false),
        Some(UnitPrice::Auto) => {
            let paid = network.recent_priority_fees(&BUSY);
            (median(paid.map_err(unreachable)?), lives)
        }
    };
    let network = network
        .with_priority_fee(price)
        .with_highest_fee(global.max_priority_fee)
        .with_timeout(Duration::from_secs(global.timeout))
        .with_observer(Announcer {
            verbose: global.verbose,
        });
    Ok(match is_recent {
        true => network.with_recent_fees(),
        false => network,
    })
}
