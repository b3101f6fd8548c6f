//! `io` as a process, and a network for it.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::{folder::Folder, plain::plain};

/// A running `io-localnet`, killed at the end of the test.
pub struct Localnet {
    pub process: Child,
    pub url: String,
    pub folder: PathBuf,
    /// In which that folder is.
    pub _kept: Folder,
    pub summary: Value,
}

impl Localnet {
    /// Starts one on a free port.
    pub fn start() -> Self {
        Self::start_by(&mut Command::new(binary()))
    }

    /// The same by a command that takes the options of `io-localnet`.
    pub fn start_by(command: &mut Command) -> Self {
        let kept = Folder::new();
        let folder = kept.join("localnet");
        let mut process = command
            .args(["--port", "0", "--folder"])
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
        let summary: Value = serde_json::from_slice(&summary).unwrap();
        Self {
            process,
            url: summary["rpc"].as_str().unwrap().into(),
            folder,
            _kept: kept,
            summary,
        }
    }

    /// What `io --yes` says as `who`: its exit status, and its output as JSON with amounts in base
    /// units, or its errors as text.
    pub fn io(&self, who: &str, line: &str) -> (i32, Value) {
        let key = self.folder.join(who).with_extension("json");
        let output = Command::new(env!("CARGO_BIN_EXE_io"))
            .arg("--yes")
            .args(line.replace(" --yes", "").split_whitespace())
            .env("IO_URL", &self.url)
            .env("IO_OUTPUT", "json")
            .env("IO_KEYPAIR", &key)
            .env("IO_PRICE_ACCOUNT", self.summary["price"].as_str().unwrap())
            .env("HOME", &self.folder)
            .output()
            .unwrap();
        let reported = match output.status.success() {
            true => plain(serde_json::from_slice(&output.stdout).unwrap()),
            false => Value::String(String::from_utf8(output.stderr).unwrap()),
        };
        (output.status.code().unwrap(), reported)
    }

    /// The JSON of a command that must succeed.
    pub fn does(&self, who: &str, line: &str) -> Value {
        let (status, reported) = self.io(who, line);
        assert_eq!(status, 0, "io {line}: {reported}");
        reported
    }
}

/// `io-localnet`, beside `io` unless `IO_LOCALNET` names it.
pub fn binary() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_io")).with_file_name("io-localnet");
    std::env::var_os("IO_LOCALNET").map_or(beside, PathBuf::from)
}

impl Drop for Localnet {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
