//! Creates the IO mint, or adopts the one that is there.

use anyhow::ensure;
use io_client::{spl, Network};
use io_common::constants::IO_DECIMALS;
use solana_signer::Signer;

use crate::{Deployment, Step};

/// The step.
pub const STEP: Step = Step {
    name: "01 mint",
    is_done,
    run,
};

fn is_done(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<bool> {
    let Some(mint) = spl::mint(network, &deployment.io())? else {
        return Ok(false);
    };
    ensure!(
        mint.decimals == IO_DECIMALS,
        "the IO mint has {} decimals, not 8",
        mint.decimals
    );
    ensure!(
        mint.freeze_authority.is_none(),
        "the IO mint has a freeze authority: revoke it first"
    );
    Ok(true)
}

fn run(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<()> {
    let authority = deployment.mint_authority.pubkey();
    let payer = deployment.payer.pubkey();
    let create = spl::create_mint(&payer, &deployment.io(), &authority, IO_DECIMALS);
    network.send(&create, &[deployment.payer, deployment.io_mint])?;
    Ok(())
}
