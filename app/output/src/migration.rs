//! Plans and outcomes of a migration, for people and for programs.

use std::io::Write;

use anchor_lang::prelude::Pubkey;
use anyhow::ensure;
use io_client::Network;
use io_migrations::{Action, Deployment, Difference, Outcome, Plan};
use serde_json::{json, Value};

use crate::{instruction, output::OutputFormat};

/// Writes what each step would do now.
///
/// # Errors
/// What refuses a step; those of the writer.
pub fn plan(
    network: &mut dyn Network,
    deployment: &Deployment,
    form: OutputFormat,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let plans = io_migrations::plan(network, deployment)?;
    match form {
        OutputFormat::Display => plans_to(out, &plans),
        _ => {
            let plans = plans.iter().map(|(step, plan)| describe(step, plan));
            form.write_json(out, &plans.collect::<Vec<_>>())
        }
    }
}

/// Writes in what the network differs from the deployment.
///
/// # Errors
/// If it differs at all, or cannot be read; those of the writer.
pub fn verify(
    network: &mut dyn Network,
    deployment: &Deployment,
    form: OutputFormat,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let left = io_migrations::verify(network, deployment)?;
    match form {
        OutputFormat::Display => differences_to(out, &left)?,
        _ => form.write_json(out, &left)?,
    }
    ensure!(left.is_empty(), "{} to be mended", left.len());
    Ok(())
}

/// Writes what a run has done, what it waits for, and what is left then.
///
/// # Errors
/// If what is left cannot be read; those of the writer.
pub fn outcome(
    network: &mut dyn Network,
    deployment: &Deployment,
    outcome: &Outcome,
    form: OutputFormat,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let left = io_migrations::verify(network, deployment)?;
    let Outcome { sent, waits } = outcome;
    if form != OutputFormat::Display {
        let reported = json!({ "sent": sent, "waits": waits, "left": left });
        return form.write_json(out, &reported);
    }
    for (step, what) in sent {
        writeln!(out, "{step}: {what}")?;
    }
    for (step, what) in waits {
        writeln!(out, "{step} waits: {what}")?;
    }
    differences_to(out, &left)
}

/// Writes plans for people.
///
/// # Errors
/// Those of the writer.
pub fn plans_to(out: &mut impl Write, plans: &[(&str, Plan)]) -> anyhow::Result<()> {
    for (step, plan) in plans {
        if plan.is_done() {
            writeln!(out, "{step}: nothing to do")?;
        }
        for action in &plan.actions {
            writeln!(out, "{step}: {}", action.words())?;
        }
        for wait in &plan.waits {
            writeln!(out, "{step} waits: {wait}")?;
        }
    }
    Ok(())
}

fn differences_to(out: &mut impl Write, differences: &[Difference]) -> anyhow::Result<()> {
    for difference in differences {
        writeln!(out, "{difference}")?;
    }
    Ok(())
}

fn describe(step: &str, plan: &Plan) -> Value {
    let actions: Vec<Value> = plan.actions.iter().map(describe_action).collect();
    json!({ "step": step, "actions": actions, "waits": plan.waits })
}

fn describe_action(action: &Action) -> Value {
    let signers: Vec<String> = action.signers.iter().map(Pubkey::to_string).collect();
    let instructions = action.instructions.iter();
    let instructions: Vec<Value> = instructions.map(instruction::describe).collect();
    json!({
        "what": action.what,
        "signers": signers,
        "byVote": action.by_vote,
        "instructions": instructions,
    })
}
