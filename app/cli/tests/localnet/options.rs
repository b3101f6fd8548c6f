//! The options of every command.

use std::{fs, path::Path};

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::{confirmed::config, transaction::from_wire};
use serde_json::{json, Value};
use solana_commitment_config::CommitmentConfig;
use solana_transaction::Transaction;

use super::{
    binary::io,
    stage::{number, reported, text, Stage},
};

/// Nobody listens here.
const NOBODY: &str = "http://127.0.0.1:1";

pub fn run(stage: &Stage) {
    flags_before_environment_before_configuration(stage);
    fees(stage);
    tried_only(stage);
    signed_only(stage);
    signed_without_a_network(stage);
    forms(stage);
}

/// Who is the staker, and at which supplier, tells which key and which network were taken.
fn flags_before_environment_before_configuration(stage: &Stage) {
    let home = stage.network.folder.join("home");
    let folder = home.join(".config/solana/cli");
    fs::create_dir_all(&folder).unwrap();
    let configure = |url: &str| {
        let keypair = stage.file("staker-1");
        let file = "config.yml";
        let config = format!("json_rpc_url: {url}\nwebsocket_url: ''\nkeypair_path: {keypair}\naddress_labels: {{}}\ncommitment: processed\n");
        fs::write(folder.join(file), config).unwrap();
    };
    let status = |environment: &[(&str, &str)], flags: &[&str]| {
        let mut command = io();
        command.env("HOME", &home).envs(environment.iter().copied());
        let arguments = ["stake", "status", "--output", "json"];
        let (status, out, err) = reported(command.args(arguments).args(flags).output().unwrap());
        match status {
            0 => text(&serde_json::from_str(&out).unwrap(), "/0/supplier"),
            _ => format!("{status}: {err}"),
        }
    };
    let staked = |number: usize| stage.address(&format!("/stakers/{number}/supplier"));
    let (url, second, third) = (
        stage.network.url.as_str(),
        stage.file("staker-2"),
        stage.file("staker-3"),
    );
    configure(url);
    assert_eq!(status(&[], &[]), staked(0));
    let environment = [("IO_KEYPAIR", second.as_str())];
    assert_eq!(status(&environment, &[]), staked(1));
    assert_eq!(status(&environment, &["-k", &third]), staked(2));
    configure(NOBODY);
    assert!(status(&[], &[]).starts_with("5: error: the network does not answer: "));
    assert_eq!(status(&[("IO_URL", url)], &[]), staked(0));
    assert!(status(&[("IO_URL", url)], &["-u", NOBODY]).starts_with("5: "));
    let elsewhere = home.join("elsewhere.yml");
    fs::rename(folder.join("config.yml"), &elsewhere).unwrap();
    let elsewhere = elsewhere.display().to_string();
    assert_eq!(status(&[], &["-C", &elsewhere, "--url", url]), staked(0));
    let defaults = status(&[], &["--url", url]);
    let key = home.join(".config/solana/id.json");
    let expected = format!("2: error: no key at {}: ", key.display());
    assert!(defaults.starts_with(&expected), "{defaults}");
}

/// The limit and the price of a compute unit of a transaction.
pub fn budget(stage: &Stage, signature: &str) -> (u64, Option<u64>) {
    let options = json!([signature, config(CommitmentConfig::confirmed())]);
    let found = stage.ask("getTransaction", options);
    let bytes = BASE64_STANDARD.decode(text(&found, "/transaction/0"));
    let transaction = from_wire(&bytes.unwrap()).unwrap();
    let instructions = transaction.message.instructions().iter();
    let (mut limit, mut price) = (0, None);
    for data in instructions.map(|it| it.data.as_slice()) {
        match data {
            [2, rest @ ..] if rest.len() == 4 => {
                limit = u32::from_le_bytes(rest.try_into().unwrap()).into()
            }
            [3, rest @ ..] if rest.len() == 8 => {
                price = Some(u64::from_le_bytes(rest.try_into().unwrap()))
            }
            _ => {}
        }
    }
    (limit, price)
}

fn fees(stage: &Stage) {
    let delegate = format!("stake delegate {} 1", stage.supplier(1));
    let sent = |options: &str| {
        let sent = stage.does("staker-1", &format!("{delegate} {options}"));
        budget(stage, &text(&sent, "/signature"))
    };
    let (limit, price) = sent("");
    assert!(limit > 0 && limit < 1_400_000);
    assert_eq!(price, None);
    assert_eq!(sent("--with-compute-unit-price 5000").1, Some(5_000));
    // A lamport at most.
    let (limit, price) = sent("--with-compute-unit-price 5000000 --max-priority-fee 0.000000001");
    assert_eq!(price, Some(1_000_000 / limit));
    // What these two have paid is all that anybody has.
    let auto = sent("--with-compute-unit-price auto --commitment processed").1;
    let paid = [Some(5_000), price];
    assert!(paid.contains(&auto), "{auto:?}");
}

