//! The RPC client on a node that a test scripts.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use anchor_lang::solana_program::system_program;
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

#[test]
fn version_1_is_there_once_its_feature_is_active() {
    let with = |feature: Value| {
        let script = Script::new();
        script.always("getAccountInfo", of(feature));
        script
    };
    let has_v1 = |feature| with(feature).network().has_v1();
    assert_eq!(has_v1(Value::Null), Ok(false));
    assert_eq!(has_v1(pending()), Ok(false));
    assert_eq!(has_v1(active()), Ok(true));
    // Anybody can send lamports to the address; data are the feature program's to write.
    assert_eq!(has_v1(account(system_program::ID, &[])), Ok(false));
    let slot = [&[1][..], &[0; 8]].concat();
    assert_eq!(has_v1(account(system_program::ID, &slot)), Ok(false));
    for garbage in [&[][..], &[1], &slot[..8], &[7; 9]] {
        assert_eq!(has_v1(account(feature::ID, garbage)), Ok(false));
    }
    assert!(has_v1(json!({ "lamports": 1 })).is_err());
    // A network that has it keeps it; one that lacks it may get it.
    let script = with(pending());
    let mut network = script.network();
    assert_eq!(network.has_v1(), Ok(false));
    script.always("getAccountInfo", of(active()));
    assert_eq!(network.has_v1(), Ok(true));
    script.always("getAccountInfo", of(Value::Null));
    assert_eq!(network.has_v1(), Ok(true));
}

#[test]
fn version_1_is_sent_where_legacy_is_too_small_and_the_network_has_it() {
    let key = key();
    for (feature, bytes, v1) in [
        (active(), 100, Some(false)),
        (active(), 2_000, Some(true)),
        (active(), 5_000, None),
        (pending(), 100, Some(false)),
        (pending(), 2_000, None),
        (Value::Null, 2_000, None),
    ] {
        let script = Script::new();
        script.always("getAccountInfo", of(feature));
        let mut network = script.network().with_priority_fee(5_000);
        let outcome = network.send(&[instruction(bytes)], &[&key]);
        let sent = script.transactions("sendTransaction");
        let Some(v1) = v1 else {
            let refused = outcome.unwrap_err();
            assert!(refused.logs()[0].contains("more than the 1232 of its format"));
            assert!(sent.is_empty());
            continue;
        };
        let receipt = outcome.unwrap();
        let [last] = sent.as_slice() else {
            panic!("{} were sent", sent.len());
        };
        assert_eq!(receipt.signature, last.signatures[0]);
        // A signer may have to press a button: only once.
        let simulated = script.transactions("simulateTransaction").remove(0);
        assert_eq!(simulated.signatures, [Signature::default()]);
        let signed = last.message.serialize();
        assert!(last.signatures[0].verify(key.pubkey().as_ref(), &signed));
        match &last.message {
            VersionedMessage::V1(message) => {
                assert!(v1);
                assert_eq!(message.config.compute_unit_limit, Some(13_001));
                // 13,001 units at 5,000 micro-lamports are 65.005 lamports.
                assert_eq!(message.config.priority_fee, Some(66));
                let loaded = message.config.loaded_accounts_data_size_limit;
                assert_eq!(loaded, Some(MAX_LOADED_BYTES - 1));
            }
            message => {
                assert!(!v1);
                // Limit, price, limit of bytes, and what was to be sent.
                assert_eq!(message.instructions().len(), 4);
            }
        }
        let (announced, sent_before) = script.0.lock().unwrap().announced[0];
        assert_eq!((announced.signature, sent_before), (receipt.signature, 0));
        assert_eq!(announced.fee, 5_066);
    }
}

/// Whether it can be paid for is not to hang on a price that the limit of the fee lowers later.
#[test]
fn the_simulation_pays_no_priority_fee_and_what_is_sent_no_more_than_the_highest() {
    let script = Script::new();
    script.always("getAccountInfo", of(active()));
    let network = script.network().with_priority_fee(5_000_000);
    let mut network = network.with_highest_fee(7);
    network.send(&[instruction(2_000)], &[&key()]).unwrap();
    let fee = |method| match &script.transactions(method)[0].message {
        VersionedMessage::V1(message) => message.config.priority_fee,
        _ => panic!("another version"),
    };
    assert_eq!(
        (fee("simulateTransaction"), fee("sendTransaction")),
        (None, Some(7))
    );
}

#[test]
fn a_simulation_replaces_the_blockhash_and_is_of_what_was_sent_before() {
    let script = Script::new();
    script.once(
        "getSignatureStatuses",
        Says::Result(json!({ "context": { "slot": 77 }, "value": [{
            "slot": 77, "confirmations": null, "status": { "Ok": null }, "err": null,
            "confirmationStatus": "finalized"
        }] })),
    );
    script.once("getSignatureStatuses", of(json!([null])));
    let here = simulated(json!({ "unitsConsumed": 10_000 }));
    script.always(
        "simulateTransaction",
        Says::Result(json!({ "context": { "slot": 77 }, "value": here })),
    );
    let mut network = script.network();
    for slot in [0, 77] {
        network.send(&[instruction(10)], &[&key()]).unwrap();
        let config = script.parameters("simulateTransaction").pop().unwrap()[1].clone();
        assert_eq!(config["replaceRecentBlockhash"], true);
        assert_eq!(config["sigVerify"], false);
        assert_eq!(config["minContextSlot"], slot);
    }
}

