//! `io-sim`: the suite, played through in an embedded machine.

use std::{io::Write, process::ExitCode};

use clap::{Parser, Subcommand};
use io_output::{
    arguments,
    output::{self, redact_with, tell, OutputFormat},
    terminal::fit,
    usage,
};
use io_sim::{demo, rehearse, simulate_burn};

/// The suite, played through in an embedded machine.
#[derive(Parser)]
#[command(name = "io-sim", version, arg_required_else_help = true)]
struct Cli {
    /// Form of the output
    #[arg(
        long,
        env = "IO_OUTPUT",
        hide_env_values = true,
        global = true,
        value_enum,
        ignore_case = true,
        default_value = "display"
    )]
    output: OutputFormat,
    /// Lines as long as they are on a terminal too, with whole addresses
    #[arg(long, global = true)]
    wide: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Play the economy and check its conservation rules every day
    Demo(demo::Options),
    /// Simulate months of fee-burn auctions over random prices
    SimulateBurn(simulate_burn::Options),
    /// Try a deployment file out
    Rehearse(rehearse::Options),
}

fn main() -> ExitCode {
    redact_with(arguments::hide);
    // An empty variable is none.
    if std::env::var_os("IO_OUTPUT").is_some_and(|it| it.is_empty()) {
        std::env::remove_var("IO_OUTPUT");
    }
    let done = match Cli::try_parse() {
        Ok(cli) => run(&cli),
        Err(asked) => {
            let wide = std::env::args_os().any(|it| it == "--wide");
            match usage::print(&asked, wide) {
                Ok(status) => return status,
                Err(error) => Err(error.into()),
            }
        }
    };
    let written = output::stdout().flush();
    match done.and_then(|()| Ok(written?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(format!("error: {error:#}"));
            ExitCode::from(if error.is::<output::NoTable>() { 2 } else { 1 })
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<()> {
    if !cli.wide {
        fit();
    }
    match &cli.command {
        Command::Demo(options) => demo::run(options, cli.output),
        Command::SimulateBurn(options) => simulate_burn::run(options, cli.output),
        Command::Rehearse(options) => rehearse::run(options, cli.output),
    }
}