fn tried_only(stage: &Stage) {
    let staked = || number(&stage.does("staker-1", "stake status"), "/0/amount");
    let (before, supplier) = (staked(), stage.address("/stakers/0/supplier"));
    let tried = stage.does(
        "staker-1",
        &format!("stake delegate {supplier} 1 --dry-run"),
    );
    assert_eq!(text(&tried, "/outcome"), "would succeed");
    assert_eq!(tried.get("signature"), None);
    assert_eq!(staked(), before);
}

fn signed_only(stage: &Stage) {
    let line = "pause emissions --sign-only";
    let (status, reported) = stage.network.io("authority", line);
    assert_eq!(status, 2);
    assert!(reported.to_string().contains("--blockhash"), "{reported}");
    let latest = stage.ask("getLatestBlockhash", json!([]));
    let blockhash = text(&latest, "/value/blockhash");
    let signed = stage.does("authority", &format!("{line} --blockhash {blockhash}"));
    assert_eq!(text(&signed, "/outcome"), "signed, not sent");
    let paused = || stage.does("renter-1", "gov show")[0]["paused"] == true;
    assert!(!paused());
    let encoded = text(&signed, "/transaction");
    let parameters = json!([encoded, { "encoding": "base64" }]);
    stage.ask("sendTransaction", parameters);
    stage.until("what was signed is executed", paused);
    stage.does("authority", "unpause emissions");
}

/// What a key that never meets a network signs: actions of governance and of a supplier's owner.
fn signed_without_a_network(stage: &Stage) {
    let (me, blockhash) = (stage.pubkey("authority"), stage.pubkey("renter-1"));
    let signed = |line: &str| {
        let mut command = io();
        command
            .args(line.split_whitespace())
            .args(["-u", NOBODY, "-k", &stage.file("authority")]);
        command.args([
            "--sign-only",
            "--blockhash",
            &blockhash.to_string(),
            "--output",
            "json",
        ]);
        reported(command.output().unwrap())
    };
    for line in [
        "pause emissions marketplace",
        "unpause fee-burn",
        &format!("gov propose-authority {blockhash} emissions"),
        "gov accept-authority emissions",
        &format!("gov set-guardian {blockhash} emissions marketplace fee-burn"),
        &format!("gov suspend {blockhash}"),
        "supplier update --endpoint https://cold.example",
        &format!("supplier propose-owner {blockhash}"),
        &format!("supplier accept-owner {blockhash}"),
    ] {
        let (status, out, err) = signed(line);
        assert_eq!(status, 0, "io {line}: {err}");
        let out: Value = serde_json::from_str(&out).unwrap();
        let bytes = BASE64_STANDARD.decode(text(&out, "/transaction"));
        let transaction: Transaction = bincode::deserialize(&bytes.unwrap()).unwrap();
        transaction.verify().unwrap();
        assert_eq!(transaction.message.account_keys[0], me);
    }
    assert_eq!(signed("supplier commission 1%").0, 5);
}

/// Results alone on standard output, the rest on standard error.
fn forms(stage: &Stage) {
    let said = |options: &str| {
        let who = stage.who("staker-1");
        let line = format!(
            "stake delegate {} 1 --yes {who} {options}",
            stage.supplier(1)
        );
        let (status, out, err) = reported(io().args(line.split_whitespace()).output().unwrap());
        assert_eq!(status, 0, "{err}");
        (out, err)
    };
    let (out, err) = said("");
    for line in ["Delegated: 1.00000000 IO", "Outcome: confirmed"] {
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.lines().any(|reported| words(reported) == line), "{out}");
    }
    let link = "https://explorer.solana.com/tx/";
    let links = |err: &str| err.lines().filter(|line| line.starts_with(link)).count();
    assert_eq!(links(&err), 1, "{err}");
    let (_, err) = said("--verbose");
    assert!(err.contains("invoke [1]") && err.contains(link), "{err}");
    let (out, err) = said("--output json-compact");
    assert_eq!((out.lines().count(), links(&err)), (1, 1), "{err}");
    let (out, _) = said("--output csv");
    assert!(
        out.starts_with("delegation,supplier,delegated,delegatedCurrency,roomLeft,"),
        "{out}"
    );
    let file = Path::new(&stage.file("no-such")).with_extension("yml");
    let output = io()
        .args(["offer", "list", "-C"])
        .arg(&file)
        .output()
        .unwrap();
    assert_eq!(reported(output).0, 2);
    let line = format!(
        "offer list --max-price 0.000001 --url {}",
        stage.network.url
    );
    let forms = [
        ("display", ""),
        ("json", "[]\n"),
        ("csv", "offer,model,freeGpus,pricePerGpuHour,pricePerGpuHourCurrency,againstListPrice,region,interconnect,currencies,minHours,maxHours,notice\n"),
    ];
    for (form, empty) in forms {
        let printed = stage.prints(&format!("{line} --output {form}"));
        assert_eq!(printed, empty, "{form}");
    }
}
