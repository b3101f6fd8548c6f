//! Creates the IO mint, or adopts the one that is there.

use anyhow::ensure;
use io_client::{rent, spl, Network};
use io_common::{addresses::LEDGER, constants::GENESIS_SUPPLY, constants::IO_DECIMALS};
use solana_account::Account;
use solana_sdk_ids::system_program;

use crate::{words::Words, Deployment, Plan, Step};

/// The step.
pub const STEP: Step = Step {
    name: "02 mint",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let (payer, io) = (deployment.authority, deployment.io_mint);
    let mut plan = Plan::default();
    let Some(mint) = spl::mint(network, &io)? else {
        // Anybody may send lamports to an address.
        let is_free =
            |account: Account| account.owner == system_program::ID && account.data.is_empty();
        ensure!(
            network.account(&io)?.is_none_or(is_free),
            "{io} is no classic mint"
        );
        ensure!(
            deployment.to_mint().is_some(),
            "there is no mint at {io} to adopt, and no genesis table to create one for"
        );
        let rent = rent::of_today(network)?;
        let create = spl::create_mint(&rent, &payer, &io, &deployment.mint_authority, IO_DECIMALS);
        plan.act(format!("create the IO mint {io}"), &[payer, io], create);
        return Ok(plan);
    };
    ensure!(
        mint.decimals == IO_DECIMALS,
        "the IO mint has {} decimals, not 8",
        mint.decimals
    );
    let minter = spl::mint_authority(&mint);
    ensure!(
        [deployment.mint_authority, LEDGER.address]
            .map(Some)
            .contains(&minter),
        "the mint authority of IO is {}, which the deployment does not know",
        minter.words()
    );
    let launched = minter == Some(LEDGER.address);
    ensure!(
        launched || mint.supply <= GENESIS_SUPPLY,
        "more than 500,000,000 IO exist: no network can be launched on them"
    );
    Ok(plan)
}
