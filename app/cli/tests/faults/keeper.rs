//! A keeper on a node that fails: it goes on, its work is done once, and its log says why.

use std::{collections::BTreeMap, sync::OnceLock, thread::scope};

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::ID as TOKEN;
use io_vm::node::{Does, Moment, Server};
use rand::{seq::index::sample, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use solana_account::Account;

use crate::{
    machine::Shared,
    stage::{held, stage, Process, Stage},
};

/// Requests that fail in a run.
const FAILING: usize = 8;
/// Requests before the first round.
const START: usize = 4;
/// Methods by which a keeper reads accounts.
const METHODS: usize = 3;
const OVER: &str = "all jobs go on again";

/// What a keeper leaves behind.
#[derive(Clone, Debug)]
pub struct Done {
    /// Action and subject of all that it has done, ordered.
    pub actions: Vec<(String, String)>,
    /// Calls of programs by programs, with every event, ordered.
    called: Vec<(Pubkey, Vec<u8>)>,
    held: BTreeMap<Pubkey, Account>,
    /// How many requests it took; of [`without_faults`] in the first round.
    pub requests: usize,
}

impl Done {
    pub fn of(server: &Server<Shared>, log: &[Value]) -> Self {
        let machine = server.set(|it| it.inner.clone());
        let mut actions: Vec<_> = log.iter().filter(|it| is_done(it)).map(named).collect();
        actions.sort();
        let mut called = machine.lock().called.clone();
        called.sort();
        Self {
            actions,
            called,
            held: held(&machine),
            requests: usize::try_from(server.set(|it| it.requests)).unwrap(),
        }
    }

    /// The same, done by `to` where `from` has done it.
    pub fn renamed(mut self, from: &Pubkey, to: &Pubkey) -> Self {
        let rename = |bytes: &mut Vec<u8>| {
            let places = 0..bytes.len().saturating_sub(31);
            for place in places {
                if bytes[place..].starts_with(from.as_ref()) {
                    bytes[place..place + 32].copy_from_slice(to.as_ref());
                }
            }
        };
        self.called.iter_mut().for_each(|(_, data)| rename(data));
        self.called.sort();
        // Tokens stay with whom they belong to.
        let of_suite = self.held.values_mut().filter(|it| it.owner != TOKEN);
        of_suite.for_each(|it| rename(&mut it.data));
        self
    }

    /// Whether nothing was lost or doubled on the chain.
    pub fn assert_is(&self, other: &Self) {
        assert_eq!(self.called.len(), other.called.len());
        assert!(self.called == other.called, "other events");
        let addresses = |it: &Self| it.held.keys().copied().collect::<Vec<_>>();
        assert_eq!(addresses(self), addresses(other));
        for (address, account) in &self.held {
            assert_eq!(account, &other.held[address], "{address}");
        }
    }
}

pub fn is_done(line: &Value) -> bool {
    line["outcome"] == "done"
}

fn named(line: &Value) -> (String, String) {
    let text = |field: &str| line[field].as_str().unwrap().to_string();
    (text("action"), text("subject"))
}

/// Rounds until there is nothing left to do: a reservation is closed in the round after that which has ended it.
pub fn rounds(stage: &Stage, server: &Server<Shared>) -> Vec<Value> {
    let mut log = Vec::new();
    loop {
        let round = once(stage, server);
        let is_over = !round.iter().any(is_done);
        log.extend(round);
        if is_over {
            return log;
        }
    }
}

fn once(stage: &Stage, server: &Server<Shared>) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let line = "keeper --yes --once --log json";
    let command = stage.io(folder.path(), &stage.keeper(), &server.url, line);
    let (status, log) = Process::start(command).wait();
    assert_eq!(status, Some(0), "{log:#?}");
    log
}

/// What a keeper does where nothing fails.
pub fn without_faults() -> &'static Done {
    static DONE: OnceLock<Done> = OnceLock::new();
    DONE.get_or_init(|| {
        let stage = stage();
        let server = Stage::serve(&stage.machine());
        let mut log = once(&stage, &server);
        let requests = Done::of(&server, &log).requests;
        log.extend(rounds(&stage, &server));
        let done = Done::of(&server, &log);
        assert!(done.actions.len() >= 8, "{:#?}", done.actions);
        println!("{requests} requests for {:#?}", done.actions);
        Done { requests, ..done }
    })
}

/// The log of a keeper that is left running on a node that `set` has made fail, until its work is done.
fn keeps(options: &str, set: impl Fn(&Server<Shared>)) -> Vec<Value> {
    let expected = without_faults();
    let (log, done) = keeps_until(options, set, |keeper| {
        keeper.until(expected.actions.len(), is_done);
    });
    assert_eq!(done.actions, expected.actions, "{log:#?}");
    log
}

/// The same until `end` has seen enough.
fn keeps_until(
    options: &str,
    set: impl Fn(&Server<Shared>),
    end: impl Fn(&mut Process),
) -> (Vec<Value>, Done) {
    let (stage, folder) = (stage(), tempfile::tempdir().unwrap());
    let machine = stage.machine();
    let server = Stage::serve(&machine);
    set(&server);
    let line = format!("keeper --yes --interval 1s --log json {options}");
    let mut keeper = Process::start(stage.io(folder.path(), &stage.keeper(), &server.url, &line));
    end(&mut keeper);
    let (status, log) = keeper.end();
    assert_eq!(status, Some(0), "{log:#?}");
    let done = Done::of(&server, &log);
    done.assert_is(without_faults());
    let outcomes = machine.lock().outcomes.clone();
    assert!(outcomes.values().all(|(_, it)| it.is_ok()), "{log:#?}");
    (log, done)
}

