//! Lists the GPU models of the catalogue that the table does not have yet.

use ::emissions::{instructions::ModelArgs, state::Models};
use anyhow::{ensure, Context};
use io_client::{emissions, read, Network};
use io_common::addresses::MODELS;
use solana_signer::Signer;

use crate::{catalogue, Deployment, Step};

/// The step.
pub const STEP: Step = Step {
    name: "05 models",
    is_done,
    run,
};

fn is_done(network: &mut dyn Network, _: &Deployment) -> anyhow::Result<bool> {
    Ok(missing(network)?.is_empty())
}

fn run(network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<()> {
    let authority = deployment.authority.pubkey();
    for model in missing(network)? {
        let instruction = emissions::set_model(&authority, model);
        network.send(&[instruction], &[deployment.authority])?;
    }
    Ok(())
}

/// The models whose place in the table is free. A multiplier that governance has changed since stays.
fn missing(network: &mut dyn Network) -> anyhow::Result<Vec<ModelArgs>> {
    let table: Models =
        read(network, &MODELS.address)?.context("the table of models is missing")?;
    let mut missing = Vec::new();
    for (index, gpu) in (0_u16..).zip(catalogue::gpus()?) {
        let place = table
            .models
            .get(usize::from(index))
            .context("the table of models is full")?;
        let (name, multiplier) = (gpu.name.clone(), gpu.units()?);
        if place.multiplier == 0 {
            missing.push(ModelArgs {
                index,
                multiplier,
                name,
            });
        } else {
            ensure!(
                place.name() == name,
                "place {index} holds {}, not {name}",
                place.name()
            );
        }
    }
    Ok(missing)
}
