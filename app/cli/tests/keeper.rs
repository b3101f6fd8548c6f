//! A keeper as a service: what it serves, what it logs, and how it ends.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod binary;
mod refusing;
mod served;

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use served::get;
use solana_keypair::Keypair;

/// A keeper with a key of its own on a node that refuses every request.
fn start(folder: &tempfile::TempDir, options: &[&str]) -> Child {
    let key = folder.path().join("key.json");
    let bytes = Keypair::new_from_array([9; 32]).to_bytes();
    std::fs::write(&key, serde_json::to_string(&bytes.to_vec()).unwrap()).unwrap();
    let mut command = binary::io();
    command.args(["keeper", "--yes", "--interval", "1h", "--keypair"]);
    command.arg(key).args(["--jobs", "advance,burn", "--url"]);
    command.arg(refusing::refusing("200 OK")).args(options);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn terminate(child: &Child) {
    let status = Command::new("kill").arg(child.id().to_string()).status();
    assert!(status.unwrap().success());
}

/// Lines up to one with `text`.
fn until(lines: &mut impl Iterator<Item = std::io::Result<String>>, text: &str) -> Vec<String> {
    let mut read = Vec::new();
    for line in lines {
        let line = line.unwrap();
        let is_last = line.contains(text);
        read.push(line);
        if is_last {
            return read;
        }
    }
    panic!("{text} is not in {read:#?}");
}

#[test]
fn a_service_says_whether_it_is_ready_and_why_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut keeper = start(&folder, &["--log", "json", "--listen", "127.0.0.1:0"]);
    let mut lines = BufReader::new(keeper.stderr.take().unwrap()).lines();
    let read = until(&mut lines, "/metrics at http://");
    let address = read.last().unwrap().split("http://").nth(1).unwrap();
    let address = address.split('"').next().unwrap().to_string();
    // Both jobs have failed, and the next round is in an hour.
    let read = [read, until(&mut lines, r#""job":"burn""#)].concat();
    assert_eq!(get(&address, "/healthz"), (200, "ok\n".into()));
    let (mut status, mut body) = get(&address, "/readyz");
    while body.starts_with("no round") {
        (status, body) = get(&address, "/readyz");
    }
    assert_eq!(status, 503);
    assert!(body.contains("-32601"), "{body}");
    assert!(!body.contains("TOKEN"), "{body}");
    let (status, metrics) = get(&address, "/metrics");
    assert_eq!(status, 200);
    for line in [
        r#"io_keeper_rounds_total{outcome="failed"} 1"#,
        "# TYPE io_keeper_rpc_seconds histogram",
        r#"io_build_info{service="io-keeper""#,
    ] {
        assert!(metrics.lines().any(|it| it.starts_with(line)), "{metrics}");
    }
    assert!(!metrics.contains("TOKEN"), "{metrics}");
    terminate(&keeper);
    let read = [read, lines.map(Result::unwrap).collect()].concat();
    assert_eq!(keeper.wait().unwrap().code(), Some(0));
    // Nothing on standard error is no object.
    let mut levels = Vec::new();
    for line in &read {
        let object: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        assert!(object["timestamp"].is_string() && object["message"].is_string());
        levels.push(object["level"].as_str().unwrap().to_string());
        assert!(!line.contains("TOKEN"), "{line}");
    }
    assert!(levels.contains(&"WARN".into()) && levels.contains(&"INFO".into()));
}

#[test]
fn an_address_that_is_taken_is_said_before_anything_is_sent() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let keeper = start(&folder, &["--listen", &address]);
    let output = keeper.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    let expected = format!("error: cannot listen on {address}: ");
    assert!(error.lines().any(|it| it.starts_with(&expected)), "{error}");
}

#[test]
fn a_round_of_its_own_serves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.json");
    let mut command = binary::io();
    command.args(["keeper", "--yes", "--once", "--listen", "127.0.0.1:0"]);
    let output = command.arg("--keypair").arg(key).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("--once") && error.contains("--listen"),
        "{error}"
    );
}
