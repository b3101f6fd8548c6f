//! The network as its users meet it: a process, JSON-RPC, a signal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    str::FromStr,
    time::{Duration, Instant},
};

use ::marketplace::state::Config;
use anchor_lang::prelude::Pubkey;
use emissions::state::{Delegation, Ledger};
use io_client::{
    emissions as client,
    events::{decode, Emissions, Event},
    keeper, marketplace,
    pyth::Updates,
    read,
    realm::{self, read::Wanted},
    rpc::{Hermes, Part, RpcNetwork},
    spl, Network, SendError,
};
use io_common::{
    addresses::{LEDGER, MARKETPLACE_CONFIG},
    constants::{epoch_hour, HOUR, ONE_IO},
    governance::{pause::GUARDIAN_PAUSE, GovernanceAction},
    ids::pyth::IO_USD_FEED,
    oracle::message::PriceMessage,
    types::Supplier,
};
use io_migrations::{verify, Deployment, Difference};
use serde_json::{json, Value};
use solana_commitment_config::CommitmentConfig;
use solana_keypair::{read_keypair_file, Keypair};
use solana_signer::Signer;
use tempfile::TempDir;

/// The start of the year 2027, which is that of an hour.
const START: i64 = 1_798_761_600;
/// After so long a test hangs; nothing that works takes as long, however busy the machine is.
const HANGS: Duration = Duration::from_secs(300);

/// A running `io-localnet`, killed if a test fails.
struct Localnet {
    process: Child,
    port: u16,
    folder: TempDir,
    summary: Value,
}

impl Localnet {
    fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
            .args(["--port", "0", "--start", &START.to_string()])
            .arg("--folder")
            .arg(folder.path())
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // The reader of what it prints is gone afterwards, as with `head`.
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let printed: Vec<String> = lines
            .map_while(Result::ok)
            .take_while(is_not_last)
            .collect();
        assert!(process.try_wait().unwrap().is_none(), "{printed:#?}");
        let summary = std::fs::read_to_string(folder.path().join("localnet.json")).unwrap();
        let summary: Value = serde_json::from_str(&summary).unwrap();
        let (_, port) = summary["rpc"].as_str().unwrap().rsplit_once(':').unwrap();
        Self {
            process,
            port: port.parse().unwrap(),
            folder,
            summary,
        }
    }

    fn network(&self) -> RpcNetwork {
        let url = self.summary["rpc"].as_str().unwrap();
        RpcNetwork::new(url, CommitmentConfig::confirmed())
    }

    fn key(&self, name: &str) -> Keypair {
        read_keypair_file(self.folder.path().join(name).with_extension("json")).unwrap()
    }

    fn address(&self, place: &str) -> Pubkey {
        let text = self.summary.pointer(place).and_then(Value::as_str);
        Pubkey::from_str(text.unwrap()).unwrap()
    }

    /// Ends it by a signal.
    fn end(mut self, signal: &str) {
        let process = self.process.id().to_string();
        let killed = Command::new("kill").args([signal, &process]).status();
        assert!(killed.unwrap().success());
        assert_eq!(self.process.wait().unwrap().code(), Some(0));
        assert!((0..3).all(|more| is_free(self.port + more)));
    }
}

