//! The RPC client on a node that a test scripts.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

mod accounts;
mod broadcast;
mod budget;
mod history;
mod outcome;
mod repeats;
mod signed;
mod simulation;
mod version;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use anchor_lang::solana_program::{instruction::AccountMeta, system_program};
use base64::{prelude::BASE64_STANDARD, Engine};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_message::VersionedMessage;
use solana_sdk_ids::feature;

use super::{
    transport::{NoReply, Reply},
    *,
};
use crate::{
    sending::Announcement,
    transaction::{from_wire, MAX_LOADED_BYTES},
};

/// The last block height of every blockhash here.
const LAST_HEIGHT: u64 = 150;

/// What the node says to one request.
#[derive(Clone, Debug)]
enum Says {
    Result(Value),
    Error(i64, &'static str),
    Http(u16, &'static str),
    /// With so many seconds to wait.
    After(u16, u64),
    /// As it is, but for the number of the request.
    Whole(u16, Value),
    Closed,
    /// Nothing: all of the time is waited for.
    Silence,
}

/// A node, the requests to it, and a clock that passes while one waits.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Said once each, before what is always said.
    once: HashMap<String, VecDeque<Says>>,
    always: HashMap<String, Says>,
    asked: Vec<(String, Value)>,
    now: Duration,
    announced: Vec<(Announcement, usize)>,
}

impl Script {
    fn new() -> Self {
        let script = Self::default();
        let blockhash = Hash::new_from_array([5; 32]).to_string();
        let fresh = json!({ "blockhash": blockhash, "lastValidBlockHeight": LAST_HEIGHT });
        let status = json!({
            "slot": 9, "confirmations": null, "status": { "Ok": null }, "err": null,
            "confirmationStatus": "finalized"
        });
        script.always("getAccountInfo", of(Value::Null));
        script.always("getLatestBlockhash", of(fresh));
        script.always(
            "simulateTransaction",
            of(simulated(json!({ "unitsConsumed": 10_000 }))),
        );
        script.always("getSignatureStatuses", of(json!([status])));
        // Before the first broadcast.
        script.once("getSignatureStatuses", of(json!([null])));
        script
    }

    fn always(&self, method: &str, says: Says) {
        self.0.lock().unwrap().always.insert(method.into(), says);
    }

    fn once(&self, method: &str, says: Says) {
        let mut state = self.0.lock().unwrap();
        state.once.entry(method.into()).or_default().push_back(says);
    }

    fn network(&self) -> RpcNetwork {
        let (transport, clock) = (Box::new(self.clone()), Box::new(self.clone()));
        RpcNetwork::over(transport, clock, CommitmentConfig::processed())
            .with_observer(self.clone())
            .with_entropy(Counter(0))
    }

    /// The methods that were asked, in order.
    fn methods(&self) -> Vec<String> {
        let state = self.0.lock().unwrap();
        state
            .asked
            .iter()
            .map(|(method, _)| method.clone())
            .collect()
    }

    /// The parameters of all requests of a method.
    fn parameters(&self, method: &str) -> Vec<Value> {
        let state = self.0.lock().unwrap();
        let asked = state.asked.iter();
        asked
            .filter(|(it, _)| it == method)
            .map(|(_, parameters)| parameters.clone())
            .collect()
    }