#[test]
fn a_node_that_is_behind_is_asked_again() {
    let script = Script::new();
    let not_found = simulated(json!({ "err": "BlockhashNotFound" }));
    for says in [
        of(not_found.clone()),
        Says::Error(-32_005, "Node is behind by 42 slots"),
        Says::Error(-32_016, "Minimum context slot has not been reached"),
        of(not_found.clone()),
    ] {
        script.once("simulateTransaction", says);
    }
    send(&script).unwrap();
    assert_eq!(script.parameters("simulateTransaction").len(), 5);
    // Not without end.
    let script = Script::new();
    script.always("simulateTransaction", of(not_found));
    let refused = send(&script).unwrap_err();
    let SendError::Refused { error, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(error, TransactionError::BlockhashNotFound);
    assert!(script.now() <= Timeouts::default().blockhash);
    assert!(script.parameters("sendTransaction").is_empty());
}

#[test]
fn what_a_simulation_does_not_say_is_the_largest() {
    let limit = |with: Value| {
        let script = Script::new();
        script.always("getAccountInfo", of(active()));
        script.always("simulateTransaction", of(simulated(with)));
        script
            .network()
            .send(&[instruction(2_000)], &[&key()])
            .unwrap();
        match &script.transactions("sendTransaction")[0].message {
            VersionedMessage::V1(message) => message.config.compute_unit_limit.unwrap(),
            _ => panic!("another version"),
        }
    };
    assert_eq!(limit(json!({ "unitsConsumed": 10_000 })), 13_001);
    assert_eq!(limit(json!({})), MAX_COMPUTE_UNITS);
    assert_eq!(limit(json!({ "unitsConsumed": null })), MAX_COMPUTE_UNITS);
    assert_eq!(
        limit(json!({ "unitsConsumed": 1_300_000 })),
        MAX_COMPUTE_UNITS
    );
}

/// In a row on one blockhash, in one process and in several.
#[test]
fn equal_instructions_are_different_transactions() {
    let mut signatures = Vec::new();
    for process in 0..3 {
        let script = Script::new();
        let mut network = script.network().with_entropy(SystemEntropy);
        for _ in 0..3 {
            script.once("getSignatureStatuses", of(json!([null])));
            let sent = network.send(&[instruction(10)], &[&key()]).unwrap();
            assert!(!signatures.contains(&sent.signature), "{process}");
            signatures.push(sent.signature);
        }
    }
    // What several people build alike is the same.
    let mut network = Script::new().network();
    assert_eq!(network.budget(None).loaded_bytes, None);
    assert_eq!(network.budget(None).limit, MAX_COMPUTE_UNITS);
}

#[test]
fn a_signature_that_is_known_already_is_another_transactions() {
    let known = || {
        of(json!([{
            "slot": 9, "confirmations": 1, "status": { "Ok": null }, "err": null,
            "confirmationStatus": "processed"
        }]))
    };
    let script = Script::new();
    script.0.lock().unwrap().once.clear();
    for says in [known(), known(), of(json!([null]))] {
        script.once("getSignatureStatuses", says);
    }
    send(&script).unwrap();
    let sent = script.transactions("sendTransaction");
    assert_eq!(sent.len(), 1);
    assert_eq!(script.0.lock().unwrap().announced.len(), 1);
    // Never a new one: nothing is sent.
    let script = Script::new();
    script.0.lock().unwrap().once.clear();
    assert!(matches!(send(&script), Err(SendError::Unsent(_))));
    assert!(script.parameters("sendTransaction").is_empty());
}

#[test]
fn every_read_is_repeated_until_it_is_answered() {
    let faults = [
        Says::Closed,
        Says::Http(503, "<html>later</html>"),
        Says::Http(200, "<html>welcome</html>"),
        Says::Error(-32_005, "Node is behind"),
        Says::Result(Value::Null),
        Says::After(429, 3),
    ];
    let script = Script::new();
    for method in [
        "getAccountInfo",
        "getLatestBlockhash",
        "simulateTransaction",
    ] {
        for says in &faults {
            script.once(method, says.clone());
        }
    }
    let address = Pubkey::new_unique();
    assert_eq!(script.network().account(&address), Ok(None));
    assert_eq!(script.methods().len(), faults.len() + 1);
    assert!(script.now() >= Duration::from_secs(3));
    send(&script).unwrap();
}

#[test]
fn who_does_not_answer_is_given_up_after_a_while() {
    let timeouts = Timeouts::default().answer;
    for (says, words) in [
        (Says::Closed, "http://node: connection closed"),
        (Says::Http(503, "later"), "http://node: later (HTTP 503)"),
        (
            Says::Error(-32_005, "Node is behind"),
            "http://node: Node is behind (-32005)",
        ),
    ] {
        let script = Script::new();
        script.always("getAccountInfo", says);
        let reported = script.network().account(&Pubkey::new_unique()).unwrap_err();
        assert_eq!(reported, ReadError::Unreachable(words.into()));
        let waited = script.now();
        assert!(waited <= timeouts && waited > timeouts / 2, "{waited:?}");
    }
    // A node that asks for more time than there is.
    let script = Script::new();
    script.always("getAccountInfo", Says::After(429, 3_600));
    assert!(script.network().account(&Pubkey::new_unique()).is_err());
    assert_eq!(script.now(), Duration::ZERO);
}

#[test]
fn a_refusal_is_in_the_nodes_own_words_and_final() {
    for (says, words) in [
        (
            Says::Error(-32_601, "Method not found"),
            "Method not found (-32601)",
        ),
        (Says::Error(-32_010, "excluded"), "excluded (-32010)"),
        (
            Says::Http(403, "not on your plan"),
            "not on your plan (HTTP 403)",
        ),
        (Says::Http(410, "gone"), "gone (HTTP 410)"),
    ] {
        let script = Script::new();
        script.always("getProgramAccounts", says);
        let reported = script.network().program_accounts(&system_program::ID, &[]);
        let reported = reported.unwrap_err().to_string();
        assert_eq!(
            reported,
            format!("the node refuses getProgramAccounts: {words}")
        );
        assert_eq!(script.methods().len(), 1);
    }
}

#[test]
fn what_is_refused_or_silent_before_the_broadcast_is_unsent() {
    for method in [
        "simulateTransaction",
        "getLatestBlockhash",
        "getSignatureStatuses",
    ] {
        let script = Script::new();
        script.0.lock().unwrap().once.clear();
        script.always(method, Says::Closed);
        let unsent = send(&script).unwrap_err();
        assert!(matches!(unsent, SendError::Unsent(_)), "{method}: {unsent}");
        assert!(script.parameters("sendTransaction").is_empty());
        assert!(script.0.lock().unwrap().announced.is_empty());
    }
}

#[test]
fn what_the_node_refuses_after_the_broadcast_is_not_taken() {
    let script = Script::new();
    script.always("getSignatureStatuses", of(json!([null])));
    script.always("sendTransaction", Says::Error(-32_601, "Method not found"));
    let refused = send(&script).unwrap_err();
    assert!(matches!(refused, SendError::NotTaken(_)), "{refused}");
    assert!(refused.to_string().ends_with(
        ": the node refuses sendTransaction: Method not found (-32601); nothing was executed so far, and up to block height 150 it \
         may still be, if another node has it"
    ));
    // After several slots in which no other node had it.
    assert!(script.now() >= Duration::from_secs(2));
    assert_eq!(script.parameters("sendTransaction").len(), 1);
}

/// What is said of a transaction that was handed on, by a gateway or by one of several nodes.
fn said_of_what_was_handed_on() -> Vec<(&'static str, Says)> {
    let error = |error: Value| Says::Whole(200, json!({ "error": error }));
    let mut said = vec![
        (
            "no code",
            error(json!({ "message": "upstream request timed out" })),
        ),
        (
            "a code of text",
            error(json!({ "code": "-32000", "message": "timeout" })),
        ),
        (
            "a code with a fraction",
            error(json!({ "code": -32_603.0, "message": "internal" })),
        ),
        ("a list", error(json!([1]))),
        ("a text", error(json!("timeout"))),
        (
            "a result beside",
            Says::Whole(
                200,
                json!({ "result": "x", "error": { "code": -32_601, "message": "x" } }),
            ),
        ),
        ("a page of 429", Says::Http(429, "slow down")),
        ("a redirect", Says::Http(302, "moved")),
        ("another redirect", Says::Http(307, "")),
        ("an answer of before HTTP", Says::Http(101, "")),
    ];
    for status in [
        400, 401, 403, 404, 408, 410, 413, 425, 429, 460, 499, 500, 502, 504, 520, 599,
    ] {
        said.push(("a page", Says::Http(status, "<html>sorry</html>")));
        // The codes that prove something prove nothing here.
        for code in [-32_002, -32_003, -32_601, -32_602] {
            let answer = json!({ "error": { "code": code, "message": "sorry" } });
            said.push(("a code of a gateway", Says::Whole(status, answer)));
        }
    }
    for code in [
        -32_001,
        -32_000,
        -32_004,
        -32_005,
        -32_007,
        -32_010,
        -32_015,
        -32_016,
        -32_052,
        -32_097,
        -32_429,
        -32_600,
        -32_603,
        -32_700,
        -1,
        0,
        1,
        3,
        19,
        30,
        403,
        429,
        504,
        i64::MAX,
    ] {
        said.push((
            "a code",
            Says::Error(code, "Unable to complete the request at this time."),
        ));
    }
    said
}

#[test]
fn what_may_have_been_handed_on_is_never_said_to_be_unsent() {
    for (what, says) in said_of_what_was_handed_on() {
        // Executed, and not seen in a block for some looks.
        let script = Script::new();
        for _ in 0..9 {
            script.once("getSignatureStatuses", of(json!([null])));
        }
        script.always("sendTransaction", says.clone());
        let sent = send(&script);
        assert!(sent.is_ok(), "{what}, {says:?}: {sent:?}");
        // Nobody says how it ended.
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        script.always("sendTransaction", says.clone());
        let mut network = script.network().with_timeout(Duration::from_secs(5));
        let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
        assert!(
            matches!(unknown, SendError::Unknown { .. }),
            "{what}, {says:?}: {unknown}"
        );
    }
}

#[test]
fn a_refusal_by_the_node_itself_concludes_only_what_it_alone_was_sent_once() {
    for code in [-32_002, -32_003, -32_013, -32_601, -32_602] {
        let says = Says::Error(code, "no");
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        script.always("sendTransaction", says.clone());
        let refused = send(&script).unwrap_err();
        // What a gateway has handed on may come into a block later.
        let SendError::NotTaken(it) = &refused else {
            panic!("{code}: {refused}");
        };
        let (signature, height) = (it.signature, it.height);
        let reported =
            format!("nothing was executed so far, and up to block height {height} it may");
        assert!(refused.to_string().contains(&reported), "{code}: {refused}");
        assert!(refused.to_string().contains(&signature.to_string()));
        assert_eq!(height, LAST_HEIGHT);
        // Another of the nodes behind the URL has taken it.
        let script = Script::new();
        for _ in 0..3 {
            script.once("getSignatureStatuses", of(json!([null])));
        }
        script.always("sendTransaction", says.clone());
        assert!(send(&script).is_ok(), "{code}");
        // It was sent before, and what came of that is not known.
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        script.once("sendTransaction", Says::Http(504, "time-out"));
        script.always("sendTransaction", says);
        let mut network = script.network().with_timeout(Duration::from_secs(9));
        let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
        assert!(
            matches!(unknown, SendError::Unknown { .. }),
            "{code}: {unknown}"
        );
        // An answer to another request.
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([null])));
        let other =
            json!({ "jsonrpc": "2.0", "id": 0, "error": { "code": code, "message": "no" } });
        let other: &'static str = Box::leak(other.to_string().into_boxed_str());
        script.always("sendTransaction", Says::Http(200, other));
        let mut network = script.network().with_timeout(Duration::from_secs(9));
        let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
        assert!(
            matches!(unknown, SendError::Unknown { .. }),
            "{code}: {unknown}"
        );
    }
}

