//! What was made, for people on standard output and for programs in the folder.

use std::{fmt::Write as _, io::Write, path::Path, str::FromStr};

use anchor_lang::prelude::Pubkey;
use anyhow::Context;
use io_client::rpc::RpcNetwork;
use io_common::ids;
use serde_json::{json, Value};
use solana_commitment_config::CommitmentConfig;
use solana_signer::Signer;

use crate::{cluster::Cluster, hook, setup::Setup, Options};

/// In the folder of a network.
const FILE: &str = "localnet.json";
/// What the network is to be, in its folder.
const DEPLOYMENT: &str = "deployment.toml";

/// Writes `localnet.json`, `deployment.toml`, `env` and a hook, and tells on `output` how to talk to the network.
pub fn write(
    setup: &Setup,
    cluster: &Cluster,
    options: &Options,
    swaps: Option<&str>,
    output: &mut dyn Write,
) -> anyhow::Result<()> {
    let file = options.folder.join(FILE);
    let mut summary = summary(setup, cluster, options);
    summary["jupiter"] = json!(swaps);
    std::fs::write(&file, format!("{summary:#}\n"))?;
    let mut environment = environment(setup, cluster);
    if let Some(url) = swaps {
        environment.push_str(&format!("export IO_JUPITER_URL={url}\n"));
    }
    if !options.empty {
        let file = options.folder.join(DEPLOYMENT);
        std::fs::write(&file, setup.deployment().to_toml()?)?;
        let file = quoted(&file.canonicalize()?);
        environment.push_str(&format!("export IO_DEPLOYMENT={file}\n"));
        environment.push_str(&format!("export IO_HERMES_URL={}\n", cluster.hermes()));
    }
    std::fs::write(options.folder.join("env"), environment)?;
    hook::write(&options.folder)?;
    Ok(output.write_all(text(setup, cluster, options, swaps)?.as_bytes())?)
}

/// What the network that runs has written into `folder`.
///
/// # Errors
/// If it has not, or what is there cannot be read.
pub fn read(folder: &Path) -> anyhow::Result<Value> {
    let file = folder.join(FILE);
    let summary = std::fs::read(&file);
    let summary = summary.with_context(|| {
        format!(
            "{}: is the network there? Name its folder with --folder",
            file.display()
        )
    })?;
    Ok(serde_json::from_slice(&summary)?)
}

/// The network of a summary.
///
/// # Errors
/// If it has no URL.
pub fn network(summary: &Value) -> anyhow::Result<RpcNetwork> {
    let url = summary["rpc"].as_str().context("it has no URL")?;
    Ok(RpcNetwork::new(url, CommitmentConfig::processed()))
}

/// The address at a place of a summary.
///
/// # Errors
/// If there is none.
pub fn address(value: &Value) -> anyhow::Result<Pubkey> {
    Ok(Pubkey::from_str(value.as_str().context("no address")?)?)
}

/// What `io` needs to know, for a shell.
fn environment(setup: &Setup, cluster: &Cluster) -> String {
    let (url, price) = (cluster.url(), setup.cast.price);
    format!("export IO_URL={url}\nexport IO_PRICE_ACCOUNT={price}\n")
}

/// A path as a word of a shell.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string().replace('\'', r"'\''");
    format!("'{path}'")
}

fn summary(setup: &Setup, cluster: &Cluster, options: &Options) -> Value {
    let text = |key: &dyn Signer| key.pubkey().to_string();
    let suppliers = setup.suppliers.iter().map(|supply| {
        json!({
            "owner": text(&supply.owner),
            "operator": text(&supply.operator),
            "supplier": supply.address.to_string(),
            "offer": supply.offer.to_string(),
            "model": supply.gpu.name,
            "gpus": supply.gpus,
            "priceMicroUsd": supply.price,
        })
    });
    let stakers = setup.stakers.iter().map(
        |staker| json!({ "staker": text(&staker.person), "supplier": staker.supplier.to_string() }),
    );
    let renters = setup.renters.iter().map(|renter| text(renter));
    let attestors = setup.cast.attestors.iter().map(|attestor| text(attestor));
    let deployment = setup.deployment();
    let realm = deployment.votes().filter(|_| !options.empty);
    let realm = realm.map(|(_, at)| {
        json!({
            "realm": at.realm.to_string(),
            "governance": at.governance.to_string(),
            "treasury": at.treasury().to_string(),
        })
    });
    json!({
        "rpc": cluster.url(),
        "webSocket": cluster.web_socket(),
        "hermes": (!options.empty).then(|| cluster.hermes()),
        "seed": options.seed,
        "speed": options.speed,
        "empty": options.empty,
        "programs": {
            "emissions": ids::emissions::ID.to_string(),
            "marketplace": ids::marketplace::ID.to_string(),
            "feeBurn": ids::fee_burn::ID.to_string(),
        },
        "ioMint": setup.cast.io.to_string(),
        "usdcMint": setup.cast.usdc.to_string(),
        "price": setup.cast.price.to_string(),
        "authority": text(&setup.cast.authority),
        "guardian": text(&setup.cast.guardian),
        "treasury": text(&setup.cast.treasury),
        "attestors": attestors.collect::<Vec<_>>(),
        "realm": realm,
        "suppliers": suppliers.collect::<Vec<_>>(),
        "stakers": stakers.collect::<Vec<_>>(),
        "renters": renters.collect::<Vec<_>>(),
    })
}

fn text(
    setup: &Setup,
    cluster: &Cluster,
    options: &Options,
    swaps: Option<&str>,
) -> Result<String, std::fmt::Error> {
    let mut out = String::new();
    let (url, folder) = (cluster.url(), options.folder.display());
    writeln!(out, "JSON-RPC       {url}")?;
    writeln!(out, "WebSocket      {}", cluster.web_socket())?;
    if let Some(url) = swaps {
        writeln!(out, "swaps          {url}, a stand-in for Jupiter")?;
    }
    if !options.empty {
        writeln!(out, "Hermes         {}", cluster.hermes())?;
    }
    writeln!(out, "emissions      {}", ids::emissions::ID)?;
    writeln!(out, "marketplace    {}", ids::marketplace::ID)?;
    writeln!(out, "fee-burn       {}", ids::fee_burn::ID)?;
    if options.empty {
        writeln!(out, "nothing        is initialised")?;
    } else {
        writeln!(out, "IO             {}", setup.cast.io)?;
        writeln!(out, "USDC           {}", setup.cast.usdc)?;
        writeln!(out, "IO/USD price   {}", setup.cast.price)?;
        if let Some((_, at)) = setup.deployment().votes() {
            writeln!(out, "realm          {}", at.realm)?;
        }
        for (number, supply) in (1_u32..).zip(&setup.suppliers) {
            let (gpus, model, address) = (supply.gpus, &supply.gpu.name, supply.address);
            writeln!(out, "supplier-{number:<5} {address}  {gpus} × {model}")?;
        }
    }
    writeln!(
        out,
        "key pairs      {folder}/, every address in {folder}/localnet.json"
    )?;
    writeln!(out, "SSH hook       {folder}/{}", hook::NAME)?;
    writeln!(out, "try            . {folder}/env && io offer list")?;
    writeln!(out, "Ctrl-C ends it.")?;
    Ok(out)
}