    /// The transactions of all requests of a method.
    fn transactions(&self, method: &str) -> Vec<VersionedTransaction> {
        let sent = self.parameters(method).into_iter();
        sent.map(|parameters| {
            let bytes = BASE64_STANDARD.decode(parameters[0].as_str().unwrap());
            from_wire(&bytes.unwrap()).unwrap()
        })
        .collect()
    }
}

impl Transport for Script {
    fn post(&self, body: String, timeout: Duration, _: u64) -> Result<Reply, NoReply> {
        let request: Value = serde_json::from_str(&body).unwrap();
        let method = request["method"].as_str().unwrap().to_string();
        let mut state = self.0.lock().unwrap();
        state
            .asked
            .push((method.clone(), request["params"].clone()));
        let once = state.once.get_mut(&method).and_then(VecDeque::pop_front);
        let says = once.or_else(|| state.always.get(&method).cloned());
        let (status, after, answer) = match says {
            Some(Says::Result(result)) => (200, None, json!({ "result": result })),
            Some(Says::Error(code, message)) => (
                200,
                None,
                json!({ "error": { "code": code, "message": message } }),
            ),
            Some(Says::Http(status, body)) => {
                return Ok(Reply {
                    status,
                    after: None,
                    body: body.into(),
                })
            }
            Some(Says::After(status, after)) => {
                (status, Some(Duration::from_secs(after)), Value::Null)
            }
            Some(Says::Whole(status, answer)) => (status, None, answer),
            Some(Says::Silence) => {
                state.now += timeout;
                return Err(NoReply::Lost("no answer in time".into()));
            }
            Some(Says::Closed) => return Err(NoReply::Lost("connection closed".into())),
            None if method == "sendTransaction" => {
                let bytes = BASE64_STANDARD.decode(request["params"][0].as_str().unwrap());
                let transaction = from_wire(&bytes.unwrap()).unwrap();
                (
                    200,
                    None,
                    json!({ "result": transaction.signatures[0].to_string() }),
                )
            }
            None => panic!("{method}"),
        };
        let mut answer = answer;
        answer["id"] = request["id"].clone();
        Ok(Reply {
            status,
            after,
            body: answer.to_string(),
        })
    }

    fn origin(&self) -> &str {
        "http://node"
    }
}

impl Clock for Script {
    fn now(&self) -> Duration {
        self.0.lock().unwrap().now
    }

    fn wait(&self, time: Duration) {
        self.0.lock().unwrap().now += time;
    }
}

impl Observer for Script {
    fn announce(&self, signed: &[Announcement]) {
        let mut state = self.0.lock().unwrap();
        let sent = state.asked.iter().filter(|(it, _)| it == "sendTransaction");
        let sent = sent.count();
        state.announced.extend(signed.iter().map(|it| (*it, sent)));
    }
}

/// Counts.
struct Counter(u64);

impl Entropy for Counter {
    fn draw(&mut self) -> u64 {
        self.0 += 1;
        (self.0 << 32) | self.0
    }
}

fn of(value: Value) -> Says {
    Says::Result(json!({ "context": { "slot": 9, "apiVersion": "4.2.2" }, "value": value }))
}

/// An answer of the state of a slot.
fn at(slot: u64, value: Value) -> Says {
    Says::Result(json!({ "context": { "slot": slot }, "value": value }))
}

fn simulated(with: Value) -> Value {
    let mut simulated = json!({ "err": null, "logs": [] });
    for (name, value) in with.as_object().unwrap() {
        simulated[name] = value.clone();
    }
    simulated
}

fn account(owner: Pubkey, data: &[u8]) -> Value {
    json!({
        "lamports": 1, "owner": owner.to_string(), "executable": false, "rentEpoch": 0, "space": data.len(),
        "data": [BASE64_STANDARD.encode(data), "base64"]
    })
}

/// The feature's account, active from slot 447,120,000 on.
fn active() -> Value {
    let data = [&[1][..], &447_120_000_u64.to_le_bytes()].concat();
    account(feature::ID, &data)
}

/// The feature's account before the epoch that activates it.
fn pending() -> Value {
    account(feature::ID, &[0; 9])
}

/// An instruction with so many bytes of data.
fn instruction(bytes: usize) -> Instruction {
    Instruction {
        program_id: system_program::ID,
        accounts: Vec::new(),
        data: vec![1; bytes],
    }
}

fn key() -> Keypair {
    Keypair::new_from_array([1; 32])
}

fn send(script: &Script) -> Result<Receipt, SendError> {
    script.network().send(&[instruction(10)], &[&key()])
}
