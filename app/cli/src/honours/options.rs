//! `--authority` and `--payer`, which only acts of an authority or an owner take.

use anchor_lang::prelude::Pubkey;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::gives_instructions;
use crate::{acting::Unsigned, errors::CliError, form::Output, parse::address};

/// Who acts, where nobody signs here.
#[derive(Args)]
#[group(skip)]
struct Options {
    /// Multisig vault, governance or other address that acts, for --output instructions; it signs elsewhere, later
    #[arg(long, value_name = "ADDRESS", value_parser = address, help_heading = "Transaction")]
    authority: Option<Pubkey>,
    /// Fee payer of the message of --output instructions, and payer of new accounts if the program lets another pay; the
    /// authority by default
    #[arg(long, value_name = "ADDRESS", value_parser = address, help_heading = "Transaction")]
    payer: Option<Pubkey>,
}

/// The two options.
pub fn all() -> Vec<Arg> {
    let command = Options::augment_args(Command::new("io"));
    command.get_arguments().cloned().collect()
}

/// The command line with these options where they are taken.
pub fn offer(cli: Command) -> Command {
    offer_at(cli, "")
}

fn offer_at(mut command: Command, path: &str) -> Command {
    if gives_instructions(path) {
        return command.args(all());
    }
    let below = command.get_subcommands().map(|it| it.get_name().into());
    for name in below.collect::<Vec<String>>() {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |it| offer_at(it, path.trim_start()));
    }
    command
}

/// Who acts, by the options of a command that takes them.
///
/// # Errors
/// [`CliError::Usage`] if one is given without the others.
pub fn read(matches: &ArgMatches, output: Output) -> anyhow::Result<Option<Unsigned>> {
    let Options { authority, payer } = Options::from_arg_matches(matches)?;
    let wrong = match (authority, payer, output) {
        (Some(authority), payer, Output::Instructions) => {
            let payer = payer.unwrap_or(authority);
            return Ok(Some(Unsigned { authority, payer }));
        }
        (None, None, Output::Report(_) | Output::Svg) => return Ok(None),
        (None, _, Output::Instructions) => {
            "--output instructions needs to know who acts: give --authority ADDRESS, such as the vault of a multisig"
        }
        (Some(_), _, Output::Report(_) | Output::Svg) => {
            "--authority is for --output instructions: give both, or sign with --keypair"
        }
        (None, Some(_), Output::Report(_) | Output::Svg) => {
            "--payer is for --output instructions with --authority: give all three, or leave it out"
        }
    };
    Err(CliError::Usage(wrong.into()).into())
}