#[test]
fn a_node_that_hangs_takes_no_more_time_than_there_is() {
    let last = Duration::from_millis(500);
    for silent in [
        &["sendTransaction"][..],
        &["getSignatureStatuses"],
        &["sendTransaction", "getSignatureStatuses"],
    ] {
        for seconds in [1, 2, 15] {
            let script = Script::new();
            script.always("getSignatureStatuses", of(json!([null])));
            script.once("getSignatureStatuses", of(json!([null])));
            for method in silent {
                script.always(method, Says::Silence);
            }
            let timeout = Duration::from_secs(seconds);
            let mut network = script.network().with_timeout(timeout);
            let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
            assert!(matches!(unknown, SendError::Unknown { .. }), "{unknown}");
            let waited = script.now();
            assert!(
                waited >= timeout && waited <= timeout + last,
                "{silent:?}: {waited:?}"
            );
        }
    }
}

/// A status with these fields, of a node whose bank is in slot 9.
fn written(with: Value) -> Value {
    let mut status = json!({ "slot": 9, "confirmations": null, "confirmationStatus": "finalized" });
    for (name, value) in with.as_object().unwrap() {
        status[name] = value.clone();
    }
    status
}

#[test]
fn a_status_says_by_its_error_how_it_ended() {
    let error = json!({ "InstructionError": [0, { "Custom": 1 }] });
    let ends = |status: Value| {
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([status])));
        script.always("getTransaction", Says::Result(Value::Null));
        let mut network = script.network().with_timeout(Duration::from_secs(2));
        let sent = network.send(&[instruction(10)], &[&key()]);
        (sent, network.outcome(&Signature::default()))
    };
    for status in [
        written(json!({ "err": error, "status": { "Ok": null } })),
        written(json!({ "err": error })),
    ] {
        let (sent, outcome) = ends(status);
        assert!(matches!(sent, Err(SendError::Failed { .. })), "{sent:?}");
        assert!(matches!(outcome, Ok(Some(Err(_)))), "{outcome:?}");
    }
    let (sent, outcome) = ends(written(json!({ "err": null })));
    assert!(sent.is_ok(), "{sent:?}");
    assert_eq!(outcome, Ok(Some(Ok(()))));
    // Without an error or a null in its place, it is no status.
    let (sent, outcome) = ends(written(json!({ "status": { "Ok": null } })));
    assert!(matches!(sent, Err(SendError::Unknown { .. })), "{sent:?}");
    assert!(outcome.is_err(), "{outcome:?}");
}

