//! `fund`: gives somebody what there is to give on a network that runs.

use std::path::{Path, PathBuf};

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{system_instruction::transfer, system_program},
};
use anyhow::{anyhow, ensure, Context};
use clap::Args;
use io_client::{base58::address, rpc::RpcNetwork, Network};
use io_common::constants::{ONE_IO, ONE_USDC};
use io_stage::Cast;
use serde_json::{json, Value};
use solana_keypair::{read_keypair_file, Keypair};
use solana_signer::Signer;

use crate::summary;

/// Lamports: 10 SOL.
const LAMPORTS: u64 = 10_000_000_000;
/// IO, in base units.
const IO: u64 = 100_000 * ONE_IO;
/// USDC, in base units.
const USDC: u64 = 1_000_000 * ONE_USDC;
/// What only surfpool says of its version.
const MARKER: &str = "surfnet-version";

/// Whom.
#[derive(Args)]
pub struct Options {
    /// Wallet that gets it
    #[arg(value_parser = address)]
    address: Pubkey,
    /// Where the network has put its key pairs
    #[arg(long, default_value = "localnet")]
    folder: PathBuf,
}

/// Sends SOL and IO of the network's own people, and mints USDC, all in one transaction.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let summary = summary::read(&options.folder)?;
    let mut network = summary::network(&summary)?;
    check(&network)?;
    ensure!(
        summary["empty"] != true,
        "the network is empty: it has no tokens"
    );
    let cast = Cast::new(|role| key(&options.folder, &role.name()))?;
    let to = &options.address;
    let there = network.account(to)?;
    let is_wallet = there.is_none_or(|it| it.owner == system_program::ID && !it.executable);
    ensure!(
        is_wallet && to.is_on_curve(),
        "{to} is no wallet: no key can spend what is there"
    );
    let lamports = transfer(&cast.authority.pubkey(), to, LAMPORTS);
    let instructions = [&[lamports], &cast.gifts(to, IO, USDC)[..]].concat();
    network.send(&instructions, &[&cast.authority, &cast.treasury])?;
    println!("Sent to {to}:\n10 SOL, 100,000 IO and 1,000,000 USDC.");
    Ok(())
}

/// Refuses what is no network of this kind: its tokens are somebody's.
fn check(network: &RpcNetwork) -> anyhow::Result<()> {
    let version: Value = network.ask("getVersion", json!([]))?;
    ensure!(
        !version[MARKER].is_null(),
        "this is no network of `io localnet`, so nothing is given away on it"
    );
    Ok(())
}

fn key(folder: &Path, name: &str) -> anyhow::Result<Keypair> {
    let file = folder.join(name).with_extension("json");
    let key = read_keypair_file(&file).map_err(|error| anyhow!("{error}"));
    key.with_context(|| file.display().to_string())
}
