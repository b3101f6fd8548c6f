//! Mints the genesis supply to the wallets of the table.

use anchor_lang::prelude::Pubkey;
use anyhow::{bail, ensure, Context};
use io_client::{spl, Network};
use io_common::constants::GENESIS_SUPPLY;
use solana_signer::Signer;

use crate::{Deployment, Step};

/// The step.
pub const STEP: Step = Step {
    name: "02 genesis",
    is_done,
    run,
};

/// After launch the mint authority has gone to the program: then this was done, whatever has been burned.
fn is_done(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<bool> {
    let mint = spl::mint(network, &deployment.io())?.context("the IO mint is missing")?;
    let ours = spl::mint_authority(&mint) == Some(deployment.mint_authority.pubkey());
    Ok(!ours || mint.supply >= GENESIS_SUPPLY)
}

fn run(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<()> {
    let sum = deployment
        .genesis
        .iter()
        .try_fold(0_u64, |sum, (_, part)| sum.checked_add(*part));
    ensure!(
        sum == Some(GENESIS_SUPPLY),
        "the genesis table does not sum to 500,000,000 IO"
    );
    let mut owners: Vec<Pubkey> = deployment.genesis.iter().map(|(owner, _)| *owner).collect();
    owners.sort_unstable();
    let named_once = owners.windows(2).all(|pair| pair.first() != pair.last());
    ensure!(
        named_once,
        "the genesis table names somebody twice: add the parts up"
    );
    let (io, payer) = (deployment.io(), deployment.payer.pubkey());
    for (owner, part) in &deployment.genesis {
        let wallet = spl::wallet(owner, &io);
        match spl::balance(network, &wallet)? {
            0 => {}
            held if held == *part => continue, // an earlier run got this far
            held => bail!("{owner} already holds {held} base units, not the {part} of the table"),
        }
        let instructions = [
            spl::create_wallet(&payer, owner, &io),
            spl::mint_to(&io, &wallet, &deployment.mint_authority.pubkey(), *part),
        ];
        network.send(
            &instructions,
            &[deployment.payer, deployment.mint_authority],
        )?;
    }
    Ok(())
}