#[test]
fn a_status_before_the_blockhash_or_after_the_bank_is_no_evidence() {
    for slot in [0, 3, 8, 10, u64::MAX] {
        let status = written(json!({ "slot": slot, "err": null }));
        let script = Script::new();
        script.always("getSignatureStatuses", of(json!([status])));
        let mut network = script.network().with_timeout(Duration::from_secs(2));
        let sent = network.send(&[instruction(10)], &[&key()]);
        assert!(
            matches!(sent, Err(SendError::Unknown { .. })),
            "{slot}: {sent:?}"
        );
        assert!(
            script.parameters("sendTransaction").len() > 1,
            "{slot}: it is sent again"
        );
        // Of one that may be older, and with nothing to hold a later slot against.
        let outcome = network.outcome(&Signature::default());
        assert_eq!(outcome, Ok((slot <= 9).then_some(Ok(()))), "{slot}");
    }
}

#[test]
fn an_outcome_that_nobody_tells_is_unknown_and_has_the_signature() {
    let script = Script::new();
    script.once("getSignatureStatuses", of(json!([null])));
    script
        .0
        .lock()
        .unwrap()
        .once
        .get_mut("getSignatureStatuses")
        .unwrap()
        .truncate(1);
    script.always("getSignatureStatuses", Says::Http(504, "time-out"));
    let mut network = script.network().with_timeout(Duration::from_secs(2));
    let unknown = network.send(&[instruction(10)], &[&key()]).unwrap_err();
    let SendError::Unknown { signature, reason } = unknown else {
        panic!("{unknown}");
    };
    let sent = script.transactions("sendTransaction");
    assert!(sent.iter().all(|it| it.signatures[0] == signature));
    assert!(sent.len() >= 2, "it is sent again");
    assert_eq!(
        reason,
        "the network does not answer: http://node: time-out (HTTP 504)"
    );
    assert_eq!(script.now(), Duration::from_secs(2));
}

#[test]
fn what_fails_in_its_block_has_paid_its_fee() {
    let script = Script::new();
    let error = json!({ "InstructionError": [3, { "Custom": 6_000 }] });
    script.always(
        "getSignatureStatuses",
        of(json!([{
            "slot": 9, "confirmations": null, "status": { "Err": error }, "err": error,
            "confirmationStatus": "finalized"
        }])),
    );
    script.always("getTransaction", Says::Result(Value::Null));
    let failed = send(&script).unwrap_err();
    assert_eq!(failed.code(), Some(6_000));
    assert!(matches!(failed, SendError::Failed { .. }), "{failed}");
}

