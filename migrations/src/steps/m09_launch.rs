//! Starts the emission clock; the mint authority of IO becomes the emissions program's.

use io_client::{emissions, Network};

use crate::{changes::Emissions, features, Deployment, Plan, Step};

/// The step.
pub const STEP: Step = Step {
    name: "09 launch",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let mut plan = Plan::default();
    if super::is_launched(network)? {
        return Ok(plan);
    }
    // All earlier steps can be undone. Once started, the clock must be kept running.
    for (feature, _) in features::lacking(network)? {
        plan.waits
            .push(format!("the feature {}: {}", feature.name, feature.why));
    }
    if !plan.waits.is_empty() {
        return Ok(plan);
    }
    let minter = deployment.mint_authority;
    let authority = super::authority::<Emissions>(network, deployment)?;
    let mut signers = deployment.signers(authority);
    if !signers.contains(&minter) {
        signers.push(minter);
    }
    let launch = emissions::launch(&emissions::LaunchAccounts {
        authority,
        mint_authority: minter,
        io_mint: deployment.io_mint,
    });
    plan.act(
        "launch: the clock starts, and the program alone mints",
        &signers,
        [launch],
    );
    Ok(plan)
}
