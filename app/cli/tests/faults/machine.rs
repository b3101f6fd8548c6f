//! The programs in a virtual machine, behind JSON-RPC. Each request takes a slot.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use anchor_lang::prelude::Pubkey;
use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::{Network, SendError};
use io_vm::{
    node::{Answer, Answers},
    LiteVm,
};
use serde_json::{json, Value};
use solana_account::Account;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// The slot before the first request.
const START: u64 = 1_000;
/// Blocks in which a blockhash may be used.
const LIFETIME: u64 = 150;

/// The machine, and what it has executed.
pub struct Machine {
    /// As it was from each slot on, the last at the end.
    history: Vec<(u64, LiteVm)>,
    slot: u64,
    /// Slot and outcome of what was executed.
    pub outcomes: HashMap<Signature, (u64, Result<(), TransactionError>)>,
    /// Calls of programs by programs, which include every event.
    pub called: Vec<(Pubkey, Vec<u8>)>,
    /// Whether it knows the option `minContextSlot`.
    pub has_least: bool,
}

impl Machine {
    /// The newest state.
    pub fn vm(&mut self) -> &mut LiteVm {
        &mut self.history.last_mut().unwrap().1
    }

    fn at(&mut self, slot: u64) -> &mut LiteVm {
        let mut states = self.history.iter_mut().rev();
        &mut states.find(|(from, _)| *from <= slot).unwrap().1
    }

    /// A transaction is executed once, however often it comes.
    fn execute(&mut self, transaction: &VersionedTransaction) -> Signature {
        let signature = transaction.signatures[0];
        if self.outcomes.contains_key(&signature) {
            return signature;
        }
        let mut vm = self.vm().clone();
        let outcome = match vm.send_signed(transaction) {
            Ok(receipt) => {
                self.called.extend(receipt.inner);
                Ok(())
            }
            Err(SendError::Refused { error, .. }) => Err(error),
            Err(other) => panic!("{other}"),
        };
        self.history.push((self.slot, vm));
        self.outcomes.insert(signature, (self.slot, outcome));
        signature
    }