impl Drop for Localnet {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_not_last(line: &String) -> bool {
    line != "Ctrl-C ends it."
}

/// Looks until it is so.
fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < HANGS, "{what}");
    }
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[test]
fn an_hour_is_emitted_and_a_staker_delegates_over_json_rpc() {
    let localnet = Localnet::start(&["--suppliers", "2", "--stakers", "1"]);
    let mut network = localnet.network();

    // Accounts, and the lack of one.
    let account = network.account(&LEDGER.address).unwrap().unwrap();
    assert_eq!(account.owner, emissions::ID);
    assert_eq!(network.account(&Pubkey::new_unique()), Ok(None));
    let ledger: Ledger = read(&mut network, &LEDGER.address).unwrap().unwrap();
    assert_eq!(ledger.hour, epoch_hour(START));
    let supplier = localnet.address("/suppliers/0/supplier");
    let attested: Supplier = read(&mut network, &supplier).unwrap().unwrap();
    assert!(attested.attestation.live_gpus(START) > 0);
    assert!(network
        .account(&localnet.address("/price"))
        .unwrap()
        .is_some());

    // Two hours later: the first in which the attestations count is over.
    let later = START + 2 * HOUR;
    let target = json!([{ "absoluteTimestamp": later * 1_000 }]);
    let _: Value = network.ask("surfnet_timeTravel", target).unwrap();
    until("the clock moves", || network.unix_time().unwrap() >= later);

    let (staker, io) = (localnet.key("staker-1"), localnet.address("/ioMint"));
    let signer = staker.pubkey();
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: signer,
        supplier,
    });
    let before: Delegation = read(&mut network, &delegation).unwrap().unwrap();
    let mut instructions = keeper::catch_up(&mut network, &signer, &io, &[supplier]).unwrap();
    let wallet = spl::wallet(&signer, &io);
    let delegate = |amount| {
        client::delegate(
            &client::DelegationKeys {
                staker: signer,
                supplier,
            },
            &wallet,
            amount,
        )
    };
    instructions.push(delegate(ONE_IO));
    let receipt = network.send(&instructions, &[&staker]).unwrap();
    let mut events = receipt
        .inner
        .iter()
        .filter_map(|(program, data)| decode(program, data));
    assert!(events.any(|event| matches!(event, Event::Emissions(Emissions::ClockAdvanced(_)))));
    let ledger: Ledger = read(&mut network, &LEDGER.address).unwrap().unwrap();
    assert_eq!(ledger.hour, epoch_hour(later));
    assert!(ledger.emitted_total > 0);
    let after: Delegation = read(&mut network, &delegation).unwrap().unwrap();
    assert!(after.active > before.active);

    // A refusal comes with its code and its logs; nothing was sent.
    let refusal = network.send(&[delegate(u64::MAX)], &[&staker]).unwrap_err();
    assert!(matches!(refusal, SendError::Refused { .. }), "{refusal}");
    assert!(
        refusal.code().is_some() && !refusal.logs().is_empty(),
        "{refusal:?}"
    );

    localnet.end("-INT");
    let gone = network.account(&LEDGER.address);
    assert!(
        gone.is_err(),
        "a network that has ended is no missing account"
    );
}

#[test]
fn an_empty_network_has_the_programs_only() {
    let localnet = Localnet::start(&["--empty"]);
    let mut network = localnet.network();
    for program in ["emissions", "marketplace", "feeBurn"] {
        let address = localnet.address(&format!("/programs/{program}"));
        assert!(network.account(&address).unwrap().unwrap().executable);
    }
    assert_eq!(network.account(&LEDGER.address), Ok(None));
    assert_eq!(network.account(&localnet.address("/ioMint")), Ok(None));
    assert_eq!(localnet.summary["realm"], Value::Null);
    let authority = localnet.address("/authority");
    assert!(network.account(&authority).unwrap().is_some());
    let second = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
        .args(["--port", &localnet.port.to_string(), "--folder"])
        .arg(localnet.folder.path())
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let reported = String::from_utf8(second.stderr).unwrap();
    let busy = format!("error: port {}: give another --port", localnet.port);
    assert!(reported.starts_with(&busy), "{reported}");
    localnet.end("-TERM");
}

#[test]
fn a_seed_gives_the_same_people() {
    let summary = |seed| {
        let localnet = Localnet::start(&["--empty", "--seed", seed]);
        let mut summary = localnet.summary.clone();
        let places = summary.as_object_mut().unwrap();
        for place in ["rpc", "webSocket"] {
            places.remove(place).unwrap();
        }
        localnet.end("-INT");
        summary
    };
    let (first, again, other) = (summary("7"), summary("7"), summary("8"));
    assert_eq!(first, again);
    for place in ["/authority", "/ioMint", "/price", "/suppliers/0/supplier"] {
        assert_ne!(first.pointer(place), other.pointer(place), "{place}");
    }
}

