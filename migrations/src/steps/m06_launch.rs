//! Starts the emission clock; the mint authority of IO becomes the emissions program's.

use ::emissions::state::Ledger;
use io_client::{emissions, read, Network};
use io_common::addresses::LEDGER;
use solana_signer::Signer;

use crate::{Deployment, Step};

/// The step.
pub const STEP: Step = Step {
    name: "06 launch",
    is_done,
    run,
};

fn is_done(network: &mut dyn Network, _: &Deployment) -> anyhow::Result<bool> {
    let ledger = read::<Ledger>(network, &LEDGER.address)?;
    Ok(ledger.is_some_and(|ledger| ledger.is_launched()))
}

fn run(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<()> {
    let (authority, minter) = (deployment.authority, deployment.mint_authority);
    let instruction = emissions::launch(&authority.pubkey(), &minter.pubkey(), &deployment.io());
    network.send(&[instruction], &[authority, minter])?;
    Ok(())
}
