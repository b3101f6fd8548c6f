//! A node of the chain, over HTTP on this machine, with faults.

use std::{
    collections::{HashMap, VecDeque},
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::{json, Value};
use solana_signature::Signature;

use crate::chain::{Block, Chain, Transaction};

/// What the node does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Answers.
    Answer,
    /// Answers as if it had not yet the last so many slots.
    Behind(u64),
    /// Answers with this status, and text that is not JSON.
    Status(u16),
    /// Answers with an error of JSON-RPC.
    Error(i64),
    /// Answers with HTML.
    Html,
    /// Ends in the middle of the answer.
    Half,
    /// Closes.
    Close,
    /// Answers as it did to the last request of this kind, for this address.
    Again,
    /// Has no transaction or block.
    Nothing,
}

pub type Hook = Box<dyn FnMut(&mut State, Moment) + Send>;

/// When a hook is called: with the number of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Before(u64),
    After(u64),
}

pub struct State {
    pub chain: Chain,
    /// Confirmed, and not finalised.
    pub unfinalised: u64,
    /// Most transactions of a page.
    pub page: usize,
    /// Whether it lists the index of transactions, as Agave does from version 4 on.
    pub has_index: bool,
    /// Whether it knows the option `minContextSlot`.
    pub has_least: bool,
    /// Whether it leaves out of a list what is older than `minContextSlot`.
    pub is_surfpool: bool,
    /// What becomes of the next requests.
    pub does: VecDeque<Does>,
    pub asked: Vec<(String, Value)>,
    last: HashMap<(String, Value), Value>,
    /// Number of requests so far.
    pub requests: u64,
}

impl State {
    /// The last slot at a commitment.
    pub fn slot(&self, is_finalised: bool) -> u64 {
        let back = if is_finalised { self.unfinalised } else { 0 };
        self.chain.slot().saturating_sub(back)
    }
}

/// The node.
pub struct Node {
    pub state: Arc<Mutex<State>>,
    hook: Arc<Mutex<Option<Hook>>>,
    pub url: String,
}

impl Node {
    pub fn new(chain: Chain) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            chain,
            unfinalised: 0,
            page: 1_000,
            has_index: true,
            has_least: true,
            is_surfpool: false,
            does: VecDeque::new(),
            asked: Vec::new(),
            last: HashMap::new(),
            requests: 0,
        }));
        let hook: Arc<Mutex<Option<Hook>>> = Arc::default();
        let (shared, hooks) = (state.clone(), hook.clone());
        // It ends with the process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (shared, hooks) = (shared.clone(), hooks.clone());
                thread::spawn(move || serve(client, &shared, &hooks));
            }
        });
        Self { state, hook, url }
    }

    pub fn set<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    pub fn hook(&self, hook: Hook) {
        *self.hook.lock().unwrap() = Some(hook);
    }

    pub fn unhook(&self) {
        *self.hook.lock().unwrap() = None;
    }
}

fn serve(client: TcpStream, shared: &Mutex<State>, hooks: &Mutex<Option<Hook>>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    while let Some(request) = request(&mut reader) {
        let call = |state: &mut State, moment| {
            if let Some(hook) = hooks.lock().unwrap().as_mut() {
                hook(state, moment);
            }
        };
        let mut state = shared.lock().unwrap();
        state.requests += 1;
        let number = state.requests;
        call(&mut state, Moment::Before(number));
        let does = state.does.pop_front().unwrap_or(Does::Answer);
        let (bytes, is_over) = reply(&mut state, &request, &does);
        let _ = (&client).write_all(&bytes);
        call(&mut state, Moment::After(number));
        drop(state);
        if is_over {
            let _ = client.shutdown(Shutdown::Both);
            return;
        }
    }
}

/// The body of the next request.
fn request(reader: &mut BufReader<TcpStream>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(text) = line.strip_prefix("content-length:") {
            length = text.trim().parse().unwrap();
        }
        if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}

fn http(status: u16, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} So\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}").into()
}

/// The reply, and whether the connection ends with it.
fn reply(state: &mut State, request: &Value, does: &Does) -> (Vec<u8>, bool) {
    let method = request["method"].as_str().unwrap();
    state.asked.push((method.into(), request["params"].clone()));
    let of_kind = (method.to_string(), request["params"][0].clone());
    let behind = match does {
        Does::Behind(slots) => *slots,
        _ => 0,
    };
    let result = match does {
        Does::Again => Ok(state.last.get(&of_kind).cloned().unwrap_or(Value::Null)),
        Does::Nothing => Ok(Value::Null),
        _ => answer(state, method, &request["params"], behind),
    };
    if let (Ok(result), Does::Answer) = (&result, does) {
        state.last.insert(of_kind, result.clone());
    }
    let mut body = match result {
        Ok(result) => json!({ "jsonrpc": "2.0", "result": result }),
        Err((code, words)) => {
            json!({ "jsonrpc": "2.0", "error": { "code": code, "message": words } })
        }
    };
    body["id"] = request["id"].clone();
    let whole = http(200, &body.to_string());
    match does {
        Does::Status(status) => (http(*status, "too much"), false),
        Does::Html => (http(200, "<html>maintenance</html>"), false),
        Does::Error(code) => {
            let error = json!({ "code": code, "message": "no" });
            let body = json!({ "jsonrpc": "2.0", "id": request["id"], "error": error });
            (http(200, &body.to_string()), false)
        }
        Does::Half => (
            whole[..whole.len() - body.to_string().len() / 2 - 1].into(),
            true,
        ),
        Does::Close => (Vec::new(), true),
        _ => (whole, false),
    }
}