mod signed {
    //! Transactions that were signed elsewhere.

    use solana_nonce::{
        state::{DurableNonce, State as NonceState},
        versions::Versions,
    };

    use super::*;
    use crate::transaction::{Draft, Format, Nonce};

    fn transaction(nonce: Option<Nonce>, value: Hash) -> VersionedTransaction {
        let draft = Draft {
            payer: key().pubkey(),
            instructions: &[instruction(10)],
            blockhash: value,
            nonce,
            budget: Budget {
                limit: 1,
                price: 0,
                loaded_bytes: None,
            },
            format: Format::Legacy,
        };
        draft.sign(&[&key()]).unwrap()
    }

    fn script() -> Script {
        let script = Script::new();
        script.0.lock().unwrap().once.clear();
        // As `outcome` asks, and then the first look.
        script.once("getSignatureStatuses", of(json!([null])));
        script
    }

    #[test]
    fn one_whose_blockhash_holds_is_sent_and_confirmed() {
        let script = script();
        // Of a node that is behind at first.
        script.once("isBlockhashValid", of(json!(false)));
        script.always("isBlockhashValid", of(json!(true)));
        let transaction = transaction(None, Hash::new_from_array([7; 32]));
        let receipt = script.network().send_signed(&transaction).unwrap();
        assert_eq!(receipt.signature, transaction.signatures[0]);
        assert_eq!(script.transactions("sendTransaction"), [transaction]);
        assert_eq!(script.0.lock().unwrap().announced.len(), 1);
    }

    #[test]
    fn one_that_is_in_a_block_already_is_not_sent_again() {
        let script = script();
        script.0.lock().unwrap().once.clear();
        let transaction = transaction(None, Hash::default());
        script.network().send_signed(&transaction).unwrap();
        assert_eq!(script.methods(), ["getSignatureStatuses"]);
    }

    /// A node that has not its status yet.
    #[test]
    fn one_that_a_node_has_processed_is_not_refused() {
        let script = script();
        let processed = simulated(json!({ "err": "AlreadyProcessed" }));
        script.always("simulateTransaction", of(processed));
        let transaction = transaction(None, Hash::default());
        let mut network = script.network();
        network.simulate_signed(&transaction).unwrap();
        let config = script.parameters("simulateTransaction")[0][1].clone();
        assert_eq!(config["replaceRecentBlockhash"], false);
        // Of one that is not signed yet, it would be another's.
        assert!(send(&script).is_err());
    }

    #[test]
    fn one_whose_blockhash_nobody_knows_is_refused_before_it_is_sent() {
        let script = script();
        script.always("isBlockhashValid", of(json!(false)));
        let refused = script
            .network()
            .send_signed(&transaction(None, Hash::default()));
        let refused = refused.unwrap_err();
        let SendError::Refused { error, .. } = refused else {
            panic!("{refused}");
        };
        assert_eq!(error, TransactionError::BlockhashNotFound);
        assert!(script.parameters("sendTransaction").is_empty());
        assert!(script.now() <= Timeouts::default().blockhash);
    }

    /// Slots, heights and validity go on, and the status stays null.
    #[test]
    fn one_that_is_in_no_block_expires_by_its_blockhash_alone() {
        let script = script();
        script.once("isBlockhashValid", of(json!(true)));
        script.always("getSignatureStatuses", at(500, json!([null])));
        for slot in [100, 101] {
            let tip = json!({ "absoluteSlot": slot, "blockHeight": 5 });
            script.once("getEpochInfo", Says::Result(tip));
            script.once("isBlockhashValid", at(slot, json!(false)));
        }
        let transaction = transaction(None, Hash::default());
        let expired = script.network().send_signed(&transaction).unwrap_err();
        assert!(
            matches!(expired, SendError::Expired(it) if it == transaction.signatures[0]),
            "{expired}"
        );
        assert!(script.now() > Duration::from_secs(37));
    }

    #[test]
    fn a_nonce_keeps_one_pending_until_it_is_advanced() {
        let nonce = Nonce {
            account: Pubkey::new_unique(),
            authority: key().pubkey(),
        };
        let [held, next] = [1, 2].map(|byte| DurableNonce::from_blockhash(&Hash::from([byte; 32])));
        let stored = |slot: u64, value: DurableNonce| {
            let state = NonceState::new_initialized(&nonce.authority, value, 5_000);
            let data = bincode::serialize(&Versions::new(state)).unwrap();
            at(slot, account(system_program::ID, &data))
        };
        let transaction = transaction(Some(nonce), *held.as_hash());
        let signature = transaction.signatures[0];
        let sends = |held_at: Says, later: [Says; 2]| {
            let script = script();
            script.once("getAccountInfo", held_at);
            script.always("getAccountInfo", later[1].clone());
            script.always("getSignatureStatuses", at(500, json!([null])));
            for (slot, later) in [100, 101].into_iter().zip(later) {
                let tip = json!({ "absoluteSlot": slot, "blockHeight": 5 });
                script.once("getEpochInfo", Says::Result(tip));
                script.once("getAccountInfo", later);
            }
            script.network().send_signed(&transaction).unwrap_err()
        };
        let pending = sends(stored(9, held), [stored(100, held), stored(101, held)]);
        assert!(
            matches!(pending, SendError::Pending(it) if it == signature),
            "{pending}"
        );
        let advanced = sends(stored(9, held), [stored(100, next), stored(101, next)]);
        assert!(
            matches!(advanced, SendError::NonceAdvanced(it) if it == signature),
            "{advanced}"
        );
        let closed = sends(
            stored(9, held),
            [at(100, Value::Null), at(101, Value::Null)],
        );
        assert!(
            matches!(closed, SendError::NonceAdvanced(it) if it == signature),
            "{closed}"
        );
        // Of another value before it is sent.
        let refused = sends(stored(9, next), [stored(100, next), stored(101, next)]);
        assert!(matches!(refused, SendError::Refused { .. }), "{refused}");
    }
}

