//! Reserves GPUs of a supplier of the local network, paid in USDC or IO.
//!
//! It wants a network (`./x localnet`) and its folder, with `localnet.json` and the key pairs: see `--help`.

use std::{
    fs::{read_to_string, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use ::marketplace::state::{Currency, Reservation, Status};
use anchor_lang::prelude::Pubkey;
use anyhow::{anyhow, Context};
use base64::{prelude::BASE64_STANDARD, Engine};
use clap::{Parser, ValueEnum};
use curve25519_dalek::MontgomeryPoint;
use io_client::{
    actions::{
        market::Market,
        pricing::Wanted,
        reserve::{prepare, Request},
    },
    marketplace::reservation_address,
    read,
    rpc::RpcNetwork,
    sending::{Announcement, Observer},
    Network,
};
use io_common::constants::{IO_DECIMALS, USDC_DECIMALS};
use serde_json::Value;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::{read_keypair_file, Keypair};
use solana_signer::Signer;

/// What stands before an X25519 key in PKCS #8.
const PKCS8: [u8; 16] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32];

/// Reserves GPUs of a supplier of the local network, paid in USDC or IO.
#[derive(Parser)]
struct Options {
    /// Folder of the network, with localnet.json and the key pairs
    #[arg(long, default_value = "localnet")]
    folder: PathBuf,
    /// JSON-RPC, if not that of localnet.json
    #[arg(long)]
    rpc: Option<String>,
    /// Key pair of the renter, who pays
    #[arg(long, default_value = "renter-1")]
    renter: String,
    /// Which of the suppliers of localnet.json, from 1
    #[arg(long, default_value_t = 1)]
    supplier: usize,
    /// GPUs
    #[arg(long, default_value_t = 1)]
    gpus: u32,
    /// Hours
    #[arg(long, default_value_t = 24)]
    hours: u32,
    /// What the renter pays with
    #[arg(long, value_enum, default_value = "usdc")]
    currency: Money,
}

#[derive(Clone, Copy, ValueEnum)]
enum Money {
    Usdc,
    Io,
}

impl From<Money> for Currency {
    fn from(money: Money) -> Self {
        match money {
            Money::Usdc => Self::Usdc,
            Money::Io => Self::Io,
        }
    }
}

impl Options {
    /// localnet.json, the supplier that it lists, and the renter's key pair.
    fn read(&self) -> anyhow::Result<(Value, Value, Keypair)> {
        let localnet = read_to_string(self.folder.join("localnet.json"))?;
        let localnet: Value = serde_json::from_str(&localnet)?;
        let listed = self.supplier.checked_sub(1);
        let listed = listed.and_then(|place| localnet["suppliers"].get(place));
        let listed = listed.context("there is no such supplier in localnet.json")?;
        let key = self.folder.join(&self.renter).with_extension("json");
        let renter = read_keypair_file(key).map_err(|error| anyhow!("{error}"))?;
        Ok((localnet.clone(), listed.clone(), renter))
    }

    fn status(&self, it: &Reservation) -> &'static str {
        match it.is(Status::Reserved) {
            true => "Reserved",
            false => "started",
        }
    }

    fn money(&self, amount: u64) -> String {
        let (decimals, name) = match self.currency {
            Money::Usdc => (USDC_DECIMALS, "USDC"),
            Money::Io => (IO_DECIMALS, "IO"),
        };
        format!("{} {name}", amount as f64 / 10_f64.powi(decimals.into()))
    }
}

/// By its signature a transaction is found, even if this process ends before it is confirmed.
struct Announcer;

impl Observer for Announcer {
    fn announce(&self, signed: &[Announcement]) {
        for Announcement { signature, .. } in signed {
            eprintln!("sending {signature}");
        }
    }
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let (localnet, listed, renter) = options.read()?;
    let url = options.rpc.as_deref().or(localnet["rpc"].as_str());
    let url = url.context("localnet.json has no URL")?;
    let mut network = RpcNetwork::new(url, CommitmentConfig::confirmed()).with_observer(Announcer);
    let price = pubkey(&localnet["price"])?;
    reserve(&mut network, &options, &renter, &listed, &price)
}

/// Reads the offer, prepares the reservation, sends it, and prints what has come of it.
fn reserve(
    network: &mut dyn Network,
    options: &Options,
    renter: &Keypair,
    listed: &Value,
    price: &Pubkey,
) -> anyhow::Result<()> {
    let (me, currency) = (renter.pubkey(), options.currency.into());
    let offer = pubkey(&listed["offer"])?;
    let market = Market::read(network, &offer, price, Some((me, currency)))?;
    let number = rand::random();
    let pem = reservation_address(&me, number).to_string();
    let request = Request {
        renter: me,
        payer: me,
        wanted: Wanted {
            gpus: options.gpus,
            hours: options.hours,
            currency,
        },
        number,
        limit: None,
        revision: None,
        connection_key: connection_key(&options.folder.join(pem).with_extension("pem"))?,
    };
    let prepared = prepare(&market, &request)?;
    let receipt = network.send(&prepared.instructions(), &[renter])?;

    let address = prepared.terms.reservation;
    let made: Option<Reservation> = read(network, &address)?;
    let made = made.context("the reservation is gone")?;
    println!("reservation  {address}, {}", options.status(&made));
    let model = listed["model"].as_str().unwrap_or_default();
    println!("GPUs         {} × {model}, {} h", made.gpus, options.hours);
    println!("locked       {}", options.money(made.locked));
    println!("transaction  {}", receipt.signature);
    Ok(())
}

fn pubkey(value: &Value) -> anyhow::Result<Pubkey> {
    let text = value.as_str().context("localnet.json lacks an address")?;
    Ok(text.parse()?)
}

/// An X25519 key, to which the supplier encrypts the connection details. Its secret half is kept in `file`.
fn connection_key(file: &Path) -> anyhow::Result<[u8; 32]> {
    let secret: [u8; 32] = rand::random();
    let text = BASE64_STANDARD.encode([&PKCS8[..], &secret].concat());
    let mut open = OpenOptions::new();
    let mut file = open.write(true).create_new(true).mode(0o600).open(file)?;
    write!(
        file,
        "-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"
    )?;
    Ok(MontgomeryPoint::mul_base_clamped(secret).to_bytes())
}
