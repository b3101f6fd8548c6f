//! `io migrate`: from a deployment file to a running network, and back to what differs.

mod unsigned;

use std::{io::Write, path::PathBuf, rc::Rc};

use clap::{Args, Subcommand};
use io_client::{changes::KEYLESS, Network, SendError};
use io_migrations::{Deployment, Plan};
use io_output::migration;
use serde_json::{json, Value};
use solana_signer::Signer;

use crate::{
    amounts::several,
    connection,
    consent::Consent,
    errors::{self, CliError},
    interrupt,
    output::{self, OutputFormat},
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
}

#[derive(Subcommand)]
enum Verb {
    /// Print what every step would send, and send nothing; in JSON with the instructions
    Plan,
    /// Send what is missing, as far as the given keys can sign it, and print what still differs
    Run {
        /// A signer, as for --keypair; may be given several times
        #[arg(long = "key", value_name = "SIGNER", required = true)]
        keys: Vec<String>,
    },
    /// Print what differs from the file; exit status 1 if something does
    Verify,
}

/// Reads the file and carries the verb out.
pub fn run(options: &Options, global: &Global, mut consent: Consent) -> anyhow::Result<()> {
    let deployment = Deployment::read(&options.file)?;
    let keys = options.verb.keys()?;
    let mut network = connection::open(&Settings::new(global)?, global, false)?;
    let out = &mut output::stdout();
    if let Some(by) = &global.unsigned {
        let place = place(&mut network, global)?;
        let report = unsigned::report(&mut network, &deployment, place, by)?;
        return report.print(global.output.form());
    }
    match options.verb {
        Verb::Plan => migration::plan(&mut network, &deployment, global.output.form(), out),
        Verb::Verify => migration::verify(&mut network, &deployment, global.output.form(), out),
        Verb::Run { .. } => {
            let keys: Vec<&dyn Signer> = keys.iter().map(AsRef::as_ref).collect();
            let run = Run {
                network: &mut network,
                deployment: &deployment,
                keys: &keys,
            };
            run.carry_out(global, &mut consent)
        }
    }
}

/// What the network is called.
fn place(network: &mut dyn Network, global: &Global) -> anyhow::Result<String> {
    let genesis = network.genesis().ok().flatten();
    Ok(Place::new(&Settings::new(global)?.url, genesis).name())
}

/// What `io migrate run` works with.
struct Run<'a> {
    network: &'a mut dyn Network,
    deployment: &'a Deployment,
    keys: &'a [&'a dyn Signer],
}

