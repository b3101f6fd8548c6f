//! Starts and stops the `solana-test-validator` found on the PATH.

use std::{
    fs::{read_to_string, File},
    io::ErrorKind,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anchor_lang::prelude::Pubkey;
use anyhow::{anyhow, bail, ensure};
use io_client::{rpc::RpcNetwork, Network};
use serde_json::json;
use solana_commitment_config::CommitmentConfig;

use crate::io::Stop;

const BINARY: &str = "solana-test-validator";
/// How to install it.
const INSTALL: &str =
    "cargo install agave-validator --version 4.2.2 --locked --bin solana-test-validator";
/// Debian packages that the installation needs.
const PACKAGES: &str = "apt-get install -y build-essential clang cmake libclang-dev libssl-dev libudev-dev pkg-config protobuf-compiler";
const HOST: &str = "127.0.0.1";
/// Ports that a validator takes besides that of JSON-RPC: WebSocket, faucet, gossip, and at least 26 more.
const RANGE: u16 = 40;
/// Attempts to find that many free ports.
const TRIES: u32 = 100;
/// Timeouts of startup and shutdown.
const TIMEOUT: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(200);

/// The running validator, stopped on drop.
pub struct Node {
    process: Child,
    port: u16,
    logs: [PathBuf; 2],
}

impl Node {
    /// Starts it on an empty ledger in `folder`, with 500,000,000 SOL for `rich`, and waits until it makes blocks.
    pub fn start(
        folder: &Path,
        rich: &Pubkey,
        options: &[String],
        stop: &Stop,
    ) -> anyhow::Result<Self> {
        let port = free_ports()?;
        let [faucet, gossip, first] = [2, 3, 4].map(|next| port.saturating_add(next));
        let last = port.saturating_add(RANGE);
        let ledger = folder.join("ledger");
        let output = folder.join("output");
        let process = Command::new(BINARY)
            .arg("--ledger")
            .arg(&ledger)
            .args(["--bind-address", HOST, "--quiet"])
            .args(["--mint", &rich.to_string()])
            .args(["--rpc-port", &port.to_string()])
            // The faucet ignores --bind-address and listens on every address, so it holds only 1 SOL.
            .args(["--faucet-port", &faucet.to_string(), "--faucet-sol", "1"])
            .args(["--gossip-port", &gossip.to_string()])
            .args(["--dynamic-port-range", &format!("{first}-{last}")])
            .args(options)
            .stdin(Stdio::null())
            .stdout(File::create(&output)?)
            .stderr(File::options().append(true).open(&output)?)
            .spawn();
        let process = process.map_err(|error| match error.kind() {
            ErrorKind::NotFound => anyhow!(
                "{BINARY} is not on the PATH. Install it:\n  {INSTALL}\nOn Debian and Ubuntu that needs:\n  {PACKAGES}"
            ),
            _ => anyhow!("{BINARY}: {error}"),
        })?;
        let logs = [output, ledger.join("validator.log")];
        let mut node = Self {
            process,
            port,
            logs,
        };
        node.wait(stop)?;
        Ok(node)
    }

    /// Waits until a block after the first is confirmed.
    fn wait(&mut self, stop: &Stop) -> anyhow::Result<()> {
        let mut network = RpcNetwork::new(self.url(), CommitmentConfig::confirmed());
        let start = Instant::now();
        loop {
            stop.check()?;
            if let Some(status) = self.process.try_wait()? {
                bail!("{BINARY}: {status}\n{}", self.last_words());
            }
            let blocks =
                network.ask::<u64>("getBlockHeight", json!([{ "commitment": "confirmed" }]));
            if blocks.is_ok_and(|height| height > 1) && network.unix_time().is_ok() {
                return Ok(());
            }
            ensure!(
                start.elapsed() < TIMEOUT,
                "{BINARY} does not answer\n{}",
                self.last_words()
            );
            sleep(LOOK);
        }
    }

    /// URL of JSON-RPC.
    pub fn url(&self) -> String {
        format!("http://{HOST}:{}", self.port)
    }

    /// The last lines that it printed and logged.
    pub fn last_words(&self) -> String {
        let mut last = String::new();
        for log in &self.logs {
            let printed = read_to_string(log).unwrap_or_default();
            let lines: Vec<&str> = printed.lines().collect();
            last += &lines[lines.len().saturating_sub(20)..].join("\n");
            last.push('\n');
        }
        last
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // After it has exited, its process id may belong to another process.
        if !matches!(self.process.try_wait(), Ok(None)) {
            return;
        }
        // It has no state to save.
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let start = Instant::now();
        while start.elapsed() < TIMEOUT {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            sleep(LOOK);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// First port of a free range.
fn free_ports() -> anyhow::Result<u16> {
    for _ in 0..TRIES {
        let first = TcpListener::bind((HOST, 0))?.local_addr()?.port();
        let Some(last) = first.checked_add(RANGE) else {
            continue;
        };
        if (first..=last).all(|port| TcpListener::bind((HOST, port)).is_ok()) {
            return Ok(first);
        }
    }
    bail!("no {RANGE} ports in a row are free")
}
