//! Names the attestors: at once before launch, by a proposal afterwards.

use ::emissions::state::Change;
use io_client::{changes::each, emissions, read, Network};
use io_common::{addresses::COUNCIL, types::Council};

use crate::{
    changes::{converge, Emissions},
    Deployment, Plan, Step,
};

/// The step.
pub const STEP: Step = Step {
    name: "06 council",
    beside: false,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let (attestors, threshold) = (deployment.council.clone(), deployment.threshold);
    Council::validate(&attestors, threshold)?;
    let mut plan = Plan::default();
    let council = read::<Council>(network, &COUNCIL.address)?;
    let named = council.is_some_and(|council| {
        council.members() == attestors.as_slice() && council.threshold == threshold
    });
    if named {
        return Ok(plan);
    }
    if super::is_launched(network)? {
        let change = Change::Council {
            attestors,
            threshold,
        };
        converge::<Emissions>(network, deployment, vec![change], &mut plan)?;
    } else {
        let authority = super::authority::<Emissions>(network, deployment)?;
        let what = format!(
            "name {} attestors, of whom {threshold} must agree: {}",
            attestors.len(),
            each(&attestors)
        );
        let set = emissions::set_council(&authority, attestors, threshold);
        plan.act(what, &deployment.signers(authority), [set]);
    }
    Ok(plan)
}