/// Some of the requests of a round fail so.
fn some(fault: &Does, count: usize, seed: u64) -> Vec<Does> {
    let requests = without_faults().requests;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut does = vec![Does::Answer; requests];
    for at in sample(&mut random, requests, count) {
        does[at] = fault.clone();
    }
    does
}

/// Whether it warns in these words, and of nothing twice.
fn warns(log: &[Value], words: &str) {
    let warned = log.iter().filter(|it| it["level"] == "WARN");
    let mut messages: Vec<String> = warned
        .map(|it| it["message"].as_str().unwrap())
        .map(|it| it.chars().filter(|it| !it.is_ascii_digit()).collect())
        .collect();
    let words: String = words.chars().filter(|it| !it.is_ascii_digit()).collect();
    assert!(
        messages.iter().any(|it| it.contains(&words)),
        "{words}: {log:#?}"
    );
    let count = messages.len();
    messages.sort_unstable();
    messages.dedup();
    assert_eq!(messages.len(), count, "{log:#?}");
}

/// Whatever a node does, each action is done once, and the log says once what was wrong.
#[test]
fn work_is_done_once_on_a_node_that_fails() {
    let faults = [
        (Does::Status(429), FAILING, "too much (HTTP 429)"),
        (Does::RetryAfter(1), 1, "too much (HTTP 429)"),
        (Does::RetryAfter(3_600), 1, "too much (HTTP 429)"),
        (Does::Status(500), FAILING, "too much (HTTP 500)"),
        (Does::Status(503), FAILING, "too much (HTTP 503)"),
        (Does::Error(-32_005), FAILING, "no (-32005)"),
        (Does::Html, FAILING, "cannot be read: maintenance"),
        (Does::Garbage, FAILING, "cannot be read: {"),
        (Does::Nothing, FAILING, "cannot be read: "),
        (Does::Close, FAILING, "connection"),
        (Does::Lose, FAILING, "connection"),
        (Does::Half, FAILING, "end of file"),
        (Does::OutOfOrder, FAILING, "its answer is to another"),
        (Does::Behind(7), FAILING, "slot"),
    ];
    scope(|scope| {
        for (seed, (fault, count, words)) in (1..).zip(faults) {
            scope.spawn(move || {
                println!("{fault:?}, seed {seed}");
                let does = some(&fault, count, seed);
                let log = keeps("", |server| server.set(|it| it.does.extend(does.clone())));
                warns(&log, words);
            });
        }
    });
}

/// A node that does not know the option `minContextSlot` gives older answers, which are not used.
#[test]
fn older_answers_are_asked_for_again() {
    let log = keeps("", |server| {
        server.set(|it| {
            it.lock().has_least = false;
            it.does.extend(some(&Does::Behind(7), FAILING, 21));
        });
    });
    warns(&log, "was seen before");
}

/// Once it has started, an account that is not there for once is no reason to end, nor to do anything twice.
#[test]
fn accounts_that_are_not_there_for_once_end_nothing() {
    scope(|scope| {
        for seed in 31..39 {
            scope.spawn(move || {
                println!("seed {seed}");
                let mut does = some(&Does::Empty, 4, seed);
                does[..START].fill(Does::Answer);
                keeps("", |server| server.set(|it| it.does.extend(does.clone())));
            });
        }
    });
}

/// The first two transactions are executed, and no answer says so.
#[test]
fn an_answer_that_is_lost_doubles_nothing() {
    for does in [Does::Lose, Does::Half] {
        let log = keeps("", |server| {
            let (does, mut failed) = (does.clone(), 0);
            server.hook(Box::new(move |state, moment| {
                let (method, _) = state.asked.last().unwrap();
                let is_send = method == "sendTransaction";
                if matches!(moment, Moment::Before(_)) && is_send && failed < 2 {
                    failed += 1;
                    state.does.push_front(does.clone());
                }
            }));
        });
        warns(&log, "no answer to sendTransaction");
    }
}

/// An answer that comes after the client has given up is not waited for. A transaction that is executed after that is `unknown`, and
/// not sent again.
#[test]
fn late_answers_are_not_waited_for() {
    let set = |server: &Server<Shared>| {
        server.set(|it| it.does.extend(some(&Does::Late, 1, 41)));
        let mut is_late = true;
        server.hook(Box::new(move |state, moment| {
            let (method, _) = state.asked.last().unwrap();
            let is_send = method == "sendTransaction";
            if matches!(moment, Moment::Before(_)) && is_send && is_late {
                is_late = false;
                state.does.push_front(Does::Late);
            }
        }));
    };
    // It is closed in the second round, once the first is over.
    let closed = |line: &Value| is_done(line) && line["action"] == "close";
    let (log, _) = keeps_until("--timeout 1s", set, |keeper| {
        keeper.until(1, |line| closed(line) && line["job"] == "reservations");
    });
    warns(&log, "no answer in time");
}

/// A fault that stays is said once, and so is its end.
#[test]
fn a_node_that_fails_for_long_is_said_once() {
    let log = keeps("", |server| {
        // Each ends a job: several rounds.
        server.set(|it| it.does.extend(vec![Does::Error(-32_010); 60]));
    });
    warns(&log, "no (-32010)");
    let failed = log.iter().filter(|it| it["level"] == "WARN").count();
    assert!(failed <= METHODS, "{log:#?}");
    let over = log.iter().filter(|it| it["message"] == OVER).count();
    assert_eq!(over, 1, "{log:#?}");
}
