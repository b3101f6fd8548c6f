//! Names the attestors.

use io_client::{emissions, read, Network};
use io_common::{addresses::COUNCIL, types::Council};
use solana_signer::Signer;

use crate::{Deployment, Step};

/// The step.
pub const STEP: Step = Step {
    name: "04 council",
    is_done,
    run,
};

/// A council that has been named since stays.
fn is_done(network: &mut dyn Network, _: &Deployment) -> anyhow::Result<bool> {
    let council = read::<Council>(network, &COUNCIL.address)?;
    Ok(council.is_some_and(|council| !council.members().is_empty()))
}

fn run(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<()> {
    let (authority, council) = (deployment.authority.pubkey(), deployment.council.clone());
    let instruction = emissions::set_council(&authority, council, deployment.threshold);
    network.send(&[instruction], &[deployment.authority])?;
    Ok(())
}
