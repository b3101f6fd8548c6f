//! A network on which commands are tried, with what has succeeded and with the hands of a test: keys, tokens, time.

use std::{
    cell::RefCell,
    path::PathBuf,
    process::{Child, Command, Output},
    str::FromStr,
    time::{Duration, Instant},
};

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use io_client::{rpc::RpcNetwork, spl, Network};
use serde_json::Value;
use solana_commitment_config::CommitmentConfig;
use solana_keypair::{read_keypair_file, write_keypair_file, Keypair};
use solana_signer::Signer;

use super::{
    binary::io,
    network::{binary, Localnet},
};

/// 32 bytes in hexadecimal.
pub const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddee7f";
/// After so long a test hangs; nothing that works takes as long, however busy the machine is.
const HANGS: Duration = Duration::from_secs(300);
/// Lamports of a newcomer: 10 SOL.
const LAMPORTS: u64 = 10_000_000_000;

/// A network, and what has succeeded on it.
pub struct Stage {
    pub network: Localnet,
    ran: RefCell<Vec<String>>,
}

/// The text at a place of a JSON.
pub fn text(value: &Value, place: &str) -> String {
    let found = value.pointer(place).and_then(Value::as_str);
    found
        .unwrap_or_else(|| panic!("no text at {place} of {value}"))
        .into()
}

/// The number at a place of a JSON.
pub fn number(value: &Value, place: &str) -> u64 {
    let found = value.pointer(place).and_then(Value::as_u64);
    found.unwrap_or_else(|| panic!("no number at {place} of {value}"))
}

/// How many records a table has.
pub fn rows(value: &Value) -> usize {
    value.as_array().unwrap().len()
}

/// Sends a process the signal of Ctrl-C.
pub fn interrupt(process: &Child) {
    let process = process.id().to_string();
    let sent = Command::new("kill").args(["-INT", &process]).status();
    assert!(sent.unwrap().success());
}

