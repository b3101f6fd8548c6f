//! A node of the chain, over HTTP on this machine, with faults.

use std::ops::Deref;

use io_vm::node::{Answer, Answers, Server};
use serde_json::{json, Value};
use solana_signature::Signature;

use crate::chain::{Block, Chain, Transaction};

pub use io_vm::node::{Does, Moment};

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
}

impl State {
    /// The last slot at a commitment.
    pub fn slot(&self, is_finalised: bool) -> u64 {
        let back = if is_finalised { self.unfinalised } else { 0 };
        self.chain.slot().saturating_sub(back)
    }
}

impl Answers for State {
    fn answer(&mut self, method: &str, parameters: &Value, behind: u64) -> Answer {
        answer(self, method, parameters, behind)
    }
}

/// The node.
pub struct Node(Server<State>);

impl Node {
    pub fn new(chain: Chain) -> Self {
        let state = State {
            chain,
            unfinalised: 0,
            page: 1_000,
            has_index: true,
            has_least: true,
            is_surfpool: false,
        };
        Self(Server::start(state).unwrap())
    }
}

impl Deref for Node {
    type Target = Server<State>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

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
