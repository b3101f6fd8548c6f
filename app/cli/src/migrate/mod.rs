//! `io migrate`: from a deployment file to a running network, and back to what differs.

mod rehearsal;

use std::{
    io::{self, Write},
    path::PathBuf,
    rc::Rc,
};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anyhow::{ensure, Context};
use clap::{Args, Subcommand};
use io_client::Network;
use io_migrations::{Action, Deployment, Difference, Outcome, Plan};
use serde_json::{json, Value};
use solana_signer::Signer;

use crate::{
    connection,
    errors::Failure,
    output::Form,
    settings::{Global, Settings},
    signers::{self, Signers},
};

/// Options of `io migrate`.
#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
    /// Deployment file, such as migrations/data/example.toml
    #[arg(long, global = true, default_value = "deployment.toml")]
    file: PathBuf,
    /// Try it out in an embedded machine that has the programs and nothing else, instead of the network of --url
    #[arg(long, global = true)]
    rehearse: bool,
}

#[derive(Subcommand)]
enum Verb {
    /// Print what every step would send, and send nothing; in JSON with the instructions, for a multisig
    Plan,
    /// Send what is missing, as far as the keys given can sign it, and print what differs then
    Run {
        /// A signer, as for --keypair; may be given several times
        #[arg(long = "key", value_name = "SIGNER", required = true)]
        keys: Vec<String>,
    },
    /// Print what differs from the file; exit status 1 if something does
    Verify,
}

/// Reads the file and carries the verb out.
pub fn run(options: &Options, global: &Global) -> anyhow::Result<()> {
    let file = options.file.display();
    let text = std::fs::read_to_string(&options.file).with_context(|| format!("{file}"))?;
    let deployment = Deployment::from_toml(&text).with_context(|| format!("{file}"))?;
    let keys = options.verb.keys(options.rehearse)?;
    let mut network: Box<dyn Network> = if options.rehearse {
        let signers: Vec<Pubkey> = keys.iter().map(|key| key.pubkey()).collect();
        Box::new(rehearsal::network(&deployment, &signers)?)
    } else {
        Box::new(connection::open(&Settings::new(global)?, global)?)
    };
    carry_out(options, global.output, network.as_mut(), &deployment, &keys)
}

impl Verb {
    /// Addresses are enough for a rehearsal.
    fn keys(&self, rehearse: bool) -> Result<Vec<Rc<dyn Signer>>, Failure> {
        let Self::Run { keys } = self else {
            return Ok(Vec::new());
        };
        if let Some(address) = keys.iter().find_map(|named| signers::address(named)) {
            if !rehearse {
                let told =
                    format!("--key {address} is an address, which cannot sign: addresses are for --rehearse only");
                return Err(Failure::Usage(told));
            }
        }
        let mut signers = Signers::default();
        let keys = keys.iter().map(|named| signers.load(named, "--key"));
        keys.collect()
    }
}

fn carry_out(
    options: &Options,
    form: Form,
    network: &mut dyn Network,
    deployment: &Deployment,
    keys: &[Rc<dyn Signer>],
) -> anyhow::Result<()> {
    let out = &mut io::stdout().lock();
    match options.verb {
        Verb::Plan => {
            let plans = io_migrations::plan(network, deployment)?;
            match form {
                Form::Display => show_plans(out, &plans),
                _ => {
                    let plans = plans.iter().map(|(step, plan)| describe(step, plan));
                    form.write_json(out, &plans.collect::<Vec<_>>())
                }
            }
        }
        Verb::Run { .. } => {
            let keys: Vec<&dyn Signer> = keys.iter().map(AsRef::as_ref).collect();
            let outcome = io_migrations::run(network, deployment, &keys)?;
            let left = io_migrations::verify(network, deployment)?;
            match form {
                Form::Display => show_outcome(out, &outcome, &left),
                _ => {
                    let Outcome { sent, waits } = &outcome;
                    form.write_json(out, &json!({ "sent": sent, "waits": waits, "left": left }))
                }
            }
        }
        Verb::Verify => {
            let left = io_migrations::verify(network, deployment)?;
            match form {
                Form::Display => show_differences(out, &left)?,
                _ => form.write_json(out, &left)?,
            }
            ensure!(left.is_empty(), "{} to be mended", left.len());
            Ok(())
        }
    }
}

fn show_outcome(
    out: &mut impl Write,
    outcome: &Outcome,
    left: &[Difference],
) -> anyhow::Result<()> {
    for (step, what) in &outcome.sent {
        writeln!(out, "{step}: {what}")?;
    }
    for (step, what) in &outcome.waits {
        writeln!(out, "{step} waits: {what}")?;
    }
    show_differences(out, left)
}

fn show_differences(out: &mut impl Write, differences: &[Difference]) -> anyhow::Result<()> {
    for difference in differences {
        writeln!(out, "{difference}")?;
    }
    Ok(())
}

fn show_plans(out: &mut impl Write, plans: &[(&str, Plan)]) -> anyhow::Result<()> {
    for (step, plan) in plans {
        if plan.is_done() {
            writeln!(out, "{step}: nothing to do")?;
        }
        for action in &plan.actions {
            let signers: Vec<String> = action.signers.iter().map(Pubkey::to_string).collect();
            writeln!(
                out,
                "{step}: {} (signs: {})",
                action.what,
                signers.join(", ")
            )?;
        }
        for wait in &plan.waits {
            writeln!(out, "{step} waits: {wait}")?;
        }
    }
    Ok(())
}

fn describe(step: &str, plan: &Plan) -> Value {
    let actions: Vec<Value> = plan.actions.iter().map(describe_action).collect();
    json!({ "step": step, "actions": actions, "waits": plan.waits })
}

fn describe_action(action: &Action) -> Value {
    let signers: Vec<String> = action.signers.iter().map(Pubkey::to_string).collect();
    let instructions: Vec<Value> = action
        .instructions
        .iter()
        .map(describe_instruction)
        .collect();
    json!({ "what": action.what, "signers": signers, "instructions": instructions })
}

/// Data in hexadecimal.
fn describe_instruction(instruction: &Instruction) -> Value {
    let accounts = instruction.accounts.iter().map(|account| {
        json!({
            "address": account.pubkey.to_string(),
            "signer": account.is_signer,
            "writable": account.is_writable,
        })
    });
    let data: String = instruction
        .data
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    json!({
        "program": instruction.program_id.to_string(),
        "accounts": accounts.collect::<Vec<_>>(),
        "data": data,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_client::emissions;
    use io_common::governance::Act;

    #[test]
    fn an_instruction_is_described_as_a_multisig_takes_it() {
        let signer = Pubkey::new_from_array([1; 32]);
        let accept = describe_instruction(&emissions::govern(&signer, Act::AcceptAuthority));
        assert_eq!(accept["program"], io_common::ids::emissions::ID.to_string());
        assert_eq!(accept["accounts"][0]["address"], signer.to_string());
        assert_eq!(accept["accounts"][0]["signer"], true);
        assert_eq!(accept["accounts"][1]["writable"], true);
        let data = accept["data"].as_str().unwrap_or_default();
        assert!(data.len() == 18 && data.ends_with("01"), "{data}");
    }
}
