//! Revokes the freeze authority of an adopted mint, before the vaults exist.

use anchor_lang::solana_program::program_option::COption;
use io_client::{spl, Network};

use crate::{Deployment, Plan, Step};

/// The step.
pub const STEP: Step = Step {
    name: "04 freeze authority",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let io = deployment.io_mint;
    let mut plan = Plan::default();
    let freezer = spl::mint(network, &io)?.map(|mint| mint.freeze_authority);
    if let Some(COption::Some(freezer)) = freezer {
        let revoke = spl::revoke_freeze(&io, &freezer);
        let what = format!("revoke the freeze authority {freezer} of IO");
        plan.act(what, &deployment.signers(freezer), [revoke]);
    }
    Ok(plan)
}
