//! Lists the GPU models of the catalogue.

use ::emissions::{instructions::ModelArgs, state::Models};
use anyhow::Context;
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

/// The models that the table does not have as the catalogue has them.
fn missing(network: &mut dyn Network) -> anyhow::Result<Vec<ModelArgs>> {
    let table: Models = read(network, &MODELS.address).context("the table of models is missing")?;
    let mut missing = Vec::new();
    for (index, gpu) in (0_u16..).zip(catalogue::gpus()?) {
        let listed = table.models.get(usize::from(index));
        let (name, multiplier) = (gpu.name.clone(), gpu.units()?);
        if !listed.is_some_and(|model| model.name() == name && model.multiplier == multiplier) {
            missing.push(ModelArgs {
                index,
                multiplier,
                name,
            });
        }
    }
    Ok(missing)
}