impl Run<'_> {
    fn carry_out(self, global: &Global, consent: &mut Consent) -> anyhow::Result<()> {
        let out = &mut output::stdout();
        let plans = io_migrations::plan(self.network, self.deployment)?;
        if global.dry_run {
            return self.try_out(&plans, global.output.form(), out);
        }
        let network = place(self.network, global)?;
        let (keys, deployment) = (self.keys, self.deployment);
        consent.agree_on(
            plans,
            |plans| {
                let mut shown = Vec::new();
                migration::plans_to(&mut shown, plans)?;
                let shown = String::from_utf8_lossy(&shown).trim_end().to_string();
                Ok((shown, question(keys, deployment, &network, plans)))
            },
            || io_migrations::plan(self.network, deployment),
        )?;
        let mut executed: Vec<String> = Vec::new();
        let mut note = |step: &'static str, what: &str, receipt: &io_client::Receipt| {
            let line = format!("{step}: {what}: {}", receipt.signature);
            output::tell(&line);
            interrupt::executed(receipt.signature);
            executed.push(line);
        };
        let done = interrupt::while_sending(|| {
            io_migrations::run_and_tell(self.network, self.deployment, self.keys, &mut note)
        });
        let outcome = done.map_err(|error| {
            let payer = self.keys.first().map(|key| key.pubkey());
            let payer = payer.unwrap_or_default();
            let left = "what comes after it, until this is run again";
            partly(errors::explain(error, &payer), &executed, left)
        })?;
        migration::outcome(
            self.network,
            self.deployment,
            &outcome,
            global.output.form(),
            out,
        )
    }

    /// Simulates what the keys can sign now, up to the first transaction that needs those before it.
    fn try_out(
        self,
        plans: &[(&str, Plan)],
        form: OutputFormat,
        out: &mut impl Write,
    ) -> anyhow::Result<()> {
        let (mut tried, mut follow) = (Vec::new(), false);
        let mut waits = Vec::new();
        for (step, plan) in plans {
            waits.extend(plan.waits.iter().map(|wait| json!([step, wait])));
            for action in &plan.actions {
                let outcome = match action.signed_by(self.keys) {
                    Err(missing) => {
                        waits.push(json!([step, action.wait(&missing)]));
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
        if form != OutputFormat::Display {
            let tried: Vec<Value> = tried
                .iter()
                .map(|(step, what, outcome)| json!([step, what, outcome]))
                .collect();
            let reported = json!({ "outcome": "would succeed", "tried": tried, "waits": waits });
            return form.write_json(out, &reported);
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

/// What would be sent now on the network of that name, and what follows from it.
fn question(
    keys: &[&dyn Signer],
    deployment: &Deployment,
    network: &str,
    plans: &[(&str, Plan)],
) -> String {
    let ready = plans.iter().flat_map(|(_, plan)| &plan.actions);
    let ready = ready.filter(|action| action.signed_by(keys).is_ok());
    let signers: Vec<String> = keys.iter().map(|key| short(&key.pubkey())).collect();
    let names_them = |(_, plan): &(&str, Plan)| {
        let actions = plan.actions.iter().map(|action| &action.what);
        let mut reported = actions.chain(&plan.waits);
        reported.any(|it| it.contains(KEYLESS))
    };
    let is_named = plans.iter().any(names_them);
    let attestors = deployment.council.iter().filter(|_| is_named);
    let attestors = attestors.filter(|it| !it.is_on_curve());
    let keyless: String = attestors
        .map(|it| format!(", with attestor {} ({KEYLESS})", short(it)))
        .collect();
    format!(
        "Send {} above, and what becomes possible after that, on {network}, signed and paid by {}{keyless}?",
        several(ready.count() as u64, "transaction"),
        signers.join(", ")
    )
}

impl Verb {
    /// An address is no key.
    fn keys(&self) -> Result<Vec<Rc<dyn Signer>>, CliError> {
        let Self::Run { keys } = self else {
            return Ok(Vec::new());
        };
        if let Some(address) = keys.iter().find_map(|named| signers::address(named)) {
            let reported = format!(
                "--key {address} is an address, which cannot sign: addresses are for a rehearsal, `./x sim rehearse`"
            );
            return Err(CliError::Usage(reported));
        }
        let mut signers = Signers::default();
        let keys = keys.iter().map(|named| signers.load(named, "--key"));
        keys.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{commands, consent::Ask, tests::failing::Failing};
    use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
    use io_client::{Forward, ReadError, Receipt};
    use io_sim::rehearse;
    use io_vm::LiteVm;
    use solana_hash::Hash;
    use solana_keypair::Keypair;
    use solana_signature::Signature;
    use std::cell::RefCell;

    /// Such as the vault of a multisig: the plan and the question say so.
    #[test]
    fn an_attestor_that_no_key_signs_for_is_named_before_it_is() {
        let (mut deployment, keys, _) = rehearsed();
        let people: Vec<Pubkey> = keys.iter().map(Signer::pubkey).collect();
        let mut all = (0..).map(|byte| Pubkey::new_from_array([byte; 32]));
        let vault = all.find(|it| !it.is_on_curve()).unwrap();
        for (attestor, is_keyless) in [(people[3], false), (vault, true)] {
            deployment.council = vec![attestor];
            let mut vm = rehearse::network(&deployment, &people).unwrap();
            let plans = io_migrations::plan(&mut vm, &deployment).unwrap();
            let mut shown = Vec::new();
            migration::plans_to(&mut shown, &plans).unwrap();
            let shown = String::from_utf8(shown).unwrap();
            let keys = io_client::signers(&keys);
            let question = question(&keys, &deployment, "localnet", &plans);
            for reported in [shown, question] {
                assert_eq!(reported.contains(KEYLESS), is_keyless, "{reported}");
            }
        }
    }

    /// A deployment, the keys of all who sign for it, and a network with nothing of it.
    fn rehearsed() -> (Deployment, Vec<Keypair>, LiteVm) {
        let (deployment, keys) = rehearse::example();
        let people: Vec<_> = keys.iter().map(Signer::pubkey).collect();
        let vm = rehearse::network(&deployment, &people).unwrap();
        (deployment, keys, vm)
    }

    #[test]
    fn a_dry_run_simulates_what_comes_first_and_sends_nothing() {
        let (deployment, keys, mut vm) = rehearsed();
        let plans = io_migrations::plan(&mut vm, &deployment).unwrap();
        let run = Run {
            network: &mut vm,
            deployment: &deployment,
            keys: &io_client::signers(&keys),
        };
        let mut out = Vec::new();
        run.try_out(&plans, OutputFormat::Json, &mut out).unwrap();
        let tried: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(tried["outcome"], "would succeed");
        assert_eq!(tried["tried"][0][2], "would succeed");
        assert_eq!(tried["tried"][1][2], "follows those before it");
        let after = io_migrations::plan(&mut vm, &deployment).unwrap();
        assert_eq!(after, plans);
    }

    /// Somebody who says yes, with what was shown.
    struct Agreeing(Rc<RefCell<Vec<String>>>);

    impl Ask for Agreeing {
        fn agrees(&mut self, shown: &str, _: &str) -> anyhow::Result<bool> {
            self.0.borrow_mut().push(shown.into());
            Ok(true)
        }
    }

    /// A network on which somebody else begins after the first look.
    struct Begun<'a> {
        network: &'a mut LiteVm,
        deployment: &'a Deployment,
        keys: &'a [&'a dyn Signer],
        looks: u32,
        sent: u32,
    }

    impl Forward for Begun<'_> {
        fn inner(&mut self) -> &mut dyn Network {
            self.network
        }
        fn genesis(&mut self) -> Result<Option<Hash>, ReadError> {
            // Read once, between the first look and the question.
            self.looks += 1;
            let vm: &mut LiteVm = self.network;
            if self.looks == 1 {
                let plans = io_migrations::plan(vm, self.deployment).unwrap();
                let mut actions = plans.iter().flat_map(|(_, plan)| &plan.actions);
                let action = actions.next().unwrap();
                let signers = action.signed_by(self.keys).unwrap();
                vm.send(&action.instructions, &signers).unwrap();
            }
            vm.genesis()
        }
        fn send(
            &mut self,
            instructions: &[Instruction],
            signers: &[&dyn Signer],
        ) -> Result<Receipt, SendError> {
            self.sent += 1;
            let vm: &mut LiteVm = self.network;
            vm.send(instructions, signers)
        }
    }

    #[test]
    fn what_somebody_else_has_begun_by_then_is_asked_about_again_and_refused_to_a_script() {
        let line = "io migrate run -u localhost --key authority.json";
        let (cli, _) = commands::read(line.split_whitespace()).unwrap();
        for is_asked in [false, true] {
            let (deployment, keys, mut vm) = rehearsed();
            let keys = io_client::signers(&keys);
            let asked = Rc::default();
            let mut consent = match is_asked {
                true => Consent::Asked(Box::new(Agreeing(Rc::clone(&asked)))),
                false => Consent::AssumedYes,
            };
            let mut network = Begun {
                network: &mut vm,
                deployment: &deployment,
                keys: &keys,
                looks: 0,
                sent: 0,
            };
            let run = Run {
                network: &mut network,
                deployment: &deployment,
                keys: &keys,
            };
            let ended = run.carry_out(&cli.global, &mut consent);
            let sent = network.sent;
            if is_asked {
                ended.unwrap();
                let asked = asked.borrow();
                assert_eq!(asked.len(), 2);
                assert!(sent > 0 && asked[0] != asked[1]);
                continue;
            }
            let refused = ended.unwrap_err();
            assert_eq!((errors::status(&refused), sent), (3, 0));
            let reported =
                "what is to be sent has changed since the first look; nothing was sent. ";
            assert!(refused.to_string().starts_with(reported), "{refused}");
        }
    }

    /// The third transaction may have been executed: it is not among those that were, nor among those that were not sent.
    #[test]
    fn a_run_that_ends_in_the_dark_says_what_is_known() {
        let (deployment, keys, mut vm) = rehearsed();
        let unknown = Signature::from([7; 64]);
        let mut network = Failing::new(&mut vm, |place| {
            (place == 3).then(|| SendError::Unknown {
                signature: unknown,
                reason: "nobody said so".into(),
            })
        });
        let line = "io migrate run -u localhost --key authority.json";
        let (cli, _) = commands::read(line.split_whitespace()).unwrap();
        let run = Run {
            network: &mut network,
            deployment: &deployment,
            keys: &io_client::signers(&keys),
        };
        let ended = run.carry_out(&cli.global, &mut Consent::AssumedYes);
        let ended = ended.unwrap_err();
        assert_eq!(errors::status(&ended), 8);
        let reported = format!("{ended:#}");
        let (executed, rest) = reported.split_once("; unknown: ").unwrap();
        assert!(executed.starts_with("executed: 0"), "{reported}");
        assert_eq!(executed.split(", 0").count(), 2, "{reported}");
        let expected =
            format!("{unknown}; not sent: what comes after it, until this is run again: 0");
        assert!(rest.starts_with(&expected), "{reported}");
        let look = format!("Look with `io transaction show {unknown}` before you send it again");
        assert!(reported.ends_with(&look), "{reported}");
    }
}
