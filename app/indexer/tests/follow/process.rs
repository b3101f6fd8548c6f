//! The program itself: ready once the history is recorded, and ended by a signal.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use io_indexer::follow::{names, METRICS};
use reqwest::blocking::Client;
use serde_json::Value;

use crate::{
    chain::{expected, Chain},
    database::Server,
    killed::Process,
    node::Node,
};

fn io_indexer() -> Command {
    Command::new(env!("CARGO_BIN_EXE_io-indexer"))
}

fn said(output: Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn it_is_ready_once_the_history_is_recorded_and_ends_with_a_signal() {
    let mut chain = Chain::new(91);
    chain.grow(60);
    let node = Node::new(chain.clone());
    let database = Server::sqlite();
    let url = database.database();
    let child = io_indexer()
        .args([
            "run",
            "--log",
            "json",
            "--url",
            &node.url,
            "--database",
            &url,
        ])
        .args(["--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn();
    let mut process = Process(child.unwrap());
    let mut lines = BufReader::new(process.0.stderr.take().unwrap()).lines();
    let address = lines.find_map(|line| {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        line["address"].as_str().map(str::to_owned)
    });
    let address = address.unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let ask = |path: &str| {
        let answer = client
            .get(format!("http://{address}/{path}"))
            .send()
            .unwrap();
        (answer.status().as_u16(), answer.text().unwrap())
    };
    assert_eq!(ask("healthz").0, 200);
    let start = Instant::now();
    loop {
        let (status, words) = ask("readyz");
        if status == 200 {
            break;
        }
        assert_eq!(
            (status, words.as_str()),
            (503, "the history is being read\n")
        );
        assert!(start.elapsed() < Duration::from_secs(60));
    }
    let (_, metrics) = ask("metrics");
    // A fault is counted from the first one on.
    for metric in METRICS.iter().filter(|it| it.name != names::FAULTS) {
        let line = format!("# HELP {} {}", metric.name, metric.help);
        assert!(metrics.contains(&line), "{line}\n{metrics}");
    }
    let slot = chain.slot();
    assert!(
        metrics.contains(&format!("io_indexer_reached_slot {slot}")),
        "{metrics}"
    );

    let pid = process.0.id().to_string();
    said(Command::new("kill").args(["-TERM", &pid]).output().unwrap());
    assert!(process.0.wait().unwrap().success());

    let status = io_indexer().args(["status", "--database", &url]).output();
    let status = said(status.unwrap());
    assert!(
        status.contains(&format!("Recorded up to slot     {slot}\n")),
        "{status}"
    );
    for digest in expected(&chain.events(slot)).digests.values() {
        let hash = bs58::encode(digest.hash).into_string();
        let unknown = match digest.unknown {
            0 => String::new(),
            unknown => format!(", {unknown} of them from a later version"),
        };
        let line = format!("{} events{unknown}, digest {hash}", digest.events);
        assert!(status.contains(&line), "{line}\n{status}");
    }
}

#[test]
fn a_database_that_is_not_there_is_not_made_by_a_question() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    for command in ["status", "rebuild"] {
        let asked = io_indexer()
            .arg(command)
            .arg("--database")
            .arg(&path)
            .output();
        let asked = asked.unwrap();
        let said = String::from_utf8_lossy(&asked.stderr);
        assert!(!asked.status.success());
        assert!(said.contains("create it with `io-indexer run`"), "{said}");
        assert!(!path.exists());
    }
}
