//! Reserves GPUs of a supplier of the local network, paid in USDC or IO.
//!
//! It wants a network (`./x localnet`) and its folder, with `localnet.json` and the key pairs: see `--help`.

use std::{
    fs::{read_to_string, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use ::marketplace::{
    instructions::ReserveArgs,
    quote::{cost, Cost},
    state::{meter, Config, Currency, Offer, Reservation, Segment, Status},
};
use anchor_lang::prelude::Pubkey;
use anyhow::{anyhow, Context};
use base64::{prelude::BASE64_STANDARD, Engine};
use clap::{Parser, ValueEnum};
use curve25519_dalek::MontgomeryPoint;
use io_client::{
    marketplace::{self, ReserveAccounts},
    read,
    rpc::RpcNetwork,
    sending::{Announcement, Observer},
    spl, Network,
};
use io_common::{
    addresses::MARKETPLACE_CONFIG,
    constants::{HOUR, IO_DECIMALS, USDC_DECIMALS},
};
use serde_json::Value;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::read_keypair_file;
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
    let localnet = read_to_string(options.folder.join("localnet.json"))?;
    let localnet: Value = serde_json::from_str(&localnet)?;
    let listed = options.supplier.checked_sub(1);
    let listed = listed.and_then(|place| localnet["suppliers"].get(place));
    let listed = listed.context("there is no such supplier in localnet.json")?;
    let key = options.folder.join(&options.renter).with_extension("json");
    let renter = read_keypair_file(key).map_err(|error| anyhow!("{error}"))?;
    let url = options.rpc.as_deref().or(localnet["rpc"].as_str());
    let url = url.context("localnet.json has no URL")?;
    let mut network = RpcNetwork::new(url, CommitmentConfig::confirmed()).with_observer(Announcer);

    let config: Option<Config> = read(&mut network, &MARKETPLACE_CONFIG.address)?;
    let config = config.context("the suite is not on this network")?;
    let address = pubkey(&listed["offer"])?;
    let offer: Option<Offer> = read(&mut network, &address)?;
    let offer = offer.context("the supplier's offer is closed")?;
    let (currency, decimals, name) = match options.currency {
        Money::Usdc => (Currency::Usdc, USDC_DECIMALS, "USDC"),
        Money::Io => (Currency::Io, IO_DECIMALS, "IO"),
    };
    let price = pubkey(&localnet["price"])?;
    let cost = quote(&mut network, &options, currency, &config, &offer, &price)?;

    let number = rand::random();
    let reservation = marketplace::reservation_address(&renter.pubkey(), number);
    let mint = config.mint(currency);
    let accounts = ReserveAccounts {
        renter: renter.pubkey(),
        payer: renter.pubkey(),
        supplier: offer.supplier,
        offer: address,
        mint,
        renter_tokens: spl::wallet(&renter.pubkey(), &mint),
        price: Some(price),
    };
    let pem = options.folder.join(reservation.to_string());
    let args = ReserveArgs {
        number,
        gpus: options.gpus,
        hours: options.hours,
        currency,
        offer_revision: offer.revision,
        // The price of IO may move by 1 % until then.
        max_amount: match currency {
            Currency::Usdc => cost.total,
            Currency::Io => cost.total.saturating_add(cost.total.div_ceil(100)),
        },
        connection_key: connection_key(&pem.with_extension("pem"))?,
    };
    let receipt = network.send(&[marketplace::reserve(&accounts, args)], &[&renter])?;

    let made: Option<Reservation> = read(&mut network, &reservation)?;
    let made = made.context("the reservation is gone")?;
    let status = if made.is(Status::Reserved) {
        "Reserved"
    } else {
        "started"
    };
    let model = listed["model"].as_str().unwrap_or_default();
    let locked = made.locked as f64 / 10_f64.powi(decimals.into());
    println!("reservation  {reservation}, {status}");
    println!("GPUs         {} × {model}, {} h", made.gpus, options.hours);
    println!("locked       {locked} {name}");
    println!("transaction  {}", receipt.signature);
    Ok(())
}

fn pubkey(value: &Value) -> anyhow::Result<Pubkey> {
    let text = value.as_str().context("localnet.json lacks an address")?;
    Ok(text.parse()?)
}

/// What the renter locks, by the program's own arithmetic: the price, and the fee on it.
fn quote(
    network: &mut dyn Network,
    options: &Options,
    currency: Currency,
    config: &Config,
    offer: &Offer,
    price: &Pubkey,
) -> anyhow::Result<Cost> {
    let price = match currency {
        Currency::Usdc => None,
        Currency::Io => {
            let account = network.account(price)?.context("there is no price")?;
            let now = network.unix_time()?;
            Some(config.oracle.read(&account.owner, &account.data, now)?)
        }
    };
    let segment = Segment {
        rate: meter::rate(offer.price_micro_usd, options.gpus, price.as_ref())?,
        seconds: options.hours.saturating_mul(HOUR as u32),
    };
    Ok(cost(segment, &config.terms(currency)?)?)
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
