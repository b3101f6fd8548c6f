//! Mints the genesis supply to the wallets of the table, in its order: the supply says how far an earlier run got.

use anyhow::Context;
use io_client::{spl, values::figures::decimal, Network};
use io_common::{addresses::LEDGER, constants::IO_DECIMALS};

use crate::{Deployment, Plan, Step};

/// The step.
pub const STEP: Step = Step {
    name: "03 genesis",
    beside: false,
    plan,
};

/// After launch the mint authority has gone to the program: then this was done, whatever has been burned.
fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let (payer, io, minter) = (
        deployment.authority,
        deployment.io_mint,
        deployment.mint_authority,
    );
    let mut plan = Plan::default();
    let mint = spl::mint(network, &io)?;
    let launched = mint.and_then(|mint| spl::mint_authority(&mint)) == Some(LEDGER.address);
    let Some(table) = deployment.genesis.as_ref().filter(|_| !launched) else {
        return Ok(plan);
    };
    // Of what exists, the part that the wallets looked at so far do not account for.
    let mut left = mint.map_or(0, |mint| mint.supply);
    for (owner, part) in table {
        if left > 0 {
            left = left.checked_sub(*part).context(
                "what exists of IO is not what the first wallets of the genesis table get together",
            )?;
            continue;
        }
        let wallet = spl::wallet(owner, &io);
        let instructions = [
            spl::create_wallet(&payer, owner, &io),
            spl::mint_to(&io, &wallet, &minter, *part),
        ];
        let what = format!("mint {} IO to {owner}", decimal(*part, IO_DECIMALS));
        plan.act(what, &super::signers(payer, minter), instructions);
    }
    Ok(plan)
}
