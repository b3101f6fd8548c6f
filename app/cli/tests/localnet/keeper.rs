//! A keeper that runs until it is asked to end.

use std::{
    io::{pipe, BufRead, BufReader, Read},
    process::{Child, Stdio},
};

use io_client::Network;
use serde_json::Value;

use super::{
    binary::io,
    proxy::{self, Deed},
    stage::{interrupt, number, text, Stage},
};

pub fn run(stage: &Stage) {
    stage.newcomer("keeper", 0);
    ends_after_its_round(stage);
    asks_again(stage);
    goes_on(stage);
    goes_on_unheard(stage);
}

fn start(line: &str) -> Child {
    start_every("1h", line)
}

fn start_every(interval: &str, line: &str) -> Child {
    let mut command = io();
    command.args(["keeper", "--yes", "--interval", interval]);
    command.args(line.split_whitespace());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// It waits for its next round for an hour, but not if a signal comes.
fn ends_after_its_round(stage: &Stage) {
    stage.travel(3_600);
    let line = format!(
        "--output json-compact --jobs advance {}",
        stage.who("keeper")
    );
    let mut keeper = start(&line);
    let mut out = BufReader::new(keeper.stdout.take().unwrap());
    let mut action = String::new();
    out.read_line(&mut action).unwrap();
    let action: Value = serde_json::from_str(&action).unwrap();
    let reported = ["/action", "/subject", "/outcome"].map(|place| text(&action, place));
    assert_eq!(reported, ["advance", "clock", "done"]);
    // Unix seconds.
    assert!(number(&action, "/at") > 1_700_000_000 && action.pointer("/solLeft/amount").is_some());
    assert!(!text(&action, "/signature").is_empty());
    assert!(keeper.try_wait().unwrap().is_none());
    interrupt(&keeper);
    assert_eq!(keeper.wait().unwrap().code(), Some(0));
    let mut err = String::new();
    keeper.stderr.unwrap().read_to_string(&mut err).unwrap();
    let [start, sent, end] = err.lines().collect::<Vec<_>>()[..] else {
        panic!("{err}");
    };
    let me = stage.pubkey("keeper");
    let host = stage.network.url.trim_start_matches("http://");
    let expected = format!(
        "keeper {me} on localnet at {host}, every 1h, until it is stopped: advance; holds "
    );
    assert!(
        start.starts_with(&expected) && start.ends_with(" SOL"),
        "{start}"
    );
    assert!(sent.starts_with("sending "), "{err}");
    assert_eq!(
        end,
        "ending after this round; the same again ends it at once"
    );
    // Nothing follows the round.
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

/// Round after round with something to say, and nobody to hear it.
fn goes_on_unheard(stage: &Stage) {
    let (mut network, me) = (stage.rpc(), stage.pubkey("keeper"));
    let mut lamports = || network.account(&me).unwrap().unwrap().lamports;
    stage.travel(3_600);
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let before = lamports();
    let mut command = io();
    command.args(["keeper", "--yes", "--interval", "1s", "--jobs", "advance"]);
    command.args(stage.who("keeper").split_whitespace());
    command.stdout(writer).stderr(Stdio::null());
    let mut keeper = command.spawn().unwrap();
    stage.until("the keeper pays for a first action", || lamports() < before);
    let before = lamports();
    stage.travel(3_600);
    stage.until("the keeper pays for a second", || lamports() < before);
    assert!(keeper.try_wait().unwrap().is_none());
    interrupt(&keeper);
    assert_eq!(keeper.wait().unwrap().code(), Some(0));
}

/// A network that does not answer is reported, and no reason to end.
fn asks_again(stage: &Stage) {
    let line = format!(
        "--url http://127.0.0.1:1 --keypair {}",
        stage.file("keeper")
    );
    let mut keeper = start(&line);
    let mut err = BufReader::new(keeper.stderr.take().unwrap());
    let refused = "http://127.0.0.1:1: Connection refused (os error 111)\n";
    let failed = format!("the network does not answer: {refused}");
    let (mut line, mut starts) = (String::new(), 0);
    while line != failed {
        line.clear();
        err.read_line(&mut line).unwrap();
        starts += usize::from(line.ends_with("; holds SOL unknown\n"));
        let is_request = line.starts_with("no answer to ") && line.ends_with(refused);
        assert!(
            is_request || line == failed || line.ends_with("; holds SOL unknown\n"),
            "{line}"
        );
    }
    assert_eq!(starts, 1);
    assert!(keeper.try_wait().unwrap().is_none());
    interrupt(&keeper);
    assert_eq!(keeper.wait().unwrap().code(), Some(0));
}

/// Answers of nothing and ones that refuse, each in later rounds: both are reported, and neither ends it.
fn goes_on(stage: &Stage) {
    // The first round is answered: it asks for less than ten accounts.
    let url = proxy::with(&stage.network.url, |method, count| match (method, count) {
        // Of the slot that the node is at: one of an earlier slot is asked for again.
        ("getAccountInfo", 15..=24) => {
            Deed::Change(|answer| answer["result"]["value"] = Value::Null)
        }
        ("getAccountInfo", 25..=34) => proxy::error(-32_010, "excluded"),
        _ => Deed::Pass,
    });
    let line = format!("--url {url} --keypair {}", stage.file("keeper"));
    let mut keeper = start_every("1s", &format!("--jobs advance {line}"));
    let mut lines = BufReader::new(keeper.stderr.take().unwrap()).lines();
    let mut reported = |start: &str| {
        let mut lines = lines.by_ref().map(Result::unwrap);
        assert!(lines.any(|line| line.starts_with(start)), "{start}");
    };
    reported("keeper ");
    reported("the programs of the suite are not at ");
    reported("the node refuses getAccountInfo: excluded (-32010)");
    assert!(keeper.try_wait().unwrap().is_none());
    interrupt(&keeper);
    assert_eq!(keeper.wait().unwrap().code(), Some(0));
}
