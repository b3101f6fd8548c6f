//! The binary against a local network. `./x test-localnet` builds that network, and runs this.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

/// 32 bytes in hexadecimal.
const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A running `io-localnet`, killed at the end of the test.
struct Localnet {
    process: Child,
    url: String,
    folder: PathBuf,
    summary: Value,
}

impl Localnet {
    fn start(name: &str) -> Self {
        let binary = Path::new(env!("CARGO_BIN_EXE_io")).with_file_name("io-localnet");
        let binary = std::env::var_os("IO_LOCALNET").map_or(binary, PathBuf::from);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port().to_string();
        drop(listener);
        let mut process = Command::new(binary)
            .args(["--port", &port, "--folder"])
            .arg(&folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        lines
            .find(|line| line.as_ref().unwrap().starts_with("Ctrl-C"))
            .unwrap()
            .unwrap();
        let summary = std::fs::read(folder.join("localnet.json")).unwrap();
        Self {
            process,
            url: format!("http://127.0.0.1:{port}"),
            folder,
            summary: serde_json::from_slice(&summary).unwrap(),
        }
    }

    /// What `io` says as `who`: its exit status, and its output as JSON or its errors as text.
    fn io(&self, who: &str, line: &str) -> (i32, Value) {
        let key = self.folder.join(who).with_extension("json");
        let output = Command::new(env!("CARGO_BIN_EXE_io"))
            .args(line.split_whitespace())
            .args(["--url", &self.url, "--output", "json", "--keypair"])
            .arg(&key)
            .args(["--price-account", self.summary["price"].as_str().unwrap()])
            .env("HOME", &self.folder)
            .output()
            .unwrap();
        let told = match output.status.success() {
            true => serde_json::from_slice(&output.stdout).unwrap(),
            false => Value::String(String::from_utf8(output.stderr).unwrap()),
        };
        (output.status.code().unwrap(), told)
    }

    fn does(&self, who: &str, line: &str) -> Value {
        let (status, told) = self.io(who, line);
        assert_eq!(status, 0, "io {line}: {told}");
        told
    }
}

impl Drop for Localnet {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn gpus_are_rented_over_json_rpc() {
    let mut network = Localnet::start("rent");
    let offer = network.does("renter-1", "offer list --limit 1")[0]["offer"].clone();
    let offer = offer.as_str().unwrap();
    let wish = format!("{offer} --gpus 2 --time 1d --currency io");
    let quote = network.does("renter-1", &format!("rent quote {wish}"));
    let tried = format!("rent reserve {wish} --connection-key {HASH} --number 1");
    let dry = network.does("renter-1", &format!("{tried} --dry-run"));
    assert_eq!(dry["outcome"], "would succeed");
    let reserved = network.does(
        "renter-1",
        &format!("{tried} --with-compute-unit-price auto"),
    );
    assert_eq!(reserved["outcome"], "confirmed");
    let reservation = reserved["reservation"].as_str().unwrap();
    let status = network.does("renter-1", "rent status");
    assert_eq!(status[0]["reservation"], reservation);
    // The price moves between the two.
    let (quoted, locked) = (&quote["toLock"], &status[0]["locked"]);
    let (quoted, locked) = (quoted.as_u64().unwrap(), locked.as_u64().unwrap());
    assert!(
        locked.abs_diff(quoted) < quoted.div_ceil(50),
        "{locked} locked, {quoted} quoted"
    );
    let (code, told) = network.io("renter-1", &format!("rent terminate {reservation}"));
    assert_eq!(code, 3);
    let told = told.as_str().unwrap();
    assert!(
        told.starts_with("error: marketplace refused: The reservation is not active (NotActive"),
        "{told}"
    );
    let audit = network.does("renter-1", "audit");
    assert!(
        audit
            .as_array()
            .unwrap()
            .iter()
            .all(|rule| rule["verdict"] == "holds"),
        "{audit}"
    );
    network.process.kill().unwrap();
    network.process.wait().unwrap();
    let (code, told) = network.io("renter-1", "rent status");
    assert_eq!(code, 5, "{told}");
}

#[test]
fn stake_is_delegated_over_json_rpc() {
    let network = Localnet::start("stake");
    let supplier = network.summary["suppliers"][0]["supplier"].clone();
    let supplier = supplier.as_str().unwrap();
    let delegated = network.does("staker-2", &format!("stake delegate {supplier} 12.5"));
    assert_eq!(delegated["delegated"], 1_250_000_000);
    network.does("staker-2", &format!("stake unstake {supplier} ALL"));
    let status = network.does("staker-2", "stake status");
    let tickets = status
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["state"] == "ticket 0");
    assert_eq!(tickets.count(), 1);
    let (code, told) = network.io("staker-2", &format!("stake delegate {supplier} 500000000"));
    assert_eq!(code, 3);
    assert!(
        told.as_str().unwrap().starts_with("error: too little IO: "),
        "{told}"
    );
}
