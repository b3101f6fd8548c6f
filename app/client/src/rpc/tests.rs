//! The RPC client with a mock node.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic)]

use std::{
    future::{ready, Future},
    pin::Pin,
    sync::{Arc, Mutex},
};

use anchor_lang::solana_program::system_program;
use base64::{prelude::BASE64_STANDARD, Engine};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_message::VersionedMessage;
use solana_rpc_client::{
    rpc_client::RpcClientConfig,
    rpc_sender::{RpcSender, RpcTransportStats},
};
use solana_rpc_client_api::request::RpcResponseErrorData;

use super::*;
use crate::transaction::from_wire;
use solana_sdk_ids::feature;

/// Requests to the node, in order.
type Sent = Arc<Mutex<Vec<(String, VersionedTransaction)>>>;

/// A node with or without the feature account, which accepts every transaction.
struct Node {
    feature: Arc<Mutex<Value>>,
    sent: Sent,
}

impl Node {
    fn answer(&self, request: RpcRequest, params: &Value) -> client_error::Result<Value> {
        let context = json!({ "slot": 1, "apiVersion": "4.2.2" });
        let of = |value: Value| Ok(json!({ "context": context, "value": value }));
        let transaction = || {
            let bytes = BASE64_STANDARD.decode(params[0].as_str().unwrap());
            let transaction = from_wire(&bytes.unwrap()).unwrap();
            let of = (request.to_string(), transaction.clone());
            self.sent.lock().unwrap().push(of);
            transaction.signatures[0].to_string()
        };
        match request {
            RpcRequest::GetAccountInfo => {
                assert_eq!(params[0], TX_V1.to_string());
                of(self.feature.lock().unwrap().clone())
            }
            RpcRequest::GetLatestBlockhash => {
                let blockhash = Hash::new_from_array([5; 32]).to_string();
                of(json!({ "blockhash": blockhash, "lastValidBlockHeight": 150 }))
            }
            RpcRequest::SimulateTransaction => {
                transaction();
                of(json!({ "err": null, "logs": [], "unitsConsumed": 10_000 }))
            }
            RpcRequest::SendTransaction => Ok(json!(transaction())),
            RpcRequest::GetEpochInfo => Ok(json!({
                "epoch": 0, "slotIndex": 1, "slotsInEpoch": 432_000, "absoluteSlot": 1, "blockHeight": 1,
                "transactionCount": null
            })),
            RpcRequest::GetSignatureStatuses => of(json!([{
                "slot": 1, "confirmations": null, "status": { "Ok": null }, "err": null,
                "confirmationStatus": "finalized"
            }])),
            RpcRequest::GetTransaction => {
                assert_eq!(params[1]["maxSupportedTransactionVersion"], 1);
                assert_eq!(params[1]["commitment"], "confirmed");
                Err(
                    client_error::ErrorKind::RpcError(RpcError::RpcResponseError {
                        code: JSON_RPC_SERVER_ERROR_UNSUPPORTED_TRANSACTION_VERSION,
                        message: "Transaction version (2) is not supported".into(),
                        data: RpcResponseErrorData::Empty,
                    })
                    .into(),
                )
            }
            _ => panic!("{request}"),
        }
    }
}

impl RpcSender for Node {
    fn send<'a, 'b>(
        &'a self,
        request: RpcRequest,
        params: Value,
    ) -> Pin<Box<dyn Future<Output = client_error::Result<Value>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(ready(self.answer(request, &params)))
    }

    fn get_transport_stats(&self) -> RpcTransportStats {
        RpcTransportStats::default()
    }

    fn url(&self) -> String {
        "a mock node".into()
    }
}

