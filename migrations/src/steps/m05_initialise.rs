//! Initialises the three programs, each by its upgrade authority (P-19).

use anyhow::ensure;
use io_client::{emissions, fee_burn, marketplace, read, Network};
use io_common::{
    addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG},
    token::Mints,
};

use crate::{words::Words, Deployment, Plan, Step};

/// The step.
pub const STEP: Step = Step {
    name: "05 initialise",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let (authority, guardian) = (deployment.authority, deployment.guardian);
    let (io, usdc) = (deployment.io_mint, deployment.usdc_mint);
    let emissions_config = read::<::emissions::state::Config>(network, &EMISSIONS_CONFIG.address)?;
    let marketplace_config =
        read::<::marketplace::state::Config>(network, &MARKETPLACE_CONFIG.address)?;
    let fee_burn_config = read::<::fee_burn::state::Config>(network, &FEE_BURN_CONFIG.address)?;
    let mut plan = Plan::default();
    for (name, mints, instruction) in [
        (
            "emissions",
            emissions_config.map(|config| [config.io_mint, usdc]),
            emissions::initialize(&authority, &io, guardian),
        ),
        (
            "marketplace",
            marketplace_config.map(|config| [config.io_mint, config.usdc_mint]),
            marketplace::initialize(&authority, &Mints { io, usdc }, guardian),
        ),
        (
            "fee-burn",
            fee_burn_config.map(|config| [config.io_mint, config.usdc_mint]),
            fee_burn::initialize(&authority, &Mints { io, usdc }, guardian, deployment.anchor),
        ),
    ] {
        match mints {
            None => plan.act(format!("initialise {name}"), &[authority], [instruction]),
            Some(mints) => ensure!(
                mints == [io, usdc],
                "{name} has been initialised with other mints: {}",
                mints.words()
            ),
        }
    }
    Ok(plan)
}
