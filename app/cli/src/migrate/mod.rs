//! `io migrate`: from a deployment file to a running network, and back to what differs.

mod rehearsal;

use std::{io::Write, path::PathBuf, rc::Rc};

use anchor_lang::prelude::Pubkey;
use anyhow::{ensure, Context};
use clap::{Args, Subcommand};
use io_client::{changes::KEYLESS, Network, SendError};
use io_migrations::{Action, Deployment, Difference, Outcome, Plan};
use serde_json::{json, Value};
use solana_signer::Signer;

use crate::{
    amounts::several,
    connection,
    consent::Consent,
    errors::{self, Failure},
    instruction,
    output::{self, Form},
    place::Place,
    plan::short,
    sending::partly,
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

impl Options {
    /// Whether it is tried out in an embedded machine.
    pub fn is_rehearsal(&self) -> bool {
        self.rehearse
    }
}

/// Reads the file and carries the verb out.
pub fn run(options: &Options, global: &Global, mut consent: Consent) -> anyhow::Result<()> {
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
    let network = network.as_mut();
    if let Verb::Run { .. } = options.verb {
        let keys: Vec<&dyn Signer> = keys.iter().map(AsRef::as_ref).collect();
        let run = Run {
            network,
            deployment: &deployment,
            keys: &keys,
        };
        return run.carry_out(options, global, &mut consent);
    }
    look(options, global.output, network, &deployment)
}

/// What `io migrate run` works with.
struct Run<'a> {
    network: &'a mut dyn Network,
    deployment: &'a Deployment,
    keys: &'a [&'a dyn Signer],
}

impl Run<'_> {
    fn carry_out(
        mut self,
        options: &Options,
        global: &Global,
        consent: &mut Consent,
    ) -> anyhow::Result<()> {
        let out = &mut output::stdout();
        let plans = io_migrations::plan(self.network, self.deployment)?;
        if global.dry_run {
            return self.try_out(&plans, global.output, out);
        }
        let mut shown = Vec::new();
        show_plans(&mut shown, &plans)?;
        let question = self.question(options, global, &plans)?;
        consent.to(String::from_utf8_lossy(&shown).trim_end(), &question)?;
        let mut executed: Vec<String> = Vec::new();
        let done = io_migrations::run_and_tell(
            self.network,
            self.deployment,
            self.keys,
            &mut |step, what, receipt| {
                let line = format!("{step}: {what}: {}", receipt.signature);
                if !options.rehearse {
                    output::tell(&line);
                }
                executed.push(line);
            },
        );
        let outcome = done.map_err(|error| {
            let payer = self.keys.first().map(|key| key.pubkey());
            let payer = payer.unwrap_or_default();
            let left = "what comes after it, until this is run again";
            partly(errors::explain(error, &payer), &executed, left)
        })?;
        let left = io_migrations::verify(self.network, self.deployment)?;
        match global.output {
            Form::Display => show_outcome(out, &outcome, &left),
            form => {
                let Outcome { sent, waits } = &outcome;
                form.write_json(out, &json!({ "sent": sent, "waits": waits, "left": left }))
            }
        }
    }

    /// What would be sent now, and what follows from it.
    fn question(
        &mut self,
        options: &Options,
        global: &Global,
        plans: &[(&str, Plan)],
    ) -> anyhow::Result<String> {
        let ready = plans.iter().flat_map(|(_, plan)| &plan.actions);
        let ready = ready.filter(|action| action.signed_by(self.keys).is_ok());
        let signers: Vec<String> = self.keys.iter().map(|key| short(&key.pubkey())).collect();
        let network = match options.rehearse {
            true => "an embedded machine".into(),
            false => {
                let genesis = self.network.genesis().ok().flatten();
                Place::new(&Settings::new(global)?.url, genesis).name()
            }
        };
        let names_them = |(_, plan): &(&str, Plan)| {
            let actions = plan.actions.iter().map(|action| &action.what);
            let mut told = actions.chain(&plan.waits);
            told.any(|it| it.contains(KEYLESS))
        };
        let is_named = plans.iter().any(names_them);
        let attestors = self.deployment.council.iter().filter(|_| is_named);
        let attestors = attestors.filter(|it| !it.is_on_curve());
        let keyless: String = attestors
            .map(|it| format!(", with attestor {} ({KEYLESS})", short(it)))
            .collect();
        Ok(format!(
            "Send {} above, and what becomes possible after that, on {network}, signed and paid by {}{keyless}?",
            several(ready.count() as u64, "transaction"),
            signers.join(", ")
        ))
    }

    /// Simulates what the keys can sign now, up to the first transaction that needs those before it.
    fn try_out(
        &mut self,
        plans: &[(&str, Plan)],
        form: Form,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        let (mut tried, mut follow) = (Vec::new(), false);
        let mut waits = Vec::new();
        for (step, plan) in plans {
            waits.extend(plan.waits.iter().map(|wait| json!([step, wait])));
            for action in &plan.actions {
                let outcome = match action.signed_by(self.keys) {
                    Err(missing) => {
                        waits.push(json!([step, format!("{} (signs: {missing})", action.what)]));
                        continue;
                    }
                    Ok(_) if follow => "follows those before it",
                    Ok(signers) => match self.network.simulate(&action.instructions, &signers) {
                        Ok(_) => "would succeed",
                        Err(SendError::Refused { .. }) if !tried.is_empty() => {
                            follow = true;
                            "follows those before it"
                        }
                        Err(error) => {
                            let payer = action.signers.first().copied().unwrap_or_default();
                            let failure = errors::of_sending(error, &payer, false);
                            return Err(anyhow::Error::new(failure).context(action.what.clone()));
                        }
                    },
                };
                tried.push((*step, action.what.clone(), outcome));
            }
        }
        if form != Form::Display {
            let tried: Vec<Value> = tried
                .iter()
                .map(|(step, what, outcome)| json!([step, what, outcome]))
                .collect();
            let told = json!({ "outcome": "would succeed", "tried": tried, "waits": waits });
            return form.write_json(out, &told);
        }
        for (step, what, outcome) in &tried {
            writeln!(out, "{step}: {what}: {outcome}")?;
        }
        for wait in &waits {
            let text = |place: usize| wait.get(place).and_then(Value::as_str).unwrap_or_default();
            writeln!(out, "{} waits: {}", text(0), text(1))?;
        }
        writeln!(out, "Outcome: would succeed")?;
        Ok(())
    }
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