#[test]
fn a_version_above_that_asked_for_is_reported_as_such() {
    let script = Script::new();
    script.always(
        "getTransaction",
        Says::Error(-32_015, "Transaction version (2) is not supported"),
    );
    let reported = script
        .network()
        .transaction(&Signature::default())
        .unwrap_err();
    assert_eq!(
        reported.to_string(),
        "the node refuses getTransaction: the transaction is of a newer version than 1, the last that this client reads: update it"
    );
    let asked = &script.parameters("getTransaction")[0][1];
    assert_eq!(asked["maxSupportedTransactionVersion"], 1);
    assert_eq!(asked["commitment"], "confirmed");
}

#[test]
fn who_does_not_listen_is_reported_with_the_cause() {
    let network = RpcNetwork::new(
        "http://127.0.0.1:1/key-of-mine",
        CommitmentConfig::processed(),
    );
    let mut nobody = network.with_timeouts(Timeouts {
        connection: Duration::ZERO,
        ..Timeouts::default()
    });
    let reported = nobody.account(&Pubkey::new_unique()).unwrap_err();
    let reported = reported.to_string();
    assert!(
        reported.starts_with("the network does not answer: http://127.0.0.1:1: Connection refused"),
        "{reported}"
    );
    assert!(!reported.contains("key-of-mine"), "{reported}");
}

#[test]
fn the_priority_fee_stays_below_its_limit() {
    let network = Script::new().network().with_priority_fee(5_000_000);
    let mut network = network.with_highest_fee(13);
    // 13 lamports for 13,001 units are 999.9 micro-lamports each.
    assert_eq!(network.budget(Some(10_000)).price, 999);
    let mut network = network.with_highest_fee(1_000_000);
    assert_eq!(network.budget(Some(10_000)).price, 5_000_000);
}

/// Answers of `getTransaction` of each version, in base 64: what was confirmed and what failed.
fn answers() -> Vec<(String, Value)> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ts/test/vectors.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let answers = text.lines().filter_map(|it| it.strip_prefix("answer "));
    let named = answers.map(|it| it.split_at(it.find(" {").unwrap()));
    let of_base64 = named.filter(|(name, _)| name.contains("base64") || name.ends_with("failed"));
    of_base64
        .map(|(name, json)| (name.into(), serde_json::from_str(json).unwrap()))
        .collect()
}

#[test]
fn a_transaction_is_read_with_its_block_its_fee_and_its_outcome() {
    let answers = answers();
    let (mut done, mut failed) = (0, 0);
    for (name, answer) in answers {
        let script = Script::new();
        script.always("getTransaction", Says::Result(answer.clone()));
        let signature = Signature::from([3; 64]);
        let found = script.network().executed(&signature);
        if !name.contains("base64") && answer["transaction"].get(1) != Some(&json!("base64")) {
            continue;
        }
        let it = found.unwrap().unwrap();
        assert_eq!((it.fee, it.time), (5_000, Some(1_798_761_600)), "{name}");
        assert_eq!(it.slot, answer["slot"].as_u64().unwrap());
        match it.outcome {
            Ok(()) => {
                done += 1;
                let inner = it.inner.unwrap();
                let events = inner
                    .iter()
                    .filter_map(|(program, data)| crate::events::decode(program, data));
                assert_eq!(events.count(), 2, "{name}");
            }
            Err(_) => failed += 1,
        }
        let [asked] = &script.parameters("getTransaction")[..] else {
            panic!("{name} is asked for once");
        };
        assert_eq!(asked[1]["maxSupportedTransactionVersion"], 1);
        assert_eq!(asked[1]["encoding"], "base64");
    }
    assert!(done >= 3, "{done} and {failed}");
    let script = Script::new();
    script.always("getTransaction", Says::Result(Value::Null));
    let none = script.network().executed(&Signature::default()).unwrap();
    assert!(none.is_none());
}

#[test]
fn transactions_that_name_an_address_come_in_pages() {
    let script = Script::new();
    let [first, second] = [1, 2].map(|it| Signature::from([it; 64]));
    let found = json!([
        { "signature": first.to_string(), "slot": 9, "err": null, "memo": null, "blockTime": 7,
          "confirmationStatus": "finalized" },
        { "signature": second.to_string(), "slot": 8, "err": "AccountInUse", "memo": null,
          "blockTime": null, "confirmationStatus": "finalized" },
    ]);
    script.always("getSignaturesForAddress", Says::Result(found));
    let address = Pubkey::new_from_array([7; 32]);
    let mut network = script.network();
    let mentions = network.mentions(&address, None, 2).unwrap();
    let expected = [(first, 9, Some(7), false), (second, 8, None, true)];
    let expected = expected.map(|(signature, slot, time, failed)| Mention {
        signature,
        slot,
        time,
        failed,
    });
    assert_eq!(mentions, expected);
    network.mentions(&address, Some(&second), 5_000).unwrap();
    let asked = script.parameters("getSignaturesForAddress");
    assert_eq!(asked[0][0], address.to_string());
    assert_eq!(
        (&asked[0][1]["limit"], &asked[0][1]["before"]),
        (&json!(2), &Value::Null)
    );
    // Nodes tell of confirmed ones only, and of a thousand at once.
    assert_eq!(asked[0][1]["commitment"], "confirmed");
    assert_eq!(
        (&asked[1][1]["limit"], &asked[1][1]["before"]),
        (&json!(1_000), &json!(second.to_string()))
    );
}