#[test]
fn the_clock_runs_as_fast_as_it_is_set() {
    let few = ["--suppliers", "1", "--stakers", "0", "--renters", "0"];
    let localnet = Localnet::start(&[&few[..], &["--speed", "3600"]].concat());
    let mut network = localnet.network();
    let mut seen = vec![network.unix_time().unwrap()];
    until("the clock moves", || {
        let now = network.unix_time().unwrap();
        if seen.last() != Some(&now) {
            seen.push(now);
        }
        seen.len() == 3
    });
    // A slot is 0.4 seconds here, and 1,440 there.
    for pair in seen.windows(2) {
        let passed = pair[1] - pair[0];
        assert!(passed > 0 && passed % 1_440 == 0, "{seen:?}");
    }
    // The price keeps up.
    let price = localnet.address("/price");
    let published = |network: &mut RpcNetwork| {
        let account = network.account(&price).unwrap().unwrap();
        PriceMessage::parse(&account.data).unwrap().publish_time
    };
    until("the price is posted", || published(&mut network) >= seen[2]);
    localnet.end("-INT");
}

#[test]
fn a_signal_during_the_setting_up_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
        .args(["--port", "0", "--folder"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // It listens to signals before it writes keys.
    while !folder.path().join("attestor-1.json").exists() {
        assert!(process.try_wait().unwrap().is_none(), "it runs");
        std::thread::yield_now();
    }
    let id = process.id().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status();
    assert!(killed.unwrap().success());
    assert_eq!(process.wait().unwrap().code(), Some(0));
}

#[test]
fn the_clock_moves_and_price_and_attestations_follow() {
    let localnet = Localnet::start(&["--suppliers", "1", "--stakers", "0"]);
    let mut network = localnet.network();
    let forward = |time| {
        let forward = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
            .args(["--forward", time, "--folder"])
            .arg(localnet.folder.path())
            .output();
        forward.unwrap()
    };
    // Longer than an attestation.
    let reported = forward("2d");
    assert!(reported.status.success(), "{reported:?}");
    let reported = String::from_utf8(reported.stdout).unwrap();
    assert!(reported.starts_with("It is 2027-01-03 00:"), "{reported}");
    let now = network.unix_time().unwrap();
    assert!(now >= START + 48 * HOUR);
    let supplier = localnet.address("/suppliers/0/supplier");
    let attested: Supplier = read(&mut network, &supplier).unwrap().unwrap();
    assert!(attested.attestation.live_gpus(now) > 0);
    let price = network.account(&localnet.address("/price")).unwrap();
    let price = PriceMessage::parse(&price.unwrap().data).unwrap();
    assert!(price.publish_time >= START + 48 * HOUR);

    let environment = std::fs::read_to_string(localnet.folder.path().join("env")).unwrap();
    assert!(environment.contains(&format!("IO_URL=http://127.0.0.1:{}\n", localnet.port)));
    let hermes = localnet.summary["hermes"].as_str().unwrap();
    assert_eq!(hermes, format!("http://127.0.0.1:{}", localnet.port + 2));
    assert!(environment.contains(&format!("IO_HERMES_URL={hermes}\n")));
    let update = Hermes::new(hermes, None).latest(&IO_USD_FEED).unwrap();
    let (_, signed) = update.of_feed(&IO_USD_FEED).unwrap();
    assert!(signed.publish_time >= price.publish_time);
    let deployment = environment.lines().find_map(|line| {
        let quoted = line.strip_prefix("export IO_DEPLOYMENT='")?;
        quoted.strip_suffix('\'')
    });
    let deployment = Deployment::read(Path::new(deployment.unwrap())).unwrap();
    assert_eq!(deployment.io_mint, localnet.address("/ioMint"));
    assert_eq!(deployment.table().unwrap().len(), 1);
}

/// An index has its times from blocks, and its rows are compared with accounts (P-22).
#[test]
fn p22_a_block_has_the_time_that_its_transactions_saw() {
    let few = ["--suppliers", "1", "--stakers", "0", "--renters", "0"];
    let localnet = Localnet::start(&[&few[..], &["--speed", "1000"]].concat());
    let (mut network, guardian) = (localnet.network(), localnet.key("guardian"));
    let pause = marketplace::govern(&guardian.pubkey(), GovernanceAction::Pause);
    let sent = network.send(&[pause], &[&guardian]).unwrap();
    let config: Config = read(&mut network, &MARKETPLACE_CONFIG.address)
        .unwrap()
        .unwrap();
    let seen = config.pause.until - GUARDIAN_PAUSE;
    let shown = || network.transaction(&sent.signature).unwrap().unwrap();
    let slot = || -> u64 { network.ask("getSlot", json!([])).unwrap() };
    let next = shown().slot + 2;
    until("the block after the next", || slot() >= next);
    assert_eq!(shown().block_time, Some(seen));
    let part = Part {
        before: None,
        until: None,
        limit: 1,
        least: 0,
    };
    let listed = network.listed(&::marketplace::ID, &part).unwrap();
    let [newest] = &listed[..] else {
        panic!("{listed:?}")
    };
    assert_eq!(newest.mention.signature, sent.signature);
    assert_eq!(newest.mention.time, Some(seen));
}

/// The realm is as the deployment file says, and `authority` governs until a vote accepts.
#[test]
fn a_realm_stands_ready_and_governs_nothing_yet() {
    let localnet = Localnet::start(&["--suppliers", "1", "--stakers", "0", "--renters", "0"]);
    let mut network = localnet.network();
    let (governed, _) = realm::read::find(&mut network, &[]).unwrap();
    assert!(!governed.has_accepted);
    assert!(governed.staked > 0);
    assert_eq!(governed.at.realm, localnet.address("/realm/realm"));
    assert_eq!(
        governed.at.governance,
        localnet.address("/realm/governance")
    );
    let look = governed.look(&mut network, &Wanted::default()).unwrap();
    assert_eq!(look.realm.authority, Some(governed.at.governance));
    assert!(look.has_max_record);
    let treasury = localnet.address("/realm/treasury");
    let treasury = network.account(&treasury).unwrap().unwrap();
    assert_eq!(treasury.lamports, look.treasury);

    let authority = localnet.address("/authority");
    let governance = governed.at.governance;
    for roles in [
        governed.emissions.roles,
        governed.marketplace.unwrap().roles,
        governed.fee_burn.unwrap().roles,
    ] {
        assert_eq!(roles.authority, authority);
        assert_eq!(roles.pending_authority, governance);
    }
    let file = localnet.folder.path().join("deployment.toml");
    let deployment = Deployment::read(&file).unwrap();
    let left = verify(&mut network, &deployment).unwrap();
    let is_offered = |it: &Difference| it.what.ends_with("authority");
    assert!(left.len() == 6 && left.iter().all(is_offered), "{left:?}");
}

/// After these steps surfpool's slots are set back, from 720,000 to 549,000: it has begun an epoch at the first of them.
#[test]
fn the_council_goes_on_where_slots_are_set_back() {
    let localnet = Localnet::start(&["--suppliers", "1", "--stakers", "0", "--renters", "0"]);
    let slot = || -> u64 { localnet.network().ask("getSlot", json!([])).unwrap() };
    let mut slots = Vec::new();
    for time in ["40h", "40h", "13h"] {
        let reported = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
            .args(["--forward", time, "--folder"])
            .arg(localnet.folder.path())
            .output()
            .unwrap();
        assert!(reported.status.success(), "{time}: {reported:?}");
        slots.push(slot());
    }
    assert!(slots[2] < slots[1], "{slots:?}");
}

/// Values are read as those of `io` are, and before anything is asked; a secret is not repeated.
#[test]
fn values_are_read_as_those_of_io_and_never_repeated_where_they_may_be_secret() {
    let secret = Keypair::new().to_base58_string();
    for (line, reported) in [
        (["--forward", "0"], "it must be longer than nothing"),
        (["--forward", "0s"], "it must be longer than nothing"),
        (
            ["--forward", "banana"],
            "not a duration, such as 90m, 1.5h, 2d",
        ),
        (["--forward", "90"], "write 90s, 90m, 90h or 90d"),
        (["--start", "2027-01-01"], "such as 2027-01-31 16:30:00"),
        (
            ["--start", "2027-01-01 10:00:60"],
            "such as 2027-01-31 16:30:00",
        ),
        (["--port", "65535"], "write a whole number from 0 to 65,533"),
        (["--port", &secret], "write a whole number from 0 to 65,533"),
        (
            ["fund", "notanaddress"],
            "write 43 or 44 characters of base 58",
        ),
        (["fund", &secret], "write 43 or 44 characters of base 58"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
            .args(line)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{line:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains(reported), "{line:?}: {err}");
        assert!(!err.contains(&secret), "{err}");
    }
    let folder = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
        .args(["--forward", "1h", "--folder", &secret])
        .output()
        .unwrap();
    let err = String::from_utf8(folder.stderr).unwrap();
    assert!(
        !err.contains(&secret) && err.contains("is the network there?"),
        "{err}"
    );
    let help = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("Usage: io localnet [OPTIONS]"), "{help}");
}

/// `io-localnet fund`, and what it says.
fn fund(folder: &Path, address: &Pubkey) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_io-localnet"))
        .args(["fund", &address.to_string()])
        .arg("--folder")
        .arg(folder)
        .output()
        .unwrap();
    let reported = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8(reported).unwrap(),
    )
}