fn look(
    options: &Options,
    form: Form,
    network: &mut dyn Network,
    deployment: &Deployment,
) -> anyhow::Result<()> {
    let out = &mut output::stdout();
    if let Verb::Verify = options.verb {
        let left = io_migrations::verify(network, deployment)?;
        match form {
            Form::Display => show_differences(out, &left)?,
            _ => form.write_json(out, &left)?,
        }
        ensure!(left.is_empty(), "{} to be mended", left.len());
        return Ok(());
    }
    let plans = io_migrations::plan(network, deployment)?;
    match form {
        Form::Display => show_plans(out, &plans),
        _ => {
            let plans = plans.iter().map(|(step, plan)| describe(step, plan));
            form.write_json(out, &plans.collect::<Vec<_>>())
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
    let instructions = action.instructions.iter();
    let instructions: Vec<Value> = instructions.map(instruction::describe).collect();
    json!({ "what": action.what, "signers": signers, "instructions": instructions })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        commands::{self, Command, Local},
        tests::failing::Failing,
    };
    use solana_signature::Signature;

    /// Such as the vault of a multisig: the plan and the question say so.
    #[test]
    fn an_attestor_that_no_key_signs_for_is_named_before_it_is() {
        let (mut deployment, keys) = rehearsal::tests::example();
        let people: Vec<Pubkey> = keys.iter().map(Signer::pubkey).collect();
        let mut all = (0..).map(|byte| Pubkey::new_from_array([byte; 32]));
        let vault = all.find(|it| !it.is_on_curve()).unwrap();
        for (attestor, is_keyless) in [(people[3], false), (vault, true)] {
            deployment.council = vec![attestor];
            let mut vm = rehearsal::network(&deployment, &people).unwrap();
            let plans = io_migrations::plan(&mut vm, &deployment).unwrap();
            let mut shown = Vec::new();
            show_plans(&mut shown, &plans).unwrap();
            let shown = String::from_utf8(shown).unwrap();
            let line = format!("io migrate run --key {} --rehearse", people[0]);
            let (cli, _) = commands::read(line.split_whitespace()).unwrap();
            let Command::Local(Local::Migrate(options)) = cli.command else {
                panic!("{line}");
            };
            let mut run = Run {
                network: &mut vm,
                deployment: &deployment,
                keys: &io_client::signers(&keys),
            };
            let question = run.question(&options, &cli.global, &plans).unwrap();
            for told in [shown, question] {
                assert_eq!(told.contains(KEYLESS), is_keyless, "{told}");
            }
        }
    }

    /// The third transaction may have been executed: it is not among those that were, nor among those that were not sent.
    #[test]
    fn a_run_that_ends_in_the_dark_says_what_is_known() {
        let (deployment, keys) = rehearsal::tests::example();
        let people: Vec<Pubkey> = keys.iter().map(Signer::pubkey).collect();
        let mut vm = rehearsal::network(&deployment, &people).unwrap();
        let unknown = Signature::from([7; 64]);
        let mut network = Failing::new(&mut vm, |place| {
            (place == 3).then(|| SendError::Unknown {
                signature: unknown,
                reason: "nobody said so".into(),
            })
        });
        let line = format!("io migrate run --key {} --rehearse", people[0]);
        let (cli, _) = commands::read(line.split_whitespace()).unwrap();
        let Command::Local(Local::Migrate(options)) = cli.command else {
            panic!("{line}");
        };
        let run = Run {
            network: &mut network,
            deployment: &deployment,
            keys: &io_client::signers(&keys),
        };
        let ended = run.carry_out(&options, &cli.global, &mut Consent::Given);
        let ended = ended.unwrap_err();
        assert_eq!(errors::status(&ended), 8);
        let told = format!("{ended:#}");
        let (executed, rest) = told.split_once("; unknown: ").unwrap();
        assert!(executed.starts_with("executed: 0"), "{told}");
        assert_eq!(executed.split(", 0").count(), 2, "{told}");
        let expected =
            format!("{unknown}; not sent: what comes after it, until this is run again: 0");
        assert!(rest.starts_with(&expected), "{told}");
        let look = format!("Look with `io transaction show {unknown}` before you send it again");
        assert!(told.ends_with(&look), "{told}");
    }
}
