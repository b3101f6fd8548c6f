//! A keeper that runs until it is told to end.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Stdio},
};

use super::{
    binary::io,
    stage::{interrupt, Stage},
};

pub fn run(stage: &Stage) {
    stage.newcomer("keeper", 0);
    ends_after_its_round(stage);
    asks_again(stage);
}

fn start(line: &str) -> Child {
    let mut command = io();
    command.args(["keeper", "--interval", "1h"]);
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
    let mut round = String::new();
    out.read_line(&mut round).unwrap();
    assert_eq!(
        round,
        "[{\"act\":\"advance\",\"outcome\":\"done\",\"subject\":\"clock\"}]\n"
    );
    assert!(keeper.try_wait().unwrap().is_none());
    interrupt(&keeper);
    assert_eq!(keeper.wait().unwrap().code(), Some(0));
    let mut err = String::new();
    keeper.stderr.unwrap().read_to_string(&mut err).unwrap();
    let (sent, rest) = err.split_once('\n').unwrap();
    assert!(sent.starts_with("sending "), "{err}");
    assert_eq!(rest, "ending with this round; once more ends at once\n");
    // Nothing follows the round.
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

/// A network that does not answer is told, and no reason to end.
fn asks_again(stage: &Stage) {
    let line = format!(
        "--url http://127.0.0.1:1 --keypair {}",
        stage.file("keeper")
    );
    let mut keeper = start(&line);
    let mut err = BufReader::new(keeper.stderr.take().unwrap());
    let mut told = String::new();
    err.read_line(&mut told).unwrap();
    let expected =
        "the network does not answer: http://127.0.0.1:1: Connection refused (os error 111)\n";
    assert_eq!(told, expected);
    assert!(keeper.try_wait().unwrap().is_none());
    interrupt(&keeper);
    assert_eq!(keeper.wait().unwrap().code(), Some(0));
}