type Answer = Result<Value, (i64, String)>;

fn answer(state: &State, method: &str, asked: &Value, behind: u64) -> Answer {
    let config = asked.as_array().and_then(|it| it.last()).cloned();
    let config = config.unwrap_or_default();
    let is_finalised = config["commitment"] != "confirmed";
    let slot = state.slot(is_finalised).saturating_sub(behind);
    let least = config["minContextSlot"].as_u64().unwrap_or_default();
    if slot < least && state.has_least {
        return Err((-32_016, "Minimum context slot has not been reached".into()));
    }
    let oldest = if state.is_surfpool { least } else { 0 };
    let blocks = state.chain.blocks.iter();
    let known = || {
        blocks
            .clone()
            .filter(move |it| (oldest..=slot).contains(&it.slot))
    };
    Ok(match method {
        "getGenesisHash" => json!("11111111111111111111111111111111"),
        "getVersion" if state.is_surfpool => json!({ "surfnet-version": "1.6.0" }),
        "getVersion" => json!({ "solana-core": "4.2.2" }),
        "getFirstAvailableBlock" => json!(0),
        "getSlot" => json!(slot),
        "getSignaturesForAddress" => {
            let newest_first = known().rev().flat_map(|block| {
                let ours = block.ours().rev();
                ours.map(move |(index, it)| (block, index, it))
            });
            let naming = newest_first
                .filter(|(_, _, it)| it.programs.iter().any(|it| asked[0] == it.to_string()));
            let (before, until) = (&config["before"], &config["until"]);
            let mut is_begun = before.is_null();
            let mut page = Vec::new();
            let limit = usize::try_from(config["limit"].as_u64().unwrap()).unwrap();
            for (block, index, it) in naming {
                let signature = json!(it.signature.to_string());
                if is_begun && signature == *until {
                    break;
                }
                if is_begun && page.len() < limit.min(state.page) {
                    page.push(listed(state, block, index, it));
                }
                is_begun |= signature == *before;
            }
            json!(page)
        }
        "getTransaction" => {
            let signature: Signature = asked[0].as_str().unwrap().parse().unwrap();
            let mut all = known().flat_map(|block| block.ours().map(move |it| (block, it)));
            let found = all.find(|(_, (_, it))| it.signature == signature);
            let found = found.map(|(block, (index, it))| transaction(state, block, index, it));
            found.unwrap_or_default()
        }
        "getBlock" => {
            assert_eq!(config["transactionDetails"], "signatures");
            let found = known().find(|it| asked[0] == it.slot);
            let block = found.ok_or((-32_007, "Slot was skipped".to_string()))?;
            let other = Signature::from([9; 64]);
            let signature = |it: &Option<Transaction>| it.as_ref().map_or(other, |it| it.signature);
            let all = block.transactions.iter().map(signature);
            json!({ "signatures": all.map(|it| it.to_string()).collect::<Vec<_>>() })
        }
        other => panic!("{other} is asked for"),
    })
}

fn listed(state: &State, block: &Block, index: u32, it: &Transaction) -> Value {
    let failed = json!({ "InstructionError": [0, { "Custom": 6_000 }] });
    let mut listed = json!({
        "signature": it.signature.to_string(),
        "slot": block.slot,
        "err": if it.failed { failed } else { Value::Null },
        "memo": null,
        "blockTime": block.time,
        "confirmationStatus": "finalized",
    });
    if state.has_index {
        listed["transactionIndex"] = json!(index);
    }
    listed
}

fn transaction(state: &State, block: &Block, index: u32, it: &Transaction) -> Value {
    let mut keys: Vec<String> = vec!["1".repeat(32)];
    let mut lists: Vec<Value> = Vec::new();
    for call in &it.calls {
        let program = call.program.to_string();
        let place = keys.iter().position(|it| *it == program);
        let place = place.unwrap_or_else(|| {
            keys.push(program);
            keys.len() - 1
        });
        let called = json!({
            "programIdIndex": place,
            "accounts": [],
            "data": bs58::encode(&call.data).into_string(),
            "stackHeight": 2,
        });
        match lists.last_mut().filter(|it| it["index"] == call.outer) {
            Some(list) => list["instructions"].as_array_mut().unwrap().push(called),
            None => lists.push(json!({ "index": call.outer, "instructions": [called] })),
        }
    }
    let header = json!({
        "numRequiredSignatures": 1, "numReadonlySignedAccounts": 0, "numReadonlyUnsignedAccounts": 0
    });
    let mut answer = json!({
        "slot": block.slot,
        "blockTime": block.time,
        "version": "legacy",
        "transaction": {
            "signatures": [it.signature.to_string()],
            "message": {
                "header": header,
                "accountKeys": keys,
                "recentBlockhash": "1".repeat(32),
                "instructions": [],
            },
        },
        "meta": {
            "err": null, "status": { "Ok": null }, "fee": 5_000, "preBalances": [], "postBalances": [],
            "innerInstructions": lists, "logMessages": [], "preTokenBalances": [], "postTokenBalances": [],
            "rewards": [], "loadedAddresses": { "writable": [], "readonly": [] },
        },
    });
    if state.has_index {
        answer["transactionIndex"] = json!(index);
    }
    answer
}
