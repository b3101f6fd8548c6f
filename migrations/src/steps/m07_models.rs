//! Lists the GPU models of the catalogue, and changes multipliers: at once before launch, by proposals afterwards.

use ::emissions::{
    instructions::ModelArgs,
    state::{Change, Model, Models},
};
use anyhow::{ensure, Context};
use io_client::{emissions, read, Network};
use io_common::addresses::MODELS;

use crate::{
    catalogue,
    changes::{converge, Emissions},
    Deployment, Plan, Step,
};

/// The step.
pub const STEP: Step = Step {
    name: "07 models",
    beside: true,
    plan,
};

fn plan(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
    let table: Option<Models> = read(network, &MODELS.address)?;
    let launched = super::is_launched(network)?;
    let authority = super::authority::<Emissions>(network, deployment)?;
    let signers = deployment.signers(authority);
    let (mut plan, mut changes) = (Plan::default(), Vec::new());
    for (index, gpu) in (0_u16..).zip(catalogue::gpus()?) {
        let (name, multiplier) = (gpu.name.clone(), gpu.units()?);
        let place = match &table {
            Some(table) => {
                let place = table.models.get(usize::from(index));
                Some(place.context("the table of models is full")?)
            }
            None => None,
        };
        let listed = place.filter(|place| place.multiplier > 0);
        let found = listed.map(Model::name);
        ensure!(
            found.is_none_or(|found| found == name),
            "place {index} holds {}, not {name}: append to the catalogue, never reorder it",
            found.unwrap_or_default()
        );
        if listed.is_some_and(|place| place.multiplier == multiplier) {
            continue;
        }
        if launched && listed.is_some() {
            changes.push(Change::Multiplier {
                model: index,
                multiplier,
            });
            continue;
        }
        let what = format!("list {name} at place {index} with {} units", gpu.multiplier);
        let args = ModelArgs {
            index,
            multiplier,
            name,
        };
        plan.act(what, &signers, [emissions::set_model(&authority, args)]);
    }
    converge::<Emissions>(network, deployment, changes, &mut plan)?;
    Ok(plan)
}
