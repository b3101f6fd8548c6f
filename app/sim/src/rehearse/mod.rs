//! A deployment file, tried out in an embedded machine that has the programs and nothing else.

mod example;
mod network;

use std::path::{Path, PathBuf};

use anchor_lang::prelude::Pubkey;
use anyhow::{anyhow, Context};
use clap::{Args, Subcommand};
use io_client::{base58, lock};
use io_migrations::Deployment;
use io_output::{
    migration,
    output::{self, OutputFormat},
};
use io_vm::LiteVm;
use solana_keypair::read_keypair_file;
use solana_signer::{null_signer::NullSigner, Signer};

pub use example::example;
pub use network::network;

/// What is rehearsed.
#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    verb: Verb,
    /// Deployment file, such as migrations/data/example.toml
    #[arg(long, global = true, default_value = "deployment.toml")]
    file: PathBuf,
    /// File of Jupiter Lock, for a genesis table with locks: `solana program dump` writes it
    #[arg(long, global = true, value_name = "FILE")]
    lock_program: Option<PathBuf>,
    /// File of SPL Governance, for a deployment with a realm: `solana program dump` writes it
    #[arg(long, global = true, value_name = "FILE")]
    realm_program: Option<PathBuf>,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Print what every step would send; in JSON with the instructions, for a multisig
    Plan,
    /// Carry everything out, as far as the keys given would sign it, and print what differs then
    Run {
        /// Address or key pair file of somebody who signs; may be given several times
        #[arg(long = "key", value_name = "ADDRESS_OR_FILE", required = true)]
        keys: Vec<String>,
    },
    /// Print what differs from the file; exit status 1 if something does
    Verify,
}

/// Reads the file and carries the verb out.
///
/// # Errors
/// If the file or a key cannot be read, or something differs after `verify`; what refuses a step; if standard output cannot be
/// written.
pub fn run(options: &Options, form: OutputFormat) -> anyhow::Result<()> {
    let deployment = Deployment::read(&options.file)?;
    let keys = options.verb.keys()?;
    let people: Vec<_> = keys.iter().map(|key| key.pubkey()).collect();
    let mut vm = network(&deployment, &people)?;
    if let Some(file) = &options.lock_program {
        add(&mut vm, lock::PROGRAM, file).context("--lock-program")?;
    }
    if let Some(file) = &options.realm_program {
        let votes = deployment.realm.as_ref();
        let votes =
            votes.context("--realm-program is for a deployment with [realm]: leave it out")?;
        add(&mut vm, votes.program, file).context("--realm-program")?;
    }
    let out = &mut output::stdout();
    match options.verb {
        Verb::Plan => migration::plan(&mut vm, &deployment, form, out),
        Verb::Verify => migration::verify(&mut vm, &deployment, form, out),
        Verb::Run { .. } => {
            let keys: Vec<&dyn Signer> = keys.iter().map(|key| key as &dyn Signer).collect();
            let outcome = io_migrations::run(&mut vm, &deployment, &keys)?;
            migration::outcome(&mut vm, &deployment, &outcome, form, out)
        }
    }
}

fn add(vm: &mut LiteVm, program: Pubkey, file: &Path) -> anyhow::Result<()> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    vm.add_program(program, &bytes)
}

impl Verb {
    /// Signers that never sign: nobody checks that here.
    fn keys(&self) -> anyhow::Result<Vec<NullSigner>> {
        let Self::Run { keys } = self else {
            return Ok(Vec::new());
        };
        // What was given is not repeated: it may be a secret key, by mistake.
        let keys = keys.iter().map(|named| match base58::address(named) {
            Ok(address) => Ok(NullSigner::new(&address)),
            Err(why) => read_keypair_file(named)
                .map(|pair| NullSigner::new(&pair.pubkey()))
                .map_err(|_| {
                    anyhow!("--key is no key pair file that can be read, and no address: {why}")
                }),
        });
        keys.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A missing file, and one that is no program.
    #[test]
    fn a_file_that_is_no_program_is_refused() {
        let (deployment, _) = example();
        let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        for file in [PathBuf::from("no such file"), manifest] {
            let mut vm = network(&deployment, &[]).unwrap();
            add(&mut vm, lock::PROGRAM, &file).unwrap_err();
        }
    }
}