/// A network with this account of the feature, what it is sent, and the account, to change it.
fn network(feature: Value) -> (RpcNetwork, Sent, Arc<Mutex<Value>>) {
    let (sent, feature) = (Sent::default(), Arc::new(Mutex::new(feature)));
    let node = Node {
        feature: feature.clone(),
        sent: sent.clone(),
    };
    let config = RpcClientConfig::with_commitment(CommitmentConfig::processed());
    let client = RpcClient::new_sender(node, config);
    (RpcNetwork::over(client), sent, feature)
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

#[test]
fn version_1_is_there_once_its_feature_is_active() {
    let has_v1 = |feature| network(feature).0.has_v1();
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
    let (mut network, _, feature) = network(pending());
    assert_eq!(network.has_v1(), Ok(false));
    *feature.lock().unwrap() = active();
    assert_eq!(network.has_v1(), Ok(true));
    *feature.lock().unwrap() = Value::Null;
    assert_eq!(network.has_v1(), Ok(true));
}

/// An instruction with so many bytes of data.
fn instruction(bytes: usize) -> Instruction {
    Instruction {
        program_id: system_program::ID,
        accounts: Vec::new(),
        data: vec![1; bytes],
    }
}

#[test]
fn version_1_is_sent_where_legacy_is_too_small_and_the_network_has_it() {
    let key = Keypair::new_from_array([1; 32]);
    for (feature, bytes, v1) in [
        (active(), 100, Some(false)),
        (active(), 2_000, Some(true)),
        (active(), 5_000, None),
        (pending(), 100, Some(false)),
        (pending(), 2_000, None),
        (Value::Null, 2_000, None),
    ] {
        let (network, sent, _) = network(feature);
        let mut network = network.with_priority_fee(5_000);
        let outcome = network.send(&[instruction(bytes)], &[&key]);
        let sent = sent.lock().unwrap();
        let Some(v1) = v1 else {
            let refused = outcome.unwrap_err();
            assert!(refused.logs()[0].contains("more than the 1232 of its format"));
            assert!(sent.is_empty());
            continue;
        };
        let receipt = outcome.unwrap();
        let [(first, simulated), (second, last)] = sent.as_slice() else {
            panic!("{} were sent", sent.len());
        };
        assert_eq!(
            (first.as_str(), second.as_str()),
            ("simulateTransaction", "sendTransaction")
        );
        assert_eq!(receipt.signature, last.signatures[0]);
        // A signer may have to press a button: only once.
        assert_eq!(simulated.signatures, [Signature::default()]);
        let signed = last.message.serialize();
        assert!(last.signatures[0].verify(key.pubkey().as_ref(), &signed));
        match &last.message {
            VersionedMessage::V1(message) => {
                assert!(v1);
                assert_eq!(message.config.compute_unit_limit, Some(13_001));
                // 13,001 units at 5,000 micro-lamports are 65.005 lamports.
                assert_eq!(message.config.priority_fee, Some(66));
            }
            message => {
                assert!(!v1);
                // Limit, price, and what was to be sent.
                assert_eq!(message.instructions().len(), 3);
            }
        }
    }
}

#[test]
fn a_simulation_pays_no_more_than_the_highest_fee() {
    let (network, sent, _) = network(active());
    let mut network = network.with_priority_fee(5_000_000).with_highest_fee(7);
    let key = Keypair::new_from_array([1; 32]);
    network.send(&[instruction(2_000)], &[&key]).unwrap();
    let sent = sent.lock().unwrap();
    let fees = sent.iter().map(|(_, transaction)| {
        let VersionedMessage::V1(message) = &transaction.message else {
            panic!("another version");
        };
        message.config.priority_fee
    });
    assert_eq!(fees.collect::<Vec<_>>(), [Some(7), Some(7)]);
}

#[test]
fn a_version_above_that_asked_for_is_told_as_such() {
    let (network, ..) = network(active());
    let Unreachable(told) = network.transaction(&Signature::default()).unwrap_err();
    assert_eq!(
        told,
        "the transaction is of a newer version than 1, the last that this client reads: update it"
    );
}

#[test]
fn a_network_that_fails_is_not_an_account_that_is_missing() {
    let mut failing = RpcNetwork::over(RpcClient::new_mock("fails"));
    let address = Pubkey::new_unique();
    assert!(failing.account(&address).is_err() && failing.unix_time().is_err());
    let outcome = failing.send(&[], &[&Keypair::new()]);
    assert!(matches!(outcome, Err(SendError::Unsent(_))));
}

#[test]
fn who_does_not_answer_is_told_with_the_cause() {
    let mut nobody = RpcNetwork::new("http://127.0.0.1:1", CommitmentConfig::processed());
    let Unreachable(told) = nobody.account(&Pubkey::new_unique()).unwrap_err();
    let (who, why) = told.split_once(": ").unwrap();
    assert_eq!(who, "http://127.0.0.1:1/");
    assert!(why.starts_with("Connection refused"), "{why}");
}

#[test]
fn the_limit_is_the_simulations_with_headroom_and_never_twice_the_same() {
    let mut network = RpcNetwork::over(RpcClient::new_mock("succeeds"));
    let limits = [10_000, 10_000, u64::MAX].map(|units| network.budget(Some(units)).limit);
    assert_eq!(limits, [13_001, 13_002, MAX_COMPUTE_UNITS]);
}

#[test]
fn the_priority_fee_stays_below_its_limit() {
    let network = RpcNetwork::over(RpcClient::new_mock("succeeds"));
    let mut network = network.with_priority_fee(5_000_000).with_highest_fee(13);
    // 13 lamports for 13,001 units are 999.9 micro-lamports each.
    assert_eq!(network.budget(Some(10_000)).price, 999);
    let mut network = network.with_highest_fee(1_000_000);
    assert_eq!(network.budget(Some(10_000)).price, 5_000_000);
}
