//! What `io` reports of an act and of a read on a node that fails, and what the network has done.

use io_vm::node::{Does, Moment, Server};
use serde_json::Value;
use solana_keypair::Keypair;
use std::{process::Output, thread::scope};

use crate::{
    machine::Shared,
    stage::{stage, Stage},
};

const HASH: &str = "0707070707070707070707070707070707070707070707070707070707070707";
/// Each passes: what is asked again is answered.
const PASSING: [Does; 13] = [
    Does::Status(429),
    Does::RetryAfter(0),
    Does::Status(500),
    Does::Status(503),
    Does::Error(-32_005),
    Does::Html,
    Does::Garbage,
    Does::Nothing,
    Does::Close,
    Does::Lose,
    Does::Half,
    Does::OutOfOrder,
    Does::Behind(5),
];

/// What came of a command.
struct Ran {
    status: Option<i32>,
    out: String,
    err: String,
    /// Transactions that the network has executed.
    executed: usize,
    requests: usize,
}

/// An act of somebody.
struct Act {
    key: Keypair,
    line: String,
}

fn acts(stage: &Stage) -> [Act; 2] {
    let (offer, supplier) = (stage.offer, stage.supplier);
    let reserve = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    [
        Act {
            key: stage.staker(),
            line: format!("stake delegate {supplier} 1"),
        },
        Act {
            key: stage.renter(),
            line: reserve,
        },
    ]
}

fn run(stage: &Stage, act: &Act, options: &str, set: impl FnOnce(&Server<Shared>)) -> Ran {
    let (folder, machine) = (tempfile::tempdir().unwrap(), stage.early());
    let server = Stage::serve(&machine);
    set(&server);
    let line = format!("{} --output json {options}", act.line);
    let output = stage
        .io(folder.path(), &act.key, &server.url, &line)
        .output();
    let Output {
        status,
        stdout,
        stderr,
    } = output.unwrap();
    let outcomes = machine.lock().outcomes.clone();
    assert!(outcomes.values().all(|(_, it)| it.is_ok()));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran {
        status: status.code(),
        out: text(stdout),
        err: text(stderr),
        executed: outcomes.len(),
        requests: usize::try_from(server.set(|it| it.requests)).unwrap(),
    }
}

fn at(place: usize, fault: &Does) -> Vec<Does> {
    let mut does = vec![Does::Answer; place];
    does.push(fault.clone());
    does
}

/// The answer to each request in turn fails, and each fault has its turn.
#[test]
fn an_act_is_done_once_whichever_answer_fails() {
    let stage = &stage();
    scope(|scope| {
        for act in acts(stage) {
            scope.spawn(move || {
                let calm = run(stage, &act, "--yes", |_| {});
                assert_eq!((calm.status, calm.executed), (Some(0), 1), "{}", calm.err);
                for (place, fault) in (0..calm.requests).zip(PASSING.iter().cycle()) {
                    let does = at(place, fault);
                    let ran = run(stage, &act, "--yes", |server| {
                        server.set(|it| it.does.extend(does));
                    });
                    let what = format!("{}: {fault:?} at {place}: {}", act.line, ran.err);
                    assert_eq!((ran.status, ran.executed), (Some(0), 1), "{what}");
                    let out: Value = serde_json::from_str(&ran.out).unwrap();
                    assert_eq!(out["outcome"], "confirmed", "{what}");
                }
            });
        }
    });
}

/// Accounts that are not there for once: it is refused before anything is sent, or done.
#[test]
fn an_act_on_accounts_that_are_not_there_for_once_is_refused_or_done() {
    let stage = &stage();
    for act in acts(stage) {
        let calm = run(stage, &act, "--yes", |_| {});
        assert_eq!((calm.status, calm.executed), (Some(0), 1), "{}", calm.err);
        for place in 0..calm.requests {
            let ran = run(stage, &act, "--yes", |server| {
                server.set(|it| it.does.extend(at(place, &Does::Empty)));
            });
            let what = format!("{} at {place}: {}", act.line, ran.err);
            match ran.status {
                Some(0) => assert_eq!(ran.executed, 1, "{what}"),
                Some(2 | 3 | 5) => {
                    assert_eq!((ran.executed, ran.out.as_str()), (0, ""), "{what}");
                }
                _ => panic!("{what}"),
            }
        }
    }
}

/// Nobody says how it ended, whether it was executed or not.
#[test]
fn what_may_have_been_done_is_reported_as_that() {
    let stage = &stage();
    for act in acts(stage) {
        for (sending, after, executed) in [
            (Does::Lose, Does::Status(503), 1),
            (Does::Status(502), Does::Close, 0),
            (Does::Half, Does::Html, 1),
            (Does::Late, Does::Garbage, 1),
        ] {
            let what = format!("{}: {sending:?}, {after:?}", act.line);
            let ran = run(stage, &act, "--yes --timeout 1s", |server| {
                let mut is_sent = false;
                server.hook(Box::new(move |state, moment| {
                    if moment != Moment::Before(state.requests) {
                        return;
                    }
                    let (method, _) = state.asked.last().unwrap();
                    let does = match method.as_str() {
                        "sendTransaction" => Some(sending.clone()),
                        _ => is_sent.then(|| after.clone()),
                    };
                    is_sent |= method == "sendTransaction";
                    state.does.extend(does);
                }));
            });
            assert_eq!(
                (ran.status, ran.out.as_str()),
                (Some(8), ""),
                "{what}: {}",
                ran.err
            );
            assert_eq!(ran.executed, executed, "{what}");
            let sending = ran.err.lines().find_map(|it| it.strip_prefix("sending "));
            let signature = sending.and_then(|it| it.split(' ').next()).unwrap();
            let unknown =
                format!("{signature} may have been executed: the network does not answer: ");
            assert!(ran.err.contains(&unknown), "{what}: {}", ran.err);
            assert!(
                ran.err
                    .contains(&format!("`io transaction show {signature}`")),
                "{}",
                ran.err
            );
        }
    }
}

/// The list is whole, whichever answer fails.
#[test]
fn a_read_is_whole_whichever_answer_fails() {
    let stage = &stage();
    let list = Act {
        key: stage.renter(),
        line: "offer list".into(),
    };
    let calm = run(stage, &list, "", |_| {});
    assert_eq!(calm.status, Some(0), "{}", calm.err);
    let offers: Value = serde_json::from_str(&calm.out).unwrap();
    assert_eq!(offers.as_array().unwrap().len(), 3);
    scope(|scope| {
        for fault in PASSING {
            let (calm, list) = (&calm, &list);
            scope.spawn(move || {
                for place in 0..calm.requests {
                    let does = at(place, &fault);
                    let ran = run(stage, list, "", |server| {
                        server.set(|it| it.does.extend(does));
                    });
                    assert_eq!(ran.status, Some(0), "{fault:?} at {place}: {}", ran.err);
                    assert_eq!(ran.out, calm.out, "{fault:?} at {place}");
                    assert_eq!(ran.err, calm.err, "{fault:?} at {place}");
                }
            });
        }
    });
}
