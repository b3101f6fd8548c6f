//! The steps, in order. Each is checked.

use std::{fs, path::Path, time::Duration};

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction};
use anyhow::{ensure, Context};
use io_client::{emissions, rpc::RpcNetwork, spl, Network};
use io_common::constants::HOUR;
use io_migrations::programs::PROGRAMS;
use serde_json::Value;
use solana_commitment_config::CommitmentConfig;

use crate::{io::Io, people::People};

/// Bytes that an upgrade adds. A deployment leaves no spare capacity, so the program must be extended.
const ADDED: usize = 4_096;
/// Time after which a deployment is interrupted, and how often.
const BREAK: Duration = Duration::from_millis(2_500);
/// Lamports that make an empty account rent-exempt at the highest rate there was.
const STRANGER: u64 = 890_880;
/// Hours of a history page.
const PAGE: u32 = 240;
/// Interval between two reads of the clock.
const LOOK: Duration = Duration::from_secs(5);
/// GPUs of the supplier, and of the reservation.
const GPUS: &str = "2";
/// An arbitrary hash, for evidence and connection details.
const HASH: &str = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
/// A public key on Curve25519: its base point.
const KEY: &str = "0900000000000000000000000000000000000000000000000000000000000000";

struct Walk<'a> {
    io: &'a Io,
    people: &'a People,
    network: RpcNetwork,
}

/// Runs all steps, from an empty cluster to a claim.
pub fn run(io: &Io, people: &People, programs: &Path, quick: bool) -> anyhow::Result<()> {
    let mut walk = Walk {
        io,
        people,
        network: RpcNetwork::new(&io.url, CommitmentConfig::confirmed()),
    };
    let before = walk.lamports()?;
    walk.deploy(programs)?;
    let deployed = walk.lamports()?;
    walk.migrate()?;
    let launched = walk.lamports()?;
    let supplier = walk.supply()?;
    let offer = walk.offer()?;
    walk.rent(&offer)?;
    walk.prefund()?;
    walk.audit()?;
    let attested = walk.network.unix_time()?;
    if quick {
        println!("           skipped: the end of an emission hour");
    } else {
        walk.earn(&supplier, attested)?;
        walk.audit()?;
    }
    let spent = |from: u64, to: u64| from.saturating_sub(to);
    println!(
        "lamports of the authority: {} for the programs, {} for the migrations, {} for the rest",
        spent(before, deployed),
        spent(deployed, launched),
        spent(launched, walk.lamports()?),
    );
    println!(
        "not tried: what takes a price of IO (reservations in IO, the auctions of fee-burn), since nobody posts prices to \
         Pyth's receiver there; and what takes days (hold-back, cooldowns, timelocks)"
    );
    Ok(())
}

/// A text of an answer.
fn text<'a>(answer: &'a Value, name: &str) -> anyhow::Result<&'a str> {
    let value = answer[name].as_str();
    value.with_context(|| format!("no {name} in {answer}"))
}

/// A number above 0 of an answer.
fn some(answer: &Value, name: &str) -> anyhow::Result<u64> {
    let value = &answer[name];
    // An amount is in base units, as text.
    let amount = value["amount"].as_str().and_then(|it| it.parse().ok());
    let number = value.as_u64().or(amount).filter(|number| *number > 0);
    number.with_context(|| format!("no {name} above 0 in {answer}"))
}