#[test]
fn a_new_key_is_funded_and_on_no_other_network() {
    let options = ["--suppliers", "1", "--stakers", "0", "--renters", "0"];
    let localnet = Localnet::start(&options);
    let mut network = localnet.network();
    let somebody = Keypair::new().pubkey();
    for times in 1..=2 {
        let (done, reported) = fund(localnet.folder.path(), &somebody);
        assert!(done, "{reported}");
        let given = format!("Sent to {somebody}:\n10 SOL, 100,000 IO and 1,000,000 USDC.\n");
        assert_eq!(reported, given);
        let account = network.account(&somebody).unwrap().unwrap();
        assert_eq!(account.lamports, times * 10_000_000_000);
        for (mint, amount) in [
            ("/ioMint", 100_000 * ONE_IO),
            ("/usdcMint", 1_000_000_000_000),
        ] {
            let wallet = spl::wallet(&somebody, &localnet.address(mint));
            let held = spl::balance(&mut network, &wallet).unwrap();
            assert_eq!(held, times * amount, "{mint}");
        }
    }
    // What no key can spend.
    let wallet = spl::wallet(&somebody, &localnet.address("/ioMint"));
    for address in [wallet, localnet.address("/ioMint"), Pubkey::default()] {
        let (done, reported) = fund(localnet.folder.path(), &address);
        assert!(!done && reported.contains("is no wallet"), "{reported}");
    }
    // A folder of nothing, and a cluster that says another version.
    let nowhere = localnet.folder.path().join("nowhere");
    let (done, reported) = fund(&nowhere, &somebody);
    assert!(
        !done && reported.contains("is the network there?"),
        "{reported}"
    );
    let other = elsewhere();
    let mut summary = localnet.summary.clone();
    summary["rpc"] = other.into();
    std::fs::write(
        localnet.folder.path().join("localnet.json"),
        summary.to_string(),
    )
    .unwrap();
    let (done, reported) = fund(localnet.folder.path(), &somebody);
    let expected = "this is no network of `io localnet`, so nothing is given away on it";
    assert!(!done && reported.contains(expected), "{reported}");
}

/// A node that answers one request as those of a cluster do; its URL.
fn elsewhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(client.try_clone().unwrap());
        let mut length = 0;
        for line in reader.by_ref().lines().map_while(Result::ok) {
            if let Some(bytes) = line.to_lowercase().strip_prefix("content-length: ") {
                length = bytes.parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
        }
        let mut request = vec![0; length];
        reader.read_exact(&mut request).unwrap();
        let request: Value = serde_json::from_slice(&request).unwrap();
        let answer = json!({
            "jsonrpc": "2.0",
            "id": request["id"],
            "result": { "solana-core": "4.2.2", "feature-set": 1 },
        });
        let body = answer.to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        client.write_all((head + &body).as_bytes()).unwrap();
    });
    url
}
