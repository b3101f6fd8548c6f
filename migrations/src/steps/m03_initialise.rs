//! Initialises the three programs, each by its upgrade authority (P-19).

use io_client::{emissions, fee_burn, marketplace, Network};
use io_common::addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG};
use solana_signer::Signer;

use crate::{Deployment, Step};

/// The step.
pub const STEP: Step = Step {
    name: "03 initialise",
    is_done,
    run,
};

fn is_done(network: &mut dyn Network, _: &Deployment) -> anyhow::Result<bool> {
    let configs = [EMISSIONS_CONFIG, MARKETPLACE_CONFIG, FEE_BURN_CONFIG];
    for config in configs {
        if network.account(&config.address)?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn run(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<()> {
    let (authority, guardian) = (deployment.authority.pubkey(), deployment.guardian);
    let (io, usdc) = (deployment.io(), deployment.usdc_mint);
    for (config, instruction) in [
        (
            EMISSIONS_CONFIG,
            emissions::initialize(&authority, &io, guardian),
        ),
        (
            MARKETPLACE_CONFIG,
            marketplace::initialize(&authority, &io, &usdc, guardian),
        ),
        (
            FEE_BURN_CONFIG,
            fee_burn::initialize(&authority, &io, &usdc, guardian, deployment.anchor),
        ),
    ] {
        if network.account(&config.address)?.is_none() {
            network.send(&[instruction], &[deployment.authority])?;
        }
    }
    Ok(())
}
