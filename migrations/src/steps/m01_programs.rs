//! Checks the deployed programs before the next steps. They are deployed by [`deploy`](crate::deploy) or the Solana command
//! line (docs/guides/operator.md).

use anyhow::{ensure, Context};
use io_client::Network;

use crate::{
    programs::{deployed, hex, PROGRAMS},
    words::Words,
    Deployment, Plan, Step,
};

/// The step.
pub const STEP: Step = Step {
    name: "01 programs",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let known = [deployment.authority, deployment.upgrader()].map(Some);
    for ((name, id), expected) in PROGRAMS.iter().zip(&deployment.hashes) {
        let program = deployed(network, id)?;
        let program = program.with_context(|| format!("{name} is not deployed at {id}"))?;
        ensure!(
            known.contains(&program.authority),
            "the upgrade authority of {name} is {}, which the deployment does not know",
            program.authority.words()
        );
        if let Some(expected) = expected {
            let (expected, found) = (hex(expected), hex(&program.hash));
            ensure!(found == expected, "{name} is {found}, not {expected}");
        }
    }
    Ok(Plan::default())
}
