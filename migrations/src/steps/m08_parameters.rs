//! Brings the parameters of the three programs, and the council's treasury, to those of the deployment, by proposals.

use ::emissions::state::Config as EmissionsConfig;
use ::fee_burn::state::{Change, Config as FeeBurnConfig};
use ::marketplace::state::Config as MarketplaceConfig;
use io_client::{read, Network};
use io_common::addresses::{EMISSIONS_CONFIG, FEE_BURN_CONFIG, MARKETPLACE_CONFIG};

use crate::{
    changes::{converge, differing, Emissions, FeeBurn, Marketplace},
    parameters, Deployment, Plan, Step,
};

/// The step.
pub const STEP: Step = Step {
    name: "08 parameters",
    beside: true,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let (mut plan, wanted) = (Plan::default(), &deployment.parameters);

    let found = read::<EmissionsConfig>(network, &EMISSIONS_CONFIG.address)?;
    let found = found.as_ref().map(parameters::Emissions::of);
    let found = found.unwrap_or_default().changes();
    let changes = differing(wanted.emissions.changes(), found);
    converge::<Emissions>(network, deployment, changes, &mut plan)?;

    let found = read::<MarketplaceConfig>(network, &MARKETPLACE_CONFIG.address)?;
    let found = found.as_ref().map(parameters::Marketplace::of);
    let found = found.unwrap_or_default().changes();
    let changes = differing(wanted.marketplace.changes(), found);
    converge::<Marketplace>(network, deployment, changes, &mut plan)?;

    let config = read::<FeeBurnConfig>(network, &FEE_BURN_CONFIG.address)?;
    let found = config.as_ref().map(parameters::FeeBurn::of);
    let found = found.unwrap_or_default().changes();
    let mut changes = differing(wanted.fee_burn.changes(), found);
    let named = config.map(|config| config.treasury);
    let treasury = deployment.treasury.filter(|it| named != Some(*it));
    changes.extend(treasury.map(Change::CouncilTreasury));
    converge::<FeeBurn>(network, deployment, changes, &mut plan)?;
    Ok(plan)
}