/// Exit status, standard output and standard error.
pub fn reported(output: Output) -> (i32, String, String) {
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

impl Stage {
    pub fn new() -> Self {
        Self::on(Localnet::start())
    }

    /// One by `io localnet`, with options of its own.
    pub fn by_io(options: &[&str]) -> Self {
        let mut command = io();
        if let Some(folder) = binary().parent() {
            command.env("PATH", folder);
        }
        command.arg("localnet").args(options);
        Self::on(Localnet::start_by(&mut command))
    }

    pub fn on(network: Localnet) -> Self {
        Self {
            network,
            ran: RefCell::default(),
        }
    }

    /// Ends the network by Ctrl-C's signal, and gives its exit status.
    pub fn ends(mut self) -> i32 {
        interrupt(&self.network.process);
        self.network.process.wait().unwrap().code().unwrap()
    }

    /// The JSON of a command that must succeed.
    pub fn does(&self, who: &str, line: &str) -> Value {
        let reported = self.network.does(who, line);
        self.ran.borrow_mut().push(line.into());
        reported
    }

    /// What a command prints that must succeed, in any form; it is given everything it needs.
    pub fn prints(&self, line: &str) -> String {
        let output = io()
            .arg("--yes")
            .args(line.split_whitespace())
            .output()
            .unwrap();
        let (status, out, err) = reported(output);
        assert_eq!(status, 0, "io {line}: {err}");
        self.ran.borrow_mut().push(line.into());
        out
    }

    /// Counts what was run by other means.
    pub fn count(&self, line: &str) {
        self.ran.borrow_mut().push(line.into());
    }

    /// A command that must fail with this status and message.
    pub fn fails(&self, who: &str, line: &str, status: i32, message: &str) {
        let reported = self.network.io(who, line);
        let expected = Value::String(format!("error: {message}\n"));
        assert_eq!(reported, (status, expected), "io {line}");
    }

    /// A command that fails with a message that begins so.
    pub fn fails_with(&self, who: &str, line: &str, status: i32, start: &str) {
        let (ended, reported) = self.network.io(who, line);
        let reported = reported.as_str().unwrap();
        assert_eq!(ended, status, "io {line}: {reported}");
        assert!(
            reported.starts_with(&format!("error: {start}")),
            "io {line}: {reported}"
        );
    }

    /// What has succeeded and had its effect.
    pub fn ran(&self) -> Vec<String> {
        let ran = self.ran.borrow();
        let tried = |line: &&String| line.contains("--dry-run") || line.contains("--sign-only");
        ran.iter().filter(|line| !tried(line)).cloned().collect()
    }

    /// `--url … --keypair …` of somebody.
    pub fn who(&self, who: &str) -> String {
        let (url, file) = (&self.network.url, self.file(who));
        format!("--url {url} --keypair {file}")
    }

    pub fn file(&self, who: &str) -> String {
        self.path(who).display().to_string()
    }

    fn path(&self, who: &str) -> PathBuf {
        self.network.folder.join(who).with_extension("json")
    }

    pub fn key(&self, who: &str) -> Keypair {
        read_keypair_file(self.path(who)).unwrap()
    }

    pub fn pubkey(&self, who: &str) -> Pubkey {
        self.key(who).pubkey()
    }

    /// An address of the network's summary.
    pub fn address(&self, place: &str) -> String {
        text(&self.network.summary, place)
    }

    pub fn mint(&self, token: &str) -> Pubkey {
        Pubkey::from_str(&self.address(&format!("/{token}Mint"))).unwrap()
    }

    /// A supplier of the network, counted from 1 as its key pairs are.
    pub fn supplier(&self, number: usize) -> String {
        self.address(&format!("/suppliers/{}/supplier", number - 1))
    }

    pub fn offer(&self, number: usize) -> String {
        self.address(&format!("/suppliers/{}/offer", number - 1))
    }

    /// `--attestor FILE` of as many as must agree.
    pub fn council(&self) -> String {
        let [first, second] = ["attestor-1", "attestor-2"].map(|name| self.file(name));
        format!("--attestor {first} --attestor {second}")
    }

    pub fn rpc(&self) -> RpcNetwork {
        RpcNetwork::new(&self.network.url, CommitmentConfig::confirmed())
    }

    /// Sends what no command does.
    pub fn send(&self, instructions: &[Instruction], signers: &[&dyn Signer]) {
        self.rpc().send(instructions, signers).unwrap();
    }

    /// A call of surfpool's own.
    pub fn cheat(&self, method: &str, parameters: Value) {
        self.ask(method, parameters);
    }

    /// What the network says to a request.
    pub fn ask(&self, method: &str, parameters: Value) -> Value {
        self.rpc().ask(method, parameters).unwrap()
    }

    pub fn now(&self) -> i64 {
        self.rpc().unix_time().unwrap()
    }

    /// `seconds` later, with a price of that time and with attestations that the council has renewed.
    pub fn travel(&self, seconds: i64) {
        let mut forward = Command::new(binary());
        forward.args(["--forward", &format!("{seconds}s"), "--folder"]);
        let (status, _, err) = reported(forward.arg(&self.network.folder).output().unwrap());
        assert_eq!(status, 0, "{err}");
    }

    /// Looks until it is so.
    pub fn until(&self, what: &str, mut condition: impl FnMut() -> bool) {
        let start = Instant::now();
        while !condition() {
            assert!(start.elapsed() < HANGS, "{what}");
        }
    }

    /// Somebody new with a key pair of that name, some SOL, and IO base units.
    pub fn newcomer(&self, name: &str, io: u64) -> Pubkey {
        let key = Keypair::new();
        write_keypair_file(&key, self.path(name)).unwrap();
        let (owner, treasury, mint) = (key.pubkey(), self.key("treasury"), self.mint("io"));
        let from = spl::wallet(&treasury.pubkey(), &mint);
        let give = [
            system_instruction::transfer(&treasury.pubkey(), &owner, LAMPORTS),
            spl::create_wallet(&treasury.pubkey(), &owner, &mint),
            spl::transfer(&from, &spl::wallet(&owner, &mint), &treasury.pubkey(), io),
        ];
        self.send(&give, &[&treasury]);
        owner
    }
}