    fn simulate(&mut self, slot: u64, asked: &Value) -> Value {
        let mut transaction = transaction(&asked[0]);
        let config = &asked[1];
        let vm = self.at(slot);
        if config["replaceRecentBlockhash"] == true {
            let blockhash = vm.blockhash().unwrap();
            transaction.message.set_recent_blockhash(blockhash);
        }
        let watched = config["accounts"]["addresses"].as_array();
        let watched: Vec<Pubkey> = watched.into_iter().flatten().map(address).collect();
        match vm.preview_signed(&transaction, &watched) {
            Ok(seen) => {
                let accounts = seen.accounts.unwrap_or_default();
                let accounts: Vec<Value> =
                    accounts.iter().map(Option::as_ref).map(written).collect();
                json!({
                    "err": null, "logs": seen.receipt.logs, "unitsConsumed": seen.receipt.compute_units,
                    "accounts": accounts,
                })
            }
            Err(SendError::Refused { error, logs }) => {
                json!({ "err": error, "logs": logs, "accounts": null, "unitsConsumed": 0 })
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn result(&mut self, method: &str, asked: &Value, slot: u64) -> Value {
        let context = |value: Value| json!({ "context": { "slot": slot }, "value": value });
        match method {
            "getAccountInfo" => {
                let account = self.at(slot).account(&address(&asked[0])).unwrap();
                context(written(account.as_ref()))
            }
            "getMultipleAccounts" => {
                let addresses = asked[0].as_array().unwrap().iter().map(address);
                let vm = self.at(slot);
                let accounts = addresses.map(|it| written(vm.account(&it).unwrap().as_ref()));
                context(accounts.collect())
            }
            "getProgramAccounts" => {
                let program = address(&asked[0]);
                let all = self.at(slot).program_accounts(&program, &[]).unwrap();
                let filters = asked[1]["filters"].as_array().unwrap();
                let passes = |it: &Account| filters.iter().all(|filter| matches(filter, it));
                let found = all.iter().filter(|(_, it)| passes(it)).map(|(address, it)| {
                    json!({ "pubkey": address.to_string(), "account": written(Some(it)) })
                });
                context(found.collect())
            }
            "simulateTransaction" => context(self.simulate(slot, asked)),
            "sendTransaction" => json!(self.execute(&transaction(&asked[0])).to_string()),
            "getSignatureStatuses" => {
                let signatures = asked[0].as_array().unwrap().iter();
                let statuses = signatures.map(|it| {
                    let signature: Signature = it.as_str().unwrap().parse().unwrap();
                    let found = self.outcomes.get(&signature);
                    let found = found.filter(|(executed, _)| *executed <= slot);
                    found.map_or(Value::Null, |(executed, outcome)| {
                        json!({
                            "slot": executed, "confirmations": null, "confirmationStatus": "finalized",
                            "err": outcome.clone().err(), "status": outcome,
                        })
                    })
                });
                context(statuses.collect())
            }
            "getLatestBlockhash" => {
                let blockhash = self.at(slot).blockhash().unwrap().to_string();
                let last = slot + LIFETIME;
                context(json!({ "blockhash": blockhash, "lastValidBlockHeight": last }))
            }
            "isBlockhashValid" => context(true.into()),
            "getEpochInfo" => json!({ "absoluteSlot": slot, "blockHeight": slot }),
            "getGenesisHash" => json!(Pubkey::new_from_array([9; 32]).to_string()),
            "getTransaction" => Value::Null,
            "getSignaturesForAddress" => json!([]),
            other => panic!("{other} is asked for"),
        }
    }
}

/// A machine that several servers share.
#[derive(Clone)]
pub struct Shared(Arc<Mutex<Machine>>);

impl Shared {
    pub fn new(vm: LiteVm) -> Self {
        Self(Arc::new(Mutex::new(Machine {
            history: vec![(0, vm)],
            slot: START,
            outcomes: HashMap::new(),
            called: Vec::new(),
            has_least: true,
        })))
    }

    pub fn lock(&self) -> MutexGuard<'_, Machine> {
        self.0.lock().unwrap()
    }
}

impl Answers for Shared {
    fn answer(&mut self, method: &str, asked: &Value, behind: u64) -> Answer {
        let mut machine = self.lock();
        machine.slot += 1;
        let slot = machine.slot - behind;
        let config = asked.as_array().and_then(|it| it.last());
        let least = config.and_then(|it| it["minContextSlot"].as_u64());
        if machine.has_least && least.is_some_and(|least| slot < least) {
            return Err((-32_016, "Minimum context slot has not been reached".into()));
        }
        Ok(machine.result(method, asked, slot))
    }
}

fn address(text: &Value) -> Pubkey {
    text.as_str().unwrap().parse().unwrap()
}

fn transaction(text: &Value) -> VersionedTransaction {
    let bytes = BASE64_STANDARD.decode(text.as_str().unwrap()).unwrap();
    bincode::deserialize(&bytes).unwrap()
}

/// An account as nodes write it.
fn written(account: Option<&Account>) -> Value {
    account.map_or(Value::Null, |it| {
        json!({
            "lamports": it.lamports, "owner": it.owner.to_string(), "executable": it.executable, "rentEpoch": it.rent_epoch,
            "data": [BASE64_STANDARD.encode(&it.data), "base64"], "space": it.data.len(),
        })
    })
}

/// Whether an account passes a filter.
fn matches(filter: &Value, account: &Account) -> bool {
    let memcmp = &filter["memcmp"];
    let bytes: Vec<u8> = match memcmp["bytes"].as_str() {
        Some(text) if memcmp["encoding"] == "base64" => BASE64_STANDARD.decode(text).unwrap(),
        Some(text) => bs58::decode(text).into_vec().unwrap(),
        None => serde_json::from_value(memcmp["bytes"].clone()).unwrap(),
    };
    let offset = usize::try_from(memcmp["offset"].as_u64().unwrap()).unwrap();
    account
        .data
        .get(offset..)
        .is_some_and(|it| it.starts_with(&bytes))
}
