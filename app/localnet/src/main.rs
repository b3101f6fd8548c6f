//! `io-localnet`: a network on this machine with the suite deployed, initialised and lived in.
//!
//! It is surfpool, as a library: JSON-RPC and WebSocket as clusters speak them. The programs are natively compiled
//! unless `SBF_OUT_DIR` names a folder of their sBPF files.

mod blocks;
mod cluster;
mod council;
mod forward;
mod fund;
mod hermes;
mod hook;
mod market;
mod people;
mod ports;
mod realm;
mod setup;
mod stop;
mod summary;
mod swaps;

use std::{fs::OpenOptions, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};
use filedescriptor::{FileDescriptor, StdioDescriptor};
use io_client::{
    rpc::RpcNetwork,
    values::{count, duration, time},
};
use io_output::{
    arguments,
    output::{redact_with, tell},
    terminal::fit,
    usage,
};
use solana_commitment_config::CommitmentConfig;

use cluster::Cluster;
use people::Keys;
use setup::Setup;

/// Between two rounds of the council, and the longest wait of one for a transaction: of one that is lost because somebody has
/// moved the clock, the next round sees it by the attestations.
const ROUND: Duration = Duration::from_secs(1);

/// A network on this machine with the suite on it.
#[derive(Parser)]
#[command(
    name = "io-localnet",
    bin_name = "io localnet",
    version,
    args_conflicts_with_subcommands = true
)]
pub struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Port of JSON-RPC, 0 for one that is free; WebSocket has the next one, and Hermes the one after it
    #[arg(long, default_value_t = 8899, value_parser = count::within(0..=65_533_u16))]
    port: u16,
    /// The same seed gives the same keys, the same people, and a price that moves in the same way
    #[arg(long, default_value_t = 1, value_parser = count::number::<u64>)]
    seed: u64,
    /// Seconds that pass on the network while one passes here
    #[arg(long, default_value_t = 1, value_parser = count::within(1..=3_600_u64))]
    speed: u64,
    /// Where its clock starts, such as 2027-01-31 16:30:00 or in unix seconds; now by default
    #[arg(long, value_name = "TIME", value_parser = time::read)]
    start: Option<i64>,
    /// Suppliers with an offer and an attestation each
    #[arg(long, default_value_t = 4, value_parser = count::within(1..=50_u32))]
    suppliers: u32,
    /// Stakers who have delegated
    #[arg(long, default_value_t = 3, value_parser = count::within(0..=50_u32))]
    stakers: u32,
    /// Renters who have not rented yet
    #[arg(long, default_value_t = 2, value_parser = count::within(0..=50_u32))]
    renters: u32,
    /// Where the key pairs go, with a list of what was made
    #[arg(long, default_value = "localnet")]
    folder: PathBuf,
    /// The programs and the keys only: no mint, no price, nothing initialised
    #[arg(long)]
    empty: bool,
    /// Move the clock of the network of --folder by so long, such as 2h or 14d, instead of starting one
    #[arg(long, value_name = "DURATION", value_parser = duration::read)]
    forward: Option<u64>,
}

/// What is done to a network that runs.
#[derive(Subcommand)]
enum Command {
    /// Give an address 10 SOL, 100,000 IO and 1,000,000 USDC of the network that runs
    Fund(fund::Options),
}

fn main() -> ExitCode {
    redact_with(arguments::hide);
    fit();
    match Options::try_parse() {
        Ok(options) => match run(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                tell(format!("error: {error:#}"));
                ExitCode::FAILURE
            }
        },
        Err(asked) => usage::print(&asked, false).unwrap_or(ExitCode::FAILURE),
    }
}

fn run(mut options: Options) -> anyhow::Result<()> {
    if let Some(Command::Fund(options)) = &options.command {
        return fund::run(options);
    }
    if let Some(time) = options.forward {
        return forward::run(&options.folder, time);
    }
    if options.port == 0 {
        options.port = ports::free()?;
    }
    ports::check(options.port)?;
    serve(&options)
}

fn connect(cluster: &Cluster) -> RpcNetwork {
    RpcNetwork::new(cluster.url(), CommitmentConfig::processed())
}

fn serve(options: &Options) -> anyhow::Result<()> {
    // SPL Governance, natively compiled, prints each of its instructions, and would fail where nobody reads it.
    let nowhere = OpenOptions::new().write(true).open("/dev/null")?;
    let mut output = FileDescriptor::redirect_stdio(&nowhere, StdioDescriptor::Stdout)?;
    let stop = stop::on_signal()?;
    let mut keys = Keys::new(options.seed, &options.folder);
    let setup = Setup::draw(&mut keys, options)?;
    let cluster = Cluster::start(options, &setup)?;
    let mut network = connect(&cluster);
    if !options.empty {
        setup.deploy(&mut network)?;
        council::renew_attestations(&mut network, &setup)?;
        swaps::fund(&mut network, &setup.cast)?;
    }
    let swaps = match options.empty {
        true => None,
        false => Some(swaps::start(&setup.cast, cluster.url())?),
    };
    cluster.set_speed(options.speed);
    summary::write(&setup, &cluster, options, swaps.as_deref(), &mut output)?;
    while !stop.within(ROUND) && !cluster.has_ended() {
        if !options.empty {
            // Moved far, the clock of surfpool can set the slots back: nothing may wait for one of an earlier round.
            let mut network = connect(&cluster).with_timeout(ROUND);
            // The next round comes soon.
            if let Err(error) = council::renew_attestations(&mut network, &setup) {
                tell(format!("the council: {error:#}"));
            }
        }
    }
    cluster.stop()
}
