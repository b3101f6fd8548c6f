//! Names the guardian and hands the governance of the three programs over, in two steps. Accepting is for the one who takes
//! it over: until then it is waited for. The governance of a realm is proposed here only if step 10 has not done so, once the
//! realm is as the file says: until then its address may become anybody's.

use anchor_lang::prelude::Pubkey;
use io_client::{Network, ReadError};
use io_common::governance::GovernanceAction;

use crate::{
    changes::{Emissions, FeeBurn, Governed, Marketplace},
    Deployment, Plan, Step,
};

/// The step.
pub const STEP: Step = Step {
    name: "11 roles",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let mut plan = Plan::default();
    let is_safe = super::m10_realm::plan(network, deployment)?.is_done();
    hand_over::<Emissions>(network, deployment, is_safe, &mut plan)?;
    hand_over::<Marketplace>(network, deployment, is_safe, &mut plan)?;
    hand_over::<FeeBurn>(network, deployment, is_safe, &mut plan)?;
    Ok(plan)
}

fn hand_over<P: Governed>(
    network: &mut dyn Network,
    deployment: &Deployment,
    is_safe: bool,
    plan: &mut Plan,
) -> Result<(), ReadError> {
    let governor = deployment.governor();
    let propose = |plan: &mut Plan, authority: Pubkey| {
        let what = format!("{}: propose {governor} as governance authority", P::NAME);
        let propose = P::govern(&authority, GovernanceAction::ProposeAuthority(governor));
        plan.act(what, &deployment.signers(authority), [propose]);
    };
    let wait = |plan: &mut Plan| {
        let what = format!("{}: hand the governance over to {governor}", P::NAME);
        plan.waits.push(format!("{what}: step 10 comes first"));
    };
    let Some((roles, _)) = P::roles(network)? else {
        if governor != deployment.authority {
            match is_safe {
                true => propose(plan, deployment.authority),
                false => wait(plan),
            }
        }
        return Ok(());
    };
    let authority = roles.authority;
    let signed_by_authority = deployment.signers(authority);
    if roles.guardian != deployment.guardian {
        let guardian = deployment.guardian;
        let what = format!("{}: name {guardian} as guardian", P::NAME);
        let name = P::govern(&authority, GovernanceAction::SetGuardian(guardian));
        plan.act(what, &signed_by_authority, [name]);
    }
    if authority == governor {
        return Ok(());
    }
    if !is_safe {
        wait(plan);
    } else if roles.pending_authority == governor {
        let what = format!("{}: {governor} accepts the governance", P::NAME);
        let accept = P::govern(&governor, GovernanceAction::AcceptAuthority);
        plan.act(what, &deployment.signers(governor), [accept]);
    } else {
        propose(plan, authority);
    }
    Ok(())
}
