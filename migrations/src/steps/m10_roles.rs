//! Names the guardian and hands the governance of the three programs over, in two steps. Accepting is for the one who takes
//! it over: until then it is waited for.

use io_client::{Network, ReadError};
use io_common::governance::GovernanceAction;

use crate::{
    changes::{Emissions, FeeBurn, Governed, Marketplace},
    Deployment, Plan, Step,
};

/// The step.
pub const STEP: Step = Step {
    name: "10 roles",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let mut plan = Plan::default();
    hand_over::<Emissions>(network, deployment, &mut plan)?;
    hand_over::<Marketplace>(network, deployment, &mut plan)?;
    hand_over::<FeeBurn>(network, deployment, &mut plan)?;
    Ok(plan)
}

fn hand_over<P: Governed>(
    network: &mut dyn Network,
    deployment: &Deployment,
    plan: &mut Plan,
) -> Result<(), ReadError> {
    let (payer, governor) = (deployment.authority, deployment.governor());
    let Some((roles, _)) = P::roles(network)? else {
        if governor != payer {
            let propose = P::govern(&payer, GovernanceAction::ProposeAuthority(governor));
            plan.act(proposal::<P>(governor), &[payer], [propose]);
        }
        return Ok(());
    };
    let authority = roles.authority;
    let signed_by_authority = super::signers(payer, authority);
    if roles.guardian != deployment.guardian {
        let guardian = deployment.guardian;
        let what = format!("{}: name {guardian} as guardian", P::NAME);
        let name = P::govern(&authority, GovernanceAction::SetGuardian(guardian));
        plan.act(what, &signed_by_authority, [name]);
    }
    if authority == governor {
        return Ok(());
    }
    if roles.pending_authority == governor {
        let what = format!("{}: {governor} accepts the governance", P::NAME);
        let accept = P::govern(&governor, GovernanceAction::AcceptAuthority);
        plan.act(what, &super::signers(payer, governor), [accept]);
    } else {
        let propose = P::govern(&authority, GovernanceAction::ProposeAuthority(governor));
        plan.act(proposal::<P>(governor), &signed_by_authority, [propose]);
    }
    Ok(())
}

fn proposal<P: Governed>(governor: anchor_lang::prelude::Pubkey) -> String {
    format!("{}: propose {governor} as governance authority", P::NAME)
}