impl Walk<'_> {
    fn lamports(&mut self) -> anyhow::Result<u64> {
        let account = self.network.account(&self.people.authority())?;
        Ok(account.map_or(0, |account| account.lamports))
    }

    /// Runs `io` as a participant.
    fn send_as(&self, name: &str, arguments: &[&str]) -> anyhow::Result<Value> {
        let key = self.people.file(name);
        self.io.send(&[arguments, &["--keypair", &key]].concat())
    }

    fn show_as(&self, name: &str, arguments: &[&str]) -> anyhow::Result<Value> {
        let key = self.people.file(name);
        self.io.run(&[arguments, &["--keypair", &key]].concat())
    }

    /// Deploys, with interruptions; then upgrades one program to a longer file and back.
    fn deploy(&mut self, programs: &Path) -> anyhow::Result<()> {
        let keys = self.people.folder.display().to_string();
        let authority = self.people.file("authority");
        let arguments = |folder: &Path| {
            let folder = folder.display().to_string();
            let fixed = ["--program-keys", &keys, "--keypair", &authority].map(String::from);
            [
                vec!["program".into(), "deploy".into(), folder],
                fixed.to_vec(),
            ]
            .concat()
        };
        let run = |folder: &Path, more: &[&str]| {
            let arguments: Vec<String> = arguments(folder);
            let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            arguments.extend(more);
            self.io.run(&arguments)
        };
        let planned = run(programs, &["--dry-run"])?;
        println!("{planned:#}");
        let owned = arguments(programs);
        let broken: Vec<&str> = owned.iter().map(String::as_str).collect();
        if actions(&planned) != ["nothing to do"; 3] {
            let running = self.io.interrupt(&broken, BREAK)?;
            println!(
                "           interrupted: {}",
                if running { "yes" } else { "already done" }
            );
            let left = run(programs, &["--dry-run"])?;
            println!("           left: {}", bytes(&left));
        }
        run(programs, &[])?;
        let again = run(programs, &[])?;
        ensure!(actions(&again) == ["nothing to do"; 3], "{again}");

        let longer = self.people.folder.join("longer");
        fs::create_dir_all(&longer)?;
        for (name, _) in PROGRAMS {
            let file = format!("{name}.so");
            let mut program = fs::read(programs.join(&file))?;
            if name == "fee_burn" {
                program.extend([1; ADDED]);
            }
            fs::write(longer.join(&file), program)?;
        }
        let upgrade = run(&longer, &[])?;
        ensure!(actions(&upgrade)[2] == "extend, upgrade", "{upgrade}");
        let back = run(programs, &[])?;
        ensure!(actions(&back)[2] == "upgrade", "{back}");
        let again = run(programs, &["--dry-run"])?;
        ensure!(actions(&again) == ["nothing to do"; 3], "{again}");
        Ok(())
    }

    fn migrate(&mut self) -> anyhow::Result<()> {
        self.people.let_in(&mut self.network)?;
        let file = self.people.deployment()?;
        let [authority, mint] = ["authority", "io-mint"].map(|name| self.people.file(name));
        let keys = ["--key", &authority, "--key", &mint];
        let run = [&["migrate", "run", "--file", &file][..], &keys].concat();
        let ran = self.io.run(&run)?;
        ensure!(ran["waits"] == serde_json::json!([]), "{ran}");
        ensure!(ran["left"] == serde_json::json!([]), "{ran}");
        let left = self.io.run(&["migrate", "verify", "--file", &file])?;
        ensure!(left == serde_json::json!([]), "{left}");
        self.people.fund(&mut self.network)
    }

    /// Creates a supplier with attested GPUs and a delegation; returns its address.
    fn supply(&mut self) -> anyhow::Result<String> {
        let endpoint = "https://gpus.example";
        let register = [
            "supplier",
            "register",
            "--model",
            "H100 SXM",
            "--endpoint",
            endpoint,
        ];
        let registered = self.send_as("supplier", &register)?;
        let supplier = text(&registered, "supplier")?.to_string();
        self.send_as("supplier", &["supplier", "stake", "4000"])?;
        let (gpus, second) = (format!("{supplier}={GPUS}"), self.people.file("attestor-2"));
        let attest = ["attest", &gpus, "--pool", "enterprise", "--evidence", HASH];
        let by_two = [&attest[..], &["--attestor", &second]].concat();
        self.send_as("attestor-1", &by_two)?;
        let shown = self.show_as("supplier", &["supplier", "show"])?;
        ensure!(some(&shown, "attestedGpus")?.to_string() == GPUS, "{shown}");
        some(&shown, "effectiveUnits")?;
        self.send_as("staker", &["stake", "delegate", &supplier, "1000"])?;
        Ok(supplier)
    }

    fn offer(&mut self) -> anyhow::Result<String> {
        let create = [
            "offer", "create", "--price", "0.40", "--gpus", GPUS, "--region", "eu-west",
        ];
        let offer = text(&self.send_as("supplier", &create)?, "offer")?.to_string();
        let listed = self.io.run(&["offer", "list"])?;
        let all = listed.as_array().map(Vec::as_slice).unwrap_or_default();
        ensure!(all.iter().any(|it| it["offer"] == offer), "{listed}");
        Ok(offer)
    }

    /// Makes a reservation in USDC, starts it and ends it early.
    fn rent(&mut self, offer: &str) -> anyhow::Result<()> {
        let time = ["--gpus", GPUS, "--time", "3h", "--currency", "usdc"];
        let quote = self
            .io
            .run(&[&["rent", "quote", offer][..], &time].concat())?;
        let reserve = [
            &["rent", "reserve", offer, "--connection-key", KEY][..],
            &time,
        ]
        .concat();
        let reserved = self.send_as("renter", &reserve)?;
        let reservation = text(&reserved, "reservation")?.to_string();
        let start = ["supplier", "start", &reservation, "--connection-hash", HASH];
        self.send_as("supplier", &start)?;
        let status = self.io.run(&["rent", "status", &reservation])?;
        ensure!(text(&status, "state")? == "active", "{status}");
        ensure!(status["locked"] == quote["toLock"], "{status} {quote}");
        let wallet = spl::wallet(
            &self.people.address("renter")?,
            &self.people.address("usdc-mint")?,
        );
        let held = spl::balance(&mut self.network, &wallet)?;
        let ended = self.send_as("renter", &["rent", "terminate", &reservation])?;
        let refund = some(&ended, "refund")?;
        let got = spl::balance(&mut self.network, &wallet)?.saturating_sub(held);
        ensure!(got == refund, "expected a refund of {refund}, got {got}");
        let status = self.io.run(&["rent", "status", &reservation])?;
        ensure!(text(&status, "state")? == "ended", "{status}");
        self.io.run(&["rent", "receipt", &reservation])?;
        Ok(())
    }

    /// A stranger sends lamports to the next history page; it is created all the same (SIMD-0312).
    fn prefund(&mut self) -> anyhow::Result<()> {
        let authority = self.people.key("authority")?;
        let payer = self.people.authority();
        let status = self.io.run(&["emissions", "status"])?;
        let hour = u32::try_from(some(&status, "epochHour")?)?;
        let next = hour.saturating_add(PAGE);
        let address: Pubkey = emissions::page_address(next);
        if self.network.account(&address)?.is_some() {
            println!("           the next history page already exists");
            return Ok(());
        }
        let gift = system_instruction::transfer(&payer, &address, STRANGER);
        self.network.send(&[gift], &[&authority])?;
        let create = emissions::create_history_page(&payer, next);
        self.network.send(&[create], &[&authority])?;
        println!(
            "           a history page was created at an address that held {STRANGER} lamports"
        );
        Ok(())
    }

    /// Waits for the end of an hour in which the GPUs were attested throughout, and claims its emission.
    fn earn(&mut self, supplier: &str, attested: i64) -> anyhow::Result<()> {
        let end = attested
            .div_euclid(HOUR)
            .saturating_add(2)
            .saturating_mul(HOUR);
        let wait = end.saturating_sub(attested).div_euclid(60);
        println!("           waiting for the end of an hour, about {wait} minutes");
        while self.network.unix_time()? <= end {
            self.io.stop.sleep(LOOK)?;
        }
        let advanced = self.send_as("authority", &["emissions", "advance"])?;
        println!("           minted {}", some(&advanced, "minted")?);
        let settled = self.send_as("supplier", &["supplier", "settle"])?;
        some(&settled, "claimable")?;
        let claimed = self.send_as("supplier", &["supplier", "claim"])?;
        println!(
            "           the supplier claimed {}",
            some(&claimed, "claimed")?
        );
        let claimed = self.send_as("staker", &["stake", "claim", supplier])?;
        println!(
            "           the staker claimed {}",
            some(&claimed, "claimed")?
        );
        let status = self.io.run(&["emissions", "status"])?;
        some(&status, "emitted")?;
        some(&status, "claimed")?;
        Ok(())
    }

    fn audit(&mut self) -> anyhow::Result<()> {
        let rules = self.io.run(&["audit"])?;
        let rules = rules.as_array().context("no rules")?;
        let hold = |rule: &&Value| {
            rule["verdict"]
                .as_str()
                .is_some_and(|it| it.starts_with("holds"))
        };
        let holding = rules.iter().filter(hold).count();
        ensure!(holding == rules.len() && holding > 0, "{rules:#?}");
        println!("           {holding} rules hold");
        Ok(())
    }
}

/// The planned action of each program.
fn actions(report: &Value) -> Vec<&str> {
    let rows = report.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .filter_map(|row| row["action"].as_str())
        .collect()
}

/// Bytes to write, of all programs.
fn bytes(report: &Value) -> String {
    let rows = report.as_array().map(Vec::as_slice).unwrap_or_default();
    let bytes = rows.iter().filter_map(|row| row["bytesToWrite"].as_u64());
    format!("{} bytes to write", bytes.sum::<u64>())
}
