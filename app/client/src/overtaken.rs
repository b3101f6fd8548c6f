//! Proposals that can no longer be applied, since a newer decision on the same parameter is in force.

use emissions::state::{Config as EmissionsConfig, Models, Proposal as EmissionsProposal};
use fee_burn::state::{Config as FeeBurnConfig, Proposal as FeeBurnProposal};
use io_common::{
    addresses::{COUNCIL, EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG, MODELS},
    types::Council,
};
use marketplace::state::{Config as MarketplaceConfig, Proposal as MarketplaceProposal};

use crate::{read, Network, ReadError};

/// A proposal of the emissions program.
///
/// # Errors
/// If the network does not answer.
pub fn emissions(
    network: &mut dyn Network,
    proposal: &EmissionsProposal,
) -> Result<bool, ReadError> {
    let config: Option<EmissionsConfig> = read(network, &EMISSIONS_CONFIG.address)?;
    let models: Option<Models> = read(network, &MODELS.address)?;
    let council: Option<Council> = read(network, &COUNCIL.address)?;
    let (Some(config), Some(models), Some(council)) = (config, models, council) else {
        return Ok(false);
    };
    Ok(proposal
        .is_overtaken(&config, &models, &council)
        .unwrap_or(false))
}

/// A proposal of the marketplace.
///
/// # Errors
/// If the network does not answer.
pub fn marketplace(
    network: &mut dyn Network,
    proposal: &MarketplaceProposal,
) -> Result<bool, ReadError> {
    let config: Option<MarketplaceConfig> = read(network, &MARKETPLACE_CONFIG.address)?;
    Ok(config.is_some_and(|config| proposal.is_overtaken(&config).unwrap_or(false)))
}

/// A proposal of the fee burn.
///
/// # Errors
/// If the network does not answer.
pub fn fee_burn(network: &mut dyn Network, proposal: &FeeBurnProposal) -> Result<bool, ReadError> {
    let config: Option<FeeBurnConfig> = read(network, &FEE_BURN_CONFIG.address)?;
    Ok(config.is_some_and(|config| proposal.is_overtaken(&config).unwrap_or(false)))
}