#[test]
fn a_node_that_keeps_no_history_is_distinguished_from_one_that_does_not_answer() {
    for (says, none) in [
        (
            Says::Error(
                -32_011,
                "Transaction history is not available from this node",
            ),
            true,
        ),
        (Says::Error(-32_601, "Method not found"), true),
        (Says::Error(-32_010, "excluded"), false),
    ] {
        for method in ["getSignaturesForAddress", "getTransaction"] {
            let script = Script::new();
            script.always(method, says.clone());
            let mut network = script.network();
            let error = match method {
                "getTransaction" => network.executed(&Signature::default()).map(drop),
                _ => network.mentions(&Pubkey::default(), None, 1).map(drop),
            };
            assert_eq!(
                error == Err(ReadError::NoHistory),
                none,
                "{method}: {error:?}"
            );
        }
    }
}

#[test]
fn accounts_are_filtered_by_the_node() {
    let script = Script::new();
    script.always("getProgramAccounts", of(json!([])));
    let matches = [Match::new(40, [1, 2]), Match::new(8, Pubkey::default())];
    let mut network = script.network();
    network
        .program_accounts_where(&system_program::ID, &[9; 8], &matches)
        .unwrap();
    let asked = script.parameters("getProgramAccounts");
    let filters = asked[0][1]["filters"].as_array().unwrap();
    let places: Vec<&Value> = filters.iter().map(|it| &it["memcmp"]["offset"]).collect();
    assert_eq!(places, [0, 40, 8]);
}

#[test]
fn a_preview_gives_the_watched_accounts_as_they_would_be() {
    let key = key();
    let watched = [key.pubkey(), Pubkey::new_from_array([2; 32])];
    let after = account(system_program::ID, &[7]);
    let mut emptied = after.clone();
    emptied["lamports"] = json!(0);
    let gives = |accounts: Value| {
        let script = Script::new();
        let with = json!({ "unitsConsumed": 10_000, "accounts": accounts });
        script.always("simulateTransaction", of(simulated(with)));
        script
    };
    for (accounts, seen) in [
        (json!([after, emptied]), Some(vec![true, false])),
        (json!([after, null]), Some(vec![true, false])),
        // Too few, or what cannot be read.
        (json!([after]), None),
        (
            json!([
                after,
                after.as_object().map(|it| {
                    let mut it = it.clone();
                    it["data"] = json!(["!", "base64"]);
                    it
                })
            ]),
            None,
        ),
        (Value::Null, None),
    ] {
        let script = gives(accounts);
        let mut network = script.network();
        let instructions = [instruction(10)];
        let preview = network.preview(&instructions, &[&key], &watched).unwrap();
        assert_eq!(preview.receipt.compute_units, 10_000);
        let held = preview.accounts.map(|accounts| {
            let held = accounts
                .iter()
                .map(|it| it.as_ref().map(|it| it.data.clone()));
            held.map(|data| data == Some(vec![7])).collect::<Vec<_>>()
        });
        assert_eq!(held, seen);
        let config = &script.parameters("simulateTransaction")[0][1];
        assert_eq!(config["replaceRecentBlockhash"], true);
        assert_eq!(config["accounts"]["encoding"], "base64");
        let addresses = watched.map(|it| it.to_string());
        assert_eq!(config["accounts"]["addresses"], json!(addresses));
        assert!(script.parameters("sendTransaction").is_empty());
    }
    let script = Script::new();
    script
        .network()
        .simulate(&[instruction(10)], &[&key])
        .unwrap();
    let config = &script.parameters("simulateTransaction")[0][1];
    assert!(config.get("accounts").is_none());
}

#[test]
fn accounts_are_read_a_hundred_at_a_time_in_their_order() {
    let addresses: Vec<Pubkey> = (0..150)
        .map(|it| Pubkey::new_from_array([it; 32]))
        .collect();
    let script = Script::new();
    let found = |range: std::ops::Range<u8>| -> Value {
        range
            .map(|it| match it {
                0 => Value::Null,
                it => account(system_program::ID, &[it]),
            })
            .collect()
    };
    script.once("getMultipleAccounts", of(found(0..100)));
    script.once("getMultipleAccounts", of(found(100..150)));
    let read = script.network().accounts(&addresses).unwrap();
    let data: Vec<Option<u8>> = read
        .iter()
        .map(|it| it.as_ref().map(|it| it.data[0]))
        .collect();
    assert_eq!(data[0], None);
    assert!((1..150).all(|it| data[usize::from(it)] == Some(it)));
    let asked = script.parameters("getMultipleAccounts");
    let asked: Vec<usize> = asked
        .iter()
        .map(|it| it[0].as_array().unwrap().len())
        .collect();
    assert_eq!(asked, [100, 50]);
    // Fewer than were asked for are no answer.
    let script = Script::new();
    script.always("getMultipleAccounts", of(found(0..1)));
    let few = script.network().accounts(&addresses[..2]);
    assert!(matches!(few, Err(ReadError::Unreachable(_))));
}

