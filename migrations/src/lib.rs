//! Numbered steps that take an empty network to a running suite, and keep it as its deployment file says.
//!
//! A step compares the network with the [`Deployment`] and gives a [`Plan`]: the transactions that are missing, and what
//! it has to wait for. [`plan`] shows the plans of all steps and sends nothing; [`run`] sends them, in order, and stops
//! where somebody else or time has to go on; [`verify`] reads everything back and says what differs. What
//! is done gives an empty plan, so that an interrupted run is simply repeated. Nothing else sets the suite up: the demo
//! and the tests start here too. [`deploy`] deploys the programs themselves.
//!
//! | step | does | signed by |
//! |---|---|---|
//! | [`m01_programs`] | checks that the three programs are there, whose they are, and their hashes | |
//! | [`m02_mint`] | creates the IO mint, 8 decimals, no freeze authority; or adopts the one that is there | authority, mint |
//! | [`m03_genesis`] | mints the 500M IO of the genesis table, into escrows what it locks (P-31) | mint authority, base keys |
//! | [`m04_freeze`] | revokes the freeze authority of an adopted mint | its freeze authority |
//! | [`m05_initialise`] | initialises the three programs (P-19) | upgrade authority |
//! | [`m06_council`] | names the attestors and their threshold; after launch by a proposal | governance authority |
//! | [`m07_models`] | lists the GPU models of `data/gpus.toml`; changes multipliers, after launch by proposals | governance authority |
//! | [`m08_parameters`] | proposes the parameters that differ, and the council's treasury, and applies them 48 hours later | governance authority; anyone |
//! | [`m09_launch`] | starts the emission clock, once the required [`features`] are active; the mint authority becomes the program's | governance and mint authority |
//! | [`m10_realm`] | creates the realm, its governance and treasury, and proposes the governance, if stakers vote (P-21) | authority |
//! | [`m11_roles`] | names the guardian, hands the governance of the programs over | governance authority, then who takes it over |

#![deny(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod address;
pub mod catalogue;
mod changes;
pub mod date;
pub mod deploy;
mod deployment;
pub mod elf;
pub mod features;
pub mod genesis;
pub mod local;
pub mod locks;
pub mod parameters;
mod plan;
pub mod programs;
pub mod realm;
mod steps;
mod verify;
mod words;

pub use deployment::Deployment;
pub use plan::{Action, Plan};
pub use steps::{
    m01_programs, m02_mint, m03_genesis, m04_freeze, m05_initialise, m06_council, m07_models,
    m08_parameters, m09_launch, m10_realm, m11_roles,
};
pub use verify::{verify, Difference};

use anyhow::{ensure, Context};
use io_client::{Network, Receipt};
use solana_signer::Signer;

/// A numbered step.
pub struct Step {
    /// Number and name.
    pub name: &'static str,
    /// Whether it is carried out beside the step before it, while that one waits.
    beside: bool,
    plan: fn(&mut dyn Network, &Deployment) -> anyhow::Result<Plan>,
}

impl Step {
    fn plan(&self, network: &mut dyn Network, deployment: &Deployment) -> anyhow::Result<Plan> {
        let mut plan = (self.plan)(network, deployment)?;
        for action in &mut plan.actions {
            let mut signers = action.signers.iter();
            action.by_vote = signers.any(|it| deployment.realm_treasury(it).is_some());
        }
        Ok(plan)
    }
}

/// The steps, in order.
pub const STEPS: [Step; 11] = [
    m01_programs::STEP,
    m02_mint::STEP,
    m03_genesis::STEP,
    m04_freeze::STEP,
    m05_initialise::STEP,
    m06_council::STEP,
    m07_models::STEP,
    m08_parameters::STEP,
    m09_launch::STEP,
    m10_realm::STEP,
    m11_roles::STEP,
];

/// What a run did, by the names of the steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What was sent.
    pub sent: Vec<(&'static str, String)>,
    /// What is waited for: nothing, if all steps are done. Run again then.
    pub waits: Vec<(&'static str, String)>,
}

/// What each step would do now, with its name. Nothing is sent and no key is needed. A step sees the network as it is,
/// not as the steps before it would leave it.
///
/// # Errors
/// What refuses a step, with its name.
pub fn plan(
    network: &mut dyn Network,
    deployment: &Deployment,
) -> anyhow::Result<Vec<(&'static str, Plan)>> {
    deployment.check(network)?;
    let plans = STEPS.iter().map(|step| {
        let plan = step.plan(network, deployment).context(step.name)?;
        Ok((step.name, plan))
    });
    plans.collect()
}

/// Does what has not been done, step by step, as far as `keys` can sign it.
///
/// # Errors
/// The first refusal, with the name of its step. Run again after mending the cause.
pub fn run(
    network: &mut dyn Network,
    deployment: &Deployment,
    keys: &[&dyn Signer],
) -> anyhow::Result<Outcome> {
    run_and_tell(network, deployment, keys, &mut |_, _, _| {})
}

/// The same, and reports each executed transaction to `executed`, with the name of its step and what it did: a later one may
/// be refused.
///
/// # Errors
/// As [`run`].
pub fn run_and_tell(
    network: &mut dyn Network,
    deployment: &Deployment,
    keys: &[&dyn Signer],
    executed: &mut dyn FnMut(&'static str, &str, &Receipt),
) -> anyhow::Result<Outcome> {
    deployment.check(network)?;
    let mut outcome = Outcome::default();
    for step in &STEPS {
        if !outcome.waits.is_empty() && !step.beside {
            break;
        }
        let (sent, waits) =
            carry_out(step, network, deployment, keys, executed).context(step.name)?;
        let named = |what| (step.name, what);
        outcome.sent.extend(sent.into_iter().map(named));
        outcome.waits.extend(waits.into_iter().map(named));
    }
    Ok(outcome)
}

/// Sends what a step finds to do until it finds no more, and says what was sent and what it waits for. An action may
/// make another possible; one that comes again did not do what it says.
fn carry_out(
    step: &Step,
    network: &mut dyn Network,
    deployment: &Deployment,
    keys: &[&dyn Signer],
    executed: &mut dyn FnMut(&'static str, &str, &Receipt),
) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let mut sent = Vec::new();
    loop {
        let mut plan = step.plan(network, deployment)?;
        let before = sent.len();
        for action in plan.actions {
            match action.signed_by(keys) {
                Ok(signers) => {
                    let again = sent.contains(&action.what);
                    ensure!(!again, "{}: it was sent, and is not done", action.what);
                    let receipt = network
                        .send(&action.instructions, &signers)
                        .with_context(|| action.what.clone())?;
                    executed(step.name, &action.what, &receipt);
                    sent.push(action.what);
                }
                Err(missing) => plan.waits.push(action.wait(&missing)),
            }
        }
        if sent.len() == before {
            return Ok((sent, plan.waits));
        }
    }
}