/// What is shown before it is sent is what it comes to at most, and no more than the random part of the limit above it.
#[test]
fn the_priority_fee_is_known_before_it_is_sent() {
    for (price, most) in [
        (0, u64::MAX),
        (1, u64::MAX),
        (25_000, u64::MAX),
        (25_000, 4_000),
        (1_000_000, 1_000_000),
        (u64::MAX, 7),
    ] {
        let mut network = RpcNetwork::new("http://127.0.0.1:1", CommitmentConfig::confirmed())
            .with_priority_fee(price)
            .with_highest_fee(most);
        for units in [0, 1, 1_287, 165_000, 1_399_000, u64::MAX] {
            let highest = network.highest_priority_fee(units);
            assert!(highest <= most);
            for _ in 0..50 {
                let budget = network.budget(Some(units));
                let fee = budget.priority_fee();
                assert!(fee <= highest, "{price} {most} {units}");
                // Not capped, it is less by the price of 999 units at most.
                let is_capped = budget.price < price;
                let slack = (u128::from(price) * 999).div_ceil(1_000_000) + 1;
                assert!(is_capped || u128::from(highest - fee) <= slack);
            }
        }
    }
}

/// An answer of the state of a slot.
fn at(slot: u64, value: Value) -> Says {
    Says::Result(json!({ "context": { "slot": slot }, "value": value }))
}

#[test]
fn nothing_is_read_or_simulated_before_what_was_read() {
    let script = Script::new();
    let there = account(system_program::ID, &[7]);
    script.once("getAccountInfo", at(50, there.clone()));
    // One answer of a node that is behind, which does not know the option either.
    script.once("getMultipleAccounts", at(49, json!([null])));
    script.once("getMultipleAccounts", at(51, json!([there])));
    let here = simulated(json!({ "unitsConsumed": 10_000 }));
    script.once("simulateTransaction", at(50, here.clone()));
    script.once("simulateTransaction", at(52, here));
    let (mut network, address) = (script.network(), key().pubkey());
    assert!(network.account(&address).unwrap().is_some());
    assert!(network.accounts(&[address]).unwrap()[0].is_some());
    network.simulate(&[instruction(10)], &[&key()]).unwrap();
    let least = |method: &str| -> Vec<Value> {
        let asked = script.parameters(method).into_iter();
        asked.map(|it| it[1]["minContextSlot"].clone()).collect()
    };
    assert_eq!(least("getAccountInfo"), [Value::Null]);
    assert_eq!(least("getMultipleAccounts"), [json!(50), json!(50)]);
    assert_eq!(least("simulateTransaction"), [json!(51), json!(51)]);
    // Not without end.
    script.always("getAccountInfo", at(49, Value::Null));
    let behind = network.account(&address).unwrap_err().to_string();
    assert_eq!(
        behind,
        "the network's node is behind: http://node: its answer is of slot 49, and slot 51 was seen before"
    );
    // A network that was set back is read again after a while.
    script.wait(Duration::from_secs(60));
    assert_eq!(network.account(&address), Ok(None));
}

#[test]
fn a_list_is_of_a_slot_that_is_not_before_what_was_read() {
    let script = Script::new();
    let address = Pubkey::new_from_array([7; 32]);
    let listed = json!([{
        "pubkey": address.to_string(), "account": account(system_program::ID, &[7])
    }]);
    script.once("getAccountInfo", at(50, Value::Null));
    // One answer of a node that is behind, which does not know the option either.
    script.once("getProgramAccounts", at(49, json!([])));
    script.once("getProgramAccounts", at(51, listed.clone()));
    let mut network = script.network();
    network.account(&address).unwrap();
    let found = network.program_accounts(&system_program::ID, &[]).unwrap();
    assert_eq!((found.len(), found[0].0), (1, address));
    for asked in script.parameters("getProgramAccounts") {
        let config = &asked[1];
        assert_eq!(config["withContext"], true);
        assert_eq!(config["minContextSlot"], 50);
        assert_eq!(config["encoding"], "base64");
    }
    // It counts as seen.
    script.once("getAccountInfo", at(50, Value::Null));
    script.once("getAccountInfo", at(52, Value::Null));
    network.account(&address).unwrap();
    let asked = script.parameters("getAccountInfo");
    assert_eq!(asked[2][1]["minContextSlot"], 51);
    assert_eq!(asked.len(), 3);
    // Not without end, and nothing without a slot.
    script.always("getProgramAccounts", at(51, listed.clone()));
    let behind = network.program_accounts(&system_program::ID, &[]);
    assert!(matches!(behind, Err(ReadError::Behind(_))), "{behind:?}");
    script.always("getProgramAccounts", Says::Result(listed));
    let bare = network.program_accounts(&system_program::ID, &[]);
    assert!(matches!(bare, Err(ReadError::Unreachable(_))), "{bare:?}");
}

#[test]
fn an_error_that_is_not_known_here_is_reported_in_the_nodes_word() {
    let error = json!({ "NoSuchError": 3 });
    let script = Script::new();
    script.always(
        "simulateTransaction",
        of(json!({ "err": error, "logs": ["Program log: x"] })),
    );
    let reported = "the node names an error that is not known here: {\"NoSuchError\":3}";
    let refused = send(&script).unwrap_err();
    let SendError::Refused { logs, .. } = &refused else {
        panic!("{refused}");
    };
    assert_eq!(logs, &[reported]);
    assert_eq!(script.parameters("simulateTransaction").len(), 1);
    let script = Script::new();
    script.always(
        "getSignatureStatuses",
        of(json!([{
            "slot": 9, "confirmations": null, "status": { "Err": error }, "err": error,
            "confirmationStatus": "finalized"
        }])),
    );
    script.always("getTransaction", Says::Result(Value::Null));
    let failed = send(&script).unwrap_err();
    let SendError::Failed { logs, .. } = &failed else {
        panic!("{failed}");
    };
    assert_eq!(logs, &[reported]);
}
